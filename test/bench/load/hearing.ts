/** What all legs heard in a window: the reports of the RTP processes, added up. */
import { Histogram, rounded } from './histogram.ts';
import type { WindowReport } from './rtp-messages.ts';

export interface Hearing {
  readonly streams: number;
  readonly packets: number;
  readonly lost: number;
  readonly silent: number;
  readonly wrongTone: number;
  readonly checkedTones: number;
  readonly jitterMs: { readonly p50: number; readonly p99: number; readonly max: number };
  /** The generator's own part: packets that its sockets dropped, how late it sent, its loop's delay, its cores. */
  readonly generator: {
    readonly dropped: number;
    readonly sendLateP99: number;
    readonly loopDelayP99: number;
    readonly cpu: number;
  };
}

export function hearing(windows: readonly WindowReport[], dropped: number): Hearing {
  const jitter = new Histogram();
  const sendLate = new Histogram();
  for (const window of windows) {
    jitter.merge(window.jitter);
    sendLate.merge(window.sendLate);
  }
  const sum = (of: (window: WindowReport) => number) => windows.reduce((total, each) => total + of(each), 0);
  return {
    streams: sum(({ streams }) => streams),
    packets: sum(({ packets }) => packets),
    lost: sum(({ lost }) => lost),
    silent: sum(({ silent }) => silent),
    wrongTone: sum(({ wrongTone }) => wrongTone),
    checkedTones: sum(({ checkedTones }) => checkedTones),
    jitterMs: {
      p50: rounded(jitter.percentile(0.5), 2),
      p99: rounded(jitter.percentile(0.99), 2),
      max: rounded(jitter.max),
    },
    generator: {
      dropped,
      sendLateP99: rounded(sendLate.percentile(0.99), 2),
      loopDelayP99: rounded(Math.max(...windows.map(({ loopDelayP99 }) => loopDelayP99)), 2),
      cpu: rounded(
        sum(({ cpu }) => cpu),
        2,
      ),
    },
  };
}
