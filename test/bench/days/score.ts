/** Scores of told ranges against the waits that were, or for those who gave up would have been. */
import type { WaitRange } from '../../../src/acd/wait-estimate.ts';

/** The range leaves out one caller in five. */
const ALPHA = 0.2;

export interface Score {
  readonly callers: number;
  /** Part of 1 whose wait fell within the range. */
  readonly coverage: number;
  readonly widthS: number;
  /** Mean interval score (Winkler 1972), seconds: the width, and 2/α times what a wait lies outside it. */
  readonly winklerS: number;
}

export class Tally {
  #callers = 0;
  #inside = 0;
  #width = 0;
  #winkler = 0;

  add({ lowMs, highMs }: WaitRange, waitMs: number): void {
    const outside = Math.max(0, lowMs - waitMs, waitMs - highMs);
    this.#callers += 1;
    if (outside === 0) this.#inside += 1;
    this.#width += highMs - lowMs;
    this.#winkler += highMs - lowMs + (2 / ALPHA) * outside;
  }

  get score(): Score {
    const callers = Math.max(1, this.#callers);
    return {
      callers: this.#callers,
      coverage: this.#inside / callers,
      widthS: this.#width / callers / 1_000,
      winklerS: this.#winkler / callers / 1_000,
    };
  }
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Of several days that were scored apart. */
export function medianScore(scores: readonly Score[]): Score {
  const of = (field: keyof Score) => median(scores.map((score) => score[field]));
  return { callers: of('callers'), coverage: of('coverage'), widthS: of('widthS'), winklerS: of('winklerS') };
}
