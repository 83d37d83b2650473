/**
 * Opening hours: pure functions of the instant that is passed in. A range belongs to the day on which it opens, so one
 * that passes midnight ends on the next day, be it a holiday or not.
 */
import { DateTime, IANAZone } from 'luxon';
import { type CivilDate, isClosedBy } from './holidays.ts';
import type { Hours } from './schema.ts';

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;
/** How far ahead an opening is looked for: longer than any closure that is planned, in days. */
const HORIZON = 400;

/** Minutes from midnight of the day of opening; `to` is past 1,440 when the range passes midnight. */
export type DayRange = { readonly from: number; readonly to: number };

/**
 * Whether the hours are open at an instant.
 * @param timezone an IANA time zone
 * @param at epoch milliseconds
 */
export function isOpen(hours: Hours, timezone: string, at: number): boolean {
  if (hours.always && hours.closed === undefined) return true;
  const zone = IANAZone.create(timezone);
  const today = localDate(zone, at);
  return [daysAfter(today, -1), today].some((date) =>
    openings(hours, zone, date).some(({ from, to }) => from <= at && at < to),
  );
}

/**
 * The instant from which the hours are open: `at` itself when they are, else the next opening, in epoch milliseconds;
 * undefined when there is none within 400 days.
 */
export function opensAt(hours: Hours, timezone: string, at: number): number | undefined {
  const zone = IANAZone.create(timezone);
  const today = localDate(zone, at);
  for (let ahead = -1; ahead <= HORIZON; ahead++) {
    const coming = openings(hours, zone, daysAfter(today, ahead)).filter(({ to }) => to > at);
    if (coming.length > 0) return Math.max(at, Math.min(...coming.map(({ from }) => from)));
  }
  return undefined;
}

/** The instants between which the hours that begin on this day are open. */
function openings(hours: Hours, zone: IANAZone, date: CivilDate): { from: number; to: number }[] {
  if (hours.closed?.some((entry) => isClosedBy(entry, date))) return [];
  return rangesOn(hours, weekday(date)).map(({ from, to }) => ({
    from: instant(zone, date, from, 'first'),
    to: instant(zone, date, to, 'last'),
  }));
}

/** The ranges of a day of the week (0 = Monday), holidays aside. */
export function rangesOn(hours: Hours, day: number): DayRange[] {
  if (hours.always === true) return [{ from: 0, to: 1_440 }];
  const keys = Object.keys(hours).filter((key) => daysOf(key).includes(day));
  return keys.flatMap((key) => [hours[key]].flat().flatMap((text) => parseRange(text)));
}

/** The days of a key of the hours (`mon`, `mon-fri`, `sat-mon`), 0 = Monday; none for another key. */
export function daysOf(key: string): number[] {
  const [first, last, ...more] = key.split('-').map((day) => DAYS.indexOf(day));
  if (first === undefined || first < 0 || more.length > 0) return [];
  if (last === undefined) return [first];
  if (last < 0) return [];
  const count = ((last - first + 7) % 7) + 1;
  return Array.from({ length: count }, (_, index) => (first + index) % 7);
}

function parseRange(text: string | true | undefined): DayRange[] {
  const [, h1, m1, h2, m2] = /^(\d\d):(\d\d)-(\d\d):(\d\d)$/.exec(String(text)) ?? [];
  if (m2 === undefined) return [];
  const from = Number(h1) * 60 + Number(m1);
  const to = Number(h2) * 60 + Number(m2);
  return [{ from, to: to > from ? to : to + 1_440 }];
}

function localDate(zone: IANAZone, at: number): CivilDate {
  const { year, month, day } = DateTime.fromMillis(at, { zone });
  return { year, month, day };
}

function daysAfter({ year, month, day }: CivilDate, days: number): CivilDate {
  const date = DateTime.utc(year, month, day).plus({ days });
  return { year: date.year, month: date.month, day: date.day };
}

function weekday({ year, month, day }: CivilDate): number {
  return DateTime.utc(year, month, day).weekday - 1;
}

/**
 * The instant of a local time. Where clocks go back and the time comes twice, the first or the last of the two, so that
 * a line opens at the first and closes at the last; where clocks go forward over it, the moment of the change.
 */
function instant(zone: IANAZone, date: CivilDate, minutes: number, which: 'first' | 'last'): number {
  const local = DateTime.utc(date.year, date.month, date.day).toMillis() + minutes * MINUTE;
  const before = zone.offset(local - DAY) * MINUTE;
  const after = zone.offset(local + DAY) * MINUTE;
  const fitting = [local - before, local - after].filter((at) => at + zone.offset(at) * MINUTE === local);
  if (fitting.length > 0) return which === 'first' ? Math.min(...fitting) : Math.max(...fitting);
  let [low, high] = [local - DAY, local + DAY];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (zone.offset(middle) * MINUTE === before) low = middle;
    else high = middle;
  }
  return high;
}
