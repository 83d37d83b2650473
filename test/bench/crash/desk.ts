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
  /** Talks without sound, though both sides stand. */
  readonly silent: string[] = [];
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
    const [agentHears, callerHears] = await Promise.all([
      within(rtp.tone(agent.slot, call.hz), TONE_MS),
      within(rtp.tone(call.slot, agent.hz), TONE_MS),
    ]);
    if (agentHears !== undefined && callerHears !== undefined) return { call, agent };
    if (!agent.isOver && !call.isOver) {
      const who = [...(agentHears ? [] : ['agent']), ...(callerHears ? [] : ['caller'])].join(' and ');
      this.silent.push(`${call.callId} with ${agent.account}: nothing heard by ${who}`);
    }
    return undefined;
  }

  /** Told once it is known for how long. */
  #double(offer: AgentCall, other: AgentCall): void {
    const index = this.doubleRings.length;
    const what = `${offer.callerId} at ${offer.account}, ${other.callerId} at ${other.account}`;
    this.doubleRings.push(what);
    const tell = (): void => {
      const ms = Math.min(offer.endedAt ?? Infinity, other.endedAt ?? Infinity) - offer.invitedAt;
      this.doubleRings[index] =
        `${what}: for ${ms.toFixed(1)} ms, ${other.answeredAt ? 'answered' : 'ringing'}`;
    };
    void Promise.race([offer.ended.promise, other.ended.promise]).then(tell);
  }

  #offered(offer: AgentCall): void {
    for (const other of this.#load.agents.calls) {
      // whom the line has not told that it is over
      if (other === offer || other.isOver || other.endedBy === 'agent') continue;
      if (other.callerId === offer.callerId || other.account === offer.account) {
        this.#double(offer, other);
      }
    }
    this.offers.push(offer);
    for (const taken of this.#next.splice(0)) taken(offer);
    this.#handle(offer);
  }
}
