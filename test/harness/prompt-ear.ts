import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { SPEECH_LANGUAGES } from '../../src/ivr/speech.ts';
import { speechPrompts } from '../../src/ivr/speech-names.ts';
import { parseWav } from '../../src/wire/wav.ts';
import { levelDb, RATE } from './audio.ts';
import { Correlator, type Spectrum } from './fft.ts';

/** Length of the pieces that are compared, in samples: 200 ms. */
const PIECE = 1_600;
/** Normalised correlation from which a piece counts as heard: G.711 twice still gives 0.98, another word below 0.5. */
const SAME = 0.8;
/** Where to compare is searched at half the rate, with some slack. */
const ALIKE = 0.7;
/** So many pieces of each prompt are searched for, and one every two seconds of a long one, which may be heard in part. */
const SEARCHED = 3;
const SEARCHED_EVERY = 16_000;

interface Piece {
  readonly at: number;
  readonly samples: Int16Array;
  readonly norm: number;
}

interface Prompt {
  /** `fr/welcome` */
  readonly name: string;
  readonly length: number;
  /** The pieces with a voice in them. */
  readonly pieces: readonly Piece[];
  /** Those by which the prompt is searched: the loudest of each part. */
  readonly anchors: readonly Anchor[];
}

interface Anchor {
  readonly piece: Piece;
  readonly norm: number;
  readonly spectrum: Spectrum;
}

export interface HeardPrompt {
  /** `fr/welcome` */
  readonly name: string;
  /** Where it begins in the sound, in seconds. */
  readonly at: number;
  /** How much of it was heard, 0 to 1. */
  readonly share: number;
}

/** Recognises prompts in what was heard, by their samples. */
export class PromptEar {
  readonly #prompts: readonly Prompt[];

  constructor(sounds: Iterable<readonly [name: string, samples: Int16Array]>) {
    this.#prompts = [...sounds].map(([name, samples]) => prepare(name, samples));
  }

  /** The ear for all prompts of a folder: `<language>/8000/<name>.wav`, and music likewise. */
  static fromFolder(folder = fileURLToPath(new URL('../../prompts', import.meta.url))): PromptEar {
    const files = globSync('**/8000/*.wav', { cwd: folder });
    return new PromptEar(
      files.map((file) => [nameOf(file), parseWav(readFileSync(`${folder}/${file}`)).samples]),
    );
  }

  get names(): string[] {
    return this.#prompts.map((prompt) => prompt.name);
  }

  /** Seconds of a prompt. */
  seconds(name: string): number {
    return this.#named(name).length / RATE;
  }

  /** The prompts heard, in order. A prompt cut short (by a key) counts from 400 ms of voice on.
   *  @param only look for these alone: quicker, while waiting for one. Music is told only when it is asked for: its single
   *  notes are tones like any others; so are the pieces of positions, waits, times and numbers: some are one short word */
  recognise(heard: Int16Array, only?: readonly string[]): HeardPrompt[] {
    const prompts =
      only?.map((name) => this.#named(name)) ?? this.#prompts.filter(({ name }) => !toldOnlyWhenAsked(name));
    const found = search(prompts, heard);
    return withoutSlips(withoutOverlaps(found)).map(({ prompt, at, matched }) => ({
      name: prompt.name,
      at: at / RATE,
      share: matched / prompt.pieces.length,
    }));
  }

  #named(name: string): Prompt {
    const prompt = this.#prompts.find((each) => each.name === name);
    if (!prompt) throw new RangeError(`no prompt ${name} among ${this.names.join(', ')}`);
    return prompt;
  }
}

/** Every place at which a prompt may stand, compared piece by piece. */
function search(prompts: readonly Prompt[], heard: Int16Array): Found[] {
  const half = halved(heard);
  const squares = cumulatedSquares(half);
  const anchors = prompts.flatMap((prompt) => prompt.anchors.map((anchor) => ({ prompt, anchor })));
  const spectra = anchors.map(({ anchor }) => anchor.spectrum);
  const starts = new Map(prompts.map((prompt) => [prompt, new Set<number>()]));
  correlator.correlate(half, spectra, (index, from, correlation, places) => {
    const { prompt, anchor } = anchors[index]!;
    const end = Math.min(places, half.length - PIECE / 2 - from);
    for (let place = 0; place < end; place++) {
      const energy = squares[from + place + PIECE / 2]! - squares[from + place]!;
      if (energy === 0 || correlation[place]! <= ALIKE * anchor.norm * Math.sqrt(energy)) continue;
      const start = refine(anchor.piece, heard, 2 * (from + place));
      if (start !== undefined) starts.get(prompt)!.add(start);
      place += 2;
    }
  });
  return [...starts].flatMap(([prompt, places]) =>
    [...places].flatMap((at) => {
      const { from, to, matched, likeness } = compare(prompt, heard, at);
      return matched < Math.min(2, prompt.pieces.length)
        ? []
        : [{ prompt, start: at, at: at + from, end: at + to, matched, likeness }];
    }),
  );
}

/** Where the prompt of this piece begins, when the piece stands near this place. */
function refine(piece: Piece, heard: Int16Array, near: number): number | undefined {
  let best = SAME;
  let found: number | undefined;
  for (let at = near - 5; at <= near + 5; at++) {
    const likeness = likenessAt(piece, heard, at);
    if (likeness > best) {
      best = likeness;
      found = at - piece.at;
    }
  }
  return found;
}

/** Normalised correlation, −1 to 1, of a piece with the sound at a place; 0 beyond the sound's ends. */
function likenessAt(piece: Piece, heard: Int16Array, at: number): number {
  if (at < 0 || at + PIECE > heard.length) return 0;
  let product = 0;
  let energy = 0;
  for (let i = 0; i < PIECE; i++) {
    const sample = heard[at + i]!;
    product += sample * piece.samples[i]!;
    energy += sample * sample;
  }
  return energy === 0 ? 0 : product / (piece.norm * Math.sqrt(energy));
}

interface Found {
  readonly prompt: Prompt;
  /** Where it would begin, in samples. */
  readonly start: number;
  readonly at: number;
  readonly end: number;
  readonly matched: number;
  /** The sum over the pieces: of two prompts that share words, the right one is more alike. */
  readonly likeness: number;
}

/** A sender whose clock slips says the rest of a prompt a little later: that is one prompt, not two. FreeSWITCH slips by
 *  20 ms when the first packet of its peer comes. */
const SLIP = 800;

function withoutSlips(found: readonly Found[]): Found[] {
  const whole: Found[] = [];
  for (const next of found) {
    const last = whole.at(-1);
    const slip = last?.prompt === next.prompt ? next.start - last.start : Number.NaN;
    if (!last || !(slip > 0 && slip <= SLIP)) whole.push(next);
    else whole[whole.length - 1] = { ...next, at: last.at, matched: last.matched + next.matched };
  }
  return whole;
}

const correlator = new Correlator();
const pieces = new Set(
  SPEECH_LANGUAGES.flatMap((language) => speechPrompts(language).map((name) => `${language}/${name}`)),
);

/** See `recognise`. */
export function toldOnlyWhenAsked(name: string): boolean {
  return name.startsWith('music/') || pieces.has(name);
}

/** `fr/8000/welcome.wav` → `fr/welcome` */
const nameOf = (file: string) =>
  file
    .replaceAll('\\', '/')
    .replace('/8000/', '/')
    .replace(/\.wav$/, '');

function prepare(name: string, samples: Int16Array): Prompt {
  const pieces: Piece[] = [];
  for (let at = 0; at + PIECE <= samples.length; at += PIECE) {
    const piece = samples.subarray(at, at + PIECE);
    if (levelDb(piece) > -40) pieces.push({ at, samples: piece, norm: normOf(piece) });
  }
  if (pieces.length === 0) throw new RangeError(`the prompt ${name} is silent or shorter than 200 ms`);
  const count = Math.min(pieces.length, Math.max(SEARCHED, Math.ceil(samples.length / SEARCHED_EVERY)));
  const anchors = Array.from({ length: count }, (_, part) => {
    const from = Math.floor((part * pieces.length) / count);
    const to = Math.max(from + 1, Math.floor(((part + 1) * pieces.length) / count));
    const loudest = pieces.slice(from, to).reduce((best, piece) => (piece.norm > best.norm ? piece : best));
    const half = halved(loudest.samples);
    return { piece: loudest, norm: normOf(half), spectrum: correlator.spectrum(half) };
  });
  return { name, length: samples.length, pieces, anchors };
}

interface Run {
  /** In samples of the prompt. */
  from: number;
  to: number;
  matched: number;
  likeness: number;
}

/** The longest run of a prompt's pieces that stands in the sound when the prompt begins at `start`. One piece may be
 *  missing in between (a lost packet); more is the end, and what is alike after it is chance. */
function compare(prompt: Prompt, heard: Int16Array, start: number): Run {
  let best: Run = { from: 0, to: 0, matched: 0, likeness: 0 };
  let run: Run | undefined;
  let missing = 0;
  for (const piece of prompt.pieces) {
    const likeness = likenessAt(piece, heard, start + piece.at);
    if (likeness <= SAME) {
      missing++;
      if (missing > 1) run = undefined;
      continue;
    }
    missing = 0;
    run ??= { from: piece.at, to: 0, matched: 0, likeness: 0 };
    run.to = piece.at + PIECE;
    run.matched++;
    run.likeness += likeness;
    if (run.matched > best.matched) best = run;
  }
  return best;
}

/** Prompts of one voice share words: of those that would be heard at the same time, the one heard longest is meant. Where
 *  one was cut, its last piece may reach into the next. */
function withoutOverlaps(found: readonly Found[]): Found[] {
  const kept: Found[] = [];
  for (const each of [...found].sort((a, b) => b.likeness - a.likeness)) {
    if (kept.every((other) => each.end <= other.at + PIECE || each.at >= other.end - PIECE)) kept.push(each);
  }
  return kept.sort((a, b) => a.at - b.at);
}

function normOf(samples: Int16Array): number {
  return Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0));
}

function cumulatedSquares(samples: Int16Array): Float64Array {
  const sums = new Float64Array(samples.length + 1);
  for (let at = 0; at < samples.length; at++) sums[at + 1] = sums[at]! + samples[at]! ** 2;
  return sums;
}

/** Half the rate, by the means of neighbours. */
function halved(samples: Int16Array): Int16Array {
  const half = new Int16Array(samples.length >> 1);
  for (let at = 0; at < half.length; at++) half[at] = (samples[2 * at]! + samples[2 * at + 1]!) >> 1;
  return half;
}
