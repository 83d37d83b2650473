/**
 * The hold music: a slow arpeggio over four soft chords, computed, so that it is free to ship and always the same.
 * It loops without a seam: the tail of each note that passes the end sounds at the beginning.
 */
import { fromDb, type Samples } from './sound.ts';

const SECONDS = 48;
const BAR = 4;
const NOTES_A_BAR = 8;
const LEVEL_DB = -24;

/** Notes as MIDI numbers (69 = 440 Hz): the arpeggio of each bar, within what a telephone carries. */
const BARS: readonly (readonly number[])[] = [
  [60, 67, 71, 76, 79, 76, 71, 67], // C major 7
  [57, 64, 67, 72, 76, 72, 67, 64], // A minor 7
  [65, 69, 72, 76, 81, 76, 72, 69], // F major 7
  [62, 67, 71, 74, 79, 74, 71, 67], // G
  [60, 64, 71, 74, 79, 74, 71, 64], // C major 9
  [57, 64, 69, 71, 76, 71, 69, 64], // A minor 9
  [62, 65, 69, 72, 77, 72, 69, 65], // D minor 7
  [59, 65, 67, 74, 77, 74, 67, 65], // G 7
  [64, 67, 71, 76, 83, 76, 71, 67], // E minor 7
  [57, 64, 67, 72, 79, 72, 67, 64], // A minor 7
  [65, 69, 72, 79, 81, 79, 72, 69], // F add 9
  [62, 67, 69, 74, 79, 74, 69, 67], // G sus
];

/** Strength and decay per second of each harmonic of a note: like a soft mallet, without a hard beginning. */
const HARMONICS: readonly (readonly [number, number])[] = [
  [1, 1.6],
  [0.35, 2.4],
  [0.12, 3.6],
  [0.05, 5],
];

/** @param rate samples a second */
export function holdMusic(rate: number): Samples {
  const music = new Float64Array(SECONDS * rate);
  for (const [bar, notes] of BARS.entries()) {
    addPad(music, rate, bar * BAR, notes);
    for (const [index, note] of notes.entries()) {
      // The first note of a bar leans a little, as a player's would.
      addNote(music, rate, bar * BAR + (index * BAR) / NOTES_A_BAR, note, index === 0 ? 1 : 0.7);
    }
  }
  const level = Math.sqrt(music.reduce((sum, sample) => sum + sample * sample, 0) / music.length);
  return music.map((sample) => (sample / level) * fromDb(LEVEL_DB));
}

function frequency(note: number): number {
  return 440 * 2 ** ((note - 69) / 12);
}

function addNote(music: Samples, rate: number, start: number, note: number, strength: number): void {
  const first = Math.round(start * rate);
  const length = Math.round(3 * rate);
  for (const [index, [share, decay]] of HARMONICS.entries()) {
    const pitch = frequency(note) * (index + 1);
    if (pitch > 0.42 * rate) continue;
    for (let i = 0; i < length; i++) {
      const t = i / rate;
      const attack = Math.min(1, t / 0.012);
      const release = Math.min(1, (length - i) / (0.2 * rate));
      const sample =
        share * strength * attack * release * Math.exp(-decay * t) * Math.sin(2 * Math.PI * pitch * t);
      music[(first + i) % music.length]! += sample;
    }
  }
}

/** The chord under a bar, swelling and fading over it and a little of the next. */
function addPad(music: Samples, rate: number, start: number, notes: readonly number[]): void {
  const first = Math.round(start * rate);
  const length = Math.round(1.5 * BAR * rate);
  for (const note of notes.slice(0, 4)) {
    const pitch = frequency(note);
    for (let i = 0; i < length; i++) {
      const swell = Math.sin((Math.PI * i) / length) ** 2;
      music[(first + i) % music.length]! += 0.09 * swell * Math.sin((2 * Math.PI * pitch * i) / rate);
    }
  }
}
