/** A leg on its way to an agent's telephone, a centre, or a citizen who is called back. Its media endpoint is made first, so
 *  that the INVITE carries a live one's SDP. */
import { MediaError, type MediaLeg, type MediaPort } from '../media/port.ts';
import type { DialFailure, DialRequest, Leg, OutgoingCall, SipPort } from '../sip/port.ts';

/** What becomes of an outgoing leg: facts, so that another process can take it up, or call it back. */
export interface LegFacts {
  /** The INVITE is on the wire. @param transaction the SIP server's name for it */
  dialled(transaction: string, media: MediaLeg): void;
  /** The dialog stands; told again when its audio moves to another media server. */
  answered(dialog: Leg, media: MediaLeg): void;
  ended(cause: string): void;
}

export type LegResult =
  | { readonly ok: true; readonly leg: Leg; readonly media: MediaLeg }
  | { readonly ok: false; readonly reason: DialFailure | 'failed' };

export interface LegPorts {
  readonly sip: SipPort;
  readonly media: MediaPort;
  readonly facts: LegFacts;
}

export class OutgoingLeg {
  readonly result: Promise<LegResult>;
  readonly #facts: LegFacts;
  #call: OutgoingCall | undefined;
  #dialled: OutgoingCall | undefined;
  #cancelled = false;

  constructor({ sip, media, facts }: LegPorts, request: Omit<DialRequest, 'sdp'>) {
    this.#facts = facts;
    this.result = this.#dial(sip, media, request);
  }

  /** Settles when nothing of it is left at the telephone, or the leg is handed over. */
  async over(): Promise<void> {
    await this.result;
    await this.#dialled?.over;
  }

  cancel(): void {
    if (this.#cancelled) return;
    this.#cancelled = true;
    this.#call?.cancel();
  }

  async #dial(sip: SipPort, port: MediaPort, request: Omit<DialRequest, 'sdp'>): Promise<LegResult> {
    let media: MediaLeg;
    try {
      media = await port.connect();
    } catch (error) {
      if (error instanceof MediaError) return { ok: false, reason: 'failed' };
      throw error;
    }
    if (this.#cancelled) {
      await media.release();
      return { ok: false, reason: 'cancelled' };
    }
    const call = sip.dial({ ...request, sdp: media.localSdp });
    this.#call = call;
    this.#dialled = call;
    call.sent.then(
      // taken back before it was on the wire: its endpoint is given back already
      (transaction) => {
        if (this.#call === call) this.#facts.dialled(transaction, media);
      },
      () => undefined, // it never got on the wire: the result says so
    );
    const dialled = await call.result;
    this.#call = undefined; // what has its answer is not cancelled any more
    if (!dialled.ok) {
      this.#facts.ended(dialled.reason);
      await media.release();
      return { ok: false, reason: dialled.reason };
    }
    this.#facts.answered(dialled.leg, media);
    return this.#answered(dialled.leg, media);
  }

  async #answered(leg: Leg, media: MediaLeg): Promise<LegResult> {
    let refused = false;
    try {
      await media.modify(leg.remoteSdp);
    } catch (error) {
      if (!(error instanceof MediaError)) throw error;
      refused = true;
    }
    if (!refused && !this.#cancelled) return { ok: true, leg, media };
    // no codec of ours, or taken back while the answer was on its way to the media server
    this.#facts.ended(refused ? 'media' : 'cancelled');
    await Promise.all([leg.hangUp(), media.release()]);
    return { ok: false, reason: refused ? 'failed' : 'cancelled' };
  }
}
