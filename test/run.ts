/**
 * `npm test [-- file…]`: every test, or the files named. First those without calls, then the whole calls: these wait
 * for sound most of the time, and two files at a time leave a core to spare.
 */
import { spawn } from 'node:child_process';
import { globSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Report } from './reporter.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
// The program behind tap's `bin`: not among its package's exports.
const tap = fileURLToPath(new URL('../node_modules/tap/dist/esm/run.mjs', import.meta.url));
const started = performance.now();

const asked = process.argv.slice(2);
const files = (asked.length > 0 ? asked : ['test/**/*.test.ts'])
  .flatMap((pattern) => globSync(pattern, { cwd: root }))
  .map((file) => relative(root, resolve(root, file)))
  .filter((file) => asked.length > 0 || !file.startsWith('test/bench/'))
  .sort();

const report = new Report();
if (files.length === 0) report.fault('tests', `no file matches ${asked.join(' ')}`);
const isCall = (file: string) => file.startsWith('test/calls/');
await run(
  files.filter((file) => !isCall(file)),
  2,
  120,
);
// Servers given by address are shared by all lines: their calls come to one line at a time.
const isShared = Boolean(process.env['SHORTLINE_DRACHTIO'] ?? process.env['SHORTLINE_FREESWITCH']);
await run(files.filter(isCall), isShared ? 1 : 2, 400);
console.log(`\n${files.length} files in ${((performance.now() - started) / 1000).toFixed(0)} s`);
report.finish();
process.exitCode = report.failed > 0 ? 1 : 0;

/** @param seconds that a file may take */
async function run(group: readonly string[], jobs: number, seconds: number): Promise<void> {
  if (group.length === 0) return;
  const child = spawn(
    process.execPath,
    [tap, `--jobs=${jobs}`, `--timeout=${seconds}`, '--reporter=tap', ...group],
    {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, FORCE_COLOR: '0', NO_COLOR: '1' },
    },
  );
  const parser = report.parser();
  const before = report.failed;
  child.stdout.setEncoding('utf8').on('data', (text: string) => parser.write(text));
  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((settle, reject) => {
    child.once('error', reject);
    child.once('close', (...outcome) => settle(outcome));
  });
  parser.end();
  // A runner that breaks before its first test would otherwise look like a green run of nothing.
  if (code !== 0 && report.failed === before) report.fault('tap', `ended with ${signal ?? code}`);
}
