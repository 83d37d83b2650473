/** Memory of all processes at 200 calls, and what each call leaves behind. */
import { PROMPT_LINE } from '../line/bench-files.ts';
import { type LineProcess, memoryOf } from '../line/processes.ts';
import type { Call } from '../load/callers.ts';
import { paced, pause, within } from '../load/clock.ts';
import { rounded } from '../load/histogram.ts';
import { type Bench, type Figures, type PartOptions, withLine } from './part.ts';

const STANDING = 200;
const AGENTS = 4;
const RAMP_PER_SECOND = 25;
const SETTLE_MS = 5_000;
/** Calls after which the heaps have found their size. */
const WARM_UP = 2_000;
const MEASURED = 6_000;
const QUICK_WARM_UP = 100;
const QUICK_MEASURED = 400;
const BATCHES = 20;
const SHORT_PER_SECOND = 40;
const ENDED_MS = 15_000;

/** A heap grows as long as it may before it is cleared up: with little room for that, what grows is what stays. */
const SMALL_HEAPS = '--max-semi-space-size=1 --max-old-space-size=160';

export async function memory(options: PartOptions): Promise<Figures> {
  const standing = await withLine(options, AGENTS, (bench) => atStanding(bench, options));
  const small = { ...options, node: SMALL_HEAPS };
  const leak = await withLine(small, AGENTS, (bench) => afterShortCalls(bench, options));
  return { ...standing, ...leak };
}

async function atStanding({ line, load }: Bench, { progress }: PartOptions): Promise<Figures> {
  progress(`memory: ${STANDING} calls`);
  const calls: Call[] = [];
  await paced(STANDING, RAMP_PER_SECOND, () =>
    calls.push(load.callers.call({ line: PROMPT_LINE, sending: 'full' })),
  );
  await within(Promise.all(calls.map(({ heard }) => heard.promise)), ENDED_MS);
  await pause(SETTLE_MS);
  const all = line.processes.map((process) => ({ ...process, ...memoryOf(process.pid) }));
  const sum = (of: 'rss' | 'pss') => rounded(all.reduce((total, each) => total + each[of], 0) / 1_024);
  const byProcess = Object.fromEntries(all.map(({ name, rss }) => [name, rounded(rss / 1_024)]));
  const figures = {
    rssMiB: sum('rss'),
    pssMiB: sum('pss'),
    rssByProcessMiB: byProcess,
    memoryFailed: calls.filter(({ failure }) => failure !== undefined).length,
  };
  progress(`memory: ${JSON.stringify(figures)}`);
  await load.hangUp(calls);
  return figures;
}

/** The slope of the processes' own memory over calls that come and go. */
async function afterShortCalls({ line, load }: Bench, options: PartOptions): Promise<Figures> {
  const short = async (count: number): Promise<number> => {
    const running: Promise<void>[] = [];
    let failed = 0;
    const one = async (): Promise<void> => {
      const call = load.callers.call({ line: PROMPT_LINE, sending: 'sparse' });
      await call.heard.promise;
      await load.callers.hangUp(call);
      if (call.failure !== undefined) failed += 1;
    };
    await paced(count, SHORT_PER_SECOND, () => running.push(one()));
    await within(Promise.all(running), ENDED_MS);
    return failed;
  };
  const measured = options.quick ? QUICK_MEASURED : MEASURED;
  const batch = measured / BATCHES;
  options.progress(`memory: ${options.quick ? QUICK_WARM_UP : WARM_UP} short calls to warm up`);
  await short(options.quick ? QUICK_WARM_UP : WARM_UP);
  const samples = new Map(line.processes.map(({ name }) => [name, [] as number[]]));
  const sample = (processes: readonly LineProcess[]): void => {
    for (const { name, pid } of processes) samples.get(name)!.push(memoryOf(pid).anonymous);
  };
  sample(line.processes);
  let failed = 0;
  for (let done = 1; done <= BATCHES; done += 1) {
    failed += await short(batch);
    sample(line.processes);
    if (done % 5 === 0)
      options.progress(`memory: ${done * batch} of ${measured} short calls, ${totals(samples)} KiB`);
  }
  const total = sumUp([...samples.values()]);
  const byProcess = [...samples].map(([name, values]): [string, object] => [name, slope(values, batch)]);
  const { perCall, error } = slope(total, batch);
  return {
    leakKiBPerCall: perCall,
    leakError: error,
    leakByProcess: Object.fromEntries(byProcess),
    leakFailed: failed,
  };
}

function totals(samples: ReadonlyMap<string, readonly number[]>): string {
  return [...samples].map(([name, values]) => `${name} ${values.at(-1)}`).join(', ');
}

function sumUp(series: readonly (readonly number[])[]): number[] {
  return series[0]!.map((_, index) => series.reduce((sum, values) => sum + values[index]!, 0));
}

/** Least squares; the error is the slope's standard error. */
function slope(values: readonly number[], callsApart: number): { perCall: number; error: number } {
  const n = values.length;
  const meanX = (n - 1) / 2;
  const meanY = values.reduce((sum, value) => sum + value, 0) / n;
  const spreadX = values.reduce((sum, _, x) => sum + (x - meanX) ** 2, 0);
  const rise = values.reduce((sum, y, x) => sum + (x - meanX) * (y - meanY), 0) / spreadX;
  const residual = values.reduce((sum, y, x) => sum + (y - meanY - rise * (x - meanX)) ** 2, 0);
  const error = Math.sqrt(residual / Math.max(1, n - 2) / spreadX);
  return { perCall: rounded(rise / callsApart, 3), error: rounded(error / callsApart, 3) };
}
