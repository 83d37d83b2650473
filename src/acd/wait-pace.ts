/** How fast a queue moves: agents take callers, and callers give up. From it follow the mean and the variance of the
 *  wait of whoever stands at a place (Whitt 1999, Predicting queueing delays; Ibrahim and Whitt 2009, QLr). */

/** Plain numbers: part of a snapshot. Sums fade, so that the pace follows the hour; times in milliseconds. */
export interface Pace {
  /** Handling: how long a call takes an agent, talk and wrap-up. */
  handledMs: number;
  handled: number;
  /** Agents' time that went by for each answer while somebody waited, those lent to other queues included. */
  betweenMs: number;
  answers: number;
  /** Patience: who gave up, and the time that all callers together stood in the queue for it. */
  left: number;
  stoodMs: number;
  waiting: number;
  seenAt: number;
  /** Since when the first in line could have been answered: the last answer, or when somebody began to wait. */
  headSince: number;
}

/** Mean and relative variance of a wait. */
export interface Wait {
  readonly meanMs: number;
  readonly variation: number;
}

/** Until there is evidence: five minutes a call, and one caller in ten gives up each minute; as good as so many calls. */
const PRIOR = { handleMs: 300_000, calls: 10, answers: 3, patienceMs: 600_000, leavers: 30 };
/** What one more event leaves of the older sums. Handling times vary much from call to call and little over the day. */
const KEEP = { handled: 0.999, answers: 0.97, left: 0.999 };
const LONGEST_MS = 4 * 3_600_000;

export function newPace(): Pace {
  return {
    handledMs: PRIOR.calls * PRIOR.handleMs,
    handled: PRIOR.calls,
    betweenMs: PRIOR.answers * PRIOR.handleMs,
    answers: PRIOR.answers,
    left: 0,
    stoodMs: 0,
    waiting: 0,
    seenAt: 0,
    headSince: 0,
  };
}

/** So many wait from now on. */
export function paceQueue(pace: Pace, at: number, waiting: number): void {
  if (pace.waiting === 0) pace.headSince = at;
  else pace.stoodMs += pace.waiting * Math.max(0, at - pace.seenAt);
  pace.seenAt = at;
  pace.waiting = Math.max(0, waiting);
}

export function paceHandled(pace: Pace, handleMs: number): void {
  pace.handledMs = pace.handledMs * KEEP.handled + Math.min(handleMs, LONGEST_MS);
  pace.handled = pace.handled * KEEP.handled + 1;
}

/** A caller who had waited was answered. */
export function paceAnswered(pace: Pace, at: number, agents: number): void {
  const betweenMs = Math.min(Math.max(0, at - pace.headSince), LONGEST_MS) * agents;
  pace.betweenMs = pace.betweenMs * KEEP.answers + betweenMs;
  pace.answers = pace.answers * KEEP.answers + 1;
  paceQueue(pace, at, pace.waiting - 1);
  pace.headSince = at;
}

export function paceLeft(pace: Pace, at: number): void {
  paceQueue(pace, at, pace.waiting - 1);
  pace.left = pace.left * KEEP.left + 1;
  pace.stoodMs *= KEEP.left;
}

/** The wait if all agents work through those ahead, the rivals of other queues included. */
export function sharedWait(pace: Pace, places: number, agents: number): Wait {
  return wait(places, (agents * pace.handled) / pace.handledMs, impatience(pace));
}

/** The mean wait if the queue goes on being answered as it was lately. */
export function ownWaitMs(pace: Pace, places: number, agents: number): number {
  return wait(places, (agents * pace.answers) / Math.max(pace.betweenMs, 1), impatience(pace)).meanMs;
}

/** Callers who give up, for each millisecond that one stands in the queue. */
function impatience({ left, stoodMs }: Pace): number {
  return (left + PRIOR.leavers) / (stoodMs + PRIOR.leavers * PRIOR.patienceMs);
}

/** `places` departures, one after the other, each at the rate of the answers and of the impatience of those ahead: the
 *  sums of 1/(answers + i · impatience) and of its square, as integrals. */
function wait(places: number, answers: number, impatience: number): Wait {
  const first = answers - impatience / 2;
  // so few agents that the integral does not hold: the coarser one
  if (first < impatience / 10) {
    const meanMs = Math.log(1 + (places * impatience) / answers) / impatience;
    return { meanMs, variation: 1 };
  }
  const last = first + places * impatience;
  const meanMs = Math.log(last / first) / impatience;
  return { meanMs, variation: (1 / first - 1 / last) / impatience / meanMs ** 2 };
}
