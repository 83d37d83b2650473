/** Strangers who keep trying are banned for a while. Named trunks and live registrations never are: UDP sources are
 *  forged, and a forger must not be able to shut a carrier out (charter §8). */
export interface Ban {
  readonly refused: number;
  readonly since: number;
}

const REFUSALS = 20;
const WITHIN_MS = 60_000;
const BAN_MS = 10 * 60_000;

export function refusedAgain(before: Ban | undefined, at: number): Ban {
  if (!before || (!isBanned(before, at) && at - before.since > WITHIN_MS)) return { refused: 1, since: at };
  return { refused: before.refused + 1, since: before.since };
}

export function isBanned(ban: Ban | undefined, at: number): boolean {
  return ban !== undefined && ban.refused >= REFUSALS && at - ban.since < BAN_MS;
}
