/** What a caller was told about the wait, and what the wait was. */
import type { WaitAnnounced } from '../events/line.generated.ts';
import { duration, range } from './explain-words.ts';

interface Announced {
  readonly at: number;
  readonly lowMs: number;
  readonly highMs: number;
}

/** More than so many announcements are counted, not told one by one. */
const TOLD = 3;

export class Waits {
  #since: number | undefined;
  #announced: Announced[] = [];

  /** The wait begins, or goes on in another queue. */
  joined(at: number): void {
    this.#since ??= at;
  }

  announced({ at, lowMs, highMs }: WaitAnnounced): void {
    if (lowMs !== undefined && highMs !== undefined) this.#announced.push({ at, lowMs, highMs });
  }

  /** The wait is over.
   *  @param served somebody took the caller: what was announced is held against it
   *  @returns undefined when nobody waited */
  over(at: number, served: boolean): string | undefined {
    const [since, announced] = [this.#since, this.#announced];
    if (since === undefined) return undefined;
    this.#since = undefined;
    this.#announced = [];
    const waited = `after ${duration(at - since)} of waiting`;
    if (announced.length === 0) return waited;
    if (!served)
      return `${waited}; was last told ${range(announced.at(-1)!.lowMs, announced.at(-1)!.highMs)}`;
    const words = announced.map(
      (each) => `told ${range(each.lowMs, each.highMs)}, it took ${took(each, at)}`,
    );
    if (announced.length <= TOLD) return `${waited}; ${words.join('; ')}`;
    const held = announced.filter((each) => isWithin(each, at)).length;
    return `${waited}; first ${words[0]}; of ${announced.length} announcements ${held} held`;
  }
}

function took(each: Announced, at: number): string {
  const actual = at - each.at;
  const verdict = isWithin(each, at) ? 'as announced' : actual < each.lowMs ? 'shorter' : 'longer';
  return `${duration(actual)}: ${verdict}`;
}

function isWithin({ at: from, lowMs, highMs }: Announced, at: number): boolean {
  return at - from >= lowMs && at - from <= highMs;
}
