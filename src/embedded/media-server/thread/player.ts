/** One play on a leg: its segments, one after the other without a gap, 20 ms at a time. */

import { ALAW_TO_ULAW, type G711Codec, SILENCE, ULAW_TO_ALAW } from '../../../wire/g711.ts';
import { BLOCK } from './audio-ring.ts';
import type { Segment } from './messages.ts';

export class Player {
  readonly id: number;
  readonly #segments: Segment[];
  #index = 0;
  /** samples of the current segment that were played */
  #done = 0;
  /** samples played in all */
  samples = 0;

  constructor(id: number, segments: Segment[]) {
    this.id = id;
    this.#segments = segments;
  }

  /** Nothing is left. */
  get ended(): boolean {
    return this.#index >= this.#segments.length;
  }

  /** Writes the next 20 ms at `into[at …]`; the end of the last segment is filled up with silence.
   *  @param tick number of the 20 ms since 1970, for what all hear together */
  fill(into: Uint8Array, at: number, codec: G711Codec, tick: number): void {
    let filled = 0;
    while (filled < BLOCK) {
      const segment = this.#segments[this.#index];
      if (!segment) break;
      const left = segment.count < 0 ? BLOCK : segment.count - this.#done;
      const count = Math.min(BLOCK - filled, left);
      if (count > 0) this.#copy(segment, into, at + filled, count, codec, tick * BLOCK + filled);
      filled += Math.max(count, 0);
      this.#done += Math.max(count, 0);
      if (segment.count >= 0 && this.#done >= segment.count) {
        this.#index += 1;
        this.#done = 0;
      }
    }
    this.samples += filled;
    if (filled < BLOCK) into.fill(SILENCE[codec], at + filled, at + BLOCK);
  }

  #copy(
    segment: Segment,
    into: Uint8Array,
    at: number,
    count: number,
    codec: G711Codec,
    clock: number,
  ): void {
    const { octets } = segment;
    if (!octets || octets.length === 0) {
      into.fill(SILENCE[codec], at, at + count);
      return;
    }
    const begin = segment.shared ? clock : segment.from + this.#done;
    // the law can differ after a re-INVITE changed the codec in the middle of a play
    const table = segment.codec === codec ? undefined : codec === 'PCMU' ? ALAW_TO_ULAW : ULAW_TO_ALAW;
    const { length } = octets;
    const silence = SILENCE[codec];
    for (let i = 0; i < count; i += 1) {
      let place = begin + i;
      if (segment.loop) place %= length;
      if (place >= length) into[at + i] = silence;
      else into[at + i] = table ? table[octets[place]!]! : octets[place]!;
    }
  }
}
