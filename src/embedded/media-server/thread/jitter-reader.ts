/** One reader of a ring: gives a block each 20 ms, some blocks behind the newest, so that packets may be
 *  late or out of order; what is lost is concealed by a fading repetition. */

import {
  ALAW_TO_LINEAR,
  ALAW_TO_ULAW,
  type G711Codec,
  LINEAR_TO_ALAW,
  LINEAR_TO_ULAW,
  ULAW_TO_ALAW,
  ULAW_TO_LINEAR,
} from '../../../wire/g711.ts';
import { type AudioRing, BLOCK, SLOTS } from './audio-ring.ts';

/** Blocks behind the newest: 40 to 60 ms to begin with, up to 120 ms on a bad network. */
const DEPTH_FIRST = 3;
const DEPTH_MOST = 6;
/** Repetitions of the last block, and how loud each is. */
const FADE = [0.8, 0.5, 0.2] as const;
/** Ticks without a packet after which the stream counts as paused: 200 ms. */
const PAUSED = 10;
/** Ticks that the buffer may be too full (the peer's clock is faster) before a block is left out: 1 s. */
const TOO_FULL = 50;
/** Ticks without a miss after which the depth shrinks again: 20 s. */
const CALM = 1_000;

export class JitterReader {
  readonly #ring: AudioRing;
  readonly #last = new Uint8Array(BLOCK);
  #lastCodec: G711Codec = 'PCMU';
  #next = 0;
  #begin = 0;
  #depth = DEPTH_FIRST;
  #misses = 0;
  #idleAt = 0;
  #fullFor = 0;
  #calmFor = 0;

  constructor(ring: AudioRing) {
    this.#ring = ring;
  }

  /** Writes the next 20 ms at `into[at …]` in the law asked for.
   *  @returns false when there is nothing to hear: the peer is not sending */
  read(into: Uint8Array, at: number, codec: G711Codec): boolean {
    const latest = this.#ring.latest;
    if (this.#next === 0) {
      if (latest === this.#idleAt || latest === 0) return false;
      this.#next = latest - this.#depth + 1;
      this.#begin = latest;
      this.#misses = 0;
    }
    if (latest < this.#next) return this.#starve(latest, into, at, codec);
    if (this.#misses > 0) this.#resume(latest);
    this.#keepDepth(latest);
    const block = this.#next;
    this.#next += 1;
    if (!this.#ring.has(block)) {
      // before the stream's beginning there is nothing to conceal
      return block < this.#begin ? false : this.#conceal(0, into, at, codec);
    }
    this.#copy(block, into, at, codec);
    return true;
  }

  #starve(latest: number, into: Uint8Array, at: number, codec: G711Codec): boolean {
    this.#misses += 1;
    if (this.#misses > PAUSED) {
      this.#next = 0;
      this.#idleAt = latest;
      return false;
    }
    return this.#conceal(this.#misses - 1, into, at, codec);
  }

  /** Packets come again after a gap: late ones ask for more depth, a pause in speech does not. */
  #resume(latest: number): void {
    if (this.#misses < PAUSED && this.#depth < DEPTH_MOST) this.#depth += 1;
    this.#misses = 0;
    this.#calmFor = 0;
    // what was concealed while waiting has built up the delay; only what is older than the depth is left out
    this.#next = Math.max(this.#next, latest - this.#depth + 1);
  }

  #keepDepth(latest: number): void {
    const behind = latest - this.#next + 1;
    if (behind > SLOTS - 6) {
      this.#next = latest - this.#depth + 1;
      this.#fullFor = 0;
      return;
    }
    this.#fullFor = behind > this.#depth + 1 ? this.#fullFor + 1 : 0;
    if (this.#fullFor > TOO_FULL) {
      this.#next += 1;
      this.#fullFor = 0;
    }
    this.#calmFor += 1;
    if (this.#calmFor > CALM && this.#depth > DEPTH_FIRST) {
      this.#depth -= 1;
      this.#calmFor = 0;
    }
  }

  #copy(block: number, into: Uint8Array, at: number, codec: G711Codec): void {
    const { octets, codec: from } = this.#ring;
    const first = (block % SLOTS) * BLOCK;
    for (let i = 0; i < BLOCK; i += 1) this.#last[i] = octets[first + i]!;
    this.#lastCodec = from;
    transcode(this.#last, from, into, at, codec);
  }

  /** @param nth repetition, from 0 */
  #conceal(nth: number, into: Uint8Array, at: number, codec: G711Codec): boolean {
    const loudness = FADE[nth];
    if (loudness === undefined) return false;
    const linear = this.#lastCodec === 'PCMU' ? ULAW_TO_LINEAR : ALAW_TO_LINEAR;
    const table = codec === 'PCMU' ? LINEAR_TO_ULAW : LINEAR_TO_ALAW;
    for (let i = 0; i < BLOCK; i += 1) {
      into[at + i] = table[(linear[this.#last[i]!]! * loudness) & 0xffff]!;
    }
    return true;
  }
}

/** Copies a block; untouched where both laws are the same. */
export function transcode(
  from: Uint8Array,
  fromCodec: G711Codec,
  into: Uint8Array,
  at: number,
  codec: G711Codec,
): void {
  if (fromCodec === codec) {
    for (let i = 0; i < BLOCK; i += 1) into[at + i] = from[i]!;
    return;
  }
  const table = fromCodec === 'PCMU' ? ULAW_TO_ALAW : ALAW_TO_ULAW;
  for (let i = 0; i < BLOCK; i += 1) into[at + i] = table[from[i]!]!;
}
