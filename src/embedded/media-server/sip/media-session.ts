/** Offer, answer and the leg that they settle: one audio stream of one call. */

import {
  acceptAnswer,
  answerOffer,
  buildOffer,
  type Direction,
  type LocalAudio,
  type NegotiatedAudio,
} from '../../../wire/sdp.ts';
import type { MediaLeg } from '../media-leg.ts';

/** Milliseconds without a packet after which the call ends; 0 for never. */
export interface MediaTimeouts {
  active: number;
  /** while the peer is on hold, or not meant to send */
  hold: number;
}

export class MediaSession {
  readonly leg: MediaLeg;
  readonly #address: string;
  readonly #sessionId: number;
  readonly #timeouts: () => MediaTimeouts;
  #version: number;
  /** what we said last */
  localSdp = '';
  /** what the peer said last */
  remoteSdp = '';
  audio: NegotiatedAudio | undefined;

  /** @param address in c=
   *  @param timeouts asked for at each change, since variables may set them */
  constructor(leg: MediaLeg, address: string, timeouts: () => MediaTimeouts) {
    this.leg = leg;
    this.#address = address;
    this.#timeouts = timeouts;
    this.#sessionId = Math.floor(Date.now() / 1_000);
    this.#version = this.#sessionId;
  }

  get address(): string {
    return this.#address;
  }

  /** @returns why not, when no answer can be given; nothing changes then */
  answer(offer: string): string | undefined {
    const answer = answerOffer(offer, this.#local());
    if (answer.type === 'rejected') return answer.reason;
    this.localSdp = answer.sdp;
    this.remoteSdp = offer;
    this.#settle(answer.audio);
    return undefined;
  }

  offer(): string {
    this.localSdp = buildOffer(this.#local());
    return this.localSdp;
  }

  /** The answer to our offer.
   *  @returns why not, when nothing was agreed */
  accept(answer: string): string | undefined {
    const accepted = acceptAnswer(answer, this.#local().codecs);
    if (accepted.type === 'rejected') return accepted.reason;
    this.remoteSdp = answer;
    this.#settle(accepted.audio);
    return undefined;
  }

  /** Variables that tell of it, by the names FreeSWITCH has for them. */
  facts(): Record<string, string> {
    const { audio, leg } = this;
    const facts: Record<string, string> = {
      switch_r_sdp: this.remoteSdp,
      rtp_local_sdp_str: this.localSdp,
      local_media_ip: this.#address,
      local_media_port: String(leg.port),
      advertised_media_ip: this.#address,
      rtp_use_ssrc: String(leg.ssrc),
      dtmf_type: 'rfc2833',
    };
    if (!audio) return facts;
    Object.assign(facts, {
      remote_media_ip: audio.remoteAddress,
      remote_media_port: String(audio.remotePort),
      rtp_use_codec_name: audio.codec,
      rtp_use_codec_rate: '8000',
      rtp_use_codec_ptime: '20',
      rtp_use_pt: String(audio.payloadType),
      read_codec: audio.codec,
      write_codec: audio.codec,
      read_rate: '8000',
      write_rate: '8000',
      audio_media_flow: audio.direction,
      remote_audio_media_flow: mirrored(audio.direction),
    });
    if (audio.telephoneEvent === undefined) facts['dtmf_type'] = 'info';
    else {
      facts['rtp_2833_send_payload'] = String(audio.telephoneEvent);
      facts['rtp_2833_recv_payload'] = String(audio.telephoneEvent);
    }
    return facts;
  }

  #local(): LocalAudio {
    this.#version += 1;
    return {
      address: this.#address,
      port: this.leg.port,
      sessionId: this.#sessionId,
      version: this.#version,
      codecs: ['PCMU', 'PCMA'],
    };
  }

  #settle(audio: NegotiatedAudio): void {
    this.audio = audio;
    const { direction, remoteAddress: address, remotePort: port, telephoneEvent } = audio;
    const receives = direction === 'sendrecv' || direction === 'recvonly';
    // a client without a telephone answers our offer with our own description: nobody is there to send to
    const ourselves = address === this.#address && port === this.leg.port;
    const { active, hold } = this.#timeouts();
    this.leg.configure(
      {
        codec: audio.codec,
        payloadType: audio.payloadType,
        telephoneEvent: telephoneEvent ?? -1,
        address,
        port: ourselves ? 0 : port,
        rtcpAddress: audio.remoteRtcp?.address ?? address,
        rtcpPort: audio.remoteRtcp?.port ?? port + 1,
        sends: direction === 'sendrecv' || direction === 'sendonly',
        receives,
      },
      receives ? active : hold,
    );
  }
}

function mirrored(direction: Direction): Direction {
  if (direction === 'sendonly') return 'recvonly';
  return direction === 'recvonly' ? 'sendonly' : direction;
}
