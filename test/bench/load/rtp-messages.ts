/** What the generator and its RTP processes tell each other. */
import type { G711Codec } from '../../../src/wire/g711.ts';
import type { Counts } from './histogram.ts';

/** How a leg sends: every 20 ms, once a second (a telephone that is silent but there), not at all. */
export type Sending = 'full' | 'sparse' | 'none';

export interface Connect {
  readonly do: 'connect';
  readonly stream: number;
  readonly socket: number;
  readonly address: string;
  readonly port: number;
  readonly codec: G711Codec;
  /** The tone that the leg sends. */
  readonly hz: number;
  readonly sending: Sending;
}

export type ToWorker =
  | Connect
  /** Say when the leg hears this tone. */
  | { readonly do: 'listen'; readonly stream: number; readonly hz: number }
  /** Tell each leg's state since the last survey; another period begins. */
  | { readonly do: 'survey' }
  /** Which of these UDP ports of this machine nobody has. */
  | { readonly do: 'unbound'; readonly check: number; readonly ports: readonly number[] }
  /** The tone that the leg should hear; 0: none is checked. */
  | { readonly do: 'expect'; readonly stream: number; readonly hz: number }
  | { readonly do: 'release'; readonly stream: number }
  | { readonly do: 'measure'; readonly ms: number }
  | { readonly do: 'end' };

/** One leg over a period. */
export interface LegState {
  readonly stream: number;
  readonly packets: number;
  /** The longest time without a packet, the one since the last included, in milliseconds. */
  readonly longestGapMs: number;
  /** Since the last packet, in milliseconds. */
  readonly silentMs: number;
  /** The last packet was the tone expected; absent where none is. */
  readonly isToneRight?: boolean;
}

/** What one process saw in a window. */
export interface WindowReport {
  readonly said: 'window';
  readonly streams: number;
  readonly packets: number;
  readonly lost: number;
  /** Streams on which nothing came. */
  readonly silent: number;
  /** Streams whose last packet was not the tone expected. */
  readonly wrongTone: number;
  readonly checkedTones: number;
  /** Deviation of each packet from its stream's own grid of 20 ms. */
  readonly jitter: { readonly counts: Counts; readonly max: number };
  /** How late this process's own packets left. */
  readonly sendLate: { readonly counts: Counts; readonly max: number };
  /** 99th percentile of this process's own event loop delay: its share in the jitter. */
  readonly loopDelayP99: number;
  /** Share of a core that this process used. */
  readonly cpu: number;
}

export type FromWorker =
  | { readonly said: 'ready'; readonly ports: readonly number[] }
  /** The first packet of a leg. */
  | { readonly said: 'heard'; readonly stream: number; readonly at: number }
  /** The tone that was listened for. `at`: its first packet. */
  | { readonly said: 'tone'; readonly stream: number; readonly hz: number; readonly at: number }
  | { readonly said: 'survey'; readonly legs: readonly LegState[] }
  | { readonly said: 'unbound'; readonly check: number; readonly ports: readonly number[] }
  | WindowReport;
