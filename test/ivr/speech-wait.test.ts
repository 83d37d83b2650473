/** I7: the range that is told holds whatever was computed. */
import fc from 'fast-check';
import { test } from 'tap';
import { spokenRange, spokenWait } from '../../src/ivr/speech-wait.ts';

const MINUTE = 60_000;

/** Waits as they come, many of them at a bound or beside it. */
const wait = fc.oneof(
  fc.double({ min: 0, max: 4 * 60 * MINUTE, noNaN: true }),
  fc.integer({ min: 0, max: 240 }).map((minutes) => minutes * MINUTE),
  fc
    .record({ minutes: fc.integer({ min: 1, max: 240 }), beside: fc.constantFrom(-1, 1) })
    .map(({ minutes, beside }) => minutes * MINUTE + beside),
);
const range = fc.tuple(wait, wait).map(([one, other]) => ({
  lowMs: Math.min(one, other),
  highMs: Math.max(one, other),
}));

test('what is told holds what was computed, and no narrower words would', async (t) => {
  fc.assert(
    fc.property(range, ({ lowMs, highMs }) => {
      const spoken = spokenWait({ lowMs, highMs });
      const told = spokenRange(spoken);
      // "less than" and "more than" do not hold their own bound
      const above = spoken.form === 'more-than' ? told.lowMs < lowMs : told.lowMs <= lowMs;
      const below = spoken.form === 'less-than' ? told.highMs > highMs : told.highMs >= highMs;
      const minutes = (ms: number) => Math.floor(ms / MINUTE);
      const narrow =
        highMs > 60 * MINUTE ||
        (told.lowMs === minutes(lowMs) * MINUTE &&
          told.highMs - highMs <= (lowMs === highMs ? 30 : 1) * MINUTE) ||
        told.highMs === 90 * MINUTE;
      return above && below && narrow;
    }),
    { numRuns: 20_000 },
  );
  t.pass('20,000 ranges');
});

test('the range that was told', async (t) => {
  t.strictSame(spokenRange(spokenWait({ lowMs: 130_000, highMs: 200_000 })), {
    lowMs: 120_000,
    highMs: 240_000,
  });
  t.strictSame(spokenRange(spokenWait({ lowMs: 10, highMs: 20 })), { lowMs: 0, highMs: MINUTE });
  const endless = { lowMs: 180 * MINUTE, highMs: Number.POSITIVE_INFINITY };
  t.strictSame(spokenRange(spokenWait({ lowMs: 200 * MINUTE, highMs: 300 * MINUTE })), endless);
  t.strictSame(spokenRange({ form: 'unsure' }), { lowMs: 0, highMs: Number.POSITIVE_INFINITY });
});
