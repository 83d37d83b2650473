/** What may be said of a wait: a range rounded outward, so that what is said holds whenever what was computed does (I7). */
import { WAIT_MINUTES } from './speech-table.ts';

const MINUTE = 60_000;
const LONGEST = WAIT_MINUTES.at(-1)!;

/** A range of waits, milliseconds; both bounds belong to it. */
export type WaitRange = { readonly lowMs: number; readonly highMs: number };

/** A range in words. Bounds are minutes of `WAIT_MINUTES`. */
export type SpokenWait =
  | { readonly form: 'between'; readonly low: number; readonly high: number }
  | { readonly form: 'less-than'; readonly high: number }
  | { readonly form: 'more-than'; readonly low: number }
  /** From next to nothing to more than can be said: no words hold it. */
  | { readonly form: 'unsure' };

/**
 * The narrowest words that hold a range.
 * @throws RangeError when the range is none: a bound that is negative or no number, the lower above the upper
 */
export function spokenWait({ lowMs, highMs }: WaitRange): SpokenWait {
  if (!(lowMs >= 0 && lowMs <= highMs))
    throw new RangeError(`not a range of waits: ${lowMs} to ${highMs} ms`);
  if (highMs > LONGEST * MINUTE) return moreThan(lowMs);
  const low = WAIT_MINUTES.findLast((minutes) => minutes * MINUTE <= lowMs);
  if (low === undefined) return lessThan(highMs);
  const high = WAIT_MINUTES.find((minutes) => minutes * MINUTE >= highMs && minutes > low);
  return high === undefined ? moreThan(lowMs) : { form: 'between', low, high };
}

/** "Less than" and "more than" leave their own bound out. */
function lessThan(highMs: number): SpokenWait {
  const high = WAIT_MINUTES.find((minutes) => minutes * MINUTE > highMs);
  return high === undefined ? { form: 'unsure' } : { form: 'less-than', high };
}

function moreThan(lowMs: number): SpokenWait {
  const low = WAIT_MINUTES.findLast((minutes) => minutes * MINUTE < lowMs);
  return low === undefined ? { form: 'unsure' } : { form: 'more-than', low };
}

/** The range that was told, milliseconds: from 0, or without end (Infinity), where no bound was said. */
export function spokenRange(spoken: SpokenWait): WaitRange {
  return {
    lowMs: 'low' in spoken ? spoken.low * MINUTE : 0,
    highMs: 'high' in spoken ? spoken.high * MINUTE : Number.POSITIVE_INFINITY,
  };
}
