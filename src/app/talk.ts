/** Who is in a call besides the caller: agents and centres whose legs stand, and who hears whom. */
import { MediaError, type MediaLeg, type MediaPort } from '../media/port.ts';
import type { OwnFact } from './caller-side.ts';
import type { Party } from './party.ts';

export interface TalkPorts {
  readonly media: MediaPort;
  happened(fact: OwnFact): void;
  isOver(): boolean;
  log(message: string, facts: object): void;
  fault(error: unknown): void;
  /** The caller's audio; absent while it moves to another media server, which asks for the bridge again. */
  caller(): MediaLeg | undefined;
  /** A party's leg is being hung up. */
  leaving(party: string, gone: Promise<unknown>): void;
  /** A bridge has failed for good. */
  failed(party: string): void;
  /** A party pressed a key. */
  pressed(party: string, key: string): void;
}

export class Talk {
  readonly #ports: TalkPorts;
  readonly #parties = new Map<string, Party>();
  /** Parties that have been heard: their hang-up ends a talk, before that it is a failure. */
  readonly #heard = new Set<string>();

  constructor(ports: TalkPorts) {
    this.#ports = ports;
  }

  /** The party's leg stands; the bridge is asked for by a decision. */
  join(party: Party): void {
    this.#parties.set(party.name, party);
    party.onKey((key) => this.#ports.pressed(party.name, key));
  }

  /** After a takeover: it is in the talk already. */
  rejoin(party: Party): void {
    this.join(party);
    this.#heard.add(party.name);
    party.onHangUp(() => this.#left(party.name));
  }

  has(name: string): boolean {
    return this.#parties.has(name);
  }

  /** How many centres' legs are held. */
  get centres(): number {
    return [...this.#parties.keys()].filter((name) => name.startsWith('centre:')).length;
  }

  /** Caller and party hear each other. */
  async bridge(name: string): Promise<void> {
    const party = this.#parties.get(name);
    const caller = this.#ports.caller();
    if (!caller) return;
    try {
      if (!party) throw new MediaError('a leg is missing', 500, { party: name });
      if (party.ready) await Promise.race([party.ready, this.#hangUpOf(party)]);
      const standing = this.#ports.caller();
      // another change of media server has come between: it asks for the bridge again
      if (!standing) return;
      await Promise.race([standing.bridge(party.media), this.#hangUpOf(party)]);
      this.#heard.add(name);
      this.#ports.happened({ type: 'CallBridged', party: name });
    } catch (error) {
      await this.#bridgeFailed(name, party, error);
    }
  }

  /** Words to a party who waits; whatever comes next cuts them short. */
  tell(name: string, file: string): void {
    const said = this.#parties.get(name)?.media.say([file]);
    said?.catch((error: unknown) =>
      this.#ports.log('a word was not heard', { party: name, error: String(error) }),
    );
  }

  /** Two parties hear each other, without the caller. */
  async consult(name: string, other: string): Promise<void> {
    const [one, two] = [this.#parties.get(name), this.#parties.get(other)];
    try {
      if (!one || !two) throw new MediaError('a leg is missing', 500, { parties: [name, other] });
      await Promise.race([one.media.bridge(two.media), this.#hangUpOf(one), this.#hangUpOf(two)]);
      this.#heard.add(other);
    } catch (error) {
      if (this.#ports.isOver()) return;
      this.#ports.log('consultation failed', { parties: [name, other], error: String(error) });
      // the agent has the caller still: only the centre is lost
      this.#left(other);
    }
  }

  /** All hear each other. */
  async conference(): Promise<void> {
    const caller = this.#ports.caller();
    if (!caller) return;
    const parties = [...this.#parties.values()];
    try {
      await this.#ports.media.conference([caller, ...parties.map(({ media }) => media)]);
      for (const { name } of parties) this.#heard.add(name);
    } catch (error) {
      this.#ports.fault(error);
    }
  }

  async release(name: string): Promise<void> {
    const party = this.#parties.get(name);
    this.#parties.delete(name);
    this.#heard.delete(name);
    if (party) await this.#hangUp(party);
  }

  async end(): Promise<void> {
    const parties = [...this.#parties.values()];
    this.#parties.clear();
    await Promise.allSettled(parties.map((party) => this.#hangUp(party)));
  }

  #hangUp(party: Party): Promise<void> {
    const gone = party.hangUp();
    this.#ports.leaving(party.name, gone);
    return gone;
  }

  async #bridgeFailed(name: string, party: Party | undefined, error: unknown): Promise<void> {
    if (this.#ports.isOver() || this.#parties.get(name) !== party) return;
    this.#ports.log('bridge failed', { party: name, error: String(error) });
    this.#parties.delete(name);
    this.#ports.failed(name);
    if (party) await this.#hangUp(party).catch((fault) => this.#ports.fault(fault));
    this.#ports.happened({ type: 'BridgeFailed', party: name, reason: String(error) });
  }

  /** Rejects when the party hangs up before it was heard: that is no end of a talk, and the caller goes back. */
  #hangUpOf(party: Party): Promise<never> {
    return new Promise((_resolve, reject) => {
      party.onHangUp(() => {
        if (this.#heard.has(party.name)) this.#left(party.name);
        else reject(new MediaError('the party hung up', 480, { party: party.name }));
      });
    });
  }

  #left(name: string): void {
    const party = this.#parties.get(name);
    if (!party || !this.#parties.delete(name)) return;
    this.#heard.delete(name);
    this.#ports.happened({ type: 'PartyHungUp', party: name });
    // its endpoint is given back
    party.hangUp().catch((error) => this.#ports.fault(error));
  }
}
