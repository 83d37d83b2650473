/** What makes the choice fast: callers with the same needs are one profile, and each profile knows its idle agents. */
import type { AgentState } from './agent.ts';
import { Timer } from './calendar.ts';
import type { Caller } from './caller.ts';
import { type HeapItem, IndexedHeap } from './heap.ts';
import type { HoursClock } from './hours-clock.ts';
import { type RankedList, Ranking } from './ranking.ts';
import { plainName, type QueueRules, type Stage } from './rules.ts';
import type { QueueState } from './state.ts';

/** Above any rank: milliseconds until the year 2527. Times any preference it is still exact. */
const STEP = 2 ** 44;
/** Above the sum of an agent's levels. */
const MOST_SKILLED = 2 ** 20;
/** Preference of an agent without `queues` for any queue. */
const PLAIN_RANK = 5;

/** The callers of a queue who keep to the same version of its rules. */
export class QueueVersion {
  /** Unique: the queue and what its rules say. */
  readonly name: string;
  readonly rules: QueueRules;
  readonly queue: QueueState;
  /** All who have a place in the queue, in the order in which they are served. */
  readonly ranking = new Ranking<Caller>();
  /** Of these, those who may not be offered now: they are, or wait for somebody, or have no telephone in hand. */
  readonly apart = this.ranking.list();
  /** Language → one profile a stage. */
  readonly profiles = new Map<string, Profile[]>();
  readonly clock: HoursClock;
  readonly lineClock: HoursClock;
  /** The next opening or closing, while somebody waits. */
  readonly boundary: Timer<QueueVersion>;

  constructor(
    rules: QueueRules,
    queue: QueueState,
    text: string,
    clocks: readonly [HoursClock, HoursClock],
    ordinal: number,
  ) {
    this.name = `${rules.line}/${rules.queue}/${text}`;
    this.rules = rules;
    this.queue = queue;
    this.clock = clocks[0];
    this.lineClock = clocks[1];
    this.boundary = new Timer(this as QueueVersion, ordinal);
  }

  /** By the hours of the queue and of its line, exceptional closures aside. */
  isOpen(at: number): boolean {
    return this.clock.isOpen(at) && this.lineClock.isOpen(at);
  }

  changesAt(at: number): number {
    return Math.min(this.clock.changesAt(at), this.lineClock.changesAt(at));
  }
}

type Comparison = (one: Ability, other: Ability) => number;

/** Callers of one queue, one language and one stage of relaxation: the same agents serve them. */
export class Profile {
  /** Index among the profiles of the centre. */
  readonly number: number;
  readonly version: QueueVersion;
  readonly language: string;
  readonly stage: number;
  /** Those who may be offered now. */
  readonly callers: RankedList<Caller>;
  /** Agents who could take one of them now, the best first. */
  readonly idle: IndexedHeap<Ability>;
  /** Agents logged in who could serve. */
  present = 0;
  /** Of these, those who go on taking calls. */
  coming = 0;
  readonly ageing: number;

  /** By the queue's strategy, the lowest first. */
  readonly rankOf: (ability: Ability) => number;
  /** By the queue's strategy alone. */
  readonly strategyOf: Comparison;
  /** The order of choice: preferences, the strategy, longest idle, account. */
  readonly compare: Comparison;

  constructor(number: number, version: QueueVersion, language: string, stage: number) {
    this.number = number;
    this.version = version;
    this.language = language;
    this.stage = stage;
    this.callers = version.ranking.list();
    this.ageing = version.rules.ageing;
    this.rankOf = rankOf(version);
    this.strategyOf = isByIdleness(version) ? () => 0 : (one, other) => this.rankOf(one) - this.rankOf(other);
    this.compare = choiceBy(this.strategyOf);
    this.idle = new IndexedHeap(byIdleness);
  }

  /** Unique among profiles of the same stage. */
  get name(): string {
    return `${this.version.name} ${this.language}`;
  }

  /** Nobody who cannot serve now ever will. */
  get isLast(): boolean {
    return this.stage === this.version.rules.stages.length - 1;
  }

  get needs(): Stage {
    return this.version.rules.stages[this.stage]!;
  }
}

/** An agent who could serve the callers of a profile. */
export class Ability implements HeapItem {
  slot = -1;
  readonly agent: AgentState;
  readonly profile: Profile;
  /** Language, site and the agent's own preference: lower is better. */
  readonly preference: number;
  /** Sum of the levels in the skills that the queue asks for. */
  readonly skill: number;

  constructor(agent: AgentState, profile: Profile) {
    this.agent = agent;
    this.profile = profile;
    const { language, site, stages, queue } = profile.version.rules;
    const foreign = language !== 'any' && !agent.languages.includes(profile.language);
    const elsewhere = site !== undefined && agent.site !== site;
    const rank = agent.queues?.get(plainName(queue)) ?? PLAIN_RANK;
    this.preference = (foreign ? 100 : 0) + (elsewhere ? 10 : 0) + rank;
    this.skill = 0;
    for (const name of stages[0].skills.keys()) this.skill += agent.skills.get(name) ?? 0;
  }

  /** Preference and strategy in one number, as they are now: of two the lower is chosen. */
  get order(): number {
    return this.preference * STEP + this.profile.rankOf(this);
  }
}

/** Whether the agent meets what the profile asks for. */
export function canServe(agent: AgentState, profile: Profile): boolean {
  const { queue, site } = profile.version.rules;
  const { skills, languageRequired, siteRequired, agentLevel } = profile.needs;
  for (const [name, level] of skills) if ((agent.skills.get(name) ?? 0) < level) return false;
  if (languageRequired && !agent.languages.includes(profile.language)) return false;
  if (siteRequired && agent.site !== site) return false;
  if (agentLevel !== undefined && agent.level !== agentLevel) return false;
  return agent.queues === undefined || agent.queues.has(plainName(queue));
}

function choiceBy(strategy: Comparison): Comparison {
  return (one, other) => one.preference - other.preference || strategy(one, other) || byIdleness(one, other);
}

function byIdleness({ agent: one }: Ability, { agent: other }: Ability): number {
  return one.idleSince - other.idleSince || (one.account < other.account ? -1 : 1);
}

function isByIdleness({ rules }: QueueVersion): boolean {
  return rules.strategy === 'longest-idle';
}

function rankOf({ rules, queue }: QueueVersion): (ability: Ability) => number {
  switch (rules.strategy) {
    case 'most-skilled':
      return ({ skill }) => MOST_SKILLED - skill;
    case 'least-flexible':
      return ({ agent }) => agent.skills.size;
    case 'fewest-calls':
      return ({ agent }) => agent.calls;
    case 'round-robin':
      // each in turn: the one whose last offer from this queue lies furthest back
      return ({ agent }) => queue.turns.get(agent.account) ?? 0;
    default:
      return ({ agent }) => agent.idleSince;
  }
}
