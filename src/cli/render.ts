/** Makes the sounds of the prompts: only those whose text changed, never over a recording. */
import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  fileHash,
  MANIFEST,
  type Manifest,
  type Rendered,
  readManifest,
  sha256,
} from '../dialplan/manifest.ts';
import { MUSIC } from '../dialplan/prompts-folder.ts';
import type { Texts } from '../dialplan/texts-schema.ts';
import { holdMusic } from './hold-music.ts';
import { lawWavFile, type Samples, wavFile } from './sound.ts';
import { resampled, say, TREATMENT } from './voice.ts';

export const RATES: readonly number[] = [8_000, 16_000];
/** Part of the recipe: another form of the files renders every prompt again. */
const FORM = 'a-law';

export type Outcome = 'rendered' | 'unchanged' | 'recording kept' | 'removed';
export type Progress = (outcome: Outcome, language: string, name: string) => void;

/** What was rendered before, as it changes. */
type Book = { [name: string]: Rendered };

/** The rendering of one language's folder. */
export type Job = {
  /** `prompts/<language>`, absolute. */
  readonly folder: string;
  readonly language: string;
  readonly texts: Texts;
  /** See `VOICE_COMMAND`. */
  readonly command: string;
  /** Renders also what has not changed; recordings are kept all the same. */
  readonly all: boolean;
};

/** @throws VoiceError when the voice or sox is missing or fails; what was rendered until then is kept */
export async function renderLanguage(job: Job, progress: Progress): Promise<void> {
  const before = await readManifest(job.folder);
  const after: Book = { ...before };
  try {
    for (const [name, text] of Object.entries(job.texts)) {
      progress(await renderPrompt(job, name, text, before, after), job.language, name);
    }
    for (const name of Object.keys(before).filter((known) => !Object.hasOwn(job.texts, known))) {
      await removeRendered(job.folder, name, before[name]!);
      delete after[name];
      progress('removed', job.language, name);
    }
  } finally {
    await writeManifest(job.folder, after);
  }
}

async function renderPrompt(
  job: Job,
  name: string,
  text: string,
  before: Manifest,
  after: Book,
): Promise<Outcome> {
  const known = before[name];
  const recorded = await recordedRates(job.folder, name, known);
  if (recorded.length > 0) return keepRecording(job, name, text, recorded, after);
  const recipe = sha256(JSON.stringify([text, job.language, job.command, TREATMENT, FORM]));
  if (!job.all && known?.recipe === recipe && (await allThere(job.folder, name))) return 'unchanged';
  const sounds: Record<string, string> = {};
  for (const rate of RATES) {
    sounds[rate] = await write(job.folder, name, rate, await say(text, job.language, job.command, rate));
  }
  after[name] = { text: sha256(text), recipe, sounds };
  return 'rendered';
}

/** A recording stays; the rates that it lacks are made from it. */
async function keepRecording(
  job: Job,
  name: string,
  text: string,
  recorded: readonly number[],
  after: Book,
): Promise<Outcome> {
  const best = Math.max(...recorded);
  const source = soundPath(job.folder, name, best);
  const recipe = sha256(JSON.stringify([await fileHash(source), TREATMENT, FORM]));
  const missing = RATES.filter((rate) => !recorded.includes(rate));
  if (after[name]?.recipe === recipe && (await allThere(job.folder, name))) return 'recording kept';
  const sounds: Record<string, string> = {};
  for (const rate of missing)
    sounds[rate] = await write(job.folder, name, rate, await resampled(source, rate));
  if (missing.length > 0) after[name] = { text: sha256(text), recipe, sounds };
  else delete after[name];
  return 'recording kept';
}

/** The rates at which the sound is not one that was rendered here. */
async function recordedRates(folder: string, name: string, known: Rendered | undefined): Promise<number[]> {
  const recorded: number[] = [];
  for (const rate of RATES) {
    const hash = await fileHash(soundPath(folder, name, rate));
    if (hash !== undefined && hash !== known?.sounds[rate]) recorded.push(rate);
  }
  return recorded;
}

async function removeRendered(folder: string, name: string, known: Rendered): Promise<void> {
  for (const [rate, hash] of Object.entries(known.sounds)) {
    const path = soundPath(folder, name, Number(rate));
    if ((await fileHash(path)) === hash) await rm(path);
  }
}

async function allThere(folder: string, name: string): Promise<boolean> {
  const hashes = await Promise.all(RATES.map((rate) => fileHash(soundPath(folder, name, rate))));
  return !hashes.includes(undefined);
}

function soundPath(folder: string, name: string, rate: number): string {
  return join(folder, String(rate), `${name}.wav`);
}

async function write(folder: string, name: string, rate: number, samples: Samples): Promise<string> {
  const wav = lawWavFile(samples, rate);
  await replace(soundPath(folder, name, rate), wav);
  return sha256(wav);
}

/** Written beside and renamed: a line that plays the file meanwhile never meets half of it. */
async function replace(path: string, content: Buffer | string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(`${path}.new`, content);
  await rename(`${path}.new`, path);
}

async function writeManifest(folder: string, book: Book): Promise<void> {
  const ordered = Object.fromEntries(Object.entries(book).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  await replace(join(folder, MANIFEST), `${JSON.stringify(ordered, null, 2)}\n`);
}

/** Writes the hold music that is shipped, where there is none. */
export async function renderMusic(prompts: string, all: boolean, progress: Progress): Promise<void> {
  for (const rate of RATES) {
    const path = join(prompts, MUSIC, 'hold', String(rate), 'arpeggio.wav');
    const there = await stat(path).then(
      () => true,
      () => false,
    );
    if (!there || all) await replace(path, wavFile(holdMusic(rate), rate));
    progress(there && !all ? 'unchanged' : 'rendered', MUSIC, `hold/${rate}`);
  }
}
