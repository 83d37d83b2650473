import type { CallOffered, LineEvent } from '../events/line.generated.ts';
import { evolve } from './evolve.ts';
import { type AcdState, type AgentState, type Caller, isReady } from './state.ts';

/** So many offers missed one after the other, and the agent is paused: a telephone that nobody answers, or that refuses by
 *  itself, would be offered the same caller for ever. */
const MOST_MISSES = 3;

/** What the centre does about a fact: whom it offers to whom, which offer it withdraws. First in, first out, to the
 *  agent who has been idle longest. `state` already holds the fact; the decisions are evolved into it. */
export function decide(state: AcdState, fact: LineEvent): { state: AcdState; decisions: LineEvent[] } {
  const decisions: LineEvent[] = [];
  let next = state;
  const add = (decision: LineEvent): void => {
    decisions.push(decision);
    next = evolve(next, decision);
  };
  for (const withdrawn of withdrawals(next, fact)) add(withdrawn);
  if (fact.type === 'CallEnded' || fact.type === 'BridgeFailed') {
    for (const { account, status, wrapUpUntil, wrapUpMs } of next.agents.values()) {
      if (status !== 'wrapUp' || wrapUpUntil !== undefined) continue;
      add({ type: 'WrapUpStarted', at: fact.at, agent: account, until: fact.at + wrapUpMs });
    }
  }
  if (fact.type === 'OfferMissed') {
    const agent = next.agents.get(fact.agent);
    if (agent?.status === 'ready' && agent.misses >= MOST_MISSES) {
      add({ type: 'AgentPaused', at: fact.at, agent: agent.account, reason: 'missed', by: 'line' });
    }
  }
  for (const offer of offers(next, fact.at)) add(offer);
  return { state: next, decisions };
}

const STOPS_OFFERS: ReadonlySet<LineEvent['type']> = new Set([
  'CallEnded',
  'AgentUnregistered',
  'AgentPaused',
  'AgentLoggedOut',
]);

/** Offers that no longer stand: the caller has left, or the agent's telephone is gone, or the agent takes no calls any
 *  more: no telephone rings for an agent who is paused (I5). */
function withdrawals(state: AcdState, fact: LineEvent): LineEvent[] {
  const stale: LineEvent[] = [];
  if (!STOPS_OFFERS.has(fact.type)) return stale;
  for (const agent of state.agents.values()) {
    const { offerId, callId, account, status } = agent;
    if (status !== 'offered' || offerId === undefined || callId === undefined) continue;
    const left = fact.type === 'CallEnded' && fact.callId === callId;
    const stopped = 'agent' in fact && fact.agent === account;
    if (left || stopped) stale.push({ type: 'OfferWithdrawn', at: fact.at, callId, agent: account, offerId });
  }
  return stale;
}

/** Every offer that can be made now. A caller whom no idle agent can serve blocks nobody behind. */
function offers(state: AcdState, at: number): CallOffered[] {
  const idle = [...state.agents.values()].filter(isReady).sort(longestIdleFirst);
  const made: CallOffered[] = [];
  for (const [callId, caller] of state.waiting) {
    if (idle.length === 0) break;
    if (caller.offer) continue;
    const index = bestAgent(idle, caller);
    if (index < 0) continue;
    const [agent] = idle.splice(index, 1);
    made.push({
      type: 'CallOffered',
      at,
      callId,
      agent: agent!.account,
      offerId: `${callId}/${caller.attempts + 1}`,
      ringMs: caller.joined.ringMs,
    });
  }
  return made;
}

function longestIdleFirst(one: AgentState, other: AgentState): number {
  return one.idleSince - other.idleSince || (one.account < other.account ? -1 : 1);
}

/** The first of the idle agents with the skill whose telephone has not rung for this caller in vain, and of these one who
 *  speaks the caller's language if there is one. */
function bestAgent(idle: readonly AgentState[], { joined, missedBy }: Caller): number {
  const isAble = (agent: AgentState) =>
    joined.skill === '' || (agent.skills[joined.skill] ?? 0) >= joined.level;
  const speaks = (agent: AgentState) => agent.languages.includes(joined.language);
  const isFresh = (agent: AgentState) => !missedBy.includes(agent.account);
  const able = idle.filter(isAble);
  const fresh = able.filter(isFresh);
  const preferred = fresh.length > 0 ? fresh : able;
  const chosen = preferred.find(speaks) ?? preferred[0];
  return chosen ? idle.indexOf(chosen) : -1;
}
