/** Climbs by steps of standing calls until what they hear is no longer good. */
import type { Call, CallOptions } from '../load/callers.ts';
import { paced, pause, within } from '../load/clock.ts';
import type { Hearing } from '../load/rtp-farm.ts';
import { type Bench, costOf, type PartOptions, shares } from './part.ts';

/** The charter's bound on the 99th percentile. */
const MOST_JITTER_MS = 5;
const SETTLE_MS = 1_500;
const ANSWERED_MS = 15_000;

export interface Climb {
  readonly name: string;
  readonly steps: readonly number[];
  readonly call: CallOptions;
  /** New calls a second on the way to the next step. */
  readonly rampPerSecond: number;
  readonly windowMs: number;
  /** Streams that each call has on our side. */
  readonly streamsPerCall: number;
  readonly needsTones: boolean;
}

export interface Step extends Hearing {
  readonly calls: number;
  readonly failed: number;
  readonly good: boolean;
  /** Shares of a core, by process. */
  readonly cores: Readonly<Record<string, number>>;
}

export async function climb(
  bench: Bench,
  options: PartOptions,
  climbing: Climb,
): Promise<{ highest: number; steps: Step[] }> {
  const { load } = bench;
  const calls: Call[] = [];
  const steps: Step[] = [];
  let highest = 0;
  for (const target of climbing.steps) {
    await paced(target - calls.length, climbing.rampPerSecond, () =>
      calls.push(load.callers.call(climbing.call)),
    );
    await within(Promise.all(calls.map((call) => call.heard.promise)), ANSWERED_MS);
    const failed = calls.filter((call) => call.failure !== undefined || call.heardAt === undefined).length;
    let step: Step | undefined;
    for (let attempt = 0; attempt < options.tries && !step?.good; attempt += 1) {
      await pause(SETTLE_MS);
      const { result, cpu, seconds } = await costOf(bench, () => load.rtp.measure(climbing.windowMs));
      const good = failed === 0 && isGood(result, target * climbing.streamsPerCall, climbing.needsTones);
      step = { calls: target, failed, good, cores: shares(cpu, seconds), ...result };
      steps.push(step);
      options.progress(`${climbing.name}: ${describe(step)}`);
    }
    if (!step?.good) break;
    highest = target;
  }
  options.progress(`${climbing.name}: hanging up`);
  await load.hangUp(calls);
  return { highest, steps };
}

function isGood(hearing: Hearing, streams: number, needsTones: boolean): boolean {
  const { lost, silent, jitterMs, wrongTone, checkedTones } = hearing;
  const isHeard = hearing.streams === streams && lost === 0 && silent === 0;
  const isRight = wrongTone === 0 && (!needsTones || checkedTones === streams);
  return isHeard && isRight && jitterMs.p99 <= MOST_JITTER_MS;
}

function describe(step: Step): string {
  const { calls, failed, good, streams, lost, silent, wrongTone, jitterMs, cores, generator } = step;
  const line = Object.entries(cores).map(([name, share]) => `${name} ${share}`);
  return [
    `${calls} calls ${good ? 'good' : 'NOT good'}`,
    `${streams} streams, ${failed} failed, ${lost} lost, ${silent} silent, ${wrongTone} wrong`,
    `jitter p50 ${jitterMs.p50} p99 ${jitterMs.p99} max ${jitterMs.max} ms`,
    `cores: ${line.join(', ')}`,
    `generator: ${generator.cpu} cores, late ${generator.sendLateP99} ms, loop ${generator.loopDelayP99} ms, ${generator.dropped} dropped`,
  ].join('; ');
}
