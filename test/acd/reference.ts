/** The matcher as the rules say it, without any index: every caller in order, every agent looked at. The other side of the
 *  fast one. */
import type { AgentState } from '../../src/acd/agent.ts';
import type { Caller } from '../../src/acd/caller.ts';
import type { AcdState } from '../../src/acd/state.ts';
import { durationMs } from '../../src/ivr/duration.ts';
import type { Queue } from '../../src/ivr/schema.ts';

/** The offer that is to be made next, if one can be made. */
export function nextOffer(state: AcdState): { callId: string; agent: string } | undefined {
  const { at } = state;
  const waiting = [...state.callers.values()].filter(({ standing }) => standing === 'waiting');
  waiting.sort(
    (one, other) =>
      Number(other.emergency) - Number(one.emergency) ||
      score(state, other) - score(state, one) ||
      one.place - other.place,
  );
  const ready = [...state.agents.values()].filter((agent) => isReady(agent, at));
  if (ready.length === 0) return undefined;
  for (const caller of waiting) {
    const agent = chosen(state, caller, ready);
    if (agent) return { callId: caller.callId, agent: agent.account };
  }
  return undefined;
}

export function isReady(agent: AgentState, at: number): boolean {
  const { status, registered, unreachable, removed, breathUntil } = agent;
  return status === 'ready' && registered && !unreachable && !removed && breathUntil <= at;
}

/** Priority aged by the wait, in 60 millionths of a point, so that sums are whole. */
function score(state: AcdState, caller: Caller): number {
  const ageing = Math.round((queueOf(state, caller).ageing ?? 1) * 1_000);
  return caller.priority * 60_000_000 + ageing * (state.at - caller.arrivedAt);
}

/** The queue's rules, as the caller's configuration has them. */
export function queueOf(state: AcdState, caller: Caller): Queue {
  const files = state.configurations.get(caller.configuration)!;
  const { line, name } = caller.version.queue;
  if (!name.startsWith('centre:')) return files.lines[line]!.queues[name]!;
  const { agents } = files.centres[name.slice('centre:'.length)]!;
  return { agentLevel: 2, ...agents };
}

interface Needs {
  skills: Record<string, number>;
  language: boolean;
  site: boolean;
  level: 1 | 2 | undefined;
}

/** What is asked of an agent by now. */
export function needsOf(queue: Queue, waitedMs: number): Needs {
  const skills = { ...queue.needs };
  if (queue.skill !== undefined) {
    skills[queue.skill] = Math.max(queue.level ?? 1, skills[queue.skill] ?? 0);
  }
  let needs: Needs = {
    skills,
    language: queue.language === 'required',
    site: queue.site !== undefined,
    level: queue.agentLevel,
  };
  const steps = [...(queue.relax ?? [])].sort(
    (one, other) => durationMs(one.after) - durationMs(other.after),
  );
  for (const { after, level, drop = [] } of steps) {
    if (durationMs(after) > waitedMs) continue;
    const left = Object.entries(needs.skills).filter(([skill]) => !drop.includes(skill));
    needs = {
      skills: Object.fromEntries(left.map(([skill, least]) => [skill, Math.min(least, level ?? 5)])),
      language: needs.language && !drop.includes('language'),
      site: needs.site && !drop.includes('site'),
      level: drop.includes('agent-level') ? undefined : needs.level,
    };
  }
  return needs;
}

/** Whether the agent has all that is asked, and takes calls of this queue. */
export function isAble(state: AcdState, agent: AgentState, caller: Caller): boolean {
  const queue = queueOf(state, caller);
  const needs = needsOf(queue, state.at - caller.joinedAt);
  const skilled = Object.entries(needs.skills).every(
    ([skill, least]) => (agent.skills.get(skill) ?? 0) >= least,
  );
  const speaks = !needs.language || agent.languages.includes(caller.language);
  const there = !needs.site || agent.site === queue.site;
  const level = needs.level === undefined || agent.level === needs.level;
  return skilled && speaks && there && level && (!agent.queues || agent.queues.has(nameOf(caller)));
}

const nameOf = ({ version }: Caller): string => version.queue.name.replace(/^centre:/, '');

function chosen(state: AcdState, caller: Caller, ready: readonly AgentState[]): AgentState | undefined {
  const able = ready.filter((agent) => isAble(state, agent, caller));
  if (caller.held) return able.find(({ account }) => account === caller.lastAgent);
  const fresh = able.filter(({ account }) => !caller.missedBy.includes(account));
  const pool = fresh.length > 0 ? fresh : able;
  const last = pool.find(({ account }) => account === caller.lastAgent);
  return last ?? pool.sort((one, other) => order(state, caller, one, other))[0];
}

function order(state: AcdState, caller: Caller, one: AgentState, other: AgentState): number {
  const queue = queueOf(state, caller);
  const criteria: ((agent: AgentState) => number)[] = [
    (agent) => Number(queue.language !== 'any' && !agent.languages.includes(caller.language)),
    (agent) => Number(queue.site !== undefined && agent.site !== queue.site),
    (agent) => agent.queues?.get(nameOf(caller)) ?? 5,
    strategy(queue, caller),
    (agent) => agent.idleSince,
  ];
  for (const criterion of criteria) {
    const difference = criterion(one) - criterion(other);
    if (difference !== 0) return difference;
  }
  return one.account < other.account ? -1 : 1;
}

function strategy(queue: Queue, caller: Caller): (agent: AgentState) => number {
  const asked = new Set(Object.keys(queue.needs ?? {}));
  if (queue.skill !== undefined) asked.add(queue.skill);
  switch (queue.strategy) {
    case 'most-skilled':
      return (agent) => -[...asked].reduce((sum, skill) => sum + (agent.skills.get(skill) ?? 0), 0);
    case 'least-flexible':
      return (agent) => agent.skills.size;
    case 'fewest-calls':
      return (agent) => agent.calls;
    case 'round-robin':
      return (agent) => caller.version.queue.turns.get(agent.account) ?? 0;
    default:
      return () => 0;
  }
}
