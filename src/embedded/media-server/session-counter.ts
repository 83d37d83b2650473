/** How many calls there were: for HEARTBEAT and `status`. */

import type { SessionCounts } from './server-facts.ts';

export class SessionCounter {
  #peak = 0;
  #sinceStart = 0;
  #second = 0;
  #inSecond = 0;
  #peakPerSecond = 0;

  /** @param now calls at this moment */
  begun(now: number): void {
    this.#sinceStart += 1;
    this.#peak = Math.max(this.#peak, now);
    const second = Math.floor(Date.now() / 1_000);
    this.#inSecond = second === this.#second ? this.#inSecond + 1 : 1;
    this.#second = second;
    this.#peakPerSecond = Math.max(this.#peakPerSecond, this.#inSecond);
  }

  counts(now: number): SessionCounts {
    const current = Math.floor(Date.now() / 1_000) === this.#second;
    return {
      now,
      peak: this.#peak,
      sinceStart: this.#sinceStart,
      perSecond: current ? this.#inSecond : 0,
      peakPerSecond: this.#peakPerSecond,
    };
  }
}
