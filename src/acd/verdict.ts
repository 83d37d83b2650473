/** What the distributor says of one agent when it looks for one who takes a caller: chosen, or why not. */
import type { Strategy } from '../ivr/schema.ts';
import type { AgentState } from './agent.ts';
import type { Caller } from './caller.ts';
import { Ability, type Profile } from './profile.ts';
import { plainName } from './rules.ts';

/** What the agent lacks, whatever the agent does at present. `has` is 0 for none. */
export type Lack =
  | { readonly kind: 'skill'; readonly skill: string; readonly level: number; readonly has: number }
  | { readonly kind: 'language'; readonly language: string }
  | { readonly kind: 'site'; readonly site: string | undefined }
  | { readonly kind: 'level'; readonly level: 1 | 2 }
  | { readonly kind: 'queue'; readonly queue: string };

/** Why an agent who could serve takes no call now. */
export type Hindrance =
  | { readonly kind: 'removed' | 'loggedOut' | 'unregistered' | 'unreachable' | 'wrapUp' }
  | { readonly kind: 'paused'; readonly reason: string }
  | { readonly kind: 'offered' | 'talking'; readonly callId: string }
  | { readonly kind: 'breath'; readonly ms: number };

/** Why another comes first. */
export type Behind =
  | { readonly kind: 'missed' | 'lessPreferred' | 'lessIdle' | 'account' }
  | { readonly kind: 'awaitsLast' | 'servedLast'; readonly last: string }
  | { readonly kind: 'strategy'; readonly strategy: Strategy };

/** `chosen`: the caller is being offered to this agent; `best`: would be. */
export type Verdict = { readonly kind: 'chosen' | 'best' } | Lack | Hindrance | Behind;

/** @param chosen who is offered the caller, or would be */
export function verdictOn(
  agent: AgentState,
  caller: Caller,
  chosen: AgentState | undefined,
  at: number,
): Verdict {
  if (agent === chosen) return { kind: caller.offer ? 'chosen' : 'best' };
  return lackOf(agent, caller.profile) ?? hindranceOf(agent, at) ?? behind(agent, caller, chosen);
}

function lackOf(agent: AgentState, profile: Profile): Lack | undefined {
  const { queue, site } = profile.version.rules;
  const { skills, languageRequired, siteRequired, agentLevel } = profile.needs;
  for (const [skill, level] of skills) {
    const has = agent.skills.get(skill) ?? 0;
    if (has < level) return { kind: 'skill', skill, level, has };
  }
  const { language } = profile;
  if (languageRequired && !agent.languages.includes(language)) return { kind: 'language', language };
  if (siteRequired && agent.site !== site) return { kind: 'site', site: agent.site };
  if (agentLevel !== undefined && agent.level !== agentLevel) return { kind: 'level', level: agent.level };
  const name = plainName(queue);
  return agent.queues && !agent.queues.has(name) ? { kind: 'queue', queue: name } : undefined;
}

function hindranceOf(agent: AgentState, at: number): Hindrance | undefined {
  const { status, callId = '' } = agent;
  if (agent.removed) return { kind: 'removed' };
  if (status === 'loggedOut') return { kind: 'loggedOut' };
  if (!agent.registered) return { kind: 'unregistered' };
  if (status === 'paused') return { kind: 'paused', reason: agent.reason ?? '' };
  if (status === 'offered' || status === 'talking') return { kind: status, callId };
  if (status === 'wrapUp') return { kind: 'wrapUp' };
  if (agent.unreachable) return { kind: 'unreachable' };
  return agent.breathUntil > at ? { kind: 'breath', ms: agent.breathUntil - at } : undefined;
}

function behind(agent: AgentState, caller: Caller, chosen: AgentState | undefined): Behind {
  const { profile, missedBy, held, lastAgent = '' } = caller;
  // only who waits for the last agent could be taken by one, and is by none
  if (held || !chosen) return { kind: 'awaitsLast', last: lastAgent };
  if (missedBy.includes(agent.account)) return { kind: 'missed' };
  if (chosen.account === lastAgent) return { kind: 'servedLast', last: lastAgent };
  const [one, other] = [new Ability(agent, profile), new Ability(chosen, profile)];
  if (one.preference !== other.preference) return { kind: 'lessPreferred' };
  const { strategy } = profile.version.rules;
  if (profile.strategyOf(one, other) !== 0) return { kind: 'strategy', strategy };
  return { kind: agent.idleSince > chosen.idleSince ? 'lessIdle' : 'account' };
}
