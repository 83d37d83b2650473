/** Keys pressed on a telephone as RTP events, RFC 4733. */

/** Keys by event code (RFC 4733 §3.2, table 3). */
export const EVENT_KEYS = '0123456789*#ABCD';

/** Copies of the last packet: losing all of them would leave the key pressed (RFC 4733 §2.5.1.4). */
export const END_COPIES = 3;

/** How far behind a reported key a packet is still a straggler, in timestamp units: 10 s. */
const REORDERING = 80_000;

export interface TelephoneEvent {
  /** event code, 0 to 15 for keys */
  event: number;
  end: boolean;
  /** 0 to 63, in −dBm0 */
  volume: number;
  /** since the key went down, in timestamp units, at most 65,535 */
  duration: number;
}

/** A payload's event, or undefined where it is too short. */
export function parseTelephoneEvent(payload: Uint8Array): TelephoneEvent | undefined {
  if (payload.length < 4) return undefined;
  return {
    event: payload[0]!,
    end: (payload[1]! & 0x80) !== 0,
    volume: payload[1]! & 0x3f,
    duration: (payload[2]! << 8) | payload[3]!,
  };
}

/** Writes the four octets of an event at `at`. */
export function writeTelephoneEvent(into: Uint8Array, at: number, event: TelephoneEvent): void {
  into[at] = event.event;
  into[at + 1] = (event.end ? 0x80 : 0) | (event.volume & 0x3f);
  into[at + 2] = (event.duration >>> 8) & 0xff;
  into[at + 3] = event.duration & 0xff;
}

/** Event code of a key, or undefined for what no telephone has. */
export function eventOfKey(key: string): number | undefined {
  const event = EVENT_KEYS.indexOf(key.toUpperCase());
  return key.length === 1 && event >= 0 ? event : undefined;
}

export interface PressedKey {
  key: string;
  /** timestamp units (8,000 a second) */
  duration: number;
  timestamp: number;
}

/** Turns packets into pressed keys: one for each timestamp, however many copies come (§2.5.2.1).
 *  A key is reported at its first end packet; when all three are lost, at the next key or at `lapse`. */
export class TelephoneEventReceiver {
  #current: { key: string; duration: number; timestamp: number } | undefined;
  #reported: number | undefined;

  /** @returns the keys that this packet completes: none, one, or the one before and this one */
  receive(payload: Uint8Array, timestamp: number): PressedKey[] {
    const event = parseTelephoneEvent(payload);
    if (!event || event.event >= EVENT_KEYS.length || this.#isPast(timestamp)) return [];
    const completed: PressedKey[] = [];
    if (this.#current && this.#current.timestamp !== timestamp) {
      // an old packet that was overtaken by a newer key tells nothing
      if (((timestamp - this.#current.timestamp) | 0) < 0) return [];
      completed.push(this.#report(this.#current));
    }
    const key = EVENT_KEYS[event.event]!;
    this.#current = { key, timestamp, duration: event.duration };
    if (event.end) completed.push(this.#report(this.#current));
    return completed;
  }

  /** Belongs to a key that was reported, or to one shortly before it. */
  #isPast(timestamp: number): boolean {
    if (this.#reported === undefined) return false;
    const ahead = (timestamp - this.#reported) | 0;
    return ahead <= 0 && ahead > -REORDERING;
  }

  /** A key is down, and no end packet came yet. */
  get pressed(): boolean {
    return this.#current !== undefined;
  }

  /** The key that is down is taken as released: its end packets are overdue. */
  lapse(): PressedKey | undefined {
    return this.#current && this.#report(this.#current);
  }

  #report(pressed: PressedKey): PressedKey {
    this.#reported = pressed.timestamp;
    this.#current = undefined;
    return pressed;
  }
}
