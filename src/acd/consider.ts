/** Why a caller who waits is offered to this agent, or to nobody: every agent, with a verdict in words. */
import type { AgentState } from './agent.ts';
import type { Caller } from './caller.ts';
import { positionOf } from './decide-overflow.ts';
import { Ability, canServe, type Profile } from './profile.ts';
import { plainName } from './rules.ts';
import { pointsOf } from './standing.ts';
import type { AcdState } from './state.ts';

export interface Consideration {
  readonly callId: string;
  readonly line: string;
  readonly queue: string;
  /** Of relaxation; 0: as asked at first. */
  readonly stage: number;
  readonly stages: number;
  /** What is asked of an agent now, in words. */
  readonly needs: string;
  readonly priority: number;
  /** Raised an emergency: comes before everybody else, whatever the priority. */
  readonly emergency: boolean;
  readonly waitedMs: number;
  /** 1: next. */
  readonly position: number;
  /** Calls ahead in the queue, the first of them. */
  readonly ahead: readonly string[];
  readonly agents: readonly { readonly agent: string; readonly verdict: string; readonly chosen: boolean }[];
}

const MOST_AHEAD = 20;

/** @returns undefined for a call that stands in no queue */
export function consider(state: AcdState, callId: string, at: number): Consideration | undefined {
  const caller = state.callers.get(callId);
  if (!caller?.isRanked) return undefined;
  const { profile, version } = caller;
  const ahead: string[] = [];
  for (const other of version.ranking) {
    if (other === caller || ahead.length === MOST_AHEAD) break;
    ahead.push(other.callId);
  }
  const chosen = best(state, caller, at);
  return {
    callId,
    line: version.queue.line,
    queue: version.queue.name,
    stage: profile.stage,
    stages: version.rules.stages.length,
    needs: needsOf(profile),
    priority: pointsOf(caller, state),
    emergency: caller.emergency,
    waitedMs: at - caller.arrivedAt,
    position: positionOf(caller, { state }),
    ahead,
    agents: [...state.agents.values()].map((agent) => ({
      agent: agent.account,
      verdict: verdict(agent, caller, chosen, at),
      chosen: agent === chosen,
    })),
  };
}

/** Who would be chosen: the agent to whom the caller is offered, else the best of those who are ready. */
function best(state: AcdState, caller: Caller, at: number): AgentState | undefined {
  if (caller.offer) return state.agents.get(caller.offer.agent);
  const { profile, missedBy } = caller;
  const able = [...state.agents.values()].filter((agent) => agent.isReady(at) && canServe(agent, profile));
  if (caller.held) return able.find(({ account }) => account === caller.lastAgent);
  const fresh = able.filter(({ account }) => !missedBy.includes(account));
  const pool = fresh.length > 0 ? fresh : able;
  const last = pool.find(({ account }) => account === caller.lastAgent);
  const abilities = pool.map((agent) => new Ability(agent, profile));
  return last ?? abilities.sort(profile.compare)[0]?.agent;
}

function verdict(agent: AgentState, caller: Caller, chosen: AgentState | undefined, at: number): string {
  if (agent === chosen) return caller.offer ? 'chosen' : 'would be chosen';
  return lackOf(agent, caller.profile) ?? stateOf(agent, at) ?? lessGood(agent, caller, chosen);
}

/** What the agent lacks, whatever the agent does at present. */
function lackOf(agent: AgentState, profile: Profile): string | undefined {
  const { queue, site } = profile.version.rules;
  const { skills, languageRequired, siteRequired, agentLevel } = profile.needs;
  for (const [skill, level] of skills) {
    const has = agent.skills.get(skill) ?? 0;
    if (has < level) return `lacks skill ${skill} ≥ ${level} (has ${has === 0 ? 'none' : has})`;
  }
  if (languageRequired && !agent.languages.includes(profile.language)) return `speaks no ${profile.language}`;
  if (siteRequired && agent.site !== site) return `other site (${agent.site ?? 'none'})`;
  if (agentLevel !== undefined && agent.level !== agentLevel) return `is of level ${agent.level}`;
  if (agent.queues && !agent.queues.has(plainName(queue))) return `takes no calls of ${plainName(queue)}`;
  return undefined;
}

/** Why an agent who could serve takes no call now. */
function stateOf(agent: AgentState, at: number): string | undefined {
  if (agent.removed) return 'no longer among the agents';
  if (agent.status === 'loggedOut') return 'logged out';
  if (!agent.registered) return 'telephone not registered';
  if (agent.status === 'paused') return `paused (${agent.reason || 'no reason given'})`;
  if (agent.status === 'offered') return `is being offered call ${agent.callId}`;
  if (agent.status === 'talking') return `on call ${agent.callId}`;
  if (agent.status === 'wrapUp') return 'in wrap-up';
  if (agent.unreachable) return 'telephone could not be reached';
  return agent.breathUntil > at ? `breath for ${Math.ceil((agent.breathUntil - at) / 1_000)} s` : undefined;
}

function lessGood(agent: AgentState, caller: Caller, chosen: AgentState | undefined): string {
  const { profile, missedBy, held, lastAgent } = caller;
  if (held) return `would do, but the caller waits for ${lastAgent}, who served this number last`;
  if (!chosen) return 'would do';
  if (missedBy.includes(agent.account)) return 'missed this caller before';
  if (chosen.account === lastAgent) return `would also do, but ${lastAgent} served this number last`;
  const [one, other] = [new Ability(agent, profile), new Ability(chosen, profile)];
  if (one.preference !== other.preference)
    return 'would also do, but is less preferred (language, site, queue)';
  if (profile.strategyOf(one, other) !== 0)
    return `would also do, but comes later by ${profile.version.rules.strategy}`;
  if (agent.idleSince > chosen.idleSince) return 'would also do, but was idle for less long';
  return 'would also do, but comes later by account';
}

function needsOf({ needs, language, version }: Profile): string {
  const { skills, languageRequired, siteRequired, agentLevel } = needs;
  const words = [...skills].map(([skill, level]) => `${skill} ≥ ${level}`);
  if (languageRequired) words.push(`language ${language}`);
  if (siteRequired) words.push(`site ${version.rules.site}`);
  if (agentLevel !== undefined) words.push(`level ${agentLevel}`);
  return words.length > 0 ? words.join(', ') : 'any agent';
}
