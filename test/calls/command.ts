/** The command line beside a line under test. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { TestLine } from '../harness/line.ts';

const program = fileURLToPath(new URL('../../src/cli/shortline.mjs', import.meta.url));

const journalOf = (line: TestLine) => join(line.folder, 'data', 'journal');

async function run(args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [program, ...args], { timeout: 60_000 });
  return stdout;
}

/** Decides again at each fact of the line's journal (I4). @throws Error with the first decision that differs */
export const replay = (line: TestLine) => run(['replay', journalOf(line)]);

/** The story of a call. */
export const explain = (line: TestLine, callId: string) =>
  run(['explain', callId, '--journal', journalOf(line)]);
