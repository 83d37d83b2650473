/** INVITE → 200 and INVITE → first audio, with 30 calls on the line. */
import { PROMPT_LINE } from '../line/bench-files.ts';
import type { Call } from '../load/callers.ts';
import { paced, pause } from '../load/clock.ts';
import { spread } from '../load/histogram.ts';
import { costOf, type Figures, type PartOptions, withLine } from './part.ts';

const CALLS_AT_ONCE = 30;
const HOLD_MS = 2_000;
const WARM_UP_CALLS = 30;
const AGENTS = 4;

export function latency(options: PartOptions): Promise<Figures> {
  const measured = options.quick ? 60 : 450;
  return withLine(options, AGENTS, async (bench) => {
    const { load } = bench;
    const calls: Call[] = [];
    const one = async (): Promise<void> => {
      const call = load.callers.call({ line: PROMPT_LINE, sending: 'full' });
      calls.push(call);
      if (await call.heard.promise) await pause(Math.max(0, HOLD_MS - call.audioMs));
      await load.callers.hangUp(call);
    };
    const perSecond = CALLS_AT_ONCE / (HOLD_MS / 1_000);
    options.progress(`latency: ${measured} calls, ${CALLS_AT_ONCE} at once`);
    const run = async (count: number): Promise<void> => {
      const running: Promise<void>[] = [];
      await paced(count, perSecond, () => running.push(one()));
      await Promise.all(running);
    };
    await run(WARM_UP_CALLS);
    calls.length = 0;
    const { cpu } = await costOf(bench, () => run(measured));
    const good = calls.filter(({ failure, heardAt }) => failure === undefined && heardAt !== undefined);
    const figures = {
      inviteTo200Ms: spread(good.map(({ answerMs }) => answerMs)),
      inviteToAudioMs: spread(good.map(({ audioMs }) => audioMs)),
      failed: calls.length - good.length,
    };
    options.progress(`latency: ${JSON.stringify(figures)}`);
    return { ...figures, latencyCpuSeconds: cpu };
  });
}
