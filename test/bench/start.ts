/** `start`: from the command to the first call answered (charter §9), with the files of the checkout. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LineUnderTest } from './line/line-under-test.ts';
import { within } from './load/clock.ts';
import { percentileOf, rounded } from './load/histogram.ts';
import { Load } from './load/load.ts';
import type { Figures, PartOptions } from './parts/part.ts';

const LINE = '3939';
const RUNS = 7;
const QUICK_RUNS = 2;
const ANSWERED_MS = 10_000;

interface Start {
  readonly readyMs: number;
  readonly answeredMs: number;
}

export async function start(
  kinds: readonly PartOptions['servers'][],
  options: Omit<PartOptions, 'servers'>,
): Promise<Record<string, Figures>> {
  const starts = new Map(kinds.map((servers) => [servers, [] as Start[]]));
  const runs = options.quick ? QUICK_RUNS : RUNS;
  for (let run = 1; run <= runs; run += 1) {
    for (const servers of kinds) {
      const one = await startOnce(servers);
      starts.get(servers)!.push(one);
      options.progress(`[${servers}] start ${run} of ${runs}: ${JSON.stringify(one)}`);
    }
  }
  return Object.fromEntries(
    [...starts].map(([servers, all]) => {
      const answered = all.map(({ answeredMs }) => answeredMs);
      const figures = {
        startMs: percentileOf(answered, 0.5),
        // the files may not have been in the machine's memory yet
        firstStartMs: answered[0],
        slowestStartMs: Math.max(...answered),
        readyMs: percentileOf(
          all.map(({ readyMs }) => readyMs),
          0.5,
        ),
        runs,
      };
      return [servers, figures];
    }),
  );
}

async function startOnce(servers: PartOptions['servers']): Promise<Start> {
  const folder = await mkdtemp(join(tmpdir(), 'shortline-bench-'));
  const log = join(folder, 'line.log');
  try {
    const line = await LineUnderTest.open({ servers, environment: { SHORTLINE_DATA: folder }, log });
    const readyAt = performance.now();
    try {
      return await firstCall(line, readyAt);
    } finally {
      await line.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The generator's own start is not the line's: it is taken out. */
async function firstCall(line: LineUnderTest, readyAt: number): Promise<Start> {
  const load = await Load.open(line.sip, 1);
  try {
    const generatorMs = performance.now() - readyAt;
    const call = load.callers.call({ line: LINE, sending: 'full' });
    const answered = await within(call.answered.promise, ANSWERED_MS);
    if (!answered || call.answeredAt === undefined) throw new Error(`no answer: ${call.failure}`);
    const answeredMs = rounded(call.answeredAt - line.startedAt - generatorMs, 0);
    await load.callers.hangUp(call);
    return { readyMs: rounded(line.readyMs, 0), answeredMs };
  } finally {
    await load.close();
  }
}
