/** Wrong passwords: a growing delay and a lockout for each pair of address and account, so that nobody can lock an
 *  agent out from elsewhere (charter §8). */
export interface Lockout {
  readonly failures: number;
  /** Answers are refused unseen until then, epoch milliseconds. */
  readonly until: number;
}

const FREE_FAILURES = 3;
const LONGEST_MS = 15 * 60_000;

/** After one more wrong password: from the fourth on 1 s, 2 s, 4 s … up to 15 minutes. */
export function failedAgain(before: Lockout | undefined, at: number): Lockout {
  const failures = (before?.failures ?? 0) + 1;
  const steps = failures - FREE_FAILURES;
  const delay = steps > 0 ? Math.min(1_000 * 2 ** (steps - 1), LONGEST_MS) : 0;
  return { failures, until: at + delay };
}

export function isLocked(lockout: Lockout | undefined, at: number): boolean {
  return lockout !== undefined && at < lockout.until;
}
