import type { AgentState } from './agent.ts';
import type { Profile } from './profile.ts';

const FIRST_SIZE = 64;

/** Of each profile, by its number: the score of the first caller who may be offered, in two parts. Side by side in memory,
 *  as an agent who becomes idle looks at all profiles that the agent can serve. */
export class Heads {
  /** At the time from which ageing is counted; minus infinity where nobody waits. */
  #keys = new Float64Array(FIRST_SIZE);
  /** Gained per millisecond. */
  #ageings = new Float64Array(FIRST_SIZE);

  /** A profile more, for which nobody waits. */
  add({ number, ageing }: Profile): void {
    if (number >= this.#keys.length) {
      this.#keys = larger(this.#keys);
      this.#ageings = larger(this.#ageings);
    }
    this.#keys[number] = Number.NEGATIVE_INFINITY;
    this.#ageings[number] = ageing;
  }

  set(number: number, key: number): void {
    this.#keys[number] = key;
  }

  /** The highest of the agent's scores after so many milliseconds; where two are alike, the lower place decides.
   *  @returns the number of the profile, -1 when nobody waits whom the agent could serve */
  best({ able }: AgentState, elapsedMs: number, profiles: readonly Profile[]): number {
    const keys = this.#keys;
    const ageings = this.#ageings;
    let best = -1;
    let most = Number.NEGATIVE_INFINITY;
    for (let index = 0; index < able.length; index += 1) {
      const number = able[index]!;
      const score = keys[number]! + ageings[number]! * elapsedMs;
      if (score < most || score === Number.NEGATIVE_INFINITY) continue;
      if (score === most && profiles[number]!.callers.first!.place > profiles[best]!.callers.first!.place)
        continue;
      most = score;
      best = number;
    }
    return best;
  }
}

function larger(numbers: Float64Array): Float64Array<ArrayBuffer> {
  const twice = new Float64Array(2 * numbers.length);
  twice.set(numbers);
  return twice;
}
