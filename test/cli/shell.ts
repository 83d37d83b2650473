/** Runs the command `shortline` as a shell does. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

export const PROGRAM = fileURLToPath(new URL('../../src/cli/shortline.mjs', import.meta.url));

export type Ran = { readonly code: number | null; readonly out: string; readonly err: string };

export type How = {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Arguments of Node itself. */
  readonly node?: readonly string[];
  readonly program?: string;
};

/** Starts it; the environment has no settings but the given ones. */
export function start(args: readonly string[], how: How = {}): ChildProcess {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('SHORTLINE_'));
  return spawn(process.execPath, [...(how.node ?? []), how.program ?? PROGRAM, ...args], {
    env: { ...Object.fromEntries(inherited), ...how.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(how.cwd === undefined ? {} : { cwd: how.cwd }),
  });
}

export async function shortline(args: readonly string[], how: How = {}): Promise<Ran> {
  const child = start(args, how);
  const [out, err, [code]] = await Promise.all([
    text(child.stdout!),
    text(child.stderr!),
    once(child, 'close') as Promise<[number | null]>,
  ]);
  return { code, out, err };
}
