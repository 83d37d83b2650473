/** Opening hours: tables of local times, the changes of the clock among them. */
import fc from 'fast-check';
import { DateTime } from 'luxon';
import { test } from 'tap';
import { easter, isClosedBy } from '../../src/ivr/holidays.ts';
import { daysOf, isOpen, opensAt } from '../../src/ivr/hours.ts';
import type { Hours } from '../../src/ivr/schema.ts';

const PARIS = 'Europe/Paris';

/** `2026-11-23 10:00` in a zone → epoch milliseconds; a trailing +hh:mm says which of two equal times. */
function instant(text: string, zone = PARIS): number {
  const at = DateTime.fromISO(text.replace(' ', 'T'), { zone });
  if (!at.isValid) throw new RangeError(text);
  return at.toMillis();
}

function local(at: number | undefined, zone = PARIS): string {
  return at === undefined ? 'never' : DateTime.fromMillis(at, { zone }).toFormat('yyyy-MM-dd HH:mm ZZ');
}

const OFFICE: Hours = { 'mon-fri': '08:30-18:00', closed: ['fr-holidays', '2026-12-24'] };
const NIGHT: Hours = { 'fri-sat': '20:00-02:00' };
const SPLIT: Hours = { mon: ['08:00-12:00', '14:00-18:00'], 'sat-sun': '10:00-24:00' };

test('isOpen', async (t) => {
  const rows: [what: string, hours: Hours, at: string, open: boolean][] = [
    ['before the opening', OFFICE, '2026-11-23 08:29:59', false],
    ['at the opening', OFFICE, '2026-11-23 08:30', true],
    ['before the closing', OFFICE, '2026-11-23 17:59:59', true],
    ['at the closing', OFFICE, '2026-11-23 18:00', false],
    ['on Saturday', OFFICE, '2026-11-21 10:00', false],
    ['on a date that is closed', OFFICE, '2026-12-24 10:00', false],
    ['on a public holiday', OFFICE, '2026-11-11 10:00', false],
    ['on Ascension Day', OFFICE, '2026-05-14 10:00', false],
    ['on the day after it', OFFICE, '2026-05-15 10:00', true],
    ['on Whit Monday', OFFICE, '2026-05-25 10:00', false],
    ['in the evening of a night line', NIGHT, '2026-11-20 20:00', true],
    ['after midnight', NIGHT, '2026-11-21 01:59', true],
    ['at the end of the night', NIGHT, '2026-11-21 02:00', false],
    ['on Sunday after midnight', NIGHT, '2026-11-22 01:00', true],
    ['on Sunday evening', NIGHT, '2026-11-22 21:00', false],
    ['in the first half of a split day', SPLIT, '2026-11-23 11:59', true],
    ['at the lunch of a split day', SPLIT, '2026-11-23 12:00', false],
    ['in the second half', SPLIT, '2026-11-23 14:00', true],
    ['to the end of the day', SPLIT, '2026-11-21 23:59:59', true],
    ['after the end of the day', SPLIT, '2026-11-23 00:00', false],
    ['always', { always: true }, '2026-01-01 03:00', true],
    ['always, but holidays', { always: true, closed: ['fr-holidays'] }, '2026-01-01 03:00', false],
    ['no hours at all', {}, '2026-11-23 10:00', false],
    // Clocks in Paris: forward on 2026-03-29 at 02:00 (to 03:00), back on 2026-10-25 at 03:00 (to 02:00).
    ['opening in the hour that is left out', { sun: '02:30-05:00' }, '2026-03-29 03:00', true],
    ['before it', { sun: '02:30-05:00' }, '2026-03-29 01:59:59', false],
    ['closing in the hour that is left out', { sun: '01:00-02:30' }, '2026-03-29 01:59:59', true],
    ['after it', { sun: '01:00-02:30' }, '2026-03-29 03:00', false],
    ['opening in the hour that comes twice', { sun: '02:30-05:00' }, '2026-10-25T02:30+02:00', true],
    ['and still in the second', { sun: '02:30-05:00' }, '2026-10-25T02:10+01:00', true],
    ['closing in the hour that comes twice', { sun: '01:00-02:30' }, '2026-10-25T02:40+02:00', true],
    ['at its second end', { sun: '01:00-02:30' }, '2026-10-25T02:30+01:00', false],
  ];
  for (const [what, hours, at, open] of rows) t.equal(isOpen(hours, PARIS, instant(at)), open, what);
});

test('a night that began before a holiday goes on into it, and none begins on it', async (t) => {
  const hours: Hours = { always: true, closed: ['2026-11-21'] };
  t.equal(isOpen(hours, PARIS, instant('2026-11-21 12:00')), false);
  const nights: Hours = { 'fri-sat': '20:00-02:00', closed: ['2026-11-21'] };
  t.equal(isOpen(nights, PARIS, instant('2026-11-21 01:00')), true);
  t.equal(isOpen(nights, PARIS, instant('2026-11-21 21:00')), false);
  t.equal(isOpen(nights, PARIS, instant('2026-11-22 01:00')), false);
});

test('each line counts in its own time zone', async (t) => {
  const at = instant('2026-11-23 08:30');
  t.equal(isOpen(OFFICE, PARIS, at), true);
  t.equal(isOpen(OFFICE, 'Africa/Abidjan', at), false);
  t.equal(isOpen(OFFICE, 'America/Sao_Paulo', at), false);
  t.equal(isOpen(OFFICE, 'Asia/Tokyo', at), true);
});

test('opensAt', async (t) => {
  const rows: [what: string, hours: Hours, at: string, opens: string][] = [
    ['now, when it is open', OFFICE, '2026-11-23 10:15', '2026-11-23 10:15 +01:00'],
    ['in the morning', OFFICE, '2026-11-23 06:00', '2026-11-23 08:30 +01:00'],
    ['after the weekend', OFFICE, '2026-11-20 18:00', '2026-11-23 08:30 +01:00'],
    ['after closed days', OFFICE, '2026-12-23 18:00', '2026-12-28 08:30 +01:00'],
    ['after lunch', SPLIT, '2026-11-23 12:30', '2026-11-23 14:00 +01:00'],
    ['over the change of the clock', OFFICE, '2026-03-27 18:00', '2026-03-30 08:30 +02:00'],
    [
      'at the end of the hour left out',
      { sun: '02:30-05:00' },
      '2026-03-29 00:00',
      '2026-03-29 03:00 +02:00',
    ],
    [
      'at the first of two equal times',
      { sun: '02:30-05:00' },
      '2026-10-25 00:00',
      '2026-10-25 02:30 +02:00',
    ],
    ['never', {}, '2026-11-23 10:00', 'never'],
    ['never: no time is given', { closed: [] }, '2026-11-23 10:00', 'never'],
  ];
  for (const [what, hours, at, opens] of rows)
    t.equal(local(opensAt(hours, PARIS, instant(at))), opens, what);
});

test('opensAt is the first instant from which isOpen holds', async (t) => {
  const time = fc
    .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom('00', '30'))
    .map(([hour, minutes]) => `${String(hour).padStart(2, '0')}:${minutes}`);
  const range = fc.tuple(time, time).map(([from, to]) => `${from}-${to}`);
  const hours = fc.record(
    { mon: range, 'tue-thu': range, sat: range, sun: range, closed: fc.constant(['fr-holidays']) },
    { requiredKeys: ['sun'] },
  );
  const year = { min: instant('2026-01-01 00:00'), max: instant('2026-12-31 00:00') };
  fc.assert(
    fc.property(hours, fc.integer(year), fc.double({ min: 0, max: 1, noNaN: true }), (given, at, share) => {
      const open = given as object as Hours;
      const opens = opensAt(open, PARIS, at);
      if (opens === undefined) return false;
      if (!isOpen(open, PARIS, opens)) return false;
      const between = Math.floor(at + share * (opens - at));
      return between >= opens || !isOpen(open, PARIS, between);
    }),
    { numRuns: 300, seed: 3939 },
  );
  t.pass('held for 300 hours and instants');
});

test('daysOf', async (t) => {
  t.strictSame(daysOf('mon'), [0]);
  t.strictSame(daysOf('mon-fri'), [0, 1, 2, 3, 4]);
  t.strictSame(daysOf('sat-mon'), [5, 6, 0]);
  for (const key of ['always', 'closed', 'mon-', 'mon-xyz', 'mon-tue-wed'])
    t.strictSame(daysOf(key), [], key);
});

test('holidays', async (t) => {
  const easters: [year: number, month: number, day: number][] = [
    [2000, 4, 23],
    [2008, 3, 23],
    [2011, 4, 24],
    [2024, 3, 31],
    [2026, 4, 5],
    [2038, 4, 25],
  ];
  for (const [year, month, day] of easters)
    t.strictSame(easter(year), { year, month, day }, `Easter ${year}`);

  const daysIn = (calendar: string, year: number) => {
    const days = Array.from({ length: 366 }, (_, index) => DateTime.utc(year, 1, 1).plus({ days: index }));
    return days
      .filter((day) => day.year === year && isClosedBy(calendar, day))
      .map((day) => day.toFormat('MM-dd'));
  };
  t.strictSame(
    daysIn('fr-holidays', 2026),
    ['01-01', '04-06', '05-01', '05-08', '05-14', '05-25', '07-14', '08-15', '11-01', '11-11', '12-25'],
    'France 2026',
  );
  t.strictSame(
    daysIn('br-holidays', 2026),
    ['01-01', '04-03', '04-21', '05-01', '09-07', '10-12', '11-02', '11-15', '11-20', '12-25'],
    'Brazil 2026',
  );
  t.notOk(daysIn('br-holidays', 2023).includes('11-20'), 'Brazil, before the law of 2023');
  t.strictSame(daysIn('2026-12-24', 2026), ['12-24'], 'a date');
  t.strictSame(daysIn('toString', 2026), [], 'no calendar');
});
