/** What a decision is made of: it gathers events and follows the state that they make. */
import type { LineEvent } from '../events/line.generated.ts';
import type { AgentState } from './agent.ts';
import type { Caller } from './caller.ts';
import { evolve } from './evolve.ts';
import { match, type Offers } from './match.ts';
import type { AcdState } from './state.ts';

export class Deliberation implements Offers {
  readonly state: AcdState;
  readonly decisions: LineEvent[] = [];

  constructor(state: AcdState) {
    this.state = state;
  }

  get at(): number {
    return this.state.at;
  }

  add(decision: LineEvent): void {
    this.decisions.push(decision);
    evolve(this.state, decision, this.state.entry);
  }

  offer({ callId, offers, version }: Caller, agent: AgentState): void {
    this.add({
      type: 'CallOffered',
      at: this.state.at,
      callId,
      agent: agent.account,
      offerId: `${callId}/${offers + 1}`,
      ringMs: version.rules.ringMs,
    });
  }

  /** Makes every offer that can be made. */
  match(): void {
    const { agents, profiles } = this.state.agenda;
    if (agents.size > 0 || profiles.size > 0) match(this.state, this);
  }
}
