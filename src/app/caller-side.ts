/** The caller's end of a call: the INVITE, then its dialog, and the audio that the line gives it. */
import type { LineEvent } from '../events/line.generated.ts';
import type { MediaLeg, MediaPort, Said } from '../media/port.ts';
import { MediaError } from '../media/port.ts';
import { type IncomingCall, type Leg, SipError } from '../sip/port.ts';

/** A fact of one call: its id and the time are added. */
export type OwnFact = LineEvent extends infer E
  ? E extends { callId: string }
    ? Omit<E, 'at' | 'callId'>
    : never
  : never;

export interface CallerPorts {
  readonly media: MediaPort;
  happened(fact: OwnFact): void;
  /** The call has ended. */
  isOver(): boolean;
  /** The answer was sent, or decided. */
  isAnswered(): boolean;
  promptFile(language: string, prompt: string): string;
  log(message: string, facts: object): void;
}

const UNHEARD: Said = { failed: true };

export class CallerSide {
  readonly #ports: CallerPorts;
  /** Absent for a caller who was called back. */
  readonly #call: IncomingCall | undefined;
  #leg: Leg | undefined;
  #media: MediaLeg | undefined;
  #answering = false;
  /** The INVITE has no final response. */
  #isPending: boolean;

  constructor(ports: CallerPorts, call: IncomingCall | undefined) {
    this.#ports = ports;
    this.#call = call;
    this.#isPending = call !== undefined;
    call?.onCancel(() => this.#hungUp('cancel'));
  }

  get call(): IncomingCall | undefined {
    return this.#call;
  }

  /** Somebody is on the telephone, or waits for an answer. */
  get isThere(): boolean {
    return this.#isPending || this.#leg !== undefined;
  }

  /** The dialog, once answered. */
  get leg(): Leg | undefined {
    return this.#leg;
  }

  get media(): MediaLeg | undefined {
    return this.#media;
  }

  /** Makes an endpoint for the caller, and lets the caller hear it. */
  async connect(): Promise<void> {
    try {
      const media = await this.#ports.media.connect(this.#leg?.remoteSdp || this.#call?.sdp || undefined);
      if (this.#ports.isOver()) return await media.release();
      this.#hear(media);
      const answered = this.#ports.isAnswered();
      if (this.#leg) await this.#leg.modify(media.localSdp);
      else if (answered) await this.answer();
      else this.#call?.progress(183, media.localSdp);
      if (media === this.#media) this.#connected(media, answered);
    } catch (error) {
      this.mediaFailed(error);
    }
  }

  /** Sends the 200. A late offer (RFC 3264 §4) has its answer in the ACK. */
  async answer(): Promise<void> {
    const media = this.#media;
    const call = this.#call;
    // without audio there is nothing to answer with: the answer comes with it
    if (!media || !call || this.#leg || this.#answering) return;
    this.#answering = true;
    const leg = await call.answer(media.localSdp);
    if (this.#ports.isOver()) return await leg.hangUp();
    this.take(leg);
    if (call.sdp === '') {
      const answer = await leg.lateAnswer;
      if (answer !== undefined && media === this.#media) await media.modify(answer);
    }
    // another media server has taken over while the answer was under way
    if (this.#media && media !== this.#media) await leg.modify(this.#media.localSdp);
    this.#ports.happened({ type: 'CallAnswered', leg: JSON.stringify(leg.handle) });
  }

  /** The dialog stands. */
  take(leg: Leg): void {
    this.#isPending = false;
    this.#leg = leg;
    leg.listen({
      hungUp: (cause) => this.#hungUp(cause),
      modify: (sdp) => this.#modified(sdp),
      info: (type, body) => this.#media?.info(type, body),
    });
  }

  /** Somebody who was called back hears the line from now on. */
  answeredBack(leg: Leg, media: MediaLeg): void {
    this.take(leg);
    this.#hear(media);
    this.#connected(media, true);
  }

  /** After a takeover: what was found to stand. */
  adopt(leg: Leg | undefined, media: MediaLeg | undefined): void {
    if (leg) this.take(leg);
    if (media) this.#hear(media);
  }

  async say(sayId: number, prompts: readonly string[], language: string, waitMs?: number): Promise<void> {
    const files = prompts.map((prompt) => this.#ports.promptFile(language, prompt));
    const said: Said = (await this.#media?.say(files, waitMs).catch(() => UNHEARD)) ?? UNHEARD;
    if (said.failed && !this.#ports.isOver())
      this.#ports.log('a prompt was not heard', { prompts, language });
    const key = said.key === undefined ? {} : { key: said.key };
    this.#ports.happened({ type: 'SayEnded', sayId, failed: said.failed, ...key });
  }

  progress(): void {
    if (this.#media) this.#call?.progress(183, this.#media.localSdp);
  }

  reject(status: number, reason?: string): void {
    this.#isPending = false;
    this.#call?.reject(status, reason);
  }

  mediaFailed(error: unknown): void {
    const status = error instanceof MediaError || error instanceof SipError ? error.status : 500;
    if (this.#ports.isOver()) return;
    // cancelled while the answer was on its way: the SIP server has refused the call, and nobody else says so
    if (status === 487) {
      this.#hungUp('cancel');
      return;
    }
    this.#ports.log('no audio for a call', { error: String(error) });
    this.#ports.happened({ type: 'MediaFailed', status, reason: String(error) });
  }

  /** Gives the leg and the endpoint back; the call may go on without them. */
  async release(): Promise<void> {
    this.#isPending = false;
    const [leg, media] = [this.#leg, this.#media];
    this.#leg = undefined;
    this.#media = undefined;
    await Promise.allSettled([leg?.hangUp(), media?.release()]);
  }

  #hear(media: MediaLeg): void {
    this.#media = media;
    media.onEnd((cause) => this.#mediaEnded(media, cause));
    media.onKey((key) => this.#ports.happened({ type: 'KeyPressed', key, party: '' }));
  }

  #connected(media: MediaLeg, answered: boolean): void {
    this.#ports.happened({ type: 'MediaConnected', answered, media: JSON.stringify(media.handle) });
  }

  async #modified(sdp: string): Promise<string> {
    if (!this.#media) throw new SipError('no media', 488);
    return this.#media.modify(sdp);
  }

  #mediaEnded(media: MediaLeg, cause: string): void {
    if (this.#ports.isOver() || media !== this.#media) return;
    this.#media = undefined;
    if (cause === 'MEDIA_TIMEOUT') this.#hungUp('media-timeout');
    else this.#ports.happened({ type: 'MediaLost' });
  }

  #hungUp(cause: string): void {
    this.#ports.happened({ type: 'CallerHungUp', cause });
  }
}
