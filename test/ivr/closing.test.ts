/** When hours end: one row a rule. */
import { test } from 'tap';
import { closesAt } from '../../src/ivr/closing.ts';
import type { Hours } from '../../src/ivr/schema.ts';

const rows: [rule: string, hours: Hours, timezone: string, at: string, end: string | undefined][] = [
  [
    'at the closing time of the zone',
    { 'mon-fri': '08:30-18:00' },
    'Europe/Paris',
    '2026-11-18T09:00Z',
    '2026-11-18T17:00Z',
  ],
  ['not when closed', { 'mon-fri': '08:30-18:00' }, 'Europe/Paris', '2026-11-18T18:00Z', undefined],
  ['never when always open', { always: true }, 'Europe/Paris', '2026-11-18T09:00Z', undefined],
  [
    'at midnight before a closed day',
    { always: true, closed: ['2026-12-24'] },
    'Europe/Paris',
    '2026-12-20T09:00Z',
    '2026-12-23T23:00Z',
  ],
  [
    'before a holiday',
    { always: true, closed: ['fr-holidays'] },
    'Europe/Paris',
    '2026-12-20T09:00Z',
    '2026-12-24T23:00Z',
  ],
  ['past midnight', { 'mon-fri': '20:00-04:00' }, 'Europe/Paris', '2026-11-18T22:00Z', '2026-11-19T03:00Z'],
  [
    'past midnight, the day before',
    { 'mon-fri': '20:00-04:00' },
    'Europe/Paris',
    '2026-11-19T01:00Z',
    '2026-11-19T03:00Z',
  ],
  [
    'ranges that touch are one',
    { wed: ['08:00-12:00', '12:00-18:00'] },
    'UTC',
    '2026-11-18T09:00Z',
    '2026-11-18T18:00Z',
  ],
  [
    'a pause at noon',
    { wed: ['08:00-12:00', '14:00-18:00'] },
    'UTC',
    '2026-11-18T09:00Z',
    '2026-11-18T12:00Z',
  ],
  [
    'on the day when clocks go back',
    { sun: '01:00-12:00' },
    'Europe/Paris',
    '2026-10-25T00:00Z',
    '2026-10-25T11:00Z',
  ],
  [
    'at a time that comes twice, the second',
    { sun: '01:00-02:30' },
    'Europe/Paris',
    '2026-10-25T00:00Z',
    '2026-10-25T01:30Z',
  ],
  [
    'at a time that does not come, when clocks go forward',
    { sun: '01:00-02:30' },
    'Europe/Paris',
    '2026-03-29T00:30Z',
    '2026-03-29T01:00Z',
  ],
];

test('the end of the hours that are open', async (t) => {
  for (const [rule, hours, timezone, at, end] of rows) {
    const closes = closesAt(hours, timezone, Date.parse(at));
    t.equal(closes, end === undefined ? undefined : Date.parse(end), rule);
  }
});
