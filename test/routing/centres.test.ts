/** Which centre takes a transfer, which number may be called back: one row a rule. */
import { test } from 'tap';
import { mayCallBack } from '../../src/routing/callback-number.ts';
import { chooseCentre } from '../../src/routing/centres.ts';
import type { Centre } from '../../src/routing/schema.ts';

const CENTRES: Record<string, Centre> = {
  a: { name: 'A', how: 'bridge', fallback: 'b', channels: 2, emergencyChannels: 1 },
  b: { name: 'B', how: 'redirect', fallback: 'a', hours: { 'mon-fri': '09:00-17:00' } },
  lost: { name: 'Lost', how: 'bridge', fallback: 'nowhere' },
};
const WEDNESDAY = Date.parse('2026-11-18T10:00Z');
const NIGHT = Date.parse('2026-11-18T22:00Z');

interface Now {
  readonly load?: readonly [all: number, emergencies: number];
  readonly down?: string;
  readonly at?: number;
  readonly emergency?: boolean;
}

test('the centre that takes a transfer', async (t) => {
  const rows: [rule: string, asked: string, now: Now, expected: object][] = [
    ['the one asked for', 'a', {}, { centre: 'a', how: 'bridge' }],
    ['the fallback when it is full', 'a', { load: [1, 0] }, { centre: 'b', how: 'redirect' }],
    ['emergencies take no ordinary channel', 'a', { load: [1, 1] }, { centre: 'a', how: 'bridge' }],
    ['but channels are no more than there are', 'a', { load: [2, 2] }, { centre: 'b', how: 'redirect' }],
    [
      'an emergency asks for no capacity',
      'a',
      { load: [9, 9], emergency: true },
      { centre: 'a', how: 'bridge' },
    ],
    ['the fallback when it is down', 'a', { down: 'a' }, { centre: 'b', how: 'redirect' }],
    [
      'nobody when all are closed or full, without a circle',
      'a',
      { load: [1, 0], at: NIGHT },
      { failed: 'full' },
    ],
    ['the reason is that of the one asked for', 'b', { at: NIGHT, down: 'a' }, { failed: 'closed' }],
    ['an emergency asks for no hours', 'b', { at: NIGHT, emergency: true }, { centre: 'b', how: 'redirect' }],
    [
      'an emergency goes to one that is up',
      'a',
      { down: 'a', emergency: true },
      { centre: 'b', how: 'redirect' },
    ],
    [
      'or to the one asked for rather than nowhere',
      'lost',
      { down: 'lost', emergency: true },
      { centre: 'lost', how: 'bridge' },
    ],
    ['no such centre', 'constructor', {}, { failed: 'unreachable' }],
  ];
  for (const [rule, asked, { load = [0, 0], down, at = WEDNESDAY, emergency = false }, expected] of rows) {
    const choice = chooseCentre(asked, emergency, {
      centres: CENTRES,
      at,
      timezone: 'Europe/Paris',
      load: () => ({ all: load[0], emergencies: load[1] }),
      isDown: (name) => name === down,
    });
    t.strictSame(choice, expected, rule);
  }
});

test('numbers that may be called back', async (t) => {
  const rows: [rule: string, number: string, patterns: string[], expected: boolean][] = [
    ['a beginning', '+33142000001', ['+33*'], true],
    ['a whole number', '+33142000001', ['+33142000001'], true],
    ['another number', '+33142000002', ['+33142000001'], false],
    ['a premium number', '+33899000004', ['+33*'], false],
    ['a shared-cost number', '+33820000004', ['+33*'], false],
    ['a mobile', '+33612345678', ['+33*'], true],
    ['no valid number', '+3314200', ['+33*'], false],
    ['another country', '+442079460000', ['+33*'], false],
    ['no number', '', ['+33*'], false],
  ];
  for (const [rule, number, patterns, expected] of rows)
    t.equal(mayCallBack(number, patterns), expected, rule);
});
