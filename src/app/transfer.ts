/** A call that leaves for a centre, in the way that the centre wants (charter §6). */

import type { CallState } from '../call/state.ts';
import type { CentreChosen, LineEvent, TransferFailed } from '../events/line.generated.ts';
import type { MediaPort } from '../media/port.ts';
import type { Centre, Trunk } from '../routing/schema.ts';
import type { IncomingCall, Leg, SipPort } from '../sip/port.ts';
import type { LegFacts } from './outgoing-leg.ts';
import { type Party, PartyCall } from './party.ts';

const RING_SECONDS = 30;
/** How long a REFER's outcome is awaited, beyond the ringing. */
const REFER_GRACE_MS = 5_000;

/** The call that leaves. */
export interface Leaving {
  readonly callId: string;
  /** Absent for a caller who was called back. */
  readonly call: Pick<IncomingCall, 'redirect'> | undefined;
  /** Absent before the answer. */
  readonly leg: Leg | undefined;
  /** Undefined once the call has ended. */
  readonly state: CallState | undefined;
  /** The centre's leg stands. */
  join(party: Party): void;
  newLeg(party: string): string;
  legFacts(leg: string, party: string): LegFacts;
}

export interface TransferPorts {
  readonly sip: SipPort;
  readonly media: MediaPort;
  happened(fact: LineEvent): void;
  now(): number;
}

export class Transfer {
  readonly centre: string;
  readonly #ports: TransferPorts;
  readonly #leaving: Leaving;
  readonly #to: Centre;
  readonly #trunk: Trunk | undefined;
  #call: PartyCall | undefined;
  #holdsLeg = false;
  #cancelled = false;

  constructor(ports: TransferPorts, leaving: Leaving, centre: string, to: Centre, trunk: Trunk | undefined) {
    this.#ports = ports;
    this.#leaving = leaving;
    this.centre = centre;
    this.#to = to;
    this.#trunk = trunk;
  }

  /** A second leg is held for this call: until the centre has answered, and the call itself holds it. */
  get holdsLeg(): boolean {
    return this.#holdsLeg;
  }

  async go(how: CentreChosen['how']): Promise<void> {
    if (how === 'redirect') this.#redirect();
    else if (how === 'refer') await this.#refer();
    else await this.#bridge();
  }

  cancel(): void {
    this.#cancelled = true;
    this.#call?.cancel();
    this.#holdsLeg = false;
  }

  #redirect(): void {
    this.#leaving.call?.redirect(this.#uri);
    this.#accepted();
  }

  async #refer(): Promise<void> {
    const { leg } = this.#leaving;
    const status = (await leg?.refer(this.#uri, this.#ringMs() + REFER_GRACE_MS).catch(() => 0)) ?? 0;
    if (status >= 200 && status < 300) this.#accepted();
    else
      this.#failed(
        status === 486 || status === 600
          ? 'busy'
          : status === 408 || status === 480
            ? 'noAnswer'
            : 'unreachable',
      );
  }

  async #bridge(): Promise<void> {
    this.#holdsLeg = true;
    const name = `centre:${this.centre}`;
    const facts = this.#leaving.legFacts(this.#leaving.newLeg(name), name);
    const { sip, media } = this.#ports;
    this.#call = new PartyCall({ sip, media, facts }, name, {
      uri: this.#uri,
      ...(this.#trunk?.outbound === undefined ? {} : { via: this.#trunk.outbound }),
      from: { number: this.#leaving.state?.arrived.caller ?? '' },
      ringMs: this.#ringMs(),
    });
    const result = await this.#call.result;
    this.#holdsLeg = false;
    if (!result.ok) {
      if (result.reason === 'cancelled') return;
      this.#failed(result.reason === 'failed' ? 'unreachable' : result.reason);
    } else if (this.#awaited) {
      this.#leaving.join(result.party);
      this.#accepted();
    } else {
      await result.party.hangUp();
    }
  }

  /** A centre of our own agents is queued for, not called. */
  get #uri(): string {
    if (this.#to.sip === undefined) throw new RangeError(`the centre ${this.centre} has no SIP destination`);
    return this.#to.sip;
  }

  /** The call still waits for this centre. */
  get #awaited(): boolean {
    return !this.#cancelled && this.#leaving.state !== undefined;
  }

  #ringMs(): number {
    return (this.#to.ringSeconds ?? RING_SECONDS) * 1_000;
  }

  #accepted(): void {
    const { callId } = this.#leaving;
    if (!this.#awaited) return;
    this.#ports.happened({ type: 'TransferAccepted', at: this.#ports.now(), callId, centre: this.centre });
  }

  #failed(reason: TransferFailed['reason']): void {
    const { callId } = this.#leaving;
    if (!this.#awaited) return;
    this.#ports.happened({
      type: 'TransferFailed',
      at: this.#ports.now(),
      callId,
      centre: this.centre,
      reason,
    });
  }
}
