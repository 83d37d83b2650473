/** Agents in the indexes: who is logged in, who is idle, who is waited for. */
import type { AgentState } from './agent.ts';
import { release } from './standing.ts';
import type { AcdState } from './state.ts';
import { link } from './versions.ts';

/** Changes an agent; the indexes follow. */
export function changeAgent(state: AcdState, agent: AgentState, change: (agent: AgentState) => void): void {
  unseat(agent);
  change(agent);
  refreshAgent(state, agent);
}

/** Brings the indexes to what the agent is now. */
export function refreshAgent(state: AcdState, agent: AgentState): void {
  const { agenda, silent, loud, at } = state;
  agent.idle = agent.isReady(at);
  if (agent.idle) agenda.agents.add(agent);
  else agenda.agents.delete(agent);
  const breathes = agent.breathUntil > at;
  silent.agents.set(agent.breathTimer, breathes ? agent.breathUntil : Number.POSITIVE_INFINITY);
  const wraps = agent.status === 'wrapUp' && agent.wrapUpUntil !== undefined;
  loud.agents.set(agent.wrapUpTimer, wraps ? agent.wrapUpUntil! : Number.POSITIVE_INFINITY);
  setPresent(state, agent, agent.isPresent);
  setComing(agent, agent.isComing);
  if (agent.held.length > 0 && !agent.isComing) for (const caller of [...agent.held]) release(state, caller);
  if (agent.removed && !agent.isBusy && agent.status !== 'wrapUp') forget(state, agent);
}

/** After a change of skills, languages, site or queues. */
export function relink(state: AcdState, agent: AgentState): void {
  unseat(agent);
  setPresent(state, agent, false);
  setComing(agent, false);
  agent.abilities = [];
  agent.able = [];
  for (const profile of state.profiles) link(agent, profile);
  refreshAgent(state, agent);
  for (const caller of [...agent.held]) {
    if (!agent.abilities.some(({ profile }) => profile === caller.profile)) release(state, caller);
  }
}

/** Enters an idle agent in the heaps of the profiles that the agent could serve. */
export function seat(state: AcdState, agent: AgentState): void {
  if (agent.seated) return;
  agent.seated = true;
  for (const ability of agent.abilities) {
    const { profile } = ability;
    profile.idle.push(ability, ability.order);
    if (profile.version.queue.callbacks.size > 0) state.agenda.callbacks.add(profile.version.queue);
  }
}

export function unseat(agent: AgentState): void {
  if (!agent.seated) return;
  agent.seated = false;
  for (const ability of agent.abilities) ability.profile.idle.remove(ability);
}

function setPresent({ agenda }: AcdState, agent: AgentState, present: boolean): void {
  if (agent.present === present) return;
  agent.present = present;
  for (const { profile } of agent.abilities) {
    profile.present += present ? 1 : -1;
    if (profile.present === 0 && profile.isLast) agenda.unstaffed.add(profile);
  }
}

function setComing(agent: AgentState, coming: boolean): void {
  if (agent.coming === coming) return;
  agent.coming = coming;
  for (const { profile } of agent.abilities) profile.coming += coming ? 1 : -1;
}

function forget(state: AcdState, agent: AgentState): void {
  unseat(agent);
  setPresent(state, agent, false);
  setComing(agent, false);
  state.agenda.agents.delete(agent);
  state.silent.agents.set(agent.breathTimer, Number.POSITIVE_INFINITY);
  state.agents.delete(agent.account);
}
