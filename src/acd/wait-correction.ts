/** Learns how a queue's waits differ from what its pace says: always longer or shorter by some part (`shift`), and how
 *  much its own recent pace counts (`weight`) beside the agents' handling times. Recursive least squares with
 *  forgetting, on logarithms. */

/** Plain numbers: part of a snapshot. */
export interface Correction {
  shift: number;
  weight: number;
  /** Covariance of the two. */
  shiftShift: number;
  shiftWeight: number;
  weightWeight: number;
}

const PRIOR = 1 / 60;
const KEEP = 0.998;
/** One odd wait does not turn everything over: errors count up to so many spreads. */
const MOST_SPREADS = 3;

export function newCorrection(): Correction {
  return { shift: 0, weight: 0, shiftShift: PRIOR, shiftWeight: 0, weightWeight: PRIOR };
}

export function corrected({ shift, weight }: Correction, logShared: number, logRatio: number): number {
  return logShared + shift + weight * logRatio;
}

/** `logRatio`: own pace over shared pace; `logWait`: what it came to; `spread`: the error that was to be expected. */
export function learnCorrection(
  correction: Correction,
  { logShared, logRatio, spread }: { logShared: number; logRatio: number; spread: number },
  logWait: number,
): void {
  const { shiftShift, shiftWeight, weightWeight } = correction;
  const most = MOST_SPREADS * spread;
  const error = Math.min(most, Math.max(-most, logWait - corrected(correction, logShared, logRatio)));
  const gainShift = shiftShift + shiftWeight * logRatio;
  const gainWeight = shiftWeight + weightWeight * logRatio;
  const scale = spread ** 2 + gainShift + gainWeight * logRatio;
  correction.shift += (gainShift / scale) * error;
  // a mixture of the two paces, never beyond either
  correction.weight = Math.min(1, Math.max(0, correction.weight + (gainWeight / scale) * error));
  correction.shiftShift = shiftShift - gainShift ** 2 / scale;
  correction.shiftWeight = shiftWeight - (gainShift * gainWeight) / scale;
  correction.weightWeight = weightWeight - gainWeight ** 2 / scale;
  // forgotten only as far as there was something to know
  if (Math.max(correction.shiftShift, correction.weightWeight) > PRIOR * KEEP) return;
  correction.shiftShift /= KEEP;
  correction.shiftWeight /= KEEP;
  correction.weightWeight /= KEEP;
}
