/** A WAV file that grows while a call is recorded. Writes are chained, so that they keep their order. */

import { type FileHandle, mkdir, open } from 'node:fs/promises';
import path from 'node:path';
import { WAV_HEADER_LENGTH, wavHeader } from '../../../wire/wav.ts';

/** Hertz. */
const RATE = 8_000;

export class WavFile {
  readonly path: string;
  readonly #channels: number;
  readonly #file: FileHandle;
  #octets = 0;
  #chain: Promise<void> = Promise.resolve();
  #error: unknown;

  private constructor(file: FileHandle, filePath: string, channels: number) {
    this.#file = file;
    this.path = filePath;
    this.#channels = channels;
  }

  /** @throws when the file cannot be written */
  static async create(filePath: string, channels: number): Promise<WavFile> {
    await mkdir(path.dirname(filePath), { recursive: true });
    const file = await open(filePath, 'w');
    await file.write(wavHeader(RATE, channels, 0), 0, WAV_HEADER_LENGTH, 0);
    return new WavFile(file, filePath, channels);
  }

  /** Samples of one channel so far. */
  get samples(): number {
    return this.#octets / 2 / this.#channels;
  }

  /** Octets of the whole file. */
  get size(): number {
    return this.#octets + WAV_HEADER_LENGTH;
  }

  write(samples: Int16Array): void {
    const bytes = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
    const position = this.size;
    this.#octets += bytes.length;
    this.#then(async () => {
      await this.#file.write(bytes, 0, bytes.length, position);
    });
  }

  /** Completes the header and closes.
   *  @throws the first error of any write */
  async close(): Promise<void> {
    this.#then(async () => {
      await this.#file.write(wavHeader(RATE, this.#channels, this.#octets), 0, WAV_HEADER_LENGTH, 0);
    });
    await this.#chain;
    await this.#file.close();
    if (this.#error !== undefined) throw this.#error;
  }

  #then(work: () => Promise<void>): void {
    this.#chain = this.#chain.then(work).catch((error: unknown) => {
      this.#error ??= error;
    });
  }
}
