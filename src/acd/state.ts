/** The centre as the distributor sees it: one state for all queues, so that one decision sees every agent. */
import type { QueueJoined } from '../events/line.generated.ts';
import type { Agent } from './schema.ts';

export type AgentStatus = 'loggedOut' | 'ready' | 'offered' | 'talking' | 'wrapUp' | 'paused';

export interface AgentState {
  readonly account: string;
  readonly name: string;
  readonly skills: { readonly [skill: string]: number };
  readonly languages: readonly string[];
  readonly wrapUpMs: number;
  readonly status: AgentStatus;
  /** The telephone is registered; without it no offer is made (I5). */
  readonly registered: boolean;
  /** Since when the agent has not been on a call or an offer, epoch milliseconds. */
  readonly idleSince: number;
  /** Offers missed one after the other; an answer or a word of the agent starts anew. */
  readonly misses: number;
  /** Why paused. */
  readonly reason?: string;
  /** What follows the talk or the offer under way, asked for meanwhile. */
  readonly after?: { readonly status: 'paused' | 'loggedOut'; readonly reason?: string };
  readonly offerId?: string;
  readonly callId?: string;
  /** End of the wrap-up, epoch milliseconds. */
  readonly wrapUpUntil?: number;
}

export interface Caller {
  readonly joined: QueueJoined;
  /** Order of arrival in the centre; kept through missed offers (I3). */
  readonly place: number;
  readonly attempts: number;
  /** Agents whose telephone rang for this caller in vain: others are preferred. */
  readonly missedBy: readonly string[];
  readonly offer?: { readonly offerId: string; readonly agent: string };
}

export interface AcdState {
  readonly agents: Map<string, AgentState>;
  /** Callers who wait, by call, in the order of their places. */
  readonly waiting: Map<string, Caller>;
  /** Callers whom an agent has taken: a bridge that fails puts them back at their place. */
  readonly taken: Map<string, Caller>;
  readonly places: number;
}

export function isReady(agent: AgentState): boolean {
  return agent.status === 'ready' && agent.registered;
}

/** The state of a centre in which nobody has registered yet. */
export function emptyCentre(agents: readonly Agent[], at: number): AcdState {
  const states = agents.map((agent): [string, AgentState] => [
    agent.account,
    {
      account: agent.account,
      name: agent.name,
      skills: agent.skills,
      languages: agent.languages ?? [],
      wrapUpMs: (agent.wrapUpSeconds ?? 10) * 1_000,
      status: 'ready',
      registered: false,
      idleSince: at,
      misses: 0,
    },
  ]);
  return { agents: new Map(states), waiting: new Map(), taken: new Map(), places: 0 };
}
