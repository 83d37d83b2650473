/** The three simple ways of telling a wait, each widened by its own past errors to 80 %. */
import type { WaitRange } from '../../../src/acd/wait-estimate.ts';
import type { LineEvidence, Method } from './method.ts';

/** How past errors are kept: as differences or as ratios, and of how many callers. */
export interface Widening {
  readonly errors: 'additive' | 'multiplicative';
  readonly callers: number;
}

/** `app-queue`: the moving average that Asterisk's app_queue announces. */
export const BASELINES = ['last-delay', 'head-of-line', 'app-queue'] as const;

export type BaselineName = (typeof BASELINES)[number];

/** Keeps ratios finite where somebody waited next to nothing. */
const RATIO_FLOOR_MS = 10_000;
/** Before there are as many errors: from nothing to three times the guess and a minute. */
const FEWEST_ERRORS = 10;
/** Of more callers than that, only every other error is kept, or every third and so on: the percentiles are the same. */
const MOST_ERRORS = 1_000;

interface Told extends WaitRange {
  readonly at: number;
  readonly guessMs: number;
  readonly idle: boolean;
}

export class Baseline implements Method {
  readonly #name: BaselineName;
  readonly #widening: Widening;
  readonly #errors: number[] = [];
  readonly #recent: number[] = [];
  /** Who gave up and whose wait is not known yet, in order of joining. */
  #leavers: Told[] = [];
  readonly #every: number;
  #learnt = 0;
  #lastMs = 0;
  #averageMs = 0;

  constructor(name: BaselineName, widening: Widening) {
    this.#name = name;
    this.#widening = widening;
    this.#every = Math.ceil(widening.callers / MOST_ERRORS);
  }

  tell(evidence: LineEvidence): Told {
    if (evidence.ready > 0) this.#resolve(Number.POSITIVE_INFINITY, evidence.at);
    return this.again(evidence);
  }

  /** As app_queue does: of what was guessed, what the caller has not waited yet. */
  again(evidence: LineEvidence): Told {
    const idle = evidence.ready > 0;
    const guessMs = Math.max(0, this.#guess(evidence) - evidence.waitedMs);
    const range = idle ? { lowMs: 0, highMs: 0 } : this.#widened(guessMs);
    return { at: evidence.at, guessMs, idle, ...range };
  }

  answered(at: number, waitMs: number, told: WaitRange): void {
    this.#lastMs = waitMs;
    // app_queue: recalc_holdtime
    this.#averageMs = (3 * this.#averageMs + waitMs) / 4;
    this.#resolve(at - waitMs, at);
    this.#learn(told as Told, waitMs);
  }

  left(_at: number, _waitMs: number, told: WaitRange): void {
    this.#leavers.push(told as Told);
  }

  /** None of the three asks how long calls take. */
  handled(): void {}

  #guess(evidence: LineEvidence): number {
    switch (this.#name) {
      case 'last-delay':
        return this.#lastMs;
      case 'head-of-line':
        return evidence.headWaitMs;
      case 'app-queue':
        return this.#averageMs;
    }
  }

  /** Whoever joined before a caller who is answered now would have been answered by now. */
  #resolve(joinedBefore: number, at: number): void {
    const still: Told[] = [];
    for (const told of this.#leavers) {
      if (told.at < joinedBefore) this.#learn(told, at - told.at);
      else still.push(told);
    }
    this.#leavers = still;
  }

  #learn(told: Told, waitMs: number): void {
    if (told.idle) return;
    this.#learnt += 1;
    if (this.#learnt % this.#every !== 0) return;
    const { errors, callers } = this.#widening;
    const error =
      errors === 'additive'
        ? waitMs - told.guessMs
        : (waitMs + RATIO_FLOOR_MS) / (told.guessMs + RATIO_FLOOR_MS);
    this.#recent.push(error);
    insert(this.#errors, error);
    if (this.#recent.length > callers / this.#every)
      this.#errors.splice(position(this.#errors, this.#recent.shift()!), 1);
  }

  #widened(guessMs: number): WaitRange {
    if (this.#errors.length < FEWEST_ERRORS) return { lowMs: 0, highMs: 3 * guessMs + 60_000 };
    const at = (error: number): number =>
      Math.max(
        0,
        this.#widening.errors === 'additive'
          ? guessMs + error
          : (guessMs + RATIO_FLOOR_MS) * error - RATIO_FLOOR_MS,
      );
    return { lowMs: at(quantile(this.#errors, 0.1)), highMs: at(quantile(this.#errors, 0.9)) };
  }
}

function quantile(sorted: readonly number[], part: number): number {
  const index = part * (sorted.length - 1);
  const below = sorted[Math.floor(index)]!;
  return below + (index - Math.floor(index)) * (sorted[Math.ceil(index)]! - below);
}

function insert(sorted: number[], value: number): void {
  sorted.splice(position(sorted, value), 0, value);
}

/** Of the first that is not smaller. */
function position(sorted: readonly number[], value: number): number {
  let [from, to] = [0, sorted.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (sorted[middle]! < value) from = middle + 1;
    else to = middle;
  }
  return from;
}
