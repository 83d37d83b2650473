/** The agents' telephones of the benchmark: who talks with whom, what rang when, and whether two rang for one caller. */
import type { AgentCall } from '../load/agents.ts';
import type { Call } from '../load/callers.ts';
import { within } from '../load/clock.ts';
import type { Load } from '../load/load.ts';

const TONE_MS = 5_000;

export interface Talk {
  readonly call: Call;
  readonly agent: AgentCall;
}

export class Desk {
  /** Every offer, in the order of arrival. */
  readonly offers: AgentCall[] = [];
  /** Telephones that rang while another rang, or talked, for the same caller, or that rang twice at a time (I1). */
  readonly doubleRings: string[] = [];
  readonly #load: Load;
  #handle: (offer: AgentCall) => void = () => undefined;
  #next: ((offer: AgentCall) => void)[] = [];

  constructor(load: Load) {
    this.#load = load;
    load.agents.onOffer((offer) => this.#offered(offer));
  }

  /** What is done about an offer from now on. */
  on(handle: (offer: AgentCall) => void): void {
    this.#handle = handle;
  }

  /** The next offer that arrives. */
  next(): Promise<AgentCall> {
    return new Promise((resolve) => {
      this.#next.push(resolve);
    });
  }

  /** The agent answers. Resolves with the talk once both hear each other; undefined when they do not. */
  async talk(agent: AgentCall): Promise<Talk | undefined> {
    const { rtp, callers } = this.#load;
    const call = callers.standing.get(agent.callerId);
    if (!call || agent.isOver) return undefined;
    this.#load.answer(agent);
    const both = Promise.all([rtp.tone(agent.slot, call.hz), rtp.tone(call.slot, agent.hz)]);
    return (await within(both, TONE_MS)) && { call, agent };
  }

  #offered(offer: AgentCall): void {
    for (const other of this.#load.agents.calls) {
      // whom the line has not told that it is over
      if (other === offer || other.isOver || other.endedBy === 'agent') continue;
      if (other.callerId === offer.callerId || other.account === offer.account) {
        this.doubleRings.push(`${offer.callerId} at ${offer.account}, ${other.callerId} at ${other.account}`);
      }
    }
    this.offers.push(offer);
    for (const taken of this.#next.splice(0)) taken(offer);
    this.#handle(offer);
  }
}
