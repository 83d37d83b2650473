/** Opening hours and time zones: ones that never open, days given twice, unknown calendars. */
import { IANAZone } from 'luxon';
import { HOLIDAY_CALENDARS } from '../ivr/holidays.ts';
import { daysOf, opensAt } from '../ivr/hours.ts';
import type { Hours } from '../ivr/schema.ts';
import type { Fault } from './fault.ts';
import { nearest, suggestion } from './nearest.ts';
import type { Path, YamlFile } from './yaml-file.ts';

/** @param at the instant from which an opening is looked for, epoch milliseconds */
export function checkHours(file: YamlFile, path: Path, hours: Hours, timezone: string, at: number): Fault[] {
  const faults = [...closedEntries(file, path, hours), ...dayKeys(file, path, hours)];
  if (faults.length > 0 || !IANAZone.isValidZone(timezone)) return faults;
  if (opensAt(hours, timezone, at) !== undefined) return [];
  return [
    file.fault(path, 'these hours never open', {
      hint: 'give days and times, such as mon-fri: "08:30-18:00", or always: true',
      on: 'key',
    }),
  ];
}

export function checkTimezone(file: YamlFile, path: Path, timezone: string): Fault[] {
  if (IANAZone.isValidZone(timezone)) return [];
  const near = nearest(timezone, Intl.supportedValuesOf('timeZone'));
  return [
    file.fault(path, `there is no time zone "${timezone}"`, {
      hint:
        near === undefined
          ? 'an IANA name, such as Europe/Paris or Africa/Abidjan'
          : `did you mean "${near}"?`,
    }),
  ];
}

function closedEntries(file: YamlFile, path: Path, hours: Hours): Fault[] {
  return (hours.closed ?? []).flatMap((entry, index) => {
    if (HOLIDAY_CALENDARS.includes(entry) || isDate(entry)) return [];
    const message = /^\d/.test(entry)
      ? `"${entry}" is no date`
      : `there is no calendar of holidays "${entry}"`;
    const hint = /^\d/.test(entry) ? 'a date is written 2026-12-24' : suggestion(entry, HOLIDAY_CALENDARS);
    return [file.fault([...path, 'closed', index], message, { hint })];
  });
}

function isDate(text: string): boolean {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? [];
  if (day === undefined) return false;
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  return date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
}

function dayKeys(file: YamlFile, path: Path, hours: Hours): Fault[] {
  const faults: Fault[] = [];
  const given = new Map<number, string>();
  for (const key of Object.keys(hours)) {
    const twice = daysOf(key).find((day) => given.has(day));
    if (twice !== undefined) {
      faults.push(
        file.fault([...path, key], `a day is given twice, by \`${given.get(twice)}\` and by \`${key}\``, {
          hint: 'give each day once; several openings of a day are a list',
          on: 'key',
        }),
      );
    }
    for (const day of daysOf(key)) given.set(day, key);
    for (const text of [hours[key]].flat()) {
      const [from, to] = typeof text === 'string' && key !== 'closed' ? text.split('-') : [];
      if (from === undefined || from !== to) continue;
      faults.push(
        file.fault([...path, key], `"${text}" opens and closes at the same time`, {
          hint: 'a whole day is "00:00-24:00"',
        }),
      );
    }
  }
  if (hours.always === true && given.size > 0) {
    faults.push(
      file.fault([...path, 'always'], '`always` and days exclude each other', {
        hint: 'keep one of them',
        on: 'key',
      }),
    );
  }
  return faults;
}
