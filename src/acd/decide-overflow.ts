/** Who is sent on, and who is told how long it will take. */
import type { CallOverflowed, LineEvent } from '../events/line.generated.ts';
import type { Caller } from './caller.ts';
import type { Deliberation } from './deliberation.ts';
import { isInCircle } from './evolve-callers.ts';
import { aheadIn, expectedWait } from './expectation.ts';
import { keptPlace } from './numbers.ts';
import type { Profile, QueueVersion } from './profile.ts';
import type { OverflowRule } from './rules.ts';
import { hasFired, MAX_WAIT, scoreOf } from './standing.ts';
import { lastProfile } from './versions.ts';

type Reason = CallOverflowed['reason'];

/** At the door, before any offer: the place kept for a redial, a queue that is closed, full, or has nobody. */
export function judgeEntry(plan: Deliberation, caller: Caller, cause: LineEvent['type']): void {
  if (caller.standing !== 'waiting' || cause === 'CallbackAccepted') return;
  const kept = cause === 'QueueJoined' ? keptPlace(plan.state, caller) : undefined;
  if (kept) plan.add({ type: 'PlaceResumed', at: plan.at, callId: caller.callId, former: kept.callId });
  if (judgeClosed(plan, caller, isClosed(caller.version, plan.at))) return;
  // who has a place already, is sent by a supervisor or in danger is not turned away for want of room
  const { queue, rules } = caller.version;
  const isNew = cause === 'QueueJoined' && !kept && !caller.emergency;
  if (isNew && queue.count > rules.capacity && overflow(plan, caller, 'full', (rule) => rule.full)) return;
  if (isUnstaffed(caller.profile)) overflow(plan, caller, 'unstaffed', (rule) => rule.unstaffed);
}

/** Back from a centre that did not take the call, or from an offer while the queue was closed. */
export function judgeReturn(plan: Deliberation, caller: Caller): void {
  if (caller.standing !== 'waiting') return;
  if (judgeClosed(plan, caller, isClosed(caller.version, plan.at) && hasBeenRefused(caller))) return;
  const { queue, rules } = caller.version;
  const wasFull = rules.overflow.some((rule, index) => rule.full && hasFired(caller, index));
  const isFull = wasFull && queue.count > rules.capacity && !caller.emergency;
  if (isFull && overflow(plan, caller, 'full', (rule) => rule.full)) return;
  if (isUnstaffed(caller.profile)) leaveUnstaffed(plan, caller);
}

/** A queue that closed, or whose hours began or ended: those who wait are sent on, in their order. */
export function judgeVersion(plan: Deliberation, version: QueueVersion): void {
  const { queue, ranking } = version;
  if (queue.callbacks.size > 0) plan.state.agenda.callbacks.add(queue);
  const closed = queue.closed !== undefined;
  const unstaffed = [...version.profiles.values()].some(([profile]) => isUnstaffed(profile!));
  if (ranking.size === 0 || !(closed || unstaffed)) return;
  for (const caller of [...ranking]) {
    if (caller.standing !== 'waiting') continue;
    if (closed) judgeClosed(plan, caller, true);
    else if (isUnstaffed(caller.profile)) leaveUnstaffed(plan, caller);
  }
}

/** The last agent who could serve them has gone. */
export function judgeUnstaffed(plan: Deliberation, profile: Profile): void {
  if (profile.present > 0 || profile.version.ranking.size === 0) return;
  for (const caller of [...profile.version.ranking]) {
    const isOne = caller.standing === 'waiting' && lastProfile(caller.profile) === profile;
    if (isOne) leaveUnstaffed(plan, caller);
  }
}

/** After the offers: who could not be offered at once goes where the wait is shorter, or is told how long it will be. */
export function announceEntry(plan: Deliberation, caller: Caller, cause: LineEvent['type']): void {
  if (caller.standing !== 'waiting' || caller.sentAt > 0) return;
  const { rules } = caller.version;
  if (cause === 'QueueJoined' && rules.overflow.some(({ expectedMs }) => expectedMs !== undefined)) {
    const { expectedMs: expected } = expectedWait(plan.state, caller);
    const above = (rule: OverflowRule) => rule.expectedMs !== undefined && expected > rule.expectedMs;
    if (overflow(plan, caller, 'expected', above)) return;
  }
  if (rules.announce?.entry) announce(plan, caller, true);
}

export function announce(plan: Deliberation, caller: Caller, entry: boolean): void {
  const { version, callId } = caller;
  const range = version.rules.announce?.wait ? expectedWait(plan.state, caller) : undefined;
  plan.add({
    type: 'WaitAnnounced',
    at: plan.at,
    callId,
    entry,
    position: positionOf(caller, plan),
    ...(range && { lowMs: range.lowMs, highMs: range.highMs }),
    beyondClosing: range !== undefined && plan.at + range.lowMs >= closing(version, plan.at),
  });
}

/** What falls due for a caller who waits. @returns whether anything did */
export function overdue(plan: Deliberation, caller: Caller): boolean {
  const { at } = plan;
  const { version, joinedAt } = caller;
  const { maxWaitMs } = version.rules;
  const waited = (rule: OverflowRule) => rule.waitedMs !== undefined && joinedAt + rule.waitedMs <= at;
  if (overflow(plan, caller, 'waited', waited)) return true;
  if (maxWaitMs !== undefined && joinedAt + maxWaitMs <= at && !hasFired(caller, MAX_WAIT)) {
    send(plan, caller, 'maxWait', version.rules.overflow.length);
    return true;
  }
  if (caller.announceAt === 0 || caller.announceAt > at) return false;
  announce(plan, caller, false);
  return true;
}

/** Closed by a supervisor, or outside of the queue's own hours; the line's hours are asked before a queue is. */
function isClosed({ queue, clock }: QueueVersion, at: number): boolean {
  return queue.closed !== undefined || !clock.isOpen(at);
}

/** Who was let in while the queue was open stays when its hours end, for as long as there is an agent. */
function hasBeenRefused(caller: Caller): boolean {
  const { queue, rules } = caller.version;
  return (
    queue.closed !== undefined || rules.overflow.some((rule, index) => rule.closed && hasFired(caller, index))
  );
}

function isUnstaffed(profile: Profile): boolean {
  return lastProfile(profile).present === 0;
}

/** Nobody is left with music when the hours are over and the last agent has gone. */
function leaveUnstaffed(plan: Deliberation, caller: Caller): void {
  if (overflow(plan, caller, 'unstaffed', (rule) => rule.unstaffed)) return;
  judgeClosed(plan, caller, !caller.version.isOpen(plan.at));
}

/** @returns whether the caller is sent on: by a rule, or with the closing message */
function judgeClosed(plan: Deliberation, caller: Caller, closed: boolean): boolean {
  if (!closed) return false;
  if (overflow(plan, caller, 'closed', (rule) => rule.closed)) return true;
  sendWithMessage(plan, caller);
  return true;
}

/** No rule says where to: the call says that the queue is closed. */
function sendWithMessage(plan: Deliberation, caller: Caller): void {
  send(plan, caller, 'closed', caller.version.rules.overflow.length);
}

/** Sends the caller on by the first rule that says so and has not been tried in this stay. */
function overflow(
  plan: Deliberation,
  caller: Caller,
  reason: Reason,
  says: (rule: OverflowRule) => boolean,
): boolean {
  if (isInCircle(plan.state, caller)) return false;
  const rules = caller.version.rules.overflow;
  const index = rules.findIndex((rule, at) => says(rule) && !hasFired(caller, at));
  if (index < 0) return false;
  send(plan, caller, reason, index);
  return true;
}

function send(plan: Deliberation, { callId }: Caller, reason: Reason, rule: number): void {
  plan.add({ type: 'CallOverflowed', at: plan.at, callId, reason, rule });
}

/** 1: next. Of callers of this queue, under whichever version of its rules. */
export function positionOf(caller: Caller, { state }: Pick<Deliberation, 'state'>): number {
  return aheadIn(caller.version.queue, caller, scoreOf(caller, state), state) + 1;
}

function closing({ clock, lineClock }: QueueVersion, at: number): number {
  const ends = [clock, lineClock].map((each) => (each.isOpen(at) ? each.changesAt(at) : at));
  return Math.min(...ends);
}
