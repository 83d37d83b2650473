/** The simulated days of a line such as 3939: who calls when, who answers when. */
import { Random } from './random.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
const OPENS = 8.5 * HOUR;
const CLOSES = 18 * HOUR;

export interface Topic {
  readonly name: string;
  /** Of all calls, a part of 1. */
  readonly share: number;
  /** Mean time that an agent is taken by a call: talk and wrap-up, milliseconds. */
  readonly handleMs: number;
}

/** Papers, work, and everything else: three queues. */
export const TOPICS: readonly Topic[] = [
  { name: 'papers', share: 0.45, handleMs: 270_000 },
  { name: 'work', share: 0.3, handleMs: 360_000 },
  { name: 'general', share: 0.25, handleMs: 300_000 },
];

/** Coefficient of variation of a handling time (log-normal). */
const HANDLE_VARIATION = 0.85;
/** Patience: Weibull; a shape below 1 means that most who give up do so early. */
const PATIENCE = { scaleMs: 8 * MINUTE, shape: 0.9 };

export interface Call {
  readonly at: number;
  readonly topic: number;
  /** Leaves after so long a wait. */
  readonly patienceMs: number;
  /** Multiplied by the agent's own pace. */
  readonly handleMs: number;
}

export interface Worker {
  /** Topics that the agent serves. */
  readonly topics: readonly number[];
  /** How long this agent takes beside the mean. */
  readonly pace: number;
  /** Times at work, without the breaks: pairs of start and end, milliseconds of the day. */
  readonly present: readonly (readonly [from: number, to: number])[];
}

export interface Day {
  readonly calls: readonly Call[];
  readonly workers: readonly Worker[];
}

interface Plan {
  /** Calls that reach the queues in the whole day. */
  readonly calls: number;
  /** Weight of each half-hour from 8:30 to 18:00. */
  readonly shape: readonly number[];
  /** Share of agents who go for lunch together, in two groups, from 12:00 to 13:30; without it lunch is spread out. */
  readonly noonShare?: number;
}

const USUAL = [5, 7, 9, 10.5, 11, 10.5, 9.5, 8, 7, 6.5, 7.5, 9, 9.5, 9.5, 9, 8, 7, 5.5, 4];
/** People who call in their own lunch hour. */
const OFFICES = [5, 7, 9, 10, 10, 10, 9.5, 9.5, 9.5, 9.5, 9, 8.5, 9, 9, 8.5, 8, 7, 5.5, 4];
const MORNING = [9, 13, 16, 17, 16.5, 15, 12, 9, 7.5, 7, 8, 9.5, 10, 9.5, 9, 8, 7, 5.5, 4];
const NEWS = [6, 9, 12, 11, 10, 9, 8, 11, 13, 10, 8, 8, 9, 9, 8, 7, 7, 6, 4];

/** Of 4,500 calls a day the menu sends some away (taxes); the others reach the queues. */
export const DAYS = {
  ordinary: { calls: 4_200, shape: USUAL },
  'monday-peak': { calls: 5_600, shape: MORNING },
  'noon-leavers': { calls: 4_200, shape: OFFICES, noonShare: 0.5 },
  'launch-day': { calls: 100_000, shape: NEWS },
} as const satisfies Record<string, Plan>;

export type DayName = keyof typeof DAYS;

/** One day, drawn from a seed. `part` takes that share of its hours, from the morning on. */
export function drawDay(name: DayName, seed: number, part = 1): Day {
  const random = new Random(seed);
  const plan: Plan = DAYS[name];
  return { calls: calls(plan, random, OPENS + part * (CLOSES - OPENS)), workers: workers(plan, random) };
}

/** Poisson within each half-hour, whose load is itself uncertain. */
function calls(plan: Plan, random: Random, until: number): Call[] {
  const halfHour = HOUR / 2;
  const weight = plan.shape.reduce((sum, each) => sum + each, 0);
  const wholeDay = random.logNormal(1, 0.05);
  const drawn: Call[] = [];
  for (const [index, share] of plan.shape.entries()) {
    const from = OPENS + index * halfHour;
    const mean = halfHour / ((plan.calls * wholeDay * random.logNormal(1, 0.08) * share) / weight);
    for (let at = from + random.exponential(mean); at < from + halfHour; at += random.exponential(mean)) {
      if (at < until) drawn.push(call(at, random));
    }
  }
  return drawn;
}

function call(at: number, random: Random): Call {
  let rest = random.uniform();
  let topic = 0;
  while (topic < TOPICS.length - 1 && rest > TOPICS[topic]!.share) {
    rest -= TOPICS[topic]!.share;
    topic += 1;
  }
  return {
    at,
    topic,
    patienceMs: random.weibull(PATIENCE.scaleMs, PATIENCE.shape),
    handleMs: random.logNormal(TOPICS[topic]!.handleMs, HANDLE_VARIATION),
  };
}

/** What the agents of 3939 can do: most serve several topics, some only one. */
const SKILLS: readonly (readonly [agents: number, topics: readonly number[]])[] = [
  [18, [0, 1, 2]],
  [12, [0, 2]],
  [9, [1, 2]],
  [9, [0]],
  [6, [1]],
  [2, [2]],
];

/** 56 agents in three shifts; breaks and lunch are spread out unless the plan says otherwise. */
function workers(plan: Plan, random: Random): Worker[] {
  const all = SKILLS.flatMap(([agents, topics]) => Array.from({ length: agents }, () => topics));
  return all.map((topics, index) => {
    const shift = SHIFTS[index % SHIFTS.length]!;
    const lunch =
      plan.noonShare === undefined ? spreadLunch(random) : noonLunch(plan.noonShare, index, random);
    const tea = shift[0] + random.uniform() * HOUR + (random.uniform() < 0.5 ? 1.5 : 6) * HOUR;
    const breaks = [lunch, [tea, tea + 12 * MINUTE] as const].sort((one, other) => one[0] - other[0]);
    return { topics, pace: random.logNormal(1, 0.15), present: without(shift, breaks) };
  });
}

const SHIFTS = [
  [OPENS - 5 * MINUTE, 17 * HOUR],
  [9 * HOUR, CLOSES],
  [OPENS - 5 * MINUTE, CLOSES],
] as const;

type Span = readonly [from: number, to: number];

function spreadLunch(random: Random): Span {
  const from = 11.5 * HOUR + random.uniform() * 2.25 * HOUR;
  return [from, from + 45 * MINUTE];
}

/** The leavers go at 12:00 and 12:10 and are back by 13:30; the others eat one after the other, before or after. */
function noonLunch(share: number, index: number, random: Random): Span {
  const late = index % 2;
  if ((index * 7) % 20 < share * 20) {
    const from = 12 * HOUR + late * 10 * MINUTE + random.uniform() * 4 * MINUTE;
    return [from, 13.25 * HOUR + late * 15 * MINUTE - random.uniform() * 4 * MINUTE];
  }
  const from = (late ? 11 : 13.5) * HOUR + random.uniform() * 40 * MINUTE;
  return [from, from + 20 * MINUTE];
}

function without(shift: Span, breaks: readonly Span[]): Span[] {
  const present: Span[] = [];
  let from = shift[0];
  for (const [start, end] of breaks) {
    if (start > from) present.push([from, Math.min(start, shift[1])]);
    from = Math.max(from, end);
  }
  if (from < shift[1]) present.push([from, shift[1]]);
  return present;
}
