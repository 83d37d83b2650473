/** What a leg hears of others: one of them as it is, several mixed. */

import { decodingTable, encodingTable, type G711Codec } from '../../../wire/g711.ts';
import { AudioRing, BLOCK } from './audio-ring.ts';
import { JitterReader } from './jitter-reader.ts';
import type { SoundOf } from './messages.ts';

export class Listening {
  readonly #readers = new Map<number, JitterReader>();
  readonly #sum = new Int32Array(BLOCK);
  readonly #one = new Uint8Array(BLOCK);

  /** Who is listened to already goes on without a gap. */
  listenTo(sources: readonly SoundOf[]): void {
    for (const leg of [...this.#readers.keys()]) {
      if (!sources.some((source) => source.leg === leg)) this.#readers.delete(leg);
    }
    for (const { leg, ring } of sources) {
      if (!this.#readers.has(leg)) this.#readers.set(leg, new JitterReader(new AudioRing(ring)));
    }
  }

  /** Writes the next 20 ms at `into[at …]`.
   *  @returns false when nobody sends anything */
  read(into: Uint8Array, at: number, codec: G711Codec): boolean {
    if (this.#readers.size < 2) {
      for (const reader of this.#readers.values()) return reader.read(into, at, codec);
      return false;
    }
    const linear = decodingTable(codec);
    const sum = this.#sum.fill(0);
    let heard = false;
    for (const reader of this.#readers.values()) {
      if (!reader.read(this.#one, 0, codec)) continue;
      heard = true;
      for (let i = 0; i < BLOCK; i += 1) sum[i]! += linear[this.#one[i]!]!;
    }
    if (!heard) return false;
    const octets = encodingTable(codec);
    for (let i = 0; i < BLOCK; i += 1) {
      // several loud voices at once are cut off, not wrapped around
      const sample = Math.max(-32_768, Math.min(32_767, sum[i]!));
      into[at + i] = octets[sample & 0xffff]!;
    }
    return true;
  }
}
