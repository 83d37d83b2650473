/** Keys sent as RTP events: a packet a tick while the key is down, then three end packets (RFC 4733 §2.5.1). */

import { RTP_HEADER_LENGTH } from '../../../wire/rtp.ts';
import { END_COPIES, writeTelephoneEvent } from '../../../wire/telephone-event.ts';
import { BLOCK } from './audio-ring.ts';

/** Octets of a packet with one event. */
export const EVENT_PACKET = RTP_HEADER_LENGTH + 4;
/** Ticks of silence between two keys: 60 ms, less is not told apart by every receiver. */
const PAUSE = 3;
const VOLUME = 10;

export class KeySender {
  readonly #waiting: { event: number; duration: number }[] = [];
  #event = { event: 0, duration: 0 };
  #elapsed = 0;
  #ends = 0;
  #pause = 0;
  /** timestamp of the first packet, kept by all packets of one key */
  timestamp = 0;

  /** @param duration in timestamp units */
  press(event: number, duration: number): void {
    this.#waiting.push({ event, duration: Math.max(duration, BLOCK) });
  }

  get busy(): boolean {
    return this.#ends > 0 || this.#waiting.length > 0 || this.#pause > 0;
  }

  /** Writes this tick's event payload.
   *  @param now timestamp of the tick
   *  @returns undefined in the pause between keys; else whether this is a key's first packet */
  tick(into: Uint8Array, now: number): { first: boolean } | undefined {
    if (this.#ends === 0) {
      if (this.#pause > 0) {
        this.#pause -= 1;
        return undefined;
      }
      const next = this.#waiting.shift();
      if (!next) return undefined;
      this.#event = next;
      this.#elapsed = 0;
      this.#ends = END_COPIES;
      this.timestamp = now;
    }
    const first = this.#elapsed === 0;
    this.#elapsed += BLOCK;
    const end = this.#elapsed >= this.#event.duration;
    const { event } = this.#event;
    writeTelephoneEvent(into, RTP_HEADER_LENGTH, {
      event,
      end,
      volume: VOLUME,
      duration: Math.min(end ? this.#event.duration : this.#elapsed, 0xffff),
    });
    if (end) {
      this.#ends -= 1;
      if (this.#ends === 0) this.#pause = PAUSE;
    }
    return { first };
  }
}
