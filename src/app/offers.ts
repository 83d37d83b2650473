/** Offers under way: an agent's telephone rings for each. */
import type { CallOffered, LineEvent, OfferMissed, OfferWithdrawn } from '../events/line.generated.ts';
import type { MediaPort } from '../media/port.ts';
import type { SipPort } from '../sip/port.ts';
import { PartyCall, type PartyResult } from './party.ts';
import type { Binding } from './registrar.ts';
import type { Session } from './session.ts';
import type { Telephones } from './telephones.ts';

export interface OfferPorts {
  sip(): SipPort;
  media(): MediaPort;
  binding(agent: string): Binding | undefined;
  session(callId: string): Session | undefined;
  readonly telephones: Telephones;
  happened(fact: LineEvent): void;
  now(): number;
}

const MISSED: Readonly<Record<string, OfferMissed['reason']>> = {
  busy: 'busy',
  noAnswer: 'noAnswer',
  rejected: 'rejected',
  unreachable: 'unreachable',
};

export class Offers {
  readonly #ports: OfferPorts;
  readonly #calls = new Map<string, PartyCall>();
  /** Offers that have not been withdrawn. */
  readonly #standing = new Set<string>();

  constructor(ports: OfferPorts) {
    this.#ports = ports;
  }

  get count(): number {
    return this.#calls.size;
  }

  async offer(offer: CallOffered): Promise<void> {
    this.#standing.add(offer.offerId);
    try {
      await this.#ports.telephones.free(`agent:${offer.agent}`);
      if (this.#standing.has(offer.offerId)) await this.#ring(offer);
    } finally {
      this.#standing.delete(offer.offerId);
    }
  }

  async #ring(offer: CallOffered): Promise<void> {
    const { callId, agent, offerId } = offer;
    const binding = this.#ports.binding(agent);
    const session = this.#ports.session(callId);
    if (!binding || !session?.state) return this.#missed(offer, binding ? 'failed' : 'unreachable');
    const { caller, line } = session.state.arrived;
    const name = `agent:${agent}`;
    const ports = {
      sip: this.#ports.sip(),
      media: this.#ports.media(),
      facts: session.legFacts(offerId, name),
    };
    const call = new PartyCall(ports, name, {
      uri: binding.contact,
      ...(binding.via === undefined ? {} : { via: binding.via }),
      from: { number: caller, name: caller === '' ? line : `${line} ${caller}` },
      // RFC 3261 §20.19: a telephone that is cut off stops ringing by itself
      headers: { 'X-Call-ID': callId, Expires: String(Math.ceil(offer.ringMs / 1_000)) },
      ringMs: offer.ringMs,
    });
    this.#calls.set(offerId, call);
    const result = await call.result;
    this.#calls.delete(offerId);
    await this.#ended(offer, result);
  }

  withdraw({ offerId, agent }: OfferWithdrawn): void {
    this.#standing.delete(offerId);
    const call = this.#calls.get(offerId);
    if (!call) return;
    call.cancel();
    this.#ports.telephones.leaving(`agent:${agent}`, call.over());
  }

  /** Every telephone that still rings stops. */
  close(): void {
    for (const call of this.#calls.values()) call.cancel();
  }

  async #ended(offer: CallOffered, result: PartyResult): Promise<void> {
    const { callId, agent, offerId } = offer;
    if (!result.ok) {
      // a withdrawn offer has ended by its own decision
      if (result.reason !== 'cancelled') this.#missed(offer, MISSED[result.reason] ?? 'failed');
      return;
    }
    const session = this.#ports.session(callId);
    session?.join(result.party);
    if (session?.state) {
      this.#ports.happened({ type: 'OfferAccepted', at: this.#ports.now(), callId, agent, offerId });
    }
    if (session?.state?.party === result.party.name) return;
    // the caller went elsewhere meanwhile: whatever came of it, the agent is not left with an offer that nobody ends
    await (session ? session.leave(result.party.name) : result.party.hangUp());
    this.#missed(offer, 'failed');
  }

  #missed({ callId, agent, offerId }: CallOffered, reason: OfferMissed['reason']): void {
    this.#ports.happened({ type: 'OfferMissed', at: this.#ports.now(), callId, agent, offerId, reason });
  }
}
