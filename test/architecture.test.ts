/** Charter §4: imports go downward only, and the pure folders are pure. */
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { test } from 'tap';
import { checkSource, checkTest, PURE } from './harness/architecture-guard.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const filesOf = (folder: string) =>
  globSync('**/*.{ts,mts,mjs}', { cwd: `${root}${folder}` }).map((path) => path.replaceAll('\\', '/'));

test('every source keeps to the charter', async (t) => {
  const files = filesOf('src');
  t.ok(files.length > 0, 'there are sources');
  for (const path of files) {
    t.strictSame(checkSource(path, readFileSync(`${root}src/${path}`, 'utf8')), [], path);
  }
});

test('no test is left out without a reason', async (t) => {
  for (const path of filesOf('test')) {
    t.strictSame(checkTest(path, readFileSync(`${root}test/${path}`, 'utf8')), [], path);
  }
});

test('the guard catches', async (t) => {
  const bad: [what: string, path: string, source: string][] = [
    ['a Node module in pure code', 'acd/match.ts', `import { readFileSync } from 'node:fs';`],
    ['a bare Node module in pure code', 'acd/match.ts', `import fs from 'fs';`],
    ['a clock in pure code', 'call/decide.ts', 'export const now = () => Date.now();'],
    ['a new Date in pure code', 'call/decide.ts', 'export const now = () => new Date();'],
    ['a timer in pure code', 'ivr/menu.ts', 'setTimeout(() => undefined, 5);'],
    ['a timer taken as a value', 'ivr/menu.ts', 'export const wait = setTimeout;'],
    ['a timer in an object', 'ivr/menu.ts', 'export const timers = { setInterval };'],
    ['randomness', 'acd/match.ts', 'export const dice = () => Math.random();'],
    ['randomness by a computed name', 'acd/match.ts', `export const dice = () => Math['random']();`],
    ['the global object', 'acd/match.ts', 'export const now = () => globalThis.Date.now();'],
    ['the console', 'stats/folds.ts', `console.log('x');`],
    ['the process', 'wire/sip/parser.ts', 'export const home = process.env.HOME;'],
    ['an impure package', 'routing/hours.ts', `import pino from 'pino';`],
    ["luxon's clock", 'routing/hours.ts', `import { DateTime } from 'luxon'; DateTime.now();`],
    [
      "luxon's clock by another name",
      'routing/hours.ts',
      `import { DateTime } from 'luxon'; DateTime.local();`,
    ],
    ['a pure file that imports an adapter', 'call/decide.ts', `import { play } from '../media/port.ts';`],
    ['an adapter imported as a type', 'call/decide.ts', `import type { Media } from '../media/port.ts';`],
    ['an adapter named in a type', 'call/decide.ts', `let x: import('../media/port.ts').Media;`],
    ['values of events in pure code', 'call/evolve.ts', `import { encode } from '../events/codec.ts';`],
    ['an upward import', 'dialplan/load.ts', `import { session } from '../app/session.ts';`],
    ['an adapter that imports another', 'sip/agents.ts', `import { play } from '../media/port.ts';`],
    ['an application that imports an adapter', 'app/session.ts', `import { srf } from '../sip/drachtio.ts';`],
    ['a re-export upward', 'wire/rtp/index.ts', `export * from '../../app/session.ts';`],
    ['a dynamic import upward', 'dialplan/load.ts', `await import('../app/session.ts');`],
    [
      'embedded imported by the app',
      'app/node.ts',
      `import { start } from '../embedded/sip-server/server.ts';`,
    ],
    [
      'embedded imported by another command',
      'cli/check.ts',
      `import x from '../embedded/sip-stack/stack.ts';`,
    ],
    [
      'embedded that imports the application',
      'embedded/sip-server/a.ts',
      `import x from '../../call/decide.ts';`,
    ],
    ['drachtio-srf outside sip', 'app/node.ts', `import Srf from 'drachtio-srf';`],
    ['drachtio-fsmrf outside media', 'sip/drachtio.ts', `import Mrf from 'drachtio-fsmrf';`],
    ['the event socket outside media', 'embedded/media-server/a.ts', `import esl from 'drachtio-modesl';`],
    ['a file outside src', 'app/node.ts', `import x from '../../test/harness/line.ts';`],
    ['a folder unknown to the charter', 'helpers/misc.ts', `import x from '../call/decide.ts';`],
    ['a name that is not kebab-case', 'call/callState.ts', 'export const x = 1;'],
  ];
  for (const [what, path, source] of bad) t.not(checkSource(path, source).length, 0, what);

  t.not(checkTest('a.test.ts', `t.only('x', () => {});`).length, 0, '.only');
  t.not(checkTest('a.test.ts', `test('x', { only: true }, () => {});`).length, 0, 'only: true');
  t.not(checkTest('a.test.ts', `test('x', { skip: true }, () => {});`).length, 0, 'a skip without a reason');
  t.not(checkTest('a.test.ts', 't.skip();').length, 0, 'a bare skip');
});

test('the guard lets good sources be', async (t) => {
  const good: [what: string, path: string, source: string][] = [
    [
      'pure code with types of events',
      'call/decide.ts',
      `import type { Event } from '../events/line.generated.ts';`,
    ],
    [
      'words in comments and strings',
      'acd/match.ts',
      `// Date.now()\nexport const text = "import x from 'node:fs'";`,
    ],
    [
      'a property named as a global',
      'ivr/menu.ts',
      'export const f = (o: { process: number }) => o.process;',
    ],
    ['types of the clock', 'routing/hours.ts', 'export const at = (moment: Date) => moment.getTime();'],
    ['a given moment', 'routing/hours.ts', `import { DateTime } from 'luxon'; DateTime.fromMillis(5);`],
    ['the session on its ports', 'app/session.ts', `import type { Media } from '../media/port.ts';`],
    ['an adapter on its port', 'media/fsmrf.ts', `import Mrf from 'drachtio-fsmrf'; import './port.ts';`],
    ['a launcher', 'main.ts', `import { start } from './embedded/sip-server/server.ts';`],
    [
      'a command that starts a server',
      'cli/sip-server.ts',
      `import x from '../embedded/sip-server/server.ts';`,
    ],
  ];
  for (const [what, path, source] of good) t.strictSame(checkSource(path, source), [], what);
  for (const folder of PURE) {
    t.not(checkSource(`${folder}/x.ts`, 'export const now = Date.now;').length, 0, `${folder} is pure`);
  }
});
