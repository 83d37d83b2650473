/** Keys on their way from the telephone to who takes them. They go to the innermost application that wants keys;
 *  one that wants none leaves them for the next. An idle channel reads one a tick, as FreeSWITCH's loop does: what
 *  was typed ahead waits that long for the application's next command. */

import type { Frame, PressedDigit } from './frame.ts';

/** Milliseconds. */
const TICK = 20;
/** Timestamp units that keys are told with at least and at most, as in FreeSWITCH: 50 ms and 24 s. */
const SHORTEST = 400;
const LONGEST = 192_000;

export type DigitSource = 'RTP' | 'ENDPOINT' | 'APP' | 'INBAND_AUDIO';

export interface DigitTaker {
  /** the innermost application */
  readonly application: Frame | undefined;
  /** a key is taken out of the queue: everybody is told */
  told(pressed: PressedDigit, source: DigitSource): void;
  /** no application is there to take the key */
  untaken(pressed: PressedDigit): void;
}

export class DigitQueue {
  readonly #taker: DigitTaker;
  readonly #digits: { pressed: PressedDigit; source: DigitSource }[] = [];
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(taker: DigitTaker) {
    this.#taker = taker;
  }

  add({ digit, duration }: PressedDigit, source: DigitSource): void {
    if (this.#stopped) return;
    const clamped = Math.max(SHORTEST, Math.min(LONGEST, duration));
    this.#digits.push({ pressed: { digit, duration: clamped }, source });
    if (this.#digits.length === 1) this.give();
  }

  /** Gives what can be given now. */
  give(): void {
    while (this.#digits.length > 0 && !this.#stopped) {
      const top = this.#taker.application;
      if (top && !top.digit) return;
      const idle = !top || top.idle;
      const { pressed, source } = this.#digits.shift()!;
      if (idle && this.#digits.length > 0) this.giveLater();
      this.#taker.told(pressed, source);
      if (top) top.digit?.(pressed);
      else this.#taker.untaken(pressed);
      if (idle) return;
    }
  }

  giveLater(): void {
    if (this.#stopped || this.#digits.length === 0) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.give();
    }, TICK);
  }

  flush(): void {
    this.#digits.length = 0;
  }

  /** The channel is ending. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.flush();
  }
}
