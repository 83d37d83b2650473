/** The ears of the tests must not lie: every claim of a whole-call test rests on them. */
import { test } from 'tap';
import { decode, encode } from '../../src/wire/g711.ts';
import { findTone, levelDb, RATE, tone, toneShare } from './audio.ts';

/** White noise that is the same in every run. */
function noise(seconds: number, level = 0.1): Int16Array {
  let seed = 1;
  return Int16Array.from({ length: seconds * RATE }, () => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
    return Math.round((seed / 2 ** 31 - 1) * 32_767 * level);
  });
}

const mix = (a: Int16Array, b: Int16Array) => a.map((sample, at) => sample + (b[at] ?? 0));

test('a tone is found, also after G.711, and only where it is', async (t) => {
  const sound = new Int16Array([...noise(1, 0.01), ...tone(440, 1), ...new Int16Array(RATE)]);
  const heard = decode(encode(sound, 'PCMA'), 'PCMA');
  const found = findTone(heard, 440);
  t.ok(found && Math.abs(found.at - 1) <= 0.05, 'begins after one second');
  t.ok(found && Math.abs(found.seconds - 1) <= 0.1, 'lasts one second');
  t.equal(findTone(heard, 500), undefined, 'not at a neighbouring frequency');
  t.equal(findTone(heard, 880), undefined, 'not at its octave');
});

test('noise, silence and too short a beep are no tone', async (t) => {
  for (const hz of [300, 440, 1_000, 1_500]) t.equal(findTone(noise(3), hz), undefined, `noise at ${hz} Hz`);
  t.equal(findTone(new Int16Array(3 * RATE), 440), undefined, 'silence');
  t.equal(findTone(tone(440, 0.1), 440), undefined, '100 ms');
  t.equal(findTone(tone(440, 1, 0.002), 440), undefined, 'below hearing');
});

test('a tone is found under noise, and not when noise has most of the energy', async (t) => {
  t.ok(findTone(mix(tone(700, 1, 0.3), noise(1, 0.05)), 700));
  t.equal(findTone(mix(tone(700, 1, 0.05), noise(1, 0.3)), 700), undefined);
});

test('levels are in dB below full scale', async (t) => {
  t.ok(Math.abs(levelDb(tone(1_000, 1, 1)) + 3) < 0.1);
  t.ok(Math.abs(levelDb(tone(1_000, 1, 0.1)) + 23) < 0.1);
  t.ok(levelDb(new Int16Array(100)) < -90);
  t.equal(levelDb(new Int16Array(0)), Number.NEGATIVE_INFINITY);
  t.ok(toneShare(tone(1_000, 0.05), 1_000) > 0.99);
});
