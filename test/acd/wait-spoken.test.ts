import fc from 'fast-check';
import { test } from 'tap';
import { type SpokenRange, spokenRange } from '../../src/acd/wait-spoken.ts';
import { assertProperty } from '../events/properties.ts';

const minutes = (lowMinutes: number, highMinutes: number): SpokenRange => ({ lowMinutes, highMinutes });
const s = 1_000;
const min = 60 * s;

test('a range is said in whole minutes, rounded outward', async (t) => {
  const rows: [lowMs: number, highMs: number, said: SpokenRange][] = [
    [0, 0, 'less-than-a-minute'],
    [10 * s, 59_999, 'less-than-a-minute'],
    [0, 60 * s, minutes(0, 1)],
    [30 * s, 61 * s, minutes(0, 2)],
    [60 * s, 60 * s, minutes(1, 2)],
    [119 * s, 3.5 * min, minutes(1, 4)],
    [2 * min, 4 * min, minutes(2, 4)],
    [9 * min, 10 * min, minutes(9, 10)],
    [10 * min, 10 * min, minutes(10, 11)],
    [8 * min, 10 * min + 1, minutes(8, 15)],
    [13 * min, 21 * min, minutes(10, 25)],
    [12 * min, 13 * min, minutes(10, 15)],
    [15 * min, 15 * min, minutes(15, 20)],
    [55 * min, 60 * min, minutes(55, 60)],
    [61 * min, 100 * min, minutes(60, 105)],
    [90 * min, 90 * min, minutes(90, 105)],
  ];
  for (const [lowMs, highMs, said] of rows) {
    t.strictSame(spokenRange({ lowMs, highMs }), said, `${lowMs} to ${highMs} ms`);
  }
});

test('what is said holds the range', async (t) => {
  const ms = fc.double({ min: 0, max: 5 * 60 * min, noNaN: true });
  assertProperty(
    t,
    fc.property(ms, ms, (one, other) => {
      const [lowMs, highMs] = [Math.min(one, other), Math.max(one, other)];
      const said = spokenRange({ lowMs, highMs });
      if (said === 'less-than-a-minute') return highMs < min;
      return (
        said.lowMinutes * min <= lowMs &&
        highMs <= said.highMinutes * min &&
        said.lowMinutes < said.highMinutes &&
        Number.isInteger(said.lowMinutes) &&
        Number.isInteger(said.highMinutes)
      );
    }),
    500,
  );
});

test('what is no range is refused', async (t) => {
  for (const [lowMs, highMs] of [
    [-1, 5],
    [5, 4],
    [Number.NaN, 5],
    [0, Number.NaN],
    [0, Number.POSITIVE_INFINITY],
  ] as const) {
    t.throws(
      () => spokenRange({ lowMs, highMs }),
      new RangeError(`a wait from ${lowMs} to ${highMs} ms is no range`),
    );
  }
});
