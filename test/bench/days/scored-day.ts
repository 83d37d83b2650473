/** Plays a day once and scores several methods on it, each of them told the same. */
import type { WaitRange } from '../../../src/acd/wait-estimate.ts';
import { type Day, TOPICS } from './days.ts';
import type { LineEvidence, Method } from './method.ts';
import { type Score, Tally } from './score.ts';
import { playDay } from './simulation.ts';

export interface DayScore {
  /** Callers who found no agent ready: only they are told a wait. */
  readonly told: Score;
  /** Everybody, with those answered at once. */
  readonly everybody: Score;
  /** What is told again each minute, of the wait that remains. */
  readonly again: Score;
}

/** For each method the topics' own instances, which go on learning; scores come in the order of `methods`. */
export function scoreDay(day: Day, methods: readonly (readonly Method[])[], onlyLearn = false): DayScore[] {
  const watched = methods.map((topics) => new Watched(topics, day));
  const each = (act: (one: Watched) => void) => {
    for (const one of watched) act(one);
  };
  playDay(day, {
    joined: (caller, topic, evidence) => each((one) => one.joined(caller, topic, evidence)),
    reminded: (caller, topic, evidence) => {
      if (!onlyLearn) each((one) => one.reminded(caller, topic, evidence));
    },
    answered: (caller, topic, at, agents) => each((one) => one.answered(caller, topic, at, agents)),
    left: (caller, topic, at, agents) => each((one) => one.left(caller, topic, at, agents)),
    handled: (topic, handleMs) => each((one) => one.handled(topic, handleMs)),
    truth: (caller, _topic, at) => each((one) => one.truth(caller, at)),
  });
  return watched.map((one) => one.scores);
}

/** So many callers at the most are followed through what they are told again: on greater days every other one, or less. */
const FOLLOWED = 10_000;

/** One instance of a method for each topic. */
export function forEachTopic(make: () => Method): Method[] {
  return TOPICS.map(() => make());
}

class Watched {
  readonly #methods: readonly Method[];
  readonly #day: Day;
  readonly #told: { readonly range: WaitRange; readonly ready: boolean }[] = [];
  readonly #again = new Map<number, { readonly range: WaitRange; readonly at: number }[]>();
  readonly #tallies = { told: new Tally(), everybody: new Tally(), again: new Tally() };

  constructor(methods: readonly Method[], day: Day) {
    this.#methods = methods;
    this.#day = day;
  }

  joined(caller: number, topic: number, evidence: LineEvidence): void {
    this.#told[caller] = { range: this.#methods[topic]!.tell(evidence), ready: evidence.ready > 0 };
  }

  reminded(caller: number, topic: number, evidence: LineEvidence): void {
    if (caller % Math.ceil(this.#day.calls.length / FOLLOWED) !== 0) return;
    const told = { range: this.#methods[topic]!.again(evidence), at: evidence.at };
    const all = this.#again.get(caller);
    if (all) all.push(told);
    else this.#again.set(caller, [told]);
  }

  answered(caller: number, topic: number, at: number, agents: number): void {
    this.#methods[topic]!.answered(at, this.#waited(caller, at), this.#told[caller]!.range, agents);
  }

  left(caller: number, topic: number, at: number, agents: number): void {
    this.#methods[topic]!.left(at, this.#waited(caller, at), this.#told[caller]!.range, agents);
  }

  handled(topic: number, handleMs: number): void {
    this.#methods[topic]!.handled(handleMs);
  }

  truth(caller: number, at: number): void {
    const { range, ready } = this.#told[caller]!;
    const waitMs = this.#waited(caller, at);
    this.#tallies.everybody.add(range, waitMs);
    if (!ready) this.#tallies.told.add(range, waitMs);
    for (const again of this.#again.get(caller) ?? []) this.#tallies.again.add(again.range, at - again.at);
    this.#again.delete(caller);
  }

  get scores(): DayScore {
    const { told, everybody, again } = this.#tallies;
    return { told: told.score, everybody: everybody.score, again: again.score };
  }

  #waited(caller: number, at: number): number {
    return at - this.#day.calls[caller]!.at;
  }
}
