#!/usr/bin/env node
// The command `shortline`, in plain JavaScript: it starts on any Node, and goes on with the pinned one where the
// running one cannot run TypeScript.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import module from 'node:module';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const NEEDED = 24;
const here = dirname(fileURLToPath(import.meta.url));

if (Number(process.versions.node.split('.')[0]) >= NEEDED) {
  // the same folder as `npm start`: a command begins in half the time; where it cannot be written, as before
  if (!process.env.NODE_COMPILE_CACHE) {
    module.enableCompileCache(join(here, '..', '..', 'node_modules', '.cache', 'shortline'));
  }
  const { run } = await import('./program.ts');
  await run(process.argv);
} else {
  const pinned = findPinned(here);
  if (pinned === undefined) {
    process.stderr.write(
      `shortline needs Node ${NEEDED}, and runs on ${process.version}; the pinned Node is missing: run \`npm ci\` in ${dirname(dirname(here))}\n`,
    );
    process.exit(1);
  }
  goOnWith(pinned);
}

/** Walks up from the program to the first node_modules that has a Node. */
function findPinned(folder) {
  for (let at = folder; ; at = dirname(at)) {
    const path = join(at, 'node_modules', '.bin', 'node');
    if (existsSync(path)) return path;
    if (dirname(at) === at) return undefined;
  }
}

/** Runs this program again on another Node; signals and the exit code pass through. */
function goOnWith(node) {
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGTERM', 'SIGHUP', 'SIGUSR2']) process.on(signal, () => child.kill(signal));
  // A terminal sends its Ctrl-C to both: passed on as well, the child would count two.
  const terminal = [process.stdin, process.stdout, process.stderr].some(({ isTTY }) => isTTY);
  process.on('SIGINT', () => {
    if (!terminal) child.kill('SIGINT');
  });
  child.on('error', (error) => {
    process.stderr.write(`shortline: ${node}: ${error.message}\n`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => {
    process.exit(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
  });
}
