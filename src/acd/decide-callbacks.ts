/**
 * Who is called back, and when. The window for retries begins with the first attempt, not with the registration: a citizen
 * who was promised a call is called, be it the next morning, as the place is kept. A retry that waits for an agent is made
 * even when the window has ended meanwhile; a miss after the window gives up.
 */
import type { CallbackAsked, CallbackDenied } from '../events/line.generated.ts';
import { mayCallBack } from '../routing/callback-number.ts';
import type { Caller } from './caller.ts';
import type { Deliberation } from './deliberation.ts';
import { callbackDay } from './evolve-callbacks.ts';
import { expectedWait, rivalsIn } from './expectation.ts';
import { comesFirst } from './standing.ts';
import type { QueueState } from './state.ts';

/** There is no place to keep: no number is at fault, there just is no callback. */
const NO_PLACE = 'noPlace';

/** Registers the callback, or says that there is none: the call waits for the word. */
export function askedForCallback(plan: Deliberation, { callId, number }: CallbackAsked): void {
  const { state, at } = plan;
  const caller = state.callers.get(callId);
  const reason = caller ? denial(plan, caller, number) : NO_PLACE;
  if (!caller || reason) {
    plan.add({ type: 'CallbackDenied', at, callId, reason: reason ?? NO_PLACE });
    return;
  }
  const { offer } = caller;
  if (offer) plan.add({ type: 'OfferWithdrawn', at, callId, ...offer });
  const windowMs = caller.version.rules.callback?.windowMs ?? 0;
  plan.add({ type: 'CallbackRegistered', at, callId, number, until: at + windowMs });
}

function denial(plan: Deliberation, caller: Caller, number: string): CallbackDenied['reason'] | undefined {
  const { callback } = caller.version.rules;
  // an agent or a centre has taken the caller meanwhile, or a callback is noted already
  const isTaken = caller.talkers.length > 0 || caller.standing === 'transferred';
  if (isTaken || caller.callback) return NO_PLACE;
  if (!callback || !mayCallBack(number, callback.numbers)) return 'number';
  const { total, byNumber } = callbackDay(plan.state, caller);
  if ((byNumber.get(number) ?? 0) >= callback.perNumberAndDay) return 'numberLimit';
  return total >= callback.perDay ? 'dayLimit' : undefined;
}

/** Nobody was reached: another attempt comes later, while tries and window last. */
export function callbackMissed(plan: Deliberation, callId: string): void {
  const { callers, queues, agenda } = plan.state;
  const caller = callers.get(callId);
  const rules = caller?.version.rules.callback;
  if (caller?.standing !== 'callback' || !caller.callback || !rules) return;
  // the agent for whom the telephone rang can be another's
  for (const queue of queues.values()) if (queue.callbacks.size > 0) agenda.callbacks.add(queue);
  const { tries, firstAt, notBefore } = caller.callback;
  if (firstAt === undefined) return;
  if (tries >= rules.tries || notBefore > firstAt + rules.windowMs) {
    plan.add({ type: 'CallbackGivenUp', at: plan.at, callId });
  }
}

/** Dials those for whom an agent is expected by the time they answer, in the order in which they are served. */
export function callBack(plan: Deliberation): void {
  const { state } = plan;
  const due = [...state.agenda.callbacks].flatMap((queue) => dueIn(plan, queue));
  const untimely = new Set<QueueState>();
  for (const caller of due.sort((one, other) => comesFirst(one, other, state))) {
    const { queue } = caller.version;
    if (untimely.has(queue)) continue;
    if (isTimely(plan, caller)) dial(plan, caller);
    else untimely.add(queue);
  }
  state.agenda.callbacks.clear();
}

function dueIn({ state }: Deliberation, queue: QueueState): Caller[] {
  const { at } = state;
  if (queue.closed !== undefined || state.lines.get(queue.line)?.closed) return [];
  return [...queue.callbacks].filter(
    ({ callback, version }) => callback !== undefined && callback.notBefore <= at && version.isOpen(at),
  );
}

/** An agent is idle for whom no other callback rings, or is expected to be by the time that the ringing ends. No more ring
 *  at once than there are agents who go on taking calls. */
function isTimely(plan: Deliberation, caller: Caller): boolean {
  const { profile, version } = caller;
  const dialled = dialledFor(plan, version.queue);
  if (profile.idle.size > dialled) return true;
  if (dialled >= profile.coming) return false;
  return expectedWait(plan.state, caller, dialled).expectedMs <= (version.rules.callback?.ringMs ?? 0);
}

/** Callbacks that ring, those of queues that share their agents by the part that they share. */
function dialledFor({ state }: Deliberation, { key, dialled }: QueueState): number {
  let all = dialled;
  for (const rival of rivalsIn(state, key)) all += rival.share * (state.queues.get(rival.key)?.dialled ?? 0);
  return all;
}

function dial(plan: Deliberation, { callId, callback, version }: Caller): void {
  plan.add({
    type: 'CallbackDialled',
    at: plan.at,
    callId,
    number: callback!.number,
    attempt: callback!.attempts + 1,
    ringMs: version.rules.callback!.ringMs,
  });
}
