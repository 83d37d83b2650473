/** Whether a centre lives, by the answers to OPTIONS. */

/** Probes without an answer, one after the other. */
export type Failures = number;

/** One lost packet is no failure. */
const MOST_FAILURES = 2;

/** @param isDown what is known of the centre so far
 *  @returns what this probe changes */
export function probed(
  failures: Failures,
  answered: boolean,
  isDown: boolean,
): { readonly failures: Failures; readonly change?: 'up' | 'down' } {
  if (answered) return { failures: 0, ...(isDown ? { change: 'up' } : {}) };
  const again = failures + 1;
  return { failures: again, ...(again >= MOST_FAILURES && !isDown ? { change: 'down' } : {}) };
}

/** Any word of a server says that it lives, but for those that say it does not (RFC 3261 §21.4.9, §21.5.4). */
export function answersFor(status: number): boolean {
  return status !== 408 && status !== 503;
}
