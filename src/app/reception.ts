/** Who gets in: decides by what is dialled, refuses strangers, lets agents prove who they are (I8). */
import type { Logger } from 'pino';
import type { LineEvent } from '../events/line.generated.ts';
import type { Admission, Doors, Load } from '../routing/admission.ts';
import { type Ban, isBanned, refusedAgain } from '../routing/ban.ts';
import type { IncomingCall } from '../sip/port.ts';
import type { Authenticator } from './authenticator.ts';
import type { Registrar } from './registrar.ts';

export type Admitted = Extract<Admission, { admit: unknown }>['admit'];

export interface ReceptionPorts {
  readonly doors: Doors;
  readonly authenticator: Authenticator;
  readonly registrar: Pick<Registrar, 'hasAddress'>;
  readonly log: Logger;
  load(): Load;
  now(): number;
  /** A line's number, by its trunk. */
  admitted(call: IncomingCall, admission: Admitted): void;
  /** Anything else, by an agent who has proven to be one. */
  agentCalled(call: IncomingCall, agent: string): void;
  refused(fact: LineEvent): void;
}

/** How many strangers are remembered: a bound on what they can make us keep. */
const MOST_BANS = 10_000;

export class Reception {
  readonly #ports: ReceptionPorts;
  readonly #bans = new Map<string, Ban>();

  constructor(ports: ReceptionPorts) {
    this.#ports = ports;
  }

  receive(call: IncomingCall): void {
    const { doors, registrar, load, now } = this.#ports;
    const { address } = call.source;
    // an agent may have come behind the router of a stranger
    const banned = isBanned(this.#bans.get(address), now()) && !registrar.hasAddress(address);
    const admission = doors.admit({ dialled: call.dialled, address, banned }, load());
    if ('admit' in admission) this.#ports.admitted(call, admission.admit);
    else if ('refuse' in admission) this.#refuse(call, admission.refuse);
    else this.#authenticate(call);
  }

  /** One more refusal of this address; addresses of trunks and of registered telephones are never banned. */
  stranger(address: string): void {
    const { doors, registrar, now } = this.#ports;
    if (doors.isTrunk(address) || registrar.hasAddress(address)) return;
    const ban = refusedAgain(this.#bans.get(address), now());
    this.#bans.delete(address);
    this.#bans.set(address, ban);
    const [oldest] = this.#bans.keys();
    if (this.#bans.size > MOST_BANS && oldest !== undefined) this.#bans.delete(oldest);
  }

  #authenticate(call: IncomingCall): void {
    const request = { method: 'INVITE', source: call.source, header: (name: string) => call.header(name) };
    const verdict = this.#ports.authenticator.check(request, 407, this.#ports.now());
    if ('agent' in verdict) {
      if (this.#ports.load().draining) call.reject(503, 'Closing');
      else this.#ports.agentCalled(call, verdict.agent);
      return;
    }
    // a challenge is the ordinary beginning of an agent's call; a wrong answer to it is not
    const { status, reason, headers } = verdict;
    if (status === 403) this.#refuse(call, { status, reason, stranger: true });
    else call.reject(status, reason, headers);
  }

  #refuse(call: IncomingCall, refusal: { status: number; reason: string; stranger: boolean }): void {
    const { status, reason } = refusal;
    const { address } = call.source;
    if (refusal.stranger) this.stranger(address);
    this.#ports.log.info({ callId: call.callId, address, status, reason }, 'call refused');
    const { callId } = call;
    this.#ports.refused({
      type: 'CallRefused',
      at: this.#ports.now(),
      callId,
      source: address,
      status,
      reason,
    });
    call.reject(status, reason);
  }
}
