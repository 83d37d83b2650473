/** Why a caller who waits is offered to this agent, or to nobody: every agent, with a verdict. */
import type { AgentState } from './agent.ts';
import type { Caller } from './caller.ts';
import { positionOf } from './decide-overflow.ts';
import { Ability, canServe, type Profile } from './profile.ts';
import { pointsOf } from './standing.ts';
import type { AcdState } from './state.ts';
import { type Verdict, verdictOn } from './verdict.ts';

/** What is asked of an agent; what is undefined is not. */
export interface Needs {
  readonly skills: readonly { readonly skill: string; readonly level: number }[];
  readonly language: string | undefined;
  readonly site: string | undefined;
  readonly agentLevel: 1 | 2 | undefined;
}

export interface Consideration {
  readonly callId: string;
  readonly line: string;
  readonly queue: string;
  /** Of relaxation; 0: as asked at first. */
  readonly stage: number;
  readonly stages: number;
  /** As they are by now. */
  readonly needs: Needs;
  readonly priority: number;
  /** Raised an emergency: comes before everybody else, whatever the priority. */
  readonly emergency: boolean;
  readonly waitedMs: number;
  /** 1: next. */
  readonly position: number;
  /** Calls ahead in the queue, the first of them. */
  readonly ahead: readonly string[];
  readonly agents: readonly { readonly agent: string; readonly verdict: Verdict }[];
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
      verdict: verdictOn(agent, caller, chosen, at),
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

function needsOf({ needs, language, version }: Profile): Needs {
  const { skills, languageRequired, siteRequired, agentLevel } = needs;
  return {
    skills: [...skills].map(([skill, level]) => ({ skill, level })),
    language: languageRequired ? language : undefined,
    site: siteRequired ? version.rules.site : undefined,
    agentLevel,
  };
}
