/** The commands of supervisors: real processes that ask a line over HTTP. */
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { test } from 'tap';
import { AGENTS, AT, CALLERS, LINES, serveFake, TOKEN } from '../api/fake-live.ts';
import { type Ran, shortline } from './shell.ts';

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

test('actions', async (t) => {
  const fake = await serveFake(t);
  const rows: [args: string[], fact: object, out: RegExp][] = [
    [
      ['agents', 'log-in', '2005'],
      { type: 'AgentLoggedIn', agent: '2005' },
      /^2005 Eva Lima: loggedOut; general=3/,
    ],
    [['agents', 'log-out', '2001'], { type: 'AgentLoggedOut', agent: '2001' }, /^2001/],
    [
      ['agents', 'pause', '2001', 'café com leite'],
      { type: 'AgentPaused', agent: '2001', reason: 'café com leite' },
      /^2001/,
    ],
    [
      ['agents', 'ready', '2003'],
      { type: 'AgentReadied', agent: '2003' },
      /^2003 Carla Dias: paused \(lunch\)/,
    ],
    [['agents', 'wrap-up', '2004', '--done'], { type: 'WrapUpDone', agent: '2004' }, /^2004/],
    [
      ['agents', 'wrap-up', '2004', '--extend', '60'],
      { type: 'WrapUpExtended', agent: '2004', until: AT + 65_000 },
      /^2004/,
    ],
    [
      ['agents', 'skills', '2001', 'papers=3', 'work=1'],
      {
        type: 'AgentChanged',
        agent: '2001',
        skills: [
          { name: 'papers', level: 3 },
          { name: 'work', level: 1 },
        ],
        languages: ['pt', 'en'],
      },
      /^2001/,
    ],
    [
      ['agents', 'skills', '2001', '--languages', 'fr,en'],
      { type: 'AgentChanged', agent: '2001', languages: ['fr', 'en'] },
      /^2001/,
    ],
    [
      ['callers', 'move', 'call-q', 'general'],
      { type: 'CallerMoved', callId: 'call-queued', queue: 'general' },
      /^call-queued: queued; queue water; priority 0\n$/,
    ],
    [
      ['callers', 'prioritise', 'call-queued', '0'],
      { type: 'CallerPrioritised', callId: 'call-queued', priority: 0 },
      /^call-queued/,
    ],
    [
      ['callers', 'escalate', 'call-t', 'rescue', '--warm'],
      { type: 'EscalationRequested', callId: 'call-talking', centre: 'rescue', how: 'warm' },
      /; 2002\n$/,
    ],
    [
      ['callers', 'escalate', 'call-t', 'rescue'],
      { type: 'EscalationRequested', how: 'cold' },
      /^call-talking/,
    ],
    [
      ['callers', 'conclude', 'call-cons', 'take-back'],
      { type: 'EscalationConcluded', callId: 'call-consult', how: 'takeBack' },
      /^call-consult/,
    ],
    [
      ['callers', 'conclude', 'call-cons', 'join'],
      { type: 'EscalationConcluded', how: 'join' },
      /^call-consult/,
    ],
    [
      ['callers', 'emergency', 'call-m'],
      { type: 'EmergencyRaised', callId: 'call-menu', centre: 'rescue' },
      /^call-menu/,
    ],
    [
      ['callers', 'emergency', 'call-m', 'tax-office'],
      { type: 'EmergencyRaised', centre: 'tax-office' },
      /^call-menu/,
    ],
    [
      ['queues', 'close', '156', 'water', '--message', 'storm'],
      { type: 'QueueClosed', line: '156', queue: 'water', message: 'storm' },
      /^156 water: open; 2 waiting\n$/,
    ],
    [
      ['queues', 'reopen', '156', 'general'],
      { type: 'QueueReopened', line: '156', queue: 'general' },
      /^156 general: closed by Rui/,
    ],
    [
      ['lines', 'close', '156'],
      { type: 'LineClosed', line: '156', message: '' },
      /^156 Fala Porto Alegre: open\n$/,
    ],
    [
      ['lines', 'reopen', '3939'],
      { type: 'LineReopened', line: '3939' },
      /^3939 Allô: closed by Rui \(strike\); crisis mode heat\n$/,
    ],
    [['crisis', 'start', '156', 'flood'], { type: 'CrisisStarted', line: '156', crisis: 'flood' }, /^156/],
    [['crisis', 'end', '3939', 'heat'], { type: 'CrisisEnded', line: '3939' }, /^3939/],
    [['crisis', 'end', '3939'], { type: 'CrisisEnded', line: '3939' }, /^3939/],
  ];
  for (const [args, fact, out] of rows) {
    fake.facts.length = 0;
    const ran = await shortline([...args, '--url', fake.url, '--token', TOKEN, '--by', 'Aïcha']);
    t.match(ran, { code: 0, out, err: '' }, args.join(' '));
    t.match(fake.facts, [{ ...fact, at: AT, by: 'Aïcha' }], args.join(' '));
    t.equal(fake.facts.length, 1, 'one fact');
  }
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

test('what cannot be done is said, with 1', async (t) => {
  const { url, facts } = await serveFake(t);
  const at = ['--url', url, '--token', TOKEN];
  const rows: [args: string[], err: string][] = [
    [['agents', 'pause', '2011', 'lunch', ...at], 'there is no agent "2011"; did you mean "2001"?\n'],
    [['agents', 'ready', '2001', ...at], '2001 is ready already\n'],
    [
      ['callers', 'move', 'call-queud', 'general', ...at],
      'there is no call "call-queud"; did you mean "call-queued"?\n',
    ],
    [
      ['callers', 'move', 'call-queued', 'genral', ...at],
      'there is no queue of the line 156 named "genral"; did you mean "general"?\n',
    ],
    [
      ['callers', 'prioritise', 'call', '5', ...at],
      `several calls begin with "call": ${CALLERS.slice(0, 5)
        .map(({ callId }) => callId)
        .join(', ')}, … (10 in all)\n`,
    ],
    [
      ['queues', 'close', '156', 'water', '--message', 'strom', ...at],
      'there is no prompt "strom"; did you mean "storm"?\n',
    ],
    [['lines', 'close', '15', ...at], 'there is no line "15"; did you mean "156"?\n'],
    [
      ['crisis', 'start', '156', 'flod', ...at],
      'there is no crisis mode of the line 156 named "flod"; did you mean "flood"?\n',
    ],
    [['crisis', 'end', '3939', 'flood', ...at], 'the line 3939 is in the crisis mode heat, not flood\n'],
    [
      ['agents', 'log-in', '2005', '--by', 'x'.repeat(65), ...at],
      'X-Author: expected 1 to 64 printable characters, in UTF-8\n',
    ],
    [
      ['agents', '--url', url, '--token', 'the-token-of-another-line'],
      `the line at ${url} does not take this token; give the one in the file api-token of its data folder with --token, or run where that folder is\n`,
    ],
    [['agents', '--url', 'nowhere', '--token', 'x'], '--url: expected http://host:port, found "nowhere"\n'],
  ];
  for (const [args, err] of rows) {
    t.strictSame(await shortline(args), { code: 1, out: '', err } satisfies Ran, args.join(' '));
  }
  t.strictSame(facts, []);
});

test('no line, no token, something else there', async (t) => {
  const closed = createServer().listen(0, '127.0.0.1');
  await once(closed, 'listening');
  const gone = `http://127.0.0.1:${(closed.address() as AddressInfo).port}`;
  closed.close();
  await once(closed, 'close');
  const other = createServer((_request, response) => response.end('<html>')).listen(0, '127.0.0.1');
  await once(other, 'listening');
  t.teardown(() => other.close());
  const elsewhere = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
  const cwd = t.testdir({ bad: { 'api-token': 'x' } });
  const rows: [args: string[], env: Record<string, string>, err: string][] = [
    [
      ['callers', '--url', gone, '--token', TOKEN],
      {},
      `no line answers at ${gone}: start it with \`npx shortline start\`\n`,
    ],
    [
      ['callers'],
      {},
      `there is no token ${cwd}/data/api-token: the first start of the line makes it (\`npx shortline start\`); for a line elsewhere (http://127.0.0.1:8080), give --token\n`,
    ],
    [
      ['callers'],
      { SHORTLINE_DATA: 'bad' },
      `the token cannot be read: ${cwd}/bad/api-token: expected a token of 32 or more letters, digits, - and _; remove the file, and the next start makes a new one; run as the line’s user, or give --token\n`,
    ],
    [
      ['callers', '--url', elsewhere, '--token', TOKEN],
      {},
      `what answers at ${elsewhere} (status 200) is no line of shortline\n`,
    ],
  ];
  for (const [args, env, err] of rows) {
    t.strictSame(await shortline(args, { cwd, env }), { code: 1, out: '', err }, args.join(' '));
  }
});

test('wrong use ends with 2', async (t) => {
  const rows: [args: string[], err: RegExp][] = [
    [['agents', 'lst'], /unknown command 'lst' \(did you mean "list"\?\)/],
    [['callers', 'mvoe', 'a', 'b'], /unknown command 'mvoe' \(did you mean "move"\?\)/],
    [['agents', 'pause', '2001'], /missing required argument 'reason'/],
    [['agents', 'wrap-up', '2001'], /give either --extend <seconds> or --done/],
    [['agents', 'wrap-up', '2001', '--extend', '5', '--done'], /give either/],
    [['agents', 'wrap-up', '2001', '--extend', 'x'], /Expected 1 to 3600 seconds/],
    [['agents', 'skills', '2001'], /give skills \(papers=3\), --languages, or both/],
    [['agents', 'skills', '2001', 'papers=6'], /papers=6: expected a skill and its level, as papers=3/],
    [['callers', 'prioritise', 'x', '101'], /Expected 0 to 100 points/],
    [['callers', 'conclude', 'x', 'stay'], /Allowed choices are leave, join, take-back/],
    [['crisis'], /Usage: shortline crisis/],
    [['crisis', 'start', '156'], /missing required argument 'name'/],
    [['replay', '--from', '0'], /Expected the number of an entry/],
  ];
  for (const [args, err] of rows) t.match(await shortline(args), { code: 2, out: '', err }, args.join(' '));
});

test('help with examples', async (t) => {
  for (const name of ['agents', 'callers', 'queues', 'centres', 'lines', 'crisis', 'replay', 'explain']) {
    t.match(await shortline([name, '--help']), { code: 0, out: /Examples?:\n {2}shortline/, err: '' }, name);
  }
});
