/** The leader's loop: keeps the distributor's state and does what it decides. */
import { decide } from '../acd/decide.ts';
import { evolve } from '../acd/evolve.ts';
import type { Agent } from '../acd/schema.ts';
import { type AcdState, emptyCentre } from '../acd/state.ts';
import type { CallOffered, LineEvent, OfferWithdrawn } from '../events/line.generated.ts';

export interface CentrePorts {
  /** Journals a decision before it is done. */
  decided(decision: LineEvent): void;
  happened(fact: LineEvent): void;
  offer(offer: CallOffered): void;
  withdraw(offer: OfferWithdrawn): void;
  now(): number;
}

export class Centre {
  readonly #ports: CentrePorts;
  readonly #timers = new Map<string, NodeJS.Timeout>();
  #state: AcdState;

  constructor(ports: CentrePorts, agents: readonly Agent[]) {
    this.#ports = ports;
    this.#state = emptyCentre(agents, ports.now());
  }

  get state(): AcdState {
    return this.#state;
  }

  /** Takes an event that is already journalled: a fact, or a decision about a call. */
  take(event: LineEvent): void {
    const { state, decisions } = decide(evolve(this.#state, event), event);
    this.#state = state;
    for (const decision of decisions) this.#ports.decided(decision);
    for (const decision of decisions) this.#perform(decision);
  }

  close(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }

  #perform(decision: LineEvent): void {
    if (decision.type === 'CallOffered') this.#ports.offer(decision);
    else if (decision.type === 'OfferWithdrawn') this.#ports.withdraw(decision);
    else if (decision.type === 'WrapUpStarted') this.#wrapUp(decision.agent, decision.until);
  }

  #wrapUp(agent: string, until: number): void {
    clearTimeout(this.#timers.get(agent));
    const over = () => {
      this.#timers.delete(agent);
      this.#ports.happened({ type: 'WrapUpDone', at: this.#ports.now(), agent, by: 'time' });
    };
    this.#timers.set(agent, setTimeout(over, until - this.#ports.now()));
  }
}
