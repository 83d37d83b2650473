import fc from 'fast-check';
import { test } from 'tap';
import { Calendar, Timer } from '../../src/acd/calendar.ts';
import { assertProperty } from '../events/properties.ts';

const OWNERS = 12;
const step = fc.record({
  owner: fc.nat({ max: OWNERS - 1 }),
  afterMs: fc.constantFrom(0, 1, 500, 1_023, 1_024, 5_000, 60_000, 86_400_000, Number.POSITIVE_INFINITY),
  passesMs: fc.constantFrom(0, 0, 1, 700, 2_048, 100_000),
});

test('what is due comes in the order of time, then of the timers, near or far', (t) => {
  const same = fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
    const calendar = new Calendar<number>();
    const timers = Array.from({ length: OWNERS }, (_, owner) => new Timer(owner, OWNERS - owner));
    const plain = new Map<number, number>();
    let at = 1_000_000;
    const inOrder = () => [...plain].sort((one, other) => one[1] - other[1] || other[0] - one[0]);
    for (const { owner, afterMs, passesMs } of steps) {
      calendar.set(timers[owner]!, at + afterMs);
      if (Number.isFinite(afterMs)) plain.set(owner, at + afterMs);
      else plain.delete(owner);
      at += passesMs;
      for (const [expected, due] of inOrder().filter((one) => one[1] <= at)) {
        if (calendar.next !== due || calendar.first !== expected) throw new Error('another comes first');
        if (calendar.popDue(at) !== expected) throw new Error(`${expected} was due`);
        plain.delete(expected);
      }
      if (calendar.popDue(at) !== undefined) throw new Error('nothing more is due');
      if (calendar.next !== (inOrder()[0]?.[1] ?? Infinity)) throw new Error('another is next');
    }
  });
  assertProperty(t, same, 500);
  t.end();
});
