/** Sound as numbers, and the hold music: its level, its seam, and the files that are shipped. */
import { readFileSync } from 'node:fs';
import { test } from 'tap';
import { holdMusic } from '../../src/cli/hold-music.ts';
import {
  fromPcm16,
  lawWavFile,
  levelDb,
  levelled,
  type Samples,
  toPcm16,
  trimmed,
  wavFile,
} from '../../src/cli/sound.ts';
import { voices } from '../../src/cli/voice.ts';
import { parseWav } from '../../src/wire/wav.ts';

const RATE = 8_000;

function sine(seconds: number, amplitude: number): Samples {
  return Float64Array.from(
    { length: seconds * RATE },
    (_, i) => amplitude * Math.sin((2 * Math.PI * 440 * i) / RATE),
  );
}

function near(a: number, b: number, within: number): boolean {
  return Math.abs(a - b) <= within;
}

test('the level of speech is brought to the wanted one, and nothing is clipped', async (t) => {
  t.ok(near(levelDb(sine(1, 1)), -3, 0.1), 'a full sine is at -3 dBFS');
  for (const amplitude of [0.05, 0.1, 0.9]) t.ok(near(levelDb(levelled(sine(1, amplitude), -20)), -20, 0.2));
  const peaks = sine(1, 0.01);
  for (let i = 0; i < peaks.length; i += 400) peaks[i] = 1;
  t.ok(Math.max(...levelled(peaks, -6)) <= 10 ** (-1 / 20), 'a peak is bent below -1 dBFS');
  t.strictSame(levelled(new Float64Array(5), -20), new Float64Array(5), 'silence stays silence');
});

test('silence at both ends is cut but for a little', async (t) => {
  const silence = new Float64Array(RATE);
  const speech = trimmed(Float64Array.from([...silence, ...sine(1, 0.5), ...silence]), RATE, 40);
  t.ok(near(speech.length, RATE + 0.08 * RATE, 3));
  t.equal(trimmed(silence, RATE, 40).length, 0);
});

test('a WAV file says what it holds', async (t) => {
  const wav = wavFile(sine(0.5, 0.5), RATE);
  t.equal(wav.toString('latin1', 0, 4) + wav.toString('latin1', 8, 16), 'RIFFWAVEfmt ');
  t.equal(wav.readUInt32LE(4), wav.length - 8);
  t.strictSame([wav.readUInt16LE(20), wav.readUInt16LE(22), wav.readUInt32LE(24)], [1, 1, RATE]);
  t.strictSame([wav.readUInt32LE(28), wav.readUInt16LE(32), wav.readUInt16LE(34)], [2 * RATE, 2, 16]);
  t.equal(wav.readUInt32LE(40), RATE);
  t.strictSame(toPcm16(fromPcm16(wav.subarray(44))), wav.subarray(44));
  t.strictSame(
    [...toPcm16(Float64Array.of(2, -2)).values()],
    [0xff, 0x7f, 0x00, 0x80],
    'beyond full scale is full scale',
  );
});

test('an A-law file says what it holds, whether its samples are even or odd', async (t) => {
  for (const seconds of [0.5, 0.500125]) {
    const sound = sine(seconds, 0.5);
    const wav = lawWavFile(sound, RATE);
    t.equal(wav.length % 2, 0);
    t.equal(wav.readUInt32LE(4), wav.length - 8);
    t.strictSame([wav.readUInt32LE(28), wav.readUInt16LE(32), wav.readUInt16LE(34)], [RATE, 1, 8]);
    t.strictSame([wav.toString('latin1', 38, 42), wav.readUInt32LE(46)], ['fact', sound.length]);
    const read = parseWav(wav);
    t.match(read, { sampleRate: RATE, channels: 1 });
    t.equal(read.samples.length, sound.length);
    t.ok(
      read.samples.every((sample, i) => near(sample / 32_768, sound[i]!, 0.016)),
      'as near as G.711 comes',
    );
  }
});

test('the hold music is quiet, loops without a seam, and is the one that is shipped', async (t) => {
  for (const rate of [8_000, 16_000]) {
    const music = holdMusic(rate);
    t.equal(music.length / rate, 48, 'seconds');
    const power = music.reduce((sum, sample) => sum + sample * sample, 0) / music.length;
    t.ok(near(10 * Math.log10(power), -24, 0.1), 'its level is -24 dBFS');
    t.ok(
      music.every((sample) => Math.abs(sample) < 0.5),
      'no peak is loud',
    );
    let step = 0;
    for (let i = 1; i < music.length; i++) step = Math.max(step, Math.abs(music[i]! - music[i - 1]!));
    t.ok(Math.abs(music[0]! - music.at(-1)!) <= step, 'the end goes on at the beginning');
    const shipped = readFileSync(new URL(`../../prompts/music/hold/${rate}/arpeggio.wav`, import.meta.url));
    t.equal(shipped.length, 44 + 2 * music.length);
    // Sines may differ in their last bit between machines.
    const apart = fromPcm16(shipped.subarray(44)).some((sample, i) => !near(sample, music[i]!, 1.5 / 32_768));
    t.notOk(apart, 'the shipped file is this music');
  }
});

test('a text may change the voice', async (t) => {
  t.strictSame(voices('Bonjour.', 'fr'), [{ language: 'fr', text: 'Bonjour.' }]);
  t.strictSame(voices('Bonjour. [en] Hello. [fr] Merci.', 'fr'), [
    { language: 'fr', text: 'Bonjour.' },
    { language: 'en', text: 'Hello.' },
    { language: 'fr', text: 'Merci.' },
  ]);
  t.strictSame(voices('[en] Hello.', 'fr'), [{ language: 'en', text: 'Hello.' }]);
});
