/** The wait that a caller is told: a range from the 10th to the 90th percentile (charter I7). A queue's pace and the
 *  agents at work give a first guess, which is corrected by what past waits came to; past errors say how wide the range
 *  is. A queue is a topic of a line; its agents may serve other queues too. */
import { type Correction, corrected, learnCorrection, newCorrection } from './wait-correction.ts';
import { type Errors, errorRange, learnError, newErrors } from './wait-errors.ts';
import {
  newPace,
  ownWaitMs,
  type Pace,
  paceAnswered,
  paceHandled,
  paceLeft,
  paceQueue,
  sharedWait,
} from './wait-pace.ts';

/** What the distributor knows when it asks. */
export interface WaitEvidence {
  /** Epoch milliseconds. */
  readonly at: number;
  /** Callers of this queue who are to be answered before this one. */
  readonly ahead: number;
  /** Callers of other queues who are before this one in the order of callers, each counted by the part of its queue's
   *  agents who serve this queue too (all of them: 1; none: 0). */
  readonly rivals: number;
  /** Agents who go on serving this queue: ready, in an offer, a call or wrap-up; not those who pause after it. */
  readonly agents: number;
  /** Of these, idle now. */
  readonly ready: number;
}

export interface WaitRange {
  readonly lowMs: number;
  readonly highMs: number;
}

/** What is told, and what is needed to learn from it: kept with the caller until the wait is over. Plain numbers. */
export interface WaitEstimate extends WaitRange {
  readonly at: number;
  /** The middle of the range: for overflow on expected wait, and for callbacks. */
  readonly expectedMs: number;
  readonly ready: boolean;
  readonly logShared: number;
  readonly logRatio: number;
  readonly logWait: number;
  readonly spread: number;
  readonly logPlace: number;
}

/** How a wait ended. `left`: the caller gave up, or was routed elsewhere; the wait that would have been is learnt later,
 *  from those behind. */
export interface WaitOutcome {
  readonly at: number;
  readonly waitMs: number;
  readonly end: 'answered' | 'left';
  /** Agents who serve the queue, as in the evidence. */
  readonly agents: number;
  /** What the caller was told at entry. */
  readonly told: WaitEstimate;
}

/** Plain values: part of a snapshot; at most 16 KiB as JSON. Changed in place. */
export interface WaitModel {
  readonly pace: Pace;
  readonly correction: Correction;
  readonly errors: Errors;
  /** Callers who left, until one who came after them is answered. */
  leavers: WaitEstimate[];
  learntAt: number;
  /** Logarithm of the 90th percentile where an agent is ready: offers take time too. */
  logReady: number;
}

/** Logarithms are taken of the wait and this, so that a second more or less counts little in a short wait. */
const FLOOR_MS = 8_000;
const READY = { floorMs: 1_000, firstMs: 10_000, step: 0.1 };
const MOST_LEAVERS = 32;
/** Waits that run side by side err together: the next one learnt ends at least this part of its length later. */
const APART = 0.03;
/** Variance (of logarithms) beside that of the pace, and the longest wait that is told. */
const UNKNOWN = 0.03;
const LONGEST_MS = 4 * 3_600_000;

export function newWaitModel(): WaitModel {
  return {
    pace: newPace(),
    correction: newCorrection(),
    errors: newErrors(),
    leavers: [],
    learntAt: 0,
    logReady: Math.log(READY.firstMs + READY.floorMs),
  };
}

/** At entry, or again for one who waits (the wait that remains). Changes nothing. With no agent at all the end is open:
 *  the longest wait that is told. */
export function estimateWait(model: WaitModel, evidence: WaitEvidence): WaitEstimate {
  const places = Math.max(0, evidence.ahead) + 1;
  const all = places + Math.max(0, evidence.rivals);
  const agents = Math.max(evidence.agents, 0.5);
  const shared = sharedWait(model.pace, all, agents);
  const logShared = Math.log(shared.meanMs + FLOOR_MS);
  const logRatio = Math.log(ownWaitMs(model.pace, places, agents) + FLOOR_MS) - logShared;
  const logWait = corrected(model.correction, logShared, logRatio);
  const spread = Math.sqrt(UNKNOWN + shared.variation);
  const logPlace = Math.log(all);
  const details = { at: evidence.at, logShared, logRatio, logWait, spread, logPlace };
  if (evidence.ready > 0) {
    const highMs = Math.max(0, Math.round(Math.exp(model.logReady) - READY.floorMs));
    return { lowMs: 0, highMs, expectedMs: highMs / 2, ready: true, ...details };
  }
  const { low, high } = errorRange(model.errors, logPlace);
  return {
    lowMs: toMs(logWait + low * spread),
    highMs: evidence.agents > 0 ? toMs(logWait + high * spread) : LONGEST_MS,
    expectedMs: toMs(logWait),
    ready: false,
    ...details,
  };
}

/** A caller joins the queue: to be called for each, before the distributor looks for an agent. */
export function observeJoin(model: WaitModel, { at, ahead, ready }: WaitEvidence): void {
  // whoever left would by now have had the agent who is idle
  if (ready > 0) resolveLeavers(model, Number.POSITIVE_INFINITY, at);
  paceQueue(model.pace, at, ready > 0 ? 0 : ahead + 1);
}

/** A caller who joined reached an agent, or left. */
export function observeWait(model: WaitModel, { at, waitMs, end, agents, told }: WaitOutcome): void {
  if (end === 'left') {
    if (told.ready) return;
    paceLeft(model.pace, at);
    model.leavers.push(told);
    // every other one says as much as all
    if (model.leavers.length > MOST_LEAVERS) model.leavers = model.leavers.filter((_, index) => index % 2);
    return;
  }
  if (!told.ready) paceAnswered(model.pace, at, agents);
  learn(model, told, waitMs);
  if (model.leavers.length > 0) resolveLeavers(model, told.at, at);
}

/** A call of the queue has left its agent: talk and wrap-up together. */
export function observeHandled(model: WaitModel, handleMs: number): void {
  paceHandled(model.pace, Math.max(0, handleMs));
}

/** First come, first served: who joined before one who is answered now would have been answered by now. */
function resolveLeavers(model: WaitModel, joinedBefore: number, at: number): void {
  const still: WaitEstimate[] = [];
  for (const told of model.leavers) {
    if (told.at < joinedBefore) learn(model, told, at - told.at);
    else still.push(told);
  }
  model.leavers = still;
}

function learn(model: WaitModel, told: WaitEstimate, waitMs: number): void {
  if (told.ready) {
    const longer = Math.log(waitMs + READY.floorMs) > model.logReady;
    const next = model.logReady + READY.step * (longer ? 0.9 : -0.1);
    model.logReady = Math.max(Math.log(READY.floorMs), next);
    return;
  }
  const endedAt = told.at + waitMs;
  if (endedAt - model.learntAt < APART * waitMs) return;
  model.learntAt = endedAt;
  const missed = waitMs < told.lowMs ? 'below' : waitMs > told.highMs ? 'above' : 'no';
  const logWait = Math.log(waitMs + FLOOR_MS);
  learnError(model.errors, (logWait - told.logWait) / told.spread, told.logPlace, missed);
  learnCorrection(model.correction, told, logWait);
}

function toMs(logWait: number): number {
  return Math.min(LONGEST_MS, Math.max(0, Math.round(Math.exp(logWait) - FLOOR_MS)));
}
