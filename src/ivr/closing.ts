/** When the opening hours end that hold at an instant. */
import { DateTime, IANAZone } from 'luxon';
import { isOpen, rangesOn } from './hours.ts';
import type { Hours } from './schema.ts';

const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;
/** How far ahead a closing is looked for, in days: who is open for longer is as good as always open. */
const HORIZON = 400;

/**
 * The instant at which the hours that are open at `at` end, in epoch milliseconds; ranges that touch are one. Undefined
 * when they are closed at `at`, or do not close within 400 days.
 * @param timezone an IANA time zone
 * @param at epoch milliseconds
 */
export function closesAt(hours: Hours, timezone: string, at: number): number | undefined {
  if (hours.always && hours.closed === undefined) return undefined;
  if (!isOpen(hours, timezone, at)) return undefined;
  const zone = IANAZone.create(timezone);
  const { year, month, day } = DateTime.fromMillis(at, { zone });
  const today = DateTime.utc(year, month, day);
  for (let ahead = -1; ahead <= HORIZON; ahead += 1) {
    const date = today.plus({ days: ahead });
    const ends = rangesOn(hours, date.weekday - 1).map(({ to }) =>
      closing(hours, timezone, zone, date.toMillis() + to * MINUTE),
    );
    const coming = ends.filter((end) => end !== undefined).filter((end) => end > at);
    if (coming.length > 0) return Math.min(...coming);
  }
  return undefined;
}

/** The instant at which the hours close at this local time, if they do. Where clocks change, the local time comes twice or
 *  never: the hours end somewhere between its two readings. */
function closing(hours: Hours, timezone: string, zone: IANAZone, local: number): number | undefined {
  const readings = [local - DAY, local + DAY].map((near) => local - zone.offset(near) * MINUTE);
  let [open, shut] = [Math.min(...readings) - 1, Math.max(...readings)];
  if (!isOpen(hours, timezone, open) || isOpen(hours, timezone, shut)) return undefined;
  while (shut - open > 1) {
    const middle = Math.floor((open + shut) / 2);
    if (isOpen(hours, timezone, middle)) open = middle;
    else shut = middle;
  }
  return shut;
}
