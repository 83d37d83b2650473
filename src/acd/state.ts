/** The centre as the distributor sees it: one state for all queues, so that one decision sees every agent. */
import type { AgentState } from './agent.ts';
import { Calendar } from './calendar.ts';
import type { Caller } from './caller.ts';
import type { ActiveConfiguration } from './configuration.ts';
import { Heads } from './heads.ts';
import type { HoursClock } from './hours-clock.ts';
import { Pending } from './pending.ts';
import type { Profile, QueueVersion } from './profile.ts';
import type { Rival } from './rivals.ts';
import type { WaitModel } from './wait-estimate.ts';

/** A queue of a line, whatever the version of its rules. */
export interface QueueState {
  /** `<line>/<queue>`. */
  readonly key: string;
  readonly line: string;
  readonly name: string;
  /** Closed exceptionally, with this prompt (empty: the line's own). */
  closed: string | undefined;
  /** Account → number of its last offer from this queue, for round-robin. */
  readonly turns: Map<string, number>;
  offers: number;
  /** What is known of the waits; absent before the first caller. */
  model: WaitModel | undefined;
  // what follows is made from callers and configurations
  readonly versions: Map<string, QueueVersion>;
  /** The same, quick to go through. */
  readonly list: QueueVersion[];
  /** Callers who hold one of the places of the capacity. */
  count: number;
  /** Callers to be called back, not being dialled at present. */
  readonly callbacks: Set<Caller>;
  /** Callers who are being called back. */
  dialled: number;
}

/** A call from its arrival to its end: the line and the configuration that it came to. */
export interface KnownCall {
  readonly line: string;
  readonly configuration: number;
  /** Raised one, be it before there was a place in a queue. */
  readonly emergency?: true;
}

/** A call that is on its way to a centre, or there. */
export interface Transfer {
  readonly asked: string;
  readonly centre: string;
  readonly emergency: boolean;
}

/** A caller who hung up while waiting: the place is kept for a while. */
export interface Dropped {
  readonly callId: string;
  readonly queue: string;
  readonly at: number;
  readonly place: number;
  readonly arrivedAt: number;
  readonly joinedAt: number;
  readonly fired: number;
  readonly emergency: boolean;
}

/** What supervisors have set beside a line's own rules. */
export interface LineOverride {
  readonly closed?: { readonly message: string };
  readonly crisis?: string;
}

/** Callbacks registered on one day of the line's time zone. */
export interface CallbackDay {
  readonly date: string;
  total: number;
  readonly byNumber: Map<string, number>;
}

/** What an event left to decide: empty when all is decided. */
export interface Agenda {
  /** Ready as of now, and not yet in the heaps of their profiles. */
  readonly agents: Pending<AgentState>;
  /** Profiles that have a caller to offer as of now. */
  readonly profiles: Pending<Profile>;
  /** Callers whose stay in a queue began. */
  readonly entered: Pending<Caller>;
  /** Callers who wait again, for whom the queue may have closed meanwhile. */
  readonly returned: Pending<Caller>;
  /** Agents whose talk is over. */
  readonly wrapUps: Pending<AgentState>;
  /** Agents whose offer may stand no longer. */
  readonly doubtful: Pending<AgentState>;
  /** Queues that have closed or opened. */
  readonly versions: Pending<QueueVersion>;
  /** Profiles, at the last stage, whose agents have all gone. */
  readonly unstaffed: Pending<Profile>;
  /** Queues in which a callback may be due. */
  readonly callbacks: Pending<QueueState>;
  /** Each of the above. */
  readonly all: readonly { readonly size: number; clear(): void }[];
}

export interface AcdState {
  /** The last event's, epoch milliseconds. */
  at: number;
  /** The first event's: from here the ageing is counted. */
  since: number;
  entry: number;
  /** Number of the entry whose configuration holds for new calls; 0: none yet. */
  current: number;
  /** Those that hold, or that a call still keeps to. */
  readonly configurations: Map<number, ActiveConfiguration>;
  readonly agents: Map<string, AgentState>;
  readonly callers: Map<string, Caller>;
  readonly calls: Map<string, KnownCall>;
  readonly transfers: Map<string, Transfer>;
  /** Centres that are down, with the reason; of the others nothing bad is known. */
  readonly down: Map<string, string>;
  readonly lines: Map<string, LineOverride>;
  /** By `<line>/<queue>`. */
  readonly queues: Map<string, QueueState>;
  /** By `<line>/<number>`, the oldest first. */
  readonly dropped: Map<string, Dropped>;
  /** Who served a number last, by `<line>/<number>`, the longest ago first. */
  readonly served: Map<string, { readonly agent: string; readonly at: number }>;
  readonly callbackDays: Map<string, CallbackDay>;
  places: number;
  ordinals: number;

  // what follows is made from the above, and in no snapshot
  /** By configuration, line and queue. */
  readonly versions: Map<number, Map<string, Map<string, QueueVersion>>>;
  readonly profiles: Profile[];
  readonly heads: Heads;
  /** Queues that share agents, by `<line>/<queue>`, in the configuration in force. */
  rivals: ReadonlyMap<string, readonly Rival[]> | undefined;
  /** Opening hours, by what they say: queues share them. */
  readonly clocks: Map<string, HoursClock>;
  /** Calls at each centre. */
  readonly load: Map<string, { all: number; emergencies: number }>;
  /** Callers present by `<line>/<number>`, on lines with redial. */
  readonly numbers: Map<string, number>;
  readonly silent: {
    callers: Calendar<Caller>;
    agents: Calendar<AgentState>;
    versions: Calendar<QueueVersion>;
  };
  readonly loud: { callers: Calendar<Caller>; agents: Calendar<AgentState> };
  readonly agenda: Agenda;
}

/** A centre of which nothing is known: everything comes from events. */
export function newCentre(): AcdState {
  return {
    at: 0,
    since: 0,
    entry: 0,
    current: 0,
    configurations: new Map(),
    agents: new Map(),
    callers: new Map(),
    calls: new Map(),
    transfers: new Map(),
    down: new Map(),
    lines: new Map(),
    queues: new Map(),
    dropped: new Map(),
    served: new Map(),
    callbackDays: new Map(),
    places: 0,
    ordinals: 0,
    versions: new Map(),
    profiles: [],
    heads: new Heads(),
    rivals: undefined,
    clocks: new Map(),
    load: new Map(),
    numbers: new Map(),
    silent: { callers: new Calendar(), agents: new Calendar(), versions: new Calendar() },
    loud: { callers: new Calendar(), agents: new Calendar() },
    agenda: newAgenda(),
  };
}

function newAgenda(): Agenda {
  const agenda = {
    agents: new Pending<AgentState>(),
    profiles: new Pending<Profile>(),
    entered: new Pending<Caller>(),
    returned: new Pending<Caller>(),
    wrapUps: new Pending<AgentState>(),
    doubtful: new Pending<AgentState>(),
    versions: new Pending<QueueVersion>(),
    unstaffed: new Pending<Profile>(),
    callbacks: new Pending<QueueState>(),
  };
  return { ...agenda, all: Object.values(agenda) };
}

/** The earliest instant at which something falls due, epoch milliseconds; undefined when nothing does. */
export function nextDue({ silent, loud }: AcdState): number | undefined {
  const next = Math.min(
    silent.callers.next,
    silent.agents.next,
    silent.versions.next,
    loud.callers.next,
    loud.agents.next,
  );
  return next === Number.POSITIVE_INFINITY ? undefined : next;
}
