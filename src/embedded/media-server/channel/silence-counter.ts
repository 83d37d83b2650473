/** Tells when somebody has stopped speaking: so many blocks of 20 ms in a row below a loudness. */

const BLOCK = 160;
/** Hits for one second of silence: FreeSWITCH counts in its packets of 20 ms. */
const HITS_PER_SECOND = 50;

export class SilenceCounter {
  readonly #threshold: number;
  readonly #hits: number;
  #inARow = 0;

  /** @param threshold mean absolute sample below which a block is silent; 0 turns the counter off
   *  @param hits seconds of silence, as `record` takes them; 3 when not given */
  constructor(threshold: number, hits: number) {
    this.#threshold = threshold;
    this.#hits = (hits || 3) * HITS_PER_SECOND;
  }

  get exhausted(): boolean {
    return this.#threshold > 0 && this.#inARow >= this.#hits;
  }

  /** @returns whether the silence has lasted long enough */
  count(samples: Int16Array): boolean {
    if (this.#threshold <= 0) return false;
    for (let at = 0; at + BLOCK <= samples.length; at += BLOCK) {
      let sum = 0;
      for (let i = 0; i < BLOCK; i += 1) sum += Math.abs(samples[at + i]!);
      this.#inARow = sum / BLOCK < this.#threshold ? this.#inARow + 1 : 0;
      if (this.exhausted) return true;
    }
    return false;
  }
}
