/** A wait as it is said to a caller: whole minutes, rounded outward, so that what is said stays true. */
import type { WaitRange } from './wait-estimate.ts';

/** `lowMinutes` 0: “up to …”. Always less than `highMinutes`. */
export type SpokenRange =
  | { readonly lowMinutes: number; readonly highMinutes: number }
  | 'less-than-a-minute';

const MINUTE_MS = 60_000;

/** Throws RangeError where the range is none. */
export function spokenRange({ lowMs, highMs }: WaitRange): SpokenRange {
  if (!(lowMs >= 0 && highMs >= lowMs && Number.isFinite(highMs))) {
    throw new RangeError(`a wait from ${lowMs} to ${highMs} ms is no range`);
  }
  if (highMs < MINUTE_MS) return 'less-than-a-minute';
  const step = stepOf(lowMs);
  const lowMinutes = Math.floor(lowMs / MINUTE_MS / step) * step;
  const rounded = upward(highMs / MINUTE_MS);
  return { lowMinutes, highMinutes: rounded > lowMinutes ? rounded : lowMinutes + stepOf(highMs) };
}

function upward(minutes: number): number {
  const step = stepOf(minutes * MINUTE_MS);
  return Math.ceil(minutes / step) * step;
}

/** Nobody counts the minutes of a long wait: 1 up to ten minutes, 5 up to an hour, then 15. */
function stepOf(ms: number): number {
  if (ms <= 10 * MINUTE_MS) return 1;
  return ms <= 60 * MINUTE_MS ? 5 : 15;
}
