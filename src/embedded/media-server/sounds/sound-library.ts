/** Sound files, read once, at 8,000 Hz, in both laws as they are asked for, in memory that all threads share. */

import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { encode, type G711Codec } from '../../../wire/g711.ts';
import { parseWav } from '../../../wire/wav.ts';
import { toMono, toTelephoneRate } from './resample.ts';

/** Octets of encoded sound kept; the least recently used go first. */
const LIMIT = 32 * 1_048_576;

/** One sound in both laws. */
export class Sound {
  /** at 8,000 Hz */
  readonly length: number;
  #linear: Int16Array | undefined;
  readonly #encoded = new Map<G711Codec, Uint8Array>();

  constructor(samples: Int16Array) {
    this.length = samples.length;
    this.#linear = samples;
  }

  octets(codec: G711Codec): Uint8Array {
    let octets = this.#encoded.get(codec);
    if (!octets) {
      const shared = new Uint8Array(new SharedArrayBuffer(this.length));
      octets = encode(this.#linear!, codec, shared);
      this.#encoded.set(codec, octets);
      // both laws are there: the samples are not needed any more
      if (this.#encoded.size === 2) this.#linear = undefined;
    }
    return octets;
  }
}

interface Entry {
  modified: number;
  size: number;
  /** when the file was last looked at, in milliseconds of the process */
  checked: number;
  sound: Sound;
}

/** Milliseconds for which a file counts as unchanged without looking. */
const FRESH = 1_000;

export class SoundLibrary {
  readonly #folder: string;
  readonly #entries = new Map<string, Entry>();
  #octets = 0;

  /** @param folder that relative names are resolved in */
  constructor(folder: string) {
    this.#folder = path.resolve(folder);
  }

  /** The path of a name: absolute ones as they are, relative ones inside the folder.
   *  @returns undefined for a relative name that leads out of the folder */
  resolve(name: string): string | undefined {
    if (path.isAbsolute(name)) return path.normalize(name);
    const resolved = path.resolve(this.#folder, name);
    return resolved.startsWith(this.#folder + path.sep) ? resolved : undefined;
  }

  /** @returns undefined when there is no such sound, or it cannot be read */
  async load(name: string): Promise<Sound | undefined> {
    const file = this.resolve(name);
    if (!file) return undefined;
    const known = this.#entries.get(file);
    const now = performance.now();
    if (known && now - known.checked < FRESH) return known.sound;
    try {
      const { mtimeMs, size } = await stat(file);
      if (known && known.modified === mtimeMs && known.size === size) {
        known.checked = now;
        this.#entries.delete(file);
        this.#entries.set(file, known);
        return known.sound;
      }
      const sound = new Sound(samplesOf(file, await readFile(file)));
      this.#keep(file, { modified: mtimeMs, size, checked: now, sound });
      return sound;
    } catch {
      // the caller is told FILE NOT FOUND, as FreeSWITCH tells of any file that it cannot open
      return undefined;
    }
  }

  /** All sounds of a folder, one after the other: what a local stream plays. */
  async loadFolder(folder: string): Promise<Sound | undefined> {
    const names = (await readdir(folder)).filter((name) => /\.(wav|ul|al|raw)$/i.test(name)).sort();
    const parts: Int16Array[] = [];
    for (const name of names) {
      const file = path.join(folder, name);
      parts.push(samplesOf(file, await readFile(file)));
    }
    const length = parts.reduce((sum, part) => sum + part.length, 0);
    // a whole number of ticks, so that the loop closes without a click
    const samples = new Int16Array(Math.ceil(length / 160) * 160);
    let at = 0;
    for (const part of parts) {
      samples.set(part, at);
      at += part.length;
    }
    return samples.length > 0 ? new Sound(samples) : undefined;
  }

  #keep(file: string, entry: Entry): void {
    const before = this.#entries.get(file);
    if (before) this.#octets -= before.sound.length;
    this.#entries.delete(file);
    this.#entries.set(file, entry);
    this.#octets += entry.sound.length;
    for (const [oldest, { sound }] of this.#entries) {
      if (this.#octets <= LIMIT || oldest === file) break;
      this.#entries.delete(oldest);
      this.#octets -= sound.length;
    }
  }
}

/** By the file's ending: WAV, or raw 16-bit little-endian samples at 8,000 Hz. */
function samplesOf(file: string, bytes: Buffer): Int16Array {
  if (/\.(raw|r8|sln)$/i.test(file)) {
    const samples = new Int16Array(bytes.length >> 1);
    for (let i = 0; i < samples.length; i += 1) samples[i] = bytes.readInt16LE(i * 2);
    return samples;
  }
  const { samples, channels, sampleRate } = parseWav(bytes);
  return toTelephoneRate(toMono(samples, channels), sampleRate);
}
