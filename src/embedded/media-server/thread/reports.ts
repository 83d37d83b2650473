/** RTCP of one leg: a sender or receiver report with CNAME every 5 s, a goodbye at the end (RFC 3550 §6). */

import type { Socket } from 'node:dgram';
import { buildRtcp, ntpTime, parseRtcp, type RtcpPacket } from '../../../wire/rtcp.ts';
import { type AudioRing, WORD } from './audio-ring.ts';
import type { LegAudio } from './messages.ts';
import type { Reception } from './reception.ts';

/** Milliseconds. §6.2 asks for a random part, so that the legs' reports do not fall together. */
const INTERVAL = 5_000;

export class LegReports {
  readonly #ssrc: number;
  readonly #reception: Reception;
  readonly #ring: AudioRing;
  readonly #socket: Socket;
  readonly #cname: string;
  #address = '';
  #port = 0;
  #due = 0;
  #timestamp = 0;

  constructor(ssrc: number, reception: Reception, ring: AudioRing, socket: Socket) {
    this.#ssrc = ssrc;
    this.#reception = reception;
    this.#ring = ring;
    this.#socket = socket;
    this.#cname = `${ssrc.toString(16)}@shortline`;
  }

  configure(audio: LegAudio): void {
    this.#address = audio.rtcpAddress;
    this.#port = audio.port === 0 ? 0 : audio.rtcpPort;
  }

  /** @param now milliseconds since 1970
   *  @param timestamp of the RTP stream at that moment */
  tick(now: number, timestamp: number): void {
    this.#timestamp = timestamp;
    if (now < this.#due) return;
    const first = this.#due === 0;
    // the first report comes after half an interval (§6.2), at a moment that differs from leg to leg
    this.#due = now + INTERVAL * (first ? 0.5 : 0.9) + (this.#ssrc % 1_000);
    if (!first) this.#send([this.#report(now), this.#description()]);
  }

  goodbye(): void {
    if (this.#due > 0) {
      this.#send([
        this.#report(performance.timeOrigin + performance.now()),
        this.#description(),
        { type: 'BYE', ssrcs: [this.#ssrc] },
      ]);
    }
  }

  receive(bytes: Uint8Array, now: number): void {
    this.#ring.words[WORD.reportsIn]! += 1;
    for (const packet of parseRtcp(bytes) ?? []) {
      if (packet.type === 'SR' && packet.ssrc === this.#reception.ssrc)
        this.#reception.senderReport(packet, now);
    }
  }

  #report(now: number): RtcpPacket {
    const reports = this.#reception.heard ? [this.#reception.report(now)] : [];
    const packets = this.#ring.words[WORD.packetsOut]!;
    if (packets === 0) return { type: 'RR', ssrc: this.#ssrc, reports };
    const { seconds, fraction } = ntpTime(now);
    return {
      type: 'SR',
      ssrc: this.#ssrc,
      ntpSeconds: seconds,
      ntpFraction: fraction,
      rtpTimestamp: this.#timestamp,
      packets,
      octets: this.#ring.words[WORD.octetsOut]!,
      reports,
    };
  }

  #description(): RtcpPacket {
    return { type: 'SDES', ssrc: this.#ssrc, cname: this.#cname };
  }

  #send(packets: RtcpPacket[]): void {
    if (this.#port > 0) this.#socket.send(buildRtcp(packets), this.#port, this.#address);
  }
}
