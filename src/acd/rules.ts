/** A queue's rules as the distributor needs them: read once from the admin's files, times in milliseconds. */
import { durationMs } from '../ivr/duration.ts';
import type { Hours, Line, Overflow, Queue, Strategy } from '../ivr/schema.ts';
import type { Centre } from '../routing/schema.ts';
import type { ActiveConfiguration } from './configuration.ts';

const RING_MS = 20_000;
const ANNOUNCE_MS = 60_000;
const LAST_AGENT_MS = 24 * 3_600_000;
const CENTRE = 'centre:';

/** What is asked of an agent from `afterMs` on, counted from the arrival in the queue. */
export interface Stage {
  readonly afterMs: number;
  /** Skill → least level. */
  readonly skills: ReadonlyMap<string, number>;
  readonly languageRequired: boolean;
  readonly siteRequired: boolean;
  readonly agentLevel: 1 | 2 | undefined;
}

export interface OverflowRule {
  readonly waitedMs: number | undefined;
  readonly expectedMs: number | undefined;
  readonly unstaffed: boolean;
  readonly full: boolean;
  readonly closed: boolean;
}

export interface CallbackRules {
  readonly numbers: readonly string[];
  readonly ringMs: number;
  readonly tries: number;
  readonly retryMs: number;
  readonly windowMs: number;
  readonly perNumberAndDay: number;
  readonly perDay: number;
}

export interface QueueRules {
  readonly line: string;
  /** Of the line; `centre:<name>` for a level-2 centre that our own agents serve. */
  readonly queue: string;
  readonly timezone: string;
  readonly priority: number;
  /** Thousandths of a point gained per minute of waiting: whole, so that sums are exact. */
  readonly ageing: number;
  readonly strategy: Strategy;
  readonly language: NonNullable<Queue['language']>;
  readonly site: string | undefined;
  /** Skills asked for at first, by which `most-skilled` chooses. */
  readonly stages: readonly [Stage, ...Stage[]];
  readonly overflow: readonly OverflowRule[];
  readonly maxWaitMs: number | undefined;
  readonly capacity: number;
  readonly ringMs: number;
  readonly announce:
    | { readonly everyMs: number; readonly entry: boolean; readonly wait: boolean }
    | undefined;
  readonly lastAgent: { readonly withinMs: number; readonly patienceMs: number } | undefined;
  /** 0: a call dropped has no place to come back to. */
  readonly redialMs: number;
  readonly callback: CallbackRules | undefined;
  /** Somebody is told the expected wait, or is sent on or called back by it: it is worth learning. */
  readonly usesWait: boolean;
  readonly hours: Hours | undefined;
  /** The line's; absent for a centre, which has its own. */
  readonly lineHours: Hours | undefined;
}

/** The rules of a line's queue, or of a centre of our own agents; undefined where the files name no such thing. */
export function rulesOf(
  { lines, centres }: ActiveConfiguration,
  lineName: string,
  queueName: string,
): QueueRules | undefined {
  const line = lines[lineName];
  if (!line) return undefined;
  if (!queueName.startsWith(CENTRE)) {
    const queue = line.queues[queueName];
    return queue && compile(line, queueName, queue, line.timezone, line.hours);
  }
  const centre = centres[queueName.slice(CENTRE.length)];
  return (
    centre?.agents && compile(line, queueName, queueOf(centre), centre.timezone ?? line.timezone, undefined)
  );
}

/** The name by which agents' `queues` know a queue: a centre goes by its own. */
export function plainName(queue: string): string {
  return queue.startsWith(CENTRE) ? queue.slice(CENTRE.length) : queue;
}

function queueOf({ agents, hours, ringSeconds }: Centre): Queue {
  return {
    agentLevel: 2,
    ...(agents?.site !== undefined && { site: agents.site }),
    ...(agents?.needs && { needs: agents.needs }),
    ...(hours && { hours }),
    ...(ringSeconds !== undefined && { ring: `${ringSeconds}s` }),
  };
}

function compile(
  line: Line,
  name: string,
  queue: Queue,
  timezone: string,
  lineHours: Hours | undefined,
): QueueRules {
  const { announce, lastAgent, maxWait } = queue;
  return {
    line: line.line,
    queue: name,
    timezone,
    priority: queue.priority ?? 0,
    ageing: Math.round((queue.ageing ?? 1) * 1_000),
    strategy: queue.strategy ?? 'longest-idle',
    language: queue.language ?? 'preferred',
    site: queue.site,
    stages: stagesOf(queue),
    overflow: (queue.overflow ?? []).map(overflowOf),
    maxWaitMs: maxWait && durationMs(maxWait.after),
    capacity: queue.capacity ?? Number.POSITIVE_INFINITY,
    ringMs: ms(queue.ring, RING_MS),
    announce: announce && {
      everyMs: ms(announce.every, ANNOUNCE_MS),
      entry: announce.entry ?? true,
      wait: announce.wait ?? true,
    },
    lastAgent: lastAgent && {
      withinMs: ms(lastAgent.within, LAST_AGENT_MS),
      patienceMs: ms(lastAgent.patience, 0),
    },
    redialMs: ms(line.redial?.window, 0),
    callback: line.callback && callbackOf(line.callback),
    usesWait:
      announce !== undefined ||
      line.callback !== undefined ||
      (queue.overflow ?? []).some((rule) => rule.expected),
    hours: queue.hours,
    lineHours,
  };
}

function ms(duration: string | undefined, otherwise: number): number {
  return duration === undefined ? otherwise : durationMs(duration);
}

function overflowOf(rule: Overflow): OverflowRule {
  return {
    waitedMs: rule.waited === undefined ? undefined : durationMs(rule.waited),
    expectedMs: rule.expected === undefined ? undefined : durationMs(rule.expected),
    unstaffed: rule.unstaffed ?? false,
    full: rule.full ?? false,
    closed: rule.closed ?? false,
  };
}

function callbackOf(callback: NonNullable<Line['callback']>): CallbackRules {
  return {
    numbers: callback.numbers,
    ringMs: ms(callback.ring, 25_000),
    tries: callback.tries ?? 3,
    retryMs: ms(callback.retry, 5 * 60_000),
    windowMs: ms(callback.window, 2 * 3_600_000),
    perNumberAndDay: callback.perNumberAndDay ?? 2,
    perDay: callback.perDay ?? 500,
  };
}

/** Each step takes away from what the one before still asked. */
function stagesOf(queue: Queue): [Stage, ...Stage[]] {
  const skills = new Map(Object.entries(queue.needs ?? {}));
  if (queue.skill !== undefined) {
    skills.set(queue.skill, Math.max(queue.level ?? 1, skills.get(queue.skill) ?? 1));
  }
  const stages: [Stage, ...Stage[]] = [
    {
      afterMs: 0,
      skills,
      languageRequired: queue.language === 'required',
      siteRequired: queue.site !== undefined,
      agentLevel: queue.agentLevel,
    },
  ];
  const steps = (queue.relax ?? []).map((step) => ({ ...step, afterMs: durationMs(step.after) }));
  for (const { afterMs, level = 5, drop = [] } of steps.sort((one, other) => one.afterMs - other.afterMs)) {
    const last = stages[stages.length - 1]!;
    const kept = [...last.skills].filter(([skill]) => !drop.includes(skill));
    stages.push({
      afterMs,
      skills: new Map(kept.map(([skill, least]) => [skill, Math.min(least, level)])),
      languageRequired: last.languageRequired && !drop.includes('language'),
      siteRequired: last.siteRequired && !drop.includes('site'),
      agentLevel: drop.includes('agent-level') ? undefined : last.agentLevel,
    });
  }
  return stages;
}
