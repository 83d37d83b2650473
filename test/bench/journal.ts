/** `journal`: what it costs the thread that carries the calls to have each entry written before it goes on, by the ways
 *  that there are to write it. */
import { statfsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Cost, measured } from './journal/measure.ts';
import { WAYS } from './journal/ways.ts';

const RATES = [200, 2_000, 20_000];
const SECONDS = 5;
const QUICK_SECONDS = 1;

export interface JournalOptions {
  readonly quick: boolean;
  /** Entries a second. */
  readonly steps?: readonly number[] | undefined;
  progress(text: string): void;
}

/** Way → entries a second → cost. */
export async function journal({ quick, steps, progress }: JournalOptions): Promise<Record<string, unknown>> {
  const ways: Record<string, Record<number, Cost>> = {};
  let fileSystem = '';
  for (const rate of steps ?? RATES) {
    for (const [name, open] of Object.entries(WAYS)) {
      const folder = await mkdtemp(join(tmpdir(), 'shortline-bench-'));
      try {
        fileSystem = `0x${statfsSync(folder).type.toString(16)}`;
        const way = await open(folder);
        const cost = await measured(way, rate, quick ? QUICK_SECONDS : SECONDS);
        ways[name] = { ...ways[name], [rate]: cost };
        progress(`${name} at ${rate}/s: ${JSON.stringify(cost)}`);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    }
  }
  return { ways, folder: tmpdir(), fileSystem };
}
