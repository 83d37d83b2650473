/**
 * Who is offered to whom. Callers in the order of their scores; each takes the best of the idle agents who can serve; nobody
 * is blocked by one ahead whom no idle agent can serve. Between two events no idle agent and waiting caller fit each other
 * (I10), so only what the event changed is looked at: agents who became idle, profiles that have a new caller.
 */
import type { AgentState } from './agent.ts';
import type { Caller } from './caller.ts';
import { canServe, type Profile } from './profile.ts';
import { seat } from './seating.ts';
import { comesFirst } from './standing.ts';
import type { AcdState } from './state.ts';

export interface Offers {
  /** Makes an offer, and takes it into the state. */
  offer(caller: Caller, agent: AgentState): void;
}

/** Makes every offer that can be made. */
export function match(state: AcdState, plan: Offers): void {
  const { agents, profiles } = state.agenda;
  if (agents.size === 1 && profiles.size === 0) {
    // the usual case by far: nobody else who is idle can serve anybody who waits
    const agent = agents.at(0)!;
    const caller = firstFor(agent, state);
    if (caller) plan.offer(caller, agent);
  }
  for (let index = 0; index < agents.size; index += 1) {
    const agent = agents.at(index)!;
    for (const { profile } of agent.abilities) if (profile.callers.size > 0) profiles.add(profile);
    seat(state, agent);
  }
  for (let caller = first(state); caller; caller = first(state)) plan.offer(caller, choose(state, caller));
  agents.clear();
  profiles.clear();
}

/** The first of all callers whom this agent can serve. */
function firstFor(agent: AgentState, state: AcdState): Caller | undefined {
  const { profiles, heads, at, since } = state;
  let best = profiles[heads.best(agent, at - since, profiles)]?.callers.first;
  if (agent.held.length === 0) return best;
  for (const caller of agent.held) if (!best || comesFirst(caller, best, state) < 0) best = caller;
  return best;
}

/** The first of all callers whom an idle agent can serve. */
function first(state: AcdState): Caller | undefined {
  const { agents, profiles } = state.agenda;
  let best: Caller | undefined;
  if (profiles.size > 0) profiles.keep(canOffer);
  for (let index = 0; index < profiles.size; index += 1) {
    const head = profiles.at(index)!.callers.first!;
    if (!best || comesFirst(head, best, state) < 0) best = head;
  }
  for (let index = 0; index < agents.size; index += 1) {
    const { held } = agents.at(index)!;
    for (const caller of held) if (!best || comesFirst(caller, best, state) < 0) best = caller;
  }
  return best;
}

function canOffer({ idle, callers }: Profile): boolean {
  return idle.size > 0 && callers.size > 0;
}

/** The best of the idle agents: one whom the caller knows, who has not missed the caller, then as the profile orders them. */
function choose(state: AcdState, caller: Caller): AgentState {
  const { lastAgent, profile, missedBy } = caller;
  const last = lastAgent === undefined ? undefined : state.agents.get(lastAgent);
  if (caller.held) return last!;
  if (last?.idle && !missedBy.includes(last.account) && canServe(last, profile)) return last;
  return missedBy.length === 0 ? profile.idle.top!.agent : bestFresh(profile, missedBy);
}

/** The best who has not missed the caller; if all have, the best. */
function bestFresh({ idle }: Profile, missedBy: readonly string[]): AgentState {
  const best = idle.top!;
  const passed = [];
  while (idle.top && missedBy.includes(idle.top.agent.account)) passed.push(idle.pop()!);
  const fresh = idle.top;
  for (const ability of passed) idle.push(ability, ability.order);
  return (fresh ?? best).agent;
}
