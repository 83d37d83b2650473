/** What supervisors see by the command line: real processes that ask a line over HTTP. */
import { mkdir, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { test } from 'tap';
import { AGENTS, LINES, serveFake, TOKEN } from '../api/fake-live.ts';
import { shortline } from './shell.ts';

test('tables', async (t) => {
  const { url } = await serveFake(t);
  const run = (...args: string[]) => shortline([...args, '--url', url, '--token', TOKEN]);
  const rows: [args: string[], out: string][] = [
    [
      ['agents'],
      `ACCOUNT  NAME          STATUS          FOR  PHONE       CALLS  MISSED  SKILLS             LANGUAGES  CALL
2001     Ana Souza     ready          1:01  registered     12       0  general=3 water=4  pt en      -
2002     Bruno Diallo  talking        1:01  registered     12       0  general=3 water=4  pt en      call-talking
2003     Carla Dias    paused (lunch) 1:01  registered     12       0  general=3 water=4  pt en      -
2004     Davi Reis     wrapUp         1:01  registered     12       0  general=3 water=4  pt en      -
2005     Eva Lima      loggedOut      1:01  away           12       0  general=3 water=4  pt en      -
`,
    ],
    [
      ['centres', 'list'],
      `CENTRE      NAME        STATE  HOURS  CALLS  CHANNELS
tax-office  Tax office  up     open       3        10
rescue      Rescue      down   open       0         -
`,
    ],
    [
      ['queues'],
      `LINE  QUEUE    NAME              WAITING  OLDEST  ABLE  READY  CALLBACKS  STATE
156   general  General                 2    1:05     3      1          1  closed by Rui
156   water    Water and sewage        2    1:05     3      1          1  open
3939  papers   Papers                  2    1:05     3      1          1  open
`,
    ],
    [
      ['lines'],
      `LINE  NAME               STATE                   CALLS  WAITING  CRISIS  PREPARED    QUEUES
156   Fala Porto Alegre  open                        9        2  -       flood heat  general water
3939  Allô               closed by Rui (strike)      1        1  heat    heat flood  papers
`,
    ],
  ];
  for (const [args, out] of rows) {
    // the width of a right-aligned column's gap is not what this test is about
    const squeezed = (text: string) => text.replaceAll(/ +/g, ' ');
    const ran = await run(...args);
    t.strictSame(
      { ...ran, out: squeezed(ran.out) },
      { code: 0, out: squeezed(out), err: '' },
      args.join(' '),
    );
  }
  const { out } = await run('callers');
  t.match(out, /^CALL +LINE +NUMBER +QUEUE +PHASE +POSITION +PRIORITY +WAITED +EXPECTED +WITH$/m);
  t.match(out, /^call-queued +156 +\+5551999990000 +water +queued +1 +0 +1:05 +2:00–4:00 +-$/m);
  t.match(out, /^call-consult .* 2002, tax-office$/m);
});

test('an empty list says so', async (t) => {
  const nothing = () => [];
  const { url } = await serveFake(t, { callers: nothing, centres: nothing });
  t.match(await shortline(['callers', '--url', url, '--token', TOKEN]), {
    code: 0,
    out: 'nobody is on the line\n',
  });
  t.match(await shortline(['callers', '--json', '--url', url, '--token', TOKEN]), { code: 0, out: '[]\n' });
});

test('the line of the settings, its token, and the name of the user', async (t) => {
  const { url, facts } = await serveFake(t);
  const cwd = t.testdir({ data: { 'api-token': `${TOKEN}\n` } });
  const env = { SHORTLINE_HTTP_PORT: new URL(url).port };
  const ran = await shortline(['agents', 'log-in', '2005', '--json'], { cwd, env });
  t.strictSame([ran.code, JSON.parse(ran.out), ran.err], [0, AGENTS[4], '']);
  t.match(facts, [{ type: 'AgentLoggedIn', by: userInfo().username }]);
  const settings = join(cwd, 'other.env');
  await mkdir(join(cwd, 'elsewhere'));
  await writeFile(join(cwd, 'elsewhere', 'api-token'), TOKEN);
  await writeFile(settings, `SHORTLINE_HTTP_PORT=${env.SHORTLINE_HTTP_PORT}\nSHORTLINE_DATA=elsewhere\n`);
  const lines = await shortline(['lines', '--json', '--settings', settings], { cwd });
  t.strictSame([lines.code, JSON.parse(lines.out)], [0, LINES]);
});
