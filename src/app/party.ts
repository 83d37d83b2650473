/** The other leg of a call: an agent's telephone, or a centre. */
import type { MediaLeg, MediaPort } from '../media/port.ts';
import type { DialFailure, DialRequest, Leg } from '../sip/port.ts';
import { type LegFacts, type LegPorts, OutgoingLeg } from './outgoing-leg.ts';

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

/** A party who is called. */
export class PartyCall {
  readonly result: Promise<PartyResult>;
  readonly #leg: OutgoingLeg;

  constructor(ports: LegPorts, name: string, request: Omit<DialRequest, 'sdp'>) {
    this.#leg = new OutgoingLeg(ports, request);
    this.result = this.#leg.result.then((result) =>
      result.ok
        ? { ok: true, party: new AnsweredParty(ports.media, name, result.leg, result.media, ports.facts) }
        : result,
    );
  }

  /** Settles when nothing of it is left at the telephone, or the party is handed over. */
  over(): Promise<void> {
    return this.#leg.over();
  }

  cancel(): void {
    this.#leg.cancel();
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
