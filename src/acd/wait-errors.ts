/** What became of the waits that were told: the errors of the past say how wide the next range has to be. Conformal
 *  prediction with weights (Barber, Candès, Ramdas and Tibshirani 2023): recent errors, and those of callers who stood at
 *  a like place, weigh more; the tails move when too many or too few waits fall outside (Gibbs and Candès 2021). */

/** Plain numbers: part of a snapshot. Three lists of the same length, sorted by error. */
export interface Errors {
  /** In units of the spread that was expected. */
  readonly sizes: number[];
  /** Logarithm of the place in line. */
  readonly places: number[];
  readonly numbers: number[];
  counted: number;
  /** Parts of 1 below and above the range, steered towards TAIL. */
  below: number;
  above: number;
}

const MOST = 192;
/** Of 1: outside the range at either end. A little less than a tenth: the errors of a day that changes always lag, and
 *  percentiles of them leave two more of a hundred outside than they say. */
const TAIL = 0.088;
const TAILS = { least: 0.03, most: 0.2, step: 0.008 };
/** Errors after which one has faded to 37 %, and how far apart two places (as logarithms) are for the same. */
const FADE = 120;
const LIKENESS = 1;
/** Until there are errors: tenth and ninetieth percentile, as good as so many errors. */
const PRIOR = { low: -1.15, high: 1.3, errors: 8 };
/** Digits that a snapshot keeps. */
const DIGITS = 10_000;

export function newErrors(): Errors {
  return { sizes: [], places: [], numbers: [], counted: 0, below: TAIL, above: TAIL };
}

/** `missed`: on which side of its range the wait fell. */
export function learnError(
  errors: Errors,
  error: number,
  place: number,
  missed: 'below' | 'above' | 'no',
): void {
  errors.below = steered(errors.below, missed === 'below');
  errors.above = steered(errors.above, missed === 'above');
  const { sizes, places, numbers } = errors;
  errors.counted += 1;
  if (sizes.length >= MOST) {
    const oldest = numbers.indexOf(errors.counted - MOST);
    for (const list of [sizes, places, numbers]) list.splice(oldest, 1);
  }
  const size = Math.round(error * DIGITS) / DIGITS;
  let index = sizes.length;
  while (index > 0 && sizes[index - 1]! > size) index -= 1;
  sizes.splice(index, 0, size);
  places.splice(index, 0, Math.round(place * DIGITS) / DIGITS);
  numbers.splice(index, 0, errors.counted);
}

/** The two errors between which 80 % lie for a caller at this place. */
export function errorRange(errors: Errors, place: number): { readonly low: number; readonly high: number } {
  const { sizes } = errors;
  const weights = new Float64Array(sizes.length);
  let total = 0;
  for (let index = 0; index < sizes.length; index += 1) {
    const apart = (errors.places[index]! - place) / LIKENESS;
    const weight = Math.exp((errors.numbers[index]! - errors.counted) / FADE - (apart * apart) / 2);
    weights[index] = weight;
    total += weight;
  }
  const trust = total / (total + PRIOR.errors);
  const low = trust * percentile(sizes, weights, errors.below * total) + (1 - trust) * PRIOR.low;
  const high = trust * percentile(sizes, weights, (1 - errors.above) * total) + (1 - trust) * PRIOR.high;
  return { low, high: Math.max(low, high) };
}

function steered(tail: number, missed: boolean): number {
  const next = tail + TAILS.step * (missed ? TAIL - 1 : TAIL);
  return Math.min(TAILS.most, Math.max(TAILS.least, next));
}

/** Where the weights, each counted as lying half before and half after its value, sum up to `sought`. */
function percentile(sorted: readonly number[], weights: Float64Array, sought: number): number {
  let sum = 0;
  let before = 0;
  for (let index = 0; index < sorted.length; index += 1) {
    const middle = sum + weights[index]! / 2;
    if (middle >= sought) {
      if (index === 0 || middle <= before) return sorted[index]!;
      const part = (sought - before) / (middle - before);
      return sorted[index - 1]! + part * (sorted[index]! - sorted[index - 1]!);
    }
    before = middle;
    sum += weights[index]!;
  }
  return sorted.at(-1) ?? 0;
}
