/** The command line: help, wrong use, the commands that need no server, and the way to the pinned Node. */
import { once } from 'node:events';
import { copyFile, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { test } from 'tap';
import { loadConfiguration } from '../../src/dialplan/load.ts';
import { ha1 } from '../../src/dialplan/secrets.ts';
import { AGENTS, FILES, NOW, writeFiles } from '../dialplan/fixture.ts';
import { PROGRAM, shortline, start } from './shell.ts';

/** Makes Node say that it is an older one. */
const OLD_NODE = [
  '--import',
  `data:text/javascript,Object.defineProperty(process.versions, 'node', { value: '20.19.0' })`,
];

test('help lists the commands with examples', async (t) => {
  for (const args of [['--help'], ['help']]) {
    const { code, out } = await shortline(args);
    t.equal(code, 0);
    for (const command of [
      'start',
      'check',
      'prompts',
      'agent-secret',
      'callers',
      'agents',
      'queues',
      'centres',
      'lines',
      'crisis',
      'explain',
      'replay',
      'settings',
      'sip-server',
      'media-server',
    ]) {
      t.match(out, new RegExp(`^ {2}${command} `, 'm'));
    }
    t.match(out, 'Examples:');
  }
  t.match((await shortline(['help', 'check'])).out, '--json');
  t.match((await shortline(['prompts', 'render', '--help'])).out, 'espeak-ng -v {language}');
  t.match(await shortline(['--version']), { code: 0, out: /^\d+\.\d+\.\d+\n$/ });
});

test('wrong use ends with 2, and says what was probably meant', async (t) => {
  const rows: [args: string[], err: RegExp][] = [
    [[], /Usage: shortline/],
    [['chek'], /unknown command 'chek'\n\(Did you mean check\?\)/],
    [['check', '--jsn'], /unknown option '--jsn'\n\(Did you mean --json\?\)/],
    [['agent-secret'], /missing required argument 'account'/],
    [['agent-secret', 'a b'], /letters, digits, dots and hyphens/],
    [['prompts'], /render/],
  ];
  for (const [args, err] of rows) t.match(await shortline(args), { code: 2, out: '', err }, args.join(' '));
});

test('check', async (t) => {
  const good = t.testdir();
  await writeFiles(good, FILES);
  t.strictSame(await shortline(['check'], { cwd: good }), {
    code: 0,
    out: '0 errors, 0 warnings\n1 line, 2 trunks, 1 centre, 1 agent: good\n',
    err: '',
  });
  t.strictSame(JSON.parse((await shortline(['check', '--json'], { cwd: good })).out), {
    ok: true,
    faults: [],
  });

  const bad = join(good, 'bad');
  await writeFiles(bad, { ...FILES, 'sip-config/agents.yaml': AGENTS.replace('water: 4', 'water: 6') });
  const message = '6 is too large; the most is 5';
  t.strictSame(await shortline(['check'], { cwd: bad }), {
    code: 1,
    out: `sip-config/agents.yaml:9:34: error: ${message}\n1 error, 0 warnings\n`,
    err: '',
  });
  const json = await shortline(['check', '--json'], { cwd: bad });
  t.equal(json.code, 1);
  const fault = { file: 'sip-config/agents.yaml', line: 9, column: 34, severity: 'error', message };
  t.strictSame(JSON.parse(json.out), { ok: false, faults: [fault] });
});

test('check of other folders, by environment and by a file of settings', async (t) => {
  const cwd = t.testdir({ 'line.env': 'SHORTLINE_DIALPLANS=./none\n', empty: {} });
  const env = {
    SHORTLINE_DIALPLANS: './empty',
    SHORTLINE_PROMPTS: './empty',
    SHORTLINE_SIP_CONFIG: './empty',
  };
  t.match(await shortline(['check'], { cwd, env }), { code: 1, out: /^empty:1:1: error: there is no line/ });
  t.match(await shortline(['check', '--settings', 'line.env'], { cwd }), {
    code: 1,
    out: /none:1:1: error: the folder of the lines is missing/,
  });
  t.strictSame(await shortline(['check'], { cwd, env: { SHORTLINE_SIP_PORT: 'x' } }), {
    code: 1,
    out: '',
    err: 'settings:\n  SHORTLINE_SIP_PORT=x: expected a port from 0 to 65535 (0 = any free port)\n',
  });
});

test('agent-secret makes lines that hold in agents.yaml, and each time another secret', async (t) => {
  const cwd = t.testdir();
  const folders = await writeFiles(cwd, FILES);
  const { code, out } = await shortline(['agent-secret', '2002'], { cwd });
  t.equal(code, 0);
  const [, secret = '', realm = ''] = /secret (\S+) +realm (\S+)/.exec(out) ?? [];
  t.equal(realm, 'line', 'the realm is that of agents.yaml');
  t.match(secret, /^[\w-]{20}$/);
  const known = ha1('2002', realm, secret);
  t.match(out, `md5: ${known.md5}`);
  t.match(out, `sha256: ${known.sha256}`);

  const lines = out.split('\n').filter((line) => /^ /.test(line));
  const text = `${AGENTS}${lines.join('\n').replace('name: #', 'name: Rui #')}\n`;
  await writeFile(join(folders.sipConfig, 'agents.yaml'), text);
  const loaded = await loadConfiguration(folders, NOW);
  t.match(loaded, {
    ok: true,
    configuration: { agents: { agents: [{}, { account: '2002', name: /^Rui/ }] } },
  });

  const again = await shortline(['agent-secret', '2002', '--realm', 'other'], { cwd });
  t.notMatch(again.out, secret);
  t.match(again.out, 'realm other');
});

test('settings prints the table', async (t) => {
  t.match(await shortline(['settings']), { code: 0, out: /\| `SHORTLINE_SIP_PORT` \| 5060 \|/, err: '' });
});

test('a reader that leaves early is no fault', async (t) => {
  const child = start(['--help']);
  child.stdout?.destroy();
  const [err, [code]] = await Promise.all([text(child.stderr!), once(child, 'close')]);
  t.strictSame([code, err], [0, '']);
});

test('an older Node goes on with the pinned one', async (t) => {
  t.match(await shortline(['--version'], { node: OLD_NODE }), { code: 0, out: /^\d+\.\d+\.\d+\n$/ });
  t.match(await shortline(['chek'], { node: OLD_NODE }), { code: 2, err: /Did you mean check/ });
});

test('without the pinned Node, an older one says what to do', async (t) => {
  // Not below this folder: one above it has the pinned Node.
  const folder = await mkdtemp(join(tmpdir(), 'shortline-'));
  t.teardown(() => rm(folder, { recursive: true }));
  const program = join(folder, 'shortline.mjs');
  await copyFile(PROGRAM, program);
  const { code, err } = await shortline(['--version'], { node: OLD_NODE, program });
  t.equal(code, 1);
  t.match(err, /needs Node 24, and runs on .*run `npm ci`/);
});

test('signals and exit codes pass through to the pinned Node', async (t) => {
  const program = join(
    t.testdir({ src: { cli: {} }, node_modules: { '.bin': {} } }),
    'src/cli/shortline.mjs',
  );
  await copyFile(PROGRAM, program);
  await symlink(process.execPath, join(dirname(program), '../../node_modules/.bin/node'));
  await writeFile(join(dirname(program), 'program.ts'), STUB);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    const child = start(['wait', 'a b'], { node: OLD_NODE, program });
    const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
    t.strictSame(await lines.next(), { value: 'ready wait a b', done: false });
    child.kill(signal);
    t.strictSame(await lines.next(), { value: signal, done: false });
    t.strictSame((await once(child, 'close'))[0], 7, `${signal}: the exit code comes back`);
  }
  const child = start(['die'], { node: OLD_NODE, program });
  t.strictSame((await once(child, 'close'))[0], 137, 'killed by a signal: 128 + 9');
});

/** A program that waits for a signal, and leaves with 7. */
const STUB = `
export async function run(argv: readonly string[]): Promise<void> {
  if (argv[2] === 'die') process.kill(process.pid, 'SIGKILL');
  const waiting = setInterval(() => undefined, 60_000);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      console.log(signal);
      clearInterval(waiting);
      process.exitCode = 7;
    });
  }
  console.log('ready ' + argv.slice(2).join(' '));
}
`;
