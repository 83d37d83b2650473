/** Set-ups a second through the whole line: INVITE → 200 → ACK → first audio → BYE, at rates that do not wait. */
import { PROMPT_LINE } from '../line/bench-files.ts';
import type { Call } from '../load/callers.ts';
import { paced, pause, within } from '../load/clock.ts';
import { percentileOf, rounded, spread } from '../load/histogram.ts';
import { type Bench, costOf, type Figures, type PartOptions, withLine } from './part.ts';

const RATES = [25, 50, 75, 100, 125, 150, 175, 200, 225, 250, 300];
const QUICK_RATES = [20, 40];
const SECONDS = 10;
const QUICK_SECONDS = 3;
const MOST_MS = 500;
const AGENTS = 4;
const REST_MS = 1_500;
const ENDED_MS = 20_000;

interface Rate {
  readonly perSecond: number;
  readonly calls: number;
  readonly good: boolean;
  readonly failures: Readonly<Record<string, number>>;
  readonly to200Ms: { readonly p50: number; readonly p99: number; readonly max: number };
  readonly toAudioMs: { readonly p50: number; readonly p99: number; readonly max: number };
  /** Processor time of each process for one set-up, in milliseconds. */
  readonly cpuMsPerSetup: Readonly<Record<string, number>>;
  readonly repeats: number;
}

export function setups(options: PartOptions): Promise<Figures> {
  return withLine(options, AGENTS, async (bench) => {
    const seconds = options.quick ? QUICK_SECONDS : SECONDS;
    const rates: Rate[] = [];
    let highest = 0;
    options.progress('setups: warming up');
    await atRate(bench, 20, seconds);
    for (const perSecond of options.steps ?? (options.quick ? QUICK_RATES : RATES)) {
      let rate: Rate | undefined;
      for (let attempt = 0; attempt < options.tries && !rate?.good; attempt += 1) {
        await pause(REST_MS);
        rate = await atRate(bench, perSecond, seconds);
        rates.push(rate);
        options.progress(`setups: ${JSON.stringify(rate)}`);
      }
      if (!rate?.good) break;
      highest = perSecond;
    }
    return { setupsPerSecond: highest, setupRates: rates };
  });
}

async function atRate(bench: Bench, perSecond: number, seconds: number): Promise<Rate> {
  const { load } = bench;
  const calls: Call[] = [];
  const running: Promise<void>[] = [];
  const repeatsBefore = load.callers.repeats;
  const one = async (): Promise<void> => {
    const call = load.callers.call({ line: PROMPT_LINE, sending: 'sparse' });
    calls.push(call);
    await call.heard.promise;
    await load.callers.hangUp(call);
  };
  const { cpu } = await costOf(bench, async () => {
    await paced(perSecond * seconds, perSecond, () => running.push(one()));
    await within(Promise.all(running), ENDED_MS);
  });
  const failures: Record<string, number> = {};
  for (const { failure } of calls) {
    if (failure !== undefined) failures[failure] = (failures[failure] ?? 0) + 1;
  }
  const heard = calls.filter(({ heardAt, failure }) => heardAt !== undefined && failure === undefined);
  const audio = heard.map(({ audioMs }) => audioMs);
  return {
    perSecond,
    calls: calls.length,
    good: heard.length === calls.length && percentileOf(audio, 0.99) <= MOST_MS,
    failures,
    to200Ms: spread(heard.map(({ answerMs }) => answerMs)),
    toAudioMs: spread(audio),
    cpuMsPerSetup: Object.fromEntries(
      Object.entries(cpu).map(([name, spent]) => [name, rounded((spent * 1_000) / calls.length, 2)]),
    ),
    repeats: load.callers.repeats - repeatsBefore,
  };
}
