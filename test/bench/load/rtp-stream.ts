/** One leg in an RTP process: what it sends, and what it hears. */

import type { Connect, LegState } from './rtp-messages.ts';
import { isTone, toneFrame } from './tones.ts';

const HEADER = 12;
const TICK_MS = 20;
const PACKET = 172;
const SPARSE_EVERY = 50;
/** Every so many packets one is kept, for a look at its content. */
const SAMPLE_EVERY = 25;
/** So many packets in a row are a tone: music may hit one for a moment. */
const TONE_PACKETS = 5;

/** Payloads are shared by all legs of a tone. */
const frames = new Map<string, Uint8Array>();

function frameOf(hz: number, codec: Connect['codec']): Uint8Array {
  const key = `${codec} ${hz}`;
  let frame = frames.get(key);
  if (!frame) {
    frame = toneFrame(hz, codec);
    frames.set(key, frame);
  }
  return frame;
}

export class RtpStream {
  readonly id: number;
  readonly socket: number;
  readonly address: string;
  readonly port: number;
  readonly packet = Buffer.alloc(PACKET);
  readonly #codec: Connect['codec'];
  readonly #every: number;
  #sent = 0;
  expectHz = 0;
  /** Of this window: arrivals less 20 ms for each sequence number. */
  offsets = new Float64Array(0);
  count = 0;
  #extended = 0;
  #lowest = 0;
  #highest = 0;
  #lastSequence = 0;
  readonly #sample = new Uint8Array(PACKET - HEADER);
  #listenHz = 0;
  #tonePackets = 0;
  #toneAt = 0;
  #last: Buffer | undefined;
  #lastAt: number;
  #heard = 0;
  #longestGap = 0;

  /** @param at when it is connected, in milliseconds */
  constructor(connect: Connect, at: number) {
    this.#lastAt = at;
    this.id = connect.stream;
    this.socket = connect.socket;
    this.address = connect.address;
    this.port = connect.port;
    this.#codec = connect.codec;
    this.#every = { full: 1, sparse: SPARSE_EVERY, none: Number.POSITIVE_INFINITY }[connect.sending];
    // legs that speak seldom do not all speak at one moment
    this.#sent = connect.stream % SPARSE_EVERY;
    this.packet[0] = 0x80;
    this.packet[1] = connect.codec === 'PCMA' ? 8 : 0;
    this.packet.writeUInt32BE(0x10000000 + connect.stream, 8);
    this.packet.set(frameOf(connect.hz, connect.codec), HEADER);
  }

  /** @returns whether the packet is to be sent now */
  next(): boolean {
    const tick = this.#sent++;
    if (tick % this.#every !== 0) return false;
    const sequence = Number.isFinite(this.#every) ? tick / this.#every : tick;
    this.packet.writeUInt16BE(sequence & 0xffff, 2);
    this.packet.writeUInt32BE((tick * (PACKET - HEADER)) >>> 0, 4);
    return true;
  }

  listen(hz: number): void {
    this.#listenHz = hz;
    this.#tonePackets = 0;
  }

  /** Every packet, in a window or not.
   *  @returns the tone that was listened for, once it is certain, and when it began */
  hear(packet: Buffer, at: number): { hz: number; at: number } | undefined {
    this.#longestGap = Math.max(this.#longestGap, at - this.#lastAt);
    this.#lastAt = at;
    this.#last = packet;
    this.#heard += 1;
    const hz = this.#listenHz;
    if (hz === 0 || packet.length !== PACKET) return undefined;
    if (!isTone(packet.subarray(HEADER), this.#codec, hz)) {
      this.#tonePackets = 0;
      return undefined;
    }
    this.#tonePackets += 1;
    if (this.#tonePackets === 1) this.#toneAt = at;
    if (this.#tonePackets < TONE_PACKETS) return undefined;
    this.#listenHz = 0;
    return { hz, at: this.#toneAt };
  }

  survey(now: number): LegState {
    const silentMs = now - this.#lastAt;
    const state = {
      stream: this.id,
      packets: this.#heard,
      longestGapMs: Math.max(this.#longestGap, silentMs),
      silentMs,
    };
    this.#heard = 0;
    this.#longestGap = 0;
    if (this.expectHz === 0) return state;
    const last = this.#last;
    return {
      ...state,
      isToneRight: last !== undefined && isTone(last.subarray(HEADER), this.#codec, this.expectHz),
    };
  }

  startWindow(packets: number): void {
    if (this.offsets.length < packets) this.offsets = new Float64Array(packets);
    this.count = 0;
  }

  /** A packet of the window. @param at since the window began */
  arrived(packet: Buffer, at: number): void {
    const sequence = (packet[2]! << 8) | packet[3]!;
    if (this.count === 0) {
      this.#extended = 0;
      this.#lowest = 0;
      this.#highest = 0;
    } else {
      this.#extended += ((sequence - this.#lastSequence) << 16) >> 16;
      if (this.#extended > this.#highest) this.#highest = this.#extended;
      else if (this.#extended < this.#lowest) this.#lowest = this.#extended;
    }
    this.#lastSequence = sequence;
    if (this.count < this.offsets.length) this.offsets[this.count++] = at - TICK_MS * this.#extended;
    if (this.count % SAMPLE_EVERY === 1 && packet.length === PACKET)
      this.#sample.set(packet.subarray(HEADER));
  }

  /** Sequence numbers of the window that did not come. */
  get lost(): number {
    return this.count === 0 ? 0 : Math.max(0, this.#highest - this.#lowest + 1 - this.count);
  }

  /** Whether the leg heard what it should. */
  get isToneRight(): boolean {
    return isTone(this.#sample, this.#codec, this.expectHz);
  }
}
