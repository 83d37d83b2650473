/** The other leg of a call: an agent's telephone, or a centre. */
import type { MediaLeg, MediaPort } from '../media/port.ts';
import { MediaError } from '../media/port.ts';
import type { DialFailure, DialRequest, Leg, OutgoingCall, SipPort } from '../sip/port.ts';

export interface Party {
  /** `agent:<account>` or `centre:<name>`. */
  readonly name: string;
  readonly media: MediaLeg;
  /** Settles when the party has audio again, after its media server was lost; absent where it never was. */
  readonly ready?: Promise<unknown> | undefined;
  onHangUp(hungUp: () => void): void;
  hangUp(): Promise<void>;
}

export type PartyResult =
  | { readonly ok: true; readonly party: Party }
  | { readonly ok: false; readonly reason: DialFailure | 'failed' };

/** An outgoing leg on its way: its media endpoint is made first, so that the INVITE carries a live one's SDP. */
export class PartyCall {
  readonly result: Promise<PartyResult>;
  #call: OutgoingCall | undefined;
  #cancelled = false;

  constructor(sip: SipPort, media: MediaPort, name: string, request: Omit<DialRequest, 'sdp'>) {
    this.result = this.#dial(sip, media, name, request);
  }

  cancel(): void {
    if (this.#cancelled) return;
    this.#cancelled = true;
    this.#call?.cancel();
  }

  async #dial(
    sip: SipPort,
    media: MediaPort,
    name: string,
    request: Omit<DialRequest, 'sdp'>,
  ): Promise<PartyResult> {
    let leg: MediaLeg;
    try {
      leg = await media.connect();
    } catch (error) {
      if (error instanceof MediaError) return { ok: false, reason: 'failed' };
      throw error;
    }
    if (this.#cancelled) {
      await leg.release();
      return { ok: false, reason: 'cancelled' };
    }
    this.#call = sip.dial({ ...request, sdp: leg.localSdp });
    const dialled = await this.#call.result;
    this.#call = undefined; // what has its answer is not cancelled any more
    if (!dialled.ok) {
      await leg.release();
      return dialled;
    }
    const answer = await answered(media, name, dialled.leg, leg);
    if (!this.#cancelled || !answer.ok) return answer;
    // taken back while the answer was on its way to the media server
    await answer.party.hangUp();
    return { ok: false, reason: 'cancelled' };
  }
}

async function answered(ports: MediaPort, name: string, dialog: Leg, media: MediaLeg): Promise<PartyResult> {
  try {
    await media.modify(dialog.remoteSdp);
    return { ok: true, party: new AnsweredParty(ports, name, dialog, media) };
  } catch (error) {
    if (!(error instanceof MediaError)) throw error;
    await Promise.all([dialog.hangUp(), media.release()]);
    return { ok: false, reason: 'failed' };
  }
}

/** How long a party whose media server is gone is kept for one to come back, and how often it is tried, in milliseconds. */
const MEDIA_AWAY_MS = 20_000;
const MEDIA_AGAIN_MS = 500;

class AnsweredParty implements Party {
  readonly name: string;
  readonly #ports: MediaPort;
  readonly #dialog: Leg;
  #media: MediaLeg;
  #ready: Promise<unknown> | undefined;
  #onHangUp: () => void = () => undefined;
  #hungUp = false;
  #released = false;

  constructor(ports: MediaPort, name: string, dialog: Leg, media: MediaLeg) {
    this.#ports = ports;
    this.name = name;
    this.#dialog = dialog;
    this.#media = media;
    dialog.listen({
      hungUp: () => this.#ended(),
      modify: (sdp) => this.#media.modify(sdp),
      info: (type, body) => this.#media.info(type, body),
    });
    this.#watch(media);
  }

  get media(): MediaLeg {
    return this.#media;
  }

  get ready(): Promise<unknown> | undefined {
    return this.#ready;
  }

  onHangUp(hungUp: () => void): void {
    this.#onHangUp = hungUp;
    if (this.#hungUp) hungUp();
  }

  async hangUp(): Promise<void> {
    this.#onHangUp = () => undefined;
    this.#released = true;
    await Promise.all([this.#dialog.hangUp(), this.#media.release()]);
  }

  #watch(media: MediaLeg): void {
    media.onEnd((cause) => {
      if (cause === 'lost') this.#ready = this.#moveToAnother();
      else this.#giveUp();
    });
  }

  /** The media server is gone: the peer is moved to the next by re-INVITE (charter §8). */
  async #moveToAnother(): Promise<void> {
    for (let waited = 0; waited < MEDIA_AWAY_MS; waited += MEDIA_AGAIN_MS) {
      if (this.#hungUp || this.#released) return;
      if (await this.#move()) return;
      await new Promise((resolve) => setTimeout(resolve, MEDIA_AGAIN_MS));
    }
    this.#giveUp();
  }

  async #move(): Promise<boolean> {
    let media: MediaLeg | undefined;
    try {
      media = await this.#ports.connect(this.#dialog.remoteSdp);
      await this.#dialog.modify(media.localSdp);
    } catch {
      await media?.release();
      return false;
    }
    if (this.#hungUp || this.#released) {
      await media.release();
      return true;
    }
    this.#media = media;
    this.#watch(media);
    return true;
  }

  /** A leg without audio is over: the telephone is told so. */
  #giveUp(): void {
    void this.#dialog.hangUp();
    this.#ended();
  }

  #ended(): void {
    if (this.#hungUp) return;
    this.#hungUp = true;
    this.#onHangUp();
  }
}
