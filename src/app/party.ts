/** The other leg of a call: an agent's telephone, or a centre. */
import type { MediaLeg, MediaPort } from '../media/port.ts';
import { MediaError } from '../media/port.ts';
import type { DialFailure, DialRequest, Leg, OutgoingCall, SipPort } from '../sip/port.ts';

export interface Party {
  /** `agent:<account>` or `centre:<name>`. */
  readonly name: string;
  readonly media: MediaLeg;
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
    const answer = await answered(name, dialled.leg, leg);
    if (!this.#cancelled || !answer.ok) return answer;
    // taken back while the answer was on its way to the media server
    await answer.party.hangUp();
    return { ok: false, reason: 'cancelled' };
  }
}

async function answered(name: string, dialog: Leg, media: MediaLeg): Promise<PartyResult> {
  try {
    await media.modify(dialog.remoteSdp);
    return { ok: true, party: new AnsweredParty(name, dialog, media) };
  } catch (error) {
    if (!(error instanceof MediaError)) throw error;
    await Promise.all([dialog.hangUp(), media.release()]);
    return { ok: false, reason: 'failed' };
  }
}

class AnsweredParty implements Party {
  readonly name: string;
  readonly media: MediaLeg;
  readonly #dialog: Leg;
  #onHangUp: () => void = () => undefined;
  #hungUp = false;

  constructor(name: string, dialog: Leg, media: MediaLeg) {
    this.name = name;
    this.media = media;
    this.#dialog = dialog;
    dialog.listen({
      hungUp: () => this.#ended(),
      modify: (sdp) => media.modify(sdp),
      info: (type, body) => media.info(type, body),
    });
    // a leg without audio is over: the telephone is told so
    media.onEnd(() => {
      void dialog.hangUp();
      this.#ended();
    });
  }

  onHangUp(hungUp: () => void): void {
    this.#onHangUp = hungUp;
    if (this.#hungUp) hungUp();
  }

  async hangUp(): Promise<void> {
    this.#onHangUp = () => undefined;
    await Promise.all([this.#dialog.hangUp(), this.media.release()]);
  }

  #ended(): void {
    if (this.#hungUp) return;
    this.#hungUp = true;
    this.#onHangUp();
  }
}
