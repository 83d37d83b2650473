/** What pages and the API show of the centre, as plain values. */
import type { AgentState, AgentStatus } from './agent.ts';
import type { Caller, Standing } from './caller.ts';
import { positionOf } from './decide-overflow.ts';
import { pointsOf } from './standing.ts';
import type { AcdState, LineOverride } from './state.ts';

export interface QueueView {
  readonly line: string;
  readonly queue: string;
  /** Callers on the line who have not been taken. */
  readonly waiting: number;
  /** Milliseconds; absent when nobody waits. */
  readonly oldestWaitMs?: number;
  /** Callers who are to be called back. */
  readonly callbacks: number;
  /** Agents logged in who could serve somebody of the queue as its rules are at first. */
  readonly agents: number;
  /** Of these, those who could take a call now. */
  readonly ready: number;
  /** Closed exceptionally, with this prompt. */
  readonly closed?: string;
}

export interface CallerView {
  readonly callId: string;
  readonly line: string;
  readonly queue: string;
  readonly caller: string;
  readonly language: string;
  readonly standing: Standing;
  readonly place: number;
  /** 1: next; absent for one who has been taken, or is away. */
  readonly position?: number;
  /** With what ageing has added. */
  readonly priority: number;
  /** Raised an emergency: comes before everybody else, whatever the priority. */
  readonly emergency: boolean;
  readonly arrivedAt: number;
  readonly waitedMs: number;
  readonly offeredTo?: string;
  readonly talksTo: readonly string[];
}

export interface AgentView {
  readonly account: string;
  readonly name: string;
  readonly status: AgentStatus;
  readonly registered: boolean;
  /** Could take a call now. */
  readonly ready: boolean;
  readonly reason?: string;
  readonly idleSince: number;
  readonly wrapUpUntil?: number;
  readonly callId?: string;
  readonly calls: number;
  readonly skills: { readonly [skill: string]: number };
  readonly languages: readonly string[];
  readonly site?: string;
  readonly level: 1 | 2;
}

export interface CentreView {
  readonly name: string;
  readonly load: number;
  readonly emergencies: number;
  readonly channels?: number;
  readonly up: boolean;
  readonly reason?: string;
}

/** Queues of the configuration in force, and those in which somebody waits still. */
export function queueViews(state: AcdState, at: number): QueueView[] {
  const files = state.configurations.get(state.current);
  const named = Object.values(files?.lines ?? {}).flatMap(({ line, queues }) =>
    Object.keys(queues).map((queue) => ({ line, queue })),
  );
  const keys = new Map(named.map(({ line, queue }) => [`${line}/${queue}`, { line, queue }]));
  for (const [key, { line, name, count }] of state.queues)
    if (count > 0) keys.set(key, { line, queue: name });
  return [...keys].map(([key, names]) => queueView(state, key, names, at));
}

function queueView(
  state: AcdState,
  key: string,
  { line, queue: name }: { line: string; queue: string },
  at: number,
): QueueView {
  const queue = state.queues.get(key);
  const versions = [...(queue?.versions.values() ?? [])];
  const profiles = versions.flatMap((version) => [...version.profiles.values()].map(([first]) => first!));
  const able = [...state.agents.values()].filter(
    (agent) => agent.present && agent.abilities.some(({ profile }) => profiles.includes(profile)),
  );
  const arrivals = versions.flatMap((version) =>
    [...version.ranking].filter(({ standing }) => standing !== 'callback').map(({ arrivedAt }) => arrivedAt),
  );
  return {
    line,
    queue: name,
    waiting: queue?.count ?? 0,
    ...(arrivals.length > 0 && { oldestWaitMs: at - arrivals.reduce((one, other) => Math.min(one, other)) }),
    callbacks: (queue?.callbacks.size ?? 0) + (queue?.dialled ?? 0),
    agents: able.length,
    ready: able.filter(({ idle }) => idle).length,
    ...(queue?.closed !== undefined && { closed: queue.closed }),
  };
}

export function callerViews(state: AcdState, at: number): CallerView[] {
  return [...state.callers.values()].map((caller) => callerView(state, caller, at));
}

export function callerView(state: AcdState, caller: Caller, at: number): CallerView {
  const { callId, number, language, standing, place, arrivedAt, offer, talkers, version } = caller;
  return {
    callId,
    line: version.queue.line,
    queue: version.queue.name,
    caller: number,
    language,
    standing,
    place,
    ...(caller.isRanked && { position: positionOf(caller, { state }) }),
    priority: pointsOf(caller, state),
    emergency: caller.emergency,
    arrivedAt,
    waitedMs: at - arrivedAt,
    ...(offer && { offeredTo: offer.agent }),
    talksTo: talkers,
  };
}

export function agentView(agent: AgentState): AgentView {
  const { account, name, status, registered, idle, reason, idleSince, wrapUpUntil, callId, calls } = agent;
  return {
    account,
    name,
    status,
    registered,
    ready: idle,
    ...(reason !== undefined && { reason }),
    idleSince,
    ...(wrapUpUntil !== undefined && { wrapUpUntil }),
    ...(callId !== undefined && { callId }),
    calls,
    skills: Object.fromEntries(agent.skills),
    languages: agent.languages,
    ...(agent.site !== undefined && { site: agent.site }),
    level: agent.level,
  };
}

export function centreViews(state: AcdState): CentreView[] {
  const { centres = {} } = state.configurations.get(state.current) ?? {};
  return Object.entries(centres).map(([name, { channels }]) => {
    const { all = 0, emergencies = 0 } = state.load.get(name) ?? {};
    const reason = state.down.get(name);
    return {
      name,
      load: all,
      emergencies,
      ...(channels !== undefined && { channels }),
      up: reason === undefined,
      ...(reason !== undefined && { reason }),
    };
  });
}

/** Whether a line is closed exceptionally, or in a crisis. */
export function lineView(state: AcdState, line: string): LineOverride {
  return state.lines.get(line) ?? {};
}
