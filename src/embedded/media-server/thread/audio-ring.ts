/** The last 640 ms that a leg received, in memory shared between threads.
 *
 *  One thread writes (the leg's own), any number read (the bridged leg's, recorders): nothing is consumed,
 *  so no lock is needed. Time is cut in blocks of 20 ms with ever growing numbers; a block is valid where
 *  its slot carries its number. */

import type { G711Codec } from '../../../wire/g711.ts';
import { SILENCE } from '../../../wire/g711.ts';
import { timestampDistance } from '../../../wire/rtp.ts';

/** Samples (and octets) in 20 ms at 8,000 Hz. */
export const BLOCK = 160;
/** Slots, 20 ms each. */
export const SLOTS = 32;
/** The most that a timestamp may be off before the stream counts as begun anew, in samples: 2 s. */
const REBASE = 16_000;

/** Words of the header. Counters are read by the main thread for `rtp_audio_*` variables. */
export const WORD = {
  latest: 0,
  codec: 1,
  packetsIn: 2,
  octetsIn: 3,
  packetsOut: 4,
  octetsOut: 5,
  lost: 6,
  jitter: 7,
  eventsIn: 8,
  eventsOut: 9,
  reportsIn: 10,
  late: 11,
  remotePort: 12,
  lateTicks: 13,
} as const;

const HEADER_WORDS = 32;
const OCTETS_AT = (HEADER_WORDS + SLOTS) * 4;

export function createRing(): SharedArrayBuffer {
  return new SharedArrayBuffer(OCTETS_AT + SLOTS * BLOCK);
}

/** Both sides' view of the memory. */
export class AudioRing {
  readonly words: Int32Array;
  readonly numbers: Int32Array;
  readonly octets: Uint8Array;

  constructor(memory: SharedArrayBuffer) {
    this.words = new Int32Array(memory, 0, HEADER_WORDS);
    this.numbers = new Int32Array(memory, HEADER_WORDS * 4, SLOTS);
    this.octets = new Uint8Array(memory, OCTETS_AT);
  }

  /** Number of the newest block, 0 before the first packet. */
  get latest(): number {
    return Atomics.load(this.words, WORD.latest);
  }

  get codec(): G711Codec {
    return this.words[WORD.codec] === 1 ? 'PCMA' : 'PCMU';
  }

  set codec(codec: G711Codec) {
    this.words[WORD.codec] = codec === 'PCMA' ? 1 : 0;
  }

  has(block: number): boolean {
    return block > 0 && Atomics.load(this.numbers, block % SLOTS) === block;
  }
}

/** Puts payloads where their timestamps say, whatever their length and order. */
export class RingWriter {
  readonly #ring: AudioRing;
  #base = 0;
  #started = false;

  constructor(ring: AudioRing) {
    this.#ring = ring;
  }

  /** The next packet's timestamp has no relation to the earlier ones (new SSRC). */
  restart(): void {
    this.#started = false;
  }

  /** Takes the payload `bytes[start … end)`. */
  write(bytes: Uint8Array, start: number, end: number, timestamp: number): void {
    const ring = this.#ring;
    const latest = ring.words[WORD.latest]!;
    let position = timestampDistance(this.#base, timestamp);
    const ahead = position - latest * BLOCK;
    if (!this.#started || ahead > REBASE || ahead < -(SLOTS - 4) * BLOCK) {
      this.#started = true;
      position = (latest + 1) * BLOCK;
      this.#base = (timestamp - position) >>> 0;
    }
    const silence = SILENCE[ring.codec];
    let newest = latest;
    for (let at = start; at < end; ) {
      const block = Math.floor(position / BLOCK);
      const inBlock = position - block * BLOCK;
      const count = Math.min(BLOCK - inBlock, end - at);
      const slot = block % SLOTS;
      const first = slot * BLOCK;
      if (block > 0) {
        if (ring.numbers[slot] !== block) {
          if (count < BLOCK) ring.octets.fill(silence, first, first + BLOCK);
          Atomics.store(ring.numbers, slot, block);
        }
        for (let i = 0; i < count; i += 1) ring.octets[first + inBlock + i] = bytes[at + i]!;
        if (block > newest) newest = block;
      }
      at += count;
      position += count;
    }
    if (newest > latest) Atomics.store(ring.words, WORD.latest, newest);
  }
}
