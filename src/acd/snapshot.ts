/** The state as a value that JSON can hold, so that recovery need not read the whole journal. */
import { AgentState, type ListedAgent } from './agent.ts';
import { Caller } from './caller.ts';
import { emptyAgenda } from './evolve.ts';
import { reindex } from './reindex.ts';
import { type AcdState, type CallbackDay, newCentre, type QueueState } from './state.ts';
import { profileAt, queueOf, versionOf } from './versions.ts';
import type { WaitModel } from './wait-estimate.ts';

const PLAIN = ['at', 'since', 'entry', 'current', 'places', 'ordinals'] as const;
const MAPS = ['configurations', 'calls', 'transfers', 'down', 'lines', 'dropped', 'served'] as const;
/** What of an agent stands in the admin's files or may be changed as they are. */
const LISTED = ['account', 'name', 'languages', 'site', 'level'] as const;
const OF_AGENT = [
  ...['status', 'registered', 'unreachable', 'removed', 'idleSince', 'misses', 'calls', 'reason', 'after'],
  ...[
    'offerId',
    'callId',
    'handling',
    'wrapUpUntil',
    'breathUntil',
    'wrapUpMs',
    'languages',
    'site',
    'level',
  ],
] as (keyof AgentState)[];
const OF_CALLER = [
  ...[
    'standing',
    'priority',
    'prioritised',
    'emergency',
    'arrivedAt',
    'joinedAt',
    'offers',
    'missedBy',
    'offer',
    'lastAgent',
  ],
  ...['held', 'fired', 'sentAt', 'announceAt', 'talkers', 'callback', 'told', 'configuration', 'language'],
] as (keyof Caller)[];

interface Snapshot {
  readonly plain: Record<(typeof PLAIN)[number], number>;
  readonly maps: Record<(typeof MAPS)[number], [unknown, unknown][]>;
  readonly agents: {
    readonly listed: ListedAgent;
    readonly ordinal: number;
    readonly now: Record<string, unknown>;
  }[];
  readonly callers: {
    readonly callId: string;
    readonly number: string;
    readonly line: string;
    readonly queue: string;
    readonly place: number;
    readonly now: Record<string, unknown>;
  }[];
  readonly queues: {
    readonly line: string;
    readonly name: string;
    readonly closed?: string;
    readonly offers: number;
    readonly model?: WaitModel;
    readonly turns: [string, number][];
  }[];
  readonly callbackDays: [line: string, date: string, total: number, byNumber: [string, number][]][];
}

export function snapshot(state: AcdState): unknown {
  const made: Snapshot = {
    plain: pick(state, PLAIN) as Snapshot['plain'],
    maps: Object.fromEntries(MAPS.map((name) => [name, [...state[name]]])) as Snapshot['maps'],
    agents: [...state.agents.values()].map((agent) => ({
      listed: {
        ...(pick(agent, LISTED) as unknown as ListedAgent),
        skills: Object.fromEntries(agent.skills),
        ...(agent.queues && { queues: Object.fromEntries(agent.queues) }),
      },
      ordinal: agent.ordinal,
      now: pick(agent, OF_AGENT),
    })),
    callers: [...state.callers.values()].map((caller) => ({
      callId: caller.callId,
      number: caller.number,
      line: caller.version.queue.line,
      queue: caller.version.queue.name,
      place: caller.place,
      now: pick(caller, OF_CALLER),
    })),
    queues: inOrder([...state.queues.values()].filter(hasPast)).map(
      ({ line, name, closed, offers, model, turns }) => ({
        line,
        name,
        ...(closed !== undefined && { closed }),
        offers,
        ...(model && { model }),
        turns: [...turns],
      }),
    ),
    callbackDays: [...state.callbackDays].map(([line, { date, total, byNumber }]) => [
      line,
      date,
      total,
      [...byNumber],
    ]),
  };
  return made;
}

/** @param value what `snapshot` gave, be it by way of JSON */
export function restore(value: unknown): AcdState {
  const from = structured(value);
  const state = newCentre();
  Object.assign(state, from.plain);
  for (const name of MAPS) {
    const map = state[name] as Map<unknown, unknown>;
    for (const [key, one] of from.maps[name]) map.set(key, one);
  }
  for (const { listed, ordinal, now } of from.agents) {
    const agent = Object.assign(new AgentState(listed, ordinal, 0), now);
    state.agents.set(agent.account, agent);
  }
  for (const { line, name, closed, offers, model, turns } of from.queues) {
    const queue: QueueState = queueOf(state, line, name);
    Object.assign(queue, { closed, offers, model, turns: new Map(turns) });
  }
  for (const [line, date, total, byNumber] of from.callbackDays) {
    const day: CallbackDay = { date, total, byNumber: new Map(byNumber) };
    state.callbackDays.set(line, day);
  }
  for (const one of from.callers) restoreCaller(state, one);
  reindex(state);
  emptyAgenda(state);
  return state;
}

function restoreCaller(state: AcdState, one: Snapshot['callers'][number]): void {
  const { callId, number, line, queue, place, now } = one;
  const { configuration, language } = now as Pick<Caller, 'configuration' | 'language'>;
  const version = versionOf(state, configuration, line, queue);
  if (!version) throw new RangeError(`the snapshot lacks the rules of queue ${queue} of line ${line}`);
  const profile = profileAt(state, version, language, 0);
  state.callers.set(callId, Object.assign(new Caller(callId, number, place, 0, profile), now));
}

/** Queues become known when somebody first asks for them, which may be before or after a restart. */
function inOrder(queues: QueueState[]): QueueState[] {
  const name = (queue: QueueState) => `${queue.line}/${queue.name}`;
  return queues.sort((one, other) => (name(one) < name(other) ? -1 : 1));
}

/** A queue of which there is nothing to keep may have been looked at, or not. */
function hasPast({ closed, offers, model }: QueueState): boolean {
  return closed !== undefined || offers > 0 || model !== undefined;
}

/** The snapshot is ours alone: what it holds is not shared with the state that is made of it. */
function structured(value: unknown): Snapshot {
  const copy = JSON.parse(JSON.stringify(value)) as Snapshot;
  if (!Array.isArray(copy.callers) || !Array.isArray(copy.agents)) throw new TypeError('not a snapshot');
  return copy;
}

function pick<T extends object, K extends keyof T>(from: T, names: readonly K[]): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, from[name]]));
}
