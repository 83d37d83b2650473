/** How long a caller is expected to wait: the seam between the distributor and the wait estimate. */
import type { Caller } from './caller.ts';
import type { AcdState } from './state.ts';

export interface WaitRange {
  readonly lowMs: number;
  readonly highMs: number;
}

/** The range in which the wait of this caller, from now on, falls with a chance of 80 %; undefined without evidence. */
export function expectedWait(_state: AcdState, _caller: Caller, _ahead?: number): WaitRange | undefined {
  return undefined;
}

export function meanOf({ lowMs, highMs }: WaitRange): number {
  return (lowMs + highMs) / 2;
}
