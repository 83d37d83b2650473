import type { Figures } from '../parts/part.ts';

/** What is added up over all kills. */
export interface Counted extends Figures {
  /** Talks that did not go on. */
  readonly dropped: number;
  /** Callers who lost their call, or their place to somebody who came later. */
  readonly placesLost: number;
  /** Calls that the dead process had read and not journalled: nobody answers them, they had no place yet. */
  readonly untaken: readonly string[];
  /** From each kill to the next INVITE that offers a caller, in milliseconds; undefined where none came. */
  readonly backs: readonly (number | undefined)[];
}
