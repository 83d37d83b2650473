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
  onKey(pressed: (key: string) => void): void;
  hangUp(): Promise<void>;
}

export type PartyResult =
  | { readonly ok: true; readonly party: Party }
  | { readonly ok: false; readonly reason: DialFailure | 'failed' };

/** What becomes of an outgoing leg: facts, so that another process can take it up, or call it back. */
export interface LegFacts {
  /** The INVITE is on the wire. @param transaction the SIP server's name for it */
  dialled(transaction: string, media: MediaLeg): void;
  /** The dialog stands; told again when its audio moves to another media server. */
  answered(dialog: Leg, media: MediaLeg): void;
  ended(cause: string): void;
}

/** An outgoing leg on its way: its media endpoint is made first, so that the INVITE carries a live one's SDP. */
export class PartyCall {
  readonly result: Promise<PartyResult>;
  readonly #facts: LegFacts;
  #call: OutgoingCall | undefined;
  #dialled: OutgoingCall | undefined;
  #cancelled = false;

  constructor(
    ports: { readonly sip: SipPort; readonly media: MediaPort; readonly facts: LegFacts },
    name: string,
    request: Omit<DialRequest, 'sdp'>,
  ) {
    this.#facts = ports.facts;
    this.result = this.#dial(ports.sip, ports.media, name, request);
  }

  /** Settles when nothing of it is left at the telephone, or the party is handed over. */
  async over(): Promise<void> {
    await this.result;
    await this.#dialled?.over;
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
    const facts = this.#facts;
    const call = sip.dial({ ...request, sdp: leg.localSdp });
    this.#call = call;
    this.#dialled = call;
    call.sent.then(
      // taken back before it was on the wire: its endpoint is given back already
      (transaction) => {
        if (this.#call === call) facts.dialled(transaction, leg);
      },
      () => undefined, // it never got on the wire: the result says so
    );
    const dialled = await call.result;
    this.#call = undefined; // what has its answer is not cancelled any more
    if (!dialled.ok) {
      facts.ended(dialled.reason);
      await leg.release();
      return dialled;
    }
    facts.answered(dialled.leg, leg);
    const answer = await answered(media, name, dialled.leg, leg, facts);
    if (!this.#cancelled || !answer.ok) return answer;
    // taken back while the answer was on its way to the media server
    await answer.party.hangUp();
    return { ok: false, reason: 'cancelled' };
  }
}

async function answered(
  ports: MediaPort,
  name: string,
  dialog: Leg,
  media: MediaLeg,
  facts: LegFacts,
): Promise<PartyResult> {
  try {
    await media.modify(dialog.remoteSdp);
    return { ok: true, party: new AnsweredParty(ports, name, dialog, media, facts) };
  } catch (error) {
    if (!(error instanceof MediaError)) throw error;
    facts.ended('media');
    await Promise.all([dialog.hangUp(), media.release()]);
    return { ok: false, reason: 'failed' };
  }
}

/** How long a party whose media server is gone is kept for one to come back, and how often it is tried, in milliseconds. */
const MEDIA_AWAY_MS = 20_000;
const MEDIA_AGAIN_MS = 500;

/** A party whose leg stands. */
export class AnsweredParty implements Party {
  readonly name: string;
  readonly #ports: MediaPort;
  readonly #facts: LegFacts;
  readonly #dialog: Leg;
  #media: MediaLeg;
  #ready: Promise<unknown> | undefined;
  #onHangUp: () => void = () => undefined;
  #onKey: (key: string) => void = () => undefined;
  #hungUp = false;
  #released = false;

  constructor(ports: MediaPort, name: string, dialog: Leg, media: MediaLeg, facts: LegFacts) {
    this.#ports = ports;
    this.#facts = facts;
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

  onKey(pressed: (key: string) => void): void {
    this.#onKey = pressed;
  }

  async hangUp(): Promise<void> {
    this.#onHangUp = () => undefined;
    if (!this.#hungUp && !this.#released) this.#facts.ended('released');
    this.#released = true;
    await Promise.all([this.#dialog.hangUp(), this.#media.release()]);
  }

  #watch(media: MediaLeg): void {
    media.onKey((key) => this.#onKey(key));
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
    this.#facts.answered(this.#dialog, media);
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
    if (!this.#released) this.#facts.ended('bye');
    this.#onHangUp();
  }
}
