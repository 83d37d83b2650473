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
import { expectedWait } from './expectation.ts';
import { comesFirst } from './standing.ts';
import type { QueueState } from './state.ts';

/** There is no place to keep: no number is at fault, there just is no callback. */
const NO_PLACE = 'dayLimit';

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
  const caller = plan.state.callers.get(callId);
  const rules = caller?.version.rules.callback;
  if (caller?.standing !== 'callback' || !caller.callback || !rules) return;
  const { tries, firstAt, notBefore } = caller.callback;
  if (firstAt === undefined) return;
  if (tries >= rules.tries || notBefore > firstAt + rules.windowMs) {
    plan.add({ type: 'CallbackGivenUp', at: plan.at, callId });
  }
}

/** Dials those for whom an agent is expected by the time they answer. */
export function callBack(plan: Deliberation): void {
  const { agenda } = plan.state;
  const queues = [...agenda.callbacks].sort((one, other) =>
    one.line === other.line ? (one.name < other.name ? -1 : 1) : one.line < other.line ? -1 : 1,
  );
  for (const queue of queues) {
    for (const caller of dueIn(plan, queue)) {
      if (!isTimely(plan, caller)) break;
      dial(plan, caller);
    }
  }
  agenda.callbacks.clear();
}

/** In the order in which they are served. */
function dueIn({ state }: Deliberation, queue: QueueState): Caller[] {
  const { at } = state;
  if (queue.closed !== undefined || state.lines.get(queue.line)?.closed) return [];
  const due = [...queue.callbacks].filter(
    ({ callback, version }) => callback !== undefined && callback.notBefore <= at && version.isOpen(at),
  );
  return due.sort((one, other) => comesFirst(one, other, state));
}

/** An agent is idle for whom no other callback rings, or is expected to be by the time that the ringing ends. No more ring
 *  at once than there are agents. */
function isTimely(plan: Deliberation, caller: Caller): boolean {
  const { profile, version } = caller;
  const { dialled } = version.queue;
  if (profile.idle.size > dialled) return true;
  if (dialled >= profile.present) return false;
  return expectedWait(plan.state, caller).expectedMs <= (version.rules.callback?.ringMs ?? 0);
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
