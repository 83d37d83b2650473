/** One recording on a leg: gathers samples and hands them over in batches; the file is written elsewhere. */

import { ALAW_TO_LINEAR, type G711Codec, SILENCE, ULAW_TO_LINEAR } from '../../../wire/g711.ts';
import { type AudioRing, BLOCK } from './audio-ring.ts';
import { JitterReader } from './jitter-reader.ts';
import type { RecordMode } from './messages.ts';

/** Blocks in a batch: 200 ms. */
const BATCH = 10;

export class Recorder {
  readonly id: number;
  readonly #reader: JitterReader;
  readonly #mode: RecordMode;
  readonly #limit: number;
  readonly #incoming = new Uint8Array(BLOCK);
  #batch: Int16Array;
  #filled = 0;
  #samples = 0;

  /** @param limit samples of one channel after which the recording is done; 0 for none */
  constructor(id: number, ring: AudioRing, mode: RecordMode, limit: number) {
    this.id = id;
    this.#reader = new JitterReader(ring);
    this.#mode = mode;
    this.#limit = limit;
    this.#batch = this.#newBatch();
  }

  get done(): boolean {
    return this.#limit > 0 && this.#samples >= this.#limit;
  }

  /** Takes 20 ms.
   *  @param sent octets that went out in this tick, at `at`; undefined when nothing did
   *  @returns whether a batch is full */
  tick(sent: Uint8Array | undefined, at: number, codec: G711Codec): boolean {
    if (!this.#reader.read(this.#incoming, 0, codec)) this.#incoming.fill(SILENCE[codec]);
    const table = codec === 'PCMU' ? ULAW_TO_LINEAR : ALAW_TO_LINEAR;
    const batch = this.#batch;
    for (let i = 0; i < BLOCK; i += 1) {
      const heard = table[this.#incoming[i]!]!;
      const said = sent ? table[sent[at + i]!]! : 0;
      if (this.#mode === 'stereo') {
        batch[this.#filled] = heard;
        batch[this.#filled + 1] = said;
        this.#filled += 2;
      } else {
        batch[this.#filled] = this.#mode === 'in' ? heard : clip(heard + said);
        this.#filled += 1;
      }
    }
    this.#samples += BLOCK;
    return this.#filled === batch.length || this.done;
  }

  /** What was gathered since the last time. */
  take(): Int16Array {
    const taken = this.#filled === this.#batch.length ? this.#batch : this.#batch.slice(0, this.#filled);
    this.#batch = this.#newBatch();
    this.#filled = 0;
    return taken;
  }

  #newBatch(): Int16Array {
    return new Int16Array(BATCH * BLOCK * (this.#mode === 'stereo' ? 2 : 1));
  }
}

function clip(sample: number): number {
  return Math.max(-32_768, Math.min(32_767, sample));
}
