import type { G711Codec } from '../../src/wire/g711.ts';
import {
  acceptAnswer,
  answerOffer,
  buildOffer,
  type Direction,
  type NegotiatedAudio,
} from '../../src/wire/sdp.ts';
import { AudioLeg } from './audio-leg.ts';

/** The sound of a call and what is agreed on about it: offers, answers, and the audio leg that follows them. */
export class CallMedia {
  readonly audio: AudioLeg;
  readonly #codecs: readonly G711Codec[];
  #version = 0;

  private constructor(audio: AudioLeg, codecs: readonly G711Codec[]) {
    this.audio = audio;
    this.#codecs = codecs;
  }

  static async open(codecs: readonly G711Codec[] = ['PCMU', 'PCMA']): Promise<CallMedia> {
    return new CallMedia(await AudioLeg.open(), codecs);
  }

  offer(direction: Direction = 'sendrecv'): string {
    return buildOffer(this.#local()).replace(/a=sendrecv/, `a=${direction}`);
  }

  /** Our answer to an offer. @throws Error when nothing is in common */
  answer(offer: string): string {
    const answer = answerOffer(offer, this.#local());
    if (answer.type === 'rejected') throw new Error(`the line's offer: ${answer.reason}`);
    this.#talk(answer.audio);
    return answer.sdp;
  }

  /** Takes the answer to our offer. */
  accept(sdp: string): void {
    const answer = acceptAnswer(sdp, this.#codecs);
    if (answer.type === 'rejected') throw new Error(`the line's answer: ${answer.reason}`);
    this.#talk(answer.audio);
  }

  #talk({
    remoteAddress: address,
    remotePort: port,
    codec,
    payloadType,
    telephoneEvent,
  }: NegotiatedAudio): void {
    this.audio.connect({ address, port, codec, payloadType, telephoneEvent });
  }

  #local() {
    this.#version++;
    return {
      address: '127.0.0.1',
      port: this.audio.port,
      sessionId: 1,
      version: this.#version,
      codecs: this.#codecs,
    };
  }
}
