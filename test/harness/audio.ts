/** Samples per second of everything that tests send and hear. */
export const RATE = 8_000;

/** A sine. @param level peak, 0 to 1 */
export function tone(hz: number, seconds: number, level = 0.3, rate = RATE): Int16Array {
  return Int16Array.from({ length: Math.round(seconds * rate) }, (_, at) =>
    Math.round(32_767 * level * Math.sin((2 * Math.PI * hz * at) / rate)),
  );
}

/** Root mean square of the samples, in dB below full scale (a sine of full scale is −3). */
export function levelDb(samples: Int16Array): number {
  if (samples.length === 0) return Number.NEGATIVE_INFINITY;
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return 10 * Math.log10(Math.max(sum / samples.length, 1e-3) / 32_768 ** 2);
}

/** Share of the samples' energy at one frequency, 0 to 1 (Goertzel). 1 for a clean sine, near 0 for noise and speech. */
export function toneShare(samples: Int16Array, hz: number, rate = RATE): number {
  const turn = 2 * Math.cos((2 * Math.PI * hz) / rate);
  let last = 0;
  let before = 0;
  let energy = 0;
  for (const sample of samples) {
    const next = sample + turn * last - before;
    before = last;
    last = next;
    energy += sample * sample;
  }
  if (energy === 0) return 0;
  const power = last * last + before * before - turn * last * before;
  return Math.min(1, (2 * power) / (energy * samples.length));
}

export interface FoundTone {
  /** Where the tone is first heard, in seconds. */
  readonly at: number;
  /** How long it is heard in all, in seconds. */
  readonly seconds: number;
}

/** Windows of the search: 400 samples tell frequencies 20 Hz apart. */
const WINDOW = 400;
const SHARE = 0.7;
const AUDIBLE_DB = -45;

/** Whether a tone is heard, by windows of 50 ms in which it has most of the energy.
 *  @returns undefined when it is heard for less than 200 ms in all */
export function findTone(samples: Int16Array, hz: number): FoundTone | undefined {
  let first: number | undefined;
  let windows = 0;
  for (let at = 0; at + WINDOW <= samples.length; at += WINDOW) {
    const window = samples.subarray(at, at + WINDOW);
    if (levelDb(window) < AUDIBLE_DB || toneShare(window, hz) < SHARE) continue;
    first ??= at;
    windows++;
  }
  const seconds = (windows * WINDOW) / RATE;
  return first === undefined || seconds < 0.2 ? undefined : { at: first / RATE, seconds };
}
