/** The cost of a way to write entries, at a steady rate. */
import type { LineEvent } from '../../../src/events/line.generated.ts';
import { monotonic, paced, pause } from '../load/clock.ts';
import { percentileOf, rounded } from '../load/histogram.ts';

export interface Way {
  /** Returns when the entry survives this process, or, where the way does not wait, when it is on its way. */
  append(events: readonly LineEvent[]): void;
  /** What the way itself has seen, and its end. */
  close(): Promise<Record<string, unknown>>;
}

interface Spread {
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
}

export interface Cost extends Readonly<Record<string, unknown>> {
  /** What was done of the rate that was asked for. */
  readonly perSecond: number;
  readonly appendUs: Spread;
  /** By how much a timer of 1 ms of this thread is late. */
  readonly timerLateUs: Spread;
}

/** Of a citizen's call: the fact, what the call decided, what the distributor decided. */
function typical(index: number): LineEvent[] {
  const at = Date.now();
  const callId = `7f3c1d52-4a0e-4b7b-9a55-${String(index).padStart(12, '0')}`;
  const queue = index % 3 === 0 ? 'papers-and-civil-status' : 'general-information';
  return [
    { type: 'SayEnded', at, callId, sayId: index % 40, key: '1', failed: false },
    { type: 'TargetChosen', at, callId, step: 'welcome', via: 'key', key: '1' },
    { type: 'StepEntered', at, callId, step: queue, language: 'fr', attempt: 1 },
    {
      type: 'SayStarted',
      at,
      callId,
      sayId: 2,
      prompts: ['please-wait', queue],
      language: 'fr',
      keys: false,
      waitMs: 0,
    },
    { type: 'MusicStarted', at, callId, music: 'house-music' },
    { type: 'TimerSet', at, callId, timer: 'announcement', due: at + 45_000 },
  ];
}

export async function measured(way: Way, rate: number, seconds: number): Promise<Cost> {
  const appends: number[] = [];
  const late: number[] = [];
  // what is compiled and made at first is no cost of the way
  await paced(200, 1_000, (index) => way.append(typical(index)));
  const stop = timer(late);
  const began = monotonic();
  await steadily(rate, seconds, (index) => {
    const events = typical(index);
    const before = performance.now();
    way.append(events);
    appends.push((performance.now() - before) * 1_000);
  });
  const perSecond = rounded((appends.length / (monotonic() - began)) * 1_000, 0);
  stop();
  return { perSecond, appendUs: spreadOf(appends), timerLateUs: spreadOf(late), ...(await way.close()) };
}

/** At a rate, for some time. What is late is made up for, but never more than this at once: the figures of the timer are
 *  those of a thread that lets others have their turn. */
const AT_ONCE_MS = 5;

async function steadily(rate: number, seconds: number, start: (index: number) => void): Promise<void> {
  const began = monotonic();
  for (let index = 0; monotonic() - began < seconds * 1_000; ) {
    const due = Math.floor(((monotonic() - began) / 1_000) * rate) + 1;
    const most = index + Math.max(1, (rate / 1_000) * AT_ONCE_MS);
    for (; index < Math.min(due, most); index += 1) start(index);
    await pause(1);
  }
}

function timer(late: number[]): () => void {
  let due = performance.now() + 1;
  let next = setTimeout(tick, 1);
  function tick(): void {
    const now = performance.now();
    late.push(Math.max(0, now - due) * 1_000);
    due = now + 1;
    next = setTimeout(tick, 1);
  }
  return () => clearTimeout(next);
}

export function spreadOf(values: readonly number[]): Spread {
  const [p50, p99, p999, max] = [0.5, 0.99, 0.999, 1].map((share) => rounded(percentileOf(values, share), 0));
  return { p50: p50!, p99: p99!, p999: p999!, max: max! };
}
