/** Public holidays, computed. A calendar is here only if its rule is law and computable; others are given as dates. */
import { DateTime } from 'luxon';

/** A day of the calendar, without a time: month and day from 1. */
export type CivilDate = { readonly year: number; readonly month: number; readonly day: number };

/** Whether this day is a public holiday. */
type Calendar = (date: CivilDate) => boolean;

const DAY_MS = 86_400_000;

/** Days since 1970-01-01 of a date in the Gregorian calendar. */
function dayNumber({ year, month, day }: CivilDate): number {
  return DateTime.utc(year, month, day).toMillis() / DAY_MS;
}

/** Easter Sunday of a year, Gregorian. Source: the anonymous algorithm of Meeus, Jones and Butcher. */
export function easter(year: number): CivilDate {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d = Math.floor(b / 4);
  const e = b % 4;
  const g = Math.floor((8 * b + 13) / 25);
  const h = (19 * a + b - d - g + 15) % 30;
  const i = Math.floor(c / 4);
  const k = c % 4;
  const l = (32 + 2 * e + 2 * i - h - k) % 7;
  const m = Math.floor((a + 11 * h + 19 * l) / 433);
  const month = Math.floor((h + l - 7 * m + 90) / 25);
  const day = (h + l - 7 * m + 33 * month + 19) % 32;
  return { year, month, day };
}

/** A calendar of fixed days (`MM-DD`) and of days counted from Easter Sunday. */
function calendar(fixed: readonly string[], fromEaster: readonly number[]): Calendar {
  return (date) => {
    const day = `${pad(date.month)}-${pad(date.day)}`;
    return fixed.includes(day) || fromEaster.includes(dayNumber(date) - dayNumber(easter(date.year)));
  };
}

const brazil = calendar(
  ['01-01', '04-21', '05-01', '09-07', '10-12', '11-02', '11-15', '12-25'],
  [-2], // Paixão de Cristo
);

const CALENDARS: Readonly<Record<string, Calendar>> = {
  // Code du travail, article L3133-1: Easter Monday, Ascension, Whit Monday are counted from Easter.
  'fr-holidays': calendar(
    ['01-01', '05-01', '05-08', '07-14', '08-15', '11-01', '11-11', '12-25'],
    [1, 39, 50],
  ),
  // National holidays; 20 November since 2024 (Lei 14.759/2023).
  'br-holidays': (date) => brazil(date) || (date.year >= 2024 && date.month === 11 && date.day === 20),
};

/** The names that `closed:` of opening hours may hold, besides dates. */
export const HOLIDAY_CALENDARS: readonly string[] = Object.keys(CALENDARS);

/** Whether an entry of `closed:` (a calendar's name, or a date as `2026-12-24`) holds this day. */
export function isClosedBy(entry: string, date: CivilDate): boolean {
  const known = Object.hasOwn(CALENDARS, entry) ? CALENDARS[entry] : undefined;
  return known === undefined ? entry === isoDate(date) : known(date);
}

/** `2026-12-24`. */
export function isoDate({ year, month, day }: CivilDate): string {
  return `${String(year).padStart(4, '0')}-${pad(month)}-${pad(day)}`;
}

function pad(number: number): string {
  return String(number).padStart(2, '0');
}
