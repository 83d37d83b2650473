/** Callers in the indexes: the one place where a caller's standing, order and profile change. */
import { Timer } from './calendar.ts';
import { type Caller, isCounted, isRanked, type Standing } from './caller.ts';
import { canServe, type Profile } from './profile.ts';
import type { AcdState } from './state.ts';
import { profileAt } from './versions.ts';

/** Score of one point: priorities count 1, ageing thousandths a minute, so that all sums are whole (and exact). */
const POINT = 60_000 * 1_000;
/** Who raised an emergency is so far ahead: more than any priority (100 points), and than a week of the fastest ageing (100
 *  points a minute); sums stay exact. */
const EMERGENCY = 1_200_000 * POINT;
/** A caller whom a rule sends on is left in peace so long: the call is about to go. */
const SENT_MS = 10_000;
/** Who was turned away at the door and is still there is judged anew: nobody is left with music (I2). */
const REFUSED_MS = 120_000;
const NEVER = Number.POSITIVE_INFINITY;

/** Priority aged by the wait, in units of which a point has 60 million: by it callers of different queues are compared. */
export function scoreOf({ key, version }: Caller, { at, since }: AcdState): number {
  return key + version.rules.ageing * (at - since);
}

/** Priority aged by the wait, in points; an emergency aside. */
export function pointsOf(caller: Caller, state: AcdState): number {
  return (scoreOf(caller, state) - (caller.emergency ? EMERGENCY : 0)) / POINT;
}

/** Negative when `one` is served first: by score, then by arrival. */
export function comesFirst(one: Caller, other: Caller, state: AcdState): number {
  return scoreOf(other, state) - scoreOf(one, state) || one.place - other.place;
}

export function setStanding(state: AcdState, caller: Caller, standing: Standing): void {
  const before = caller.standing;
  if (before === standing) return;
  leaveIndexes(state, caller);
  caller.standing = standing;
  if (isRanked(standing)) refreshCaller(state, caller);
  if (standing === 'waiting' && caller.announceAt > 0 && caller.announceAt <= state.at) {
    caller.announceAt = nextAnnouncement(caller, state.at);
  }
  enterIndexes(state, caller);
  const { queue } = caller.version;
  if (queue.callbacks.size > 0 && isRanked(before) && !isRanked(standing)) state.agenda.callbacks.add(queue);
  if (standing === 'waiting' && queue.closed !== undefined) state.agenda.returned.add(caller);
}

/** Changes what the order or the profile of a caller follows from. */
export function reorder(state: AcdState, caller: Caller, change: () => void): void {
  leaveIndexes(state, caller);
  state.silent.callers.set(caller.silent, NEVER);
  if (caller.loud) state.loud.callers.set(caller.loud, NEVER);
  change();
  refreshCaller(state, caller);
  enterIndexes(state, caller);
}

function leaveIndexes(state: AcdState, caller: Caller): void {
  const { standing, version } = caller;
  if (isRanked(standing)) leaveList(state, caller, listedIn(caller));
  if (isCounted(standing)) version.queue.count -= 1;
  if (standing === 'callback') version.queue.callbacks.delete(caller);
  if (standing === 'dialled') version.queue.dialled -= 1;
}

/** The profile in whose list the caller stands; undefined for one who may not be offered now, or not to everybody. */
function listedIn({ standing, held, profile }: Caller): Profile | undefined {
  return standing === 'waiting' && !held ? profile : undefined;
}

function enterList(state: AcdState, caller: Caller): void {
  const profile = listedIn(caller);
  if (!profile) {
    caller.version.apart.add(caller);
    return;
  }
  profile.callers.add(caller);
  state.heads.set(profile.number, profile.callers.firstKey);
  state.agenda.profiles.add(profile);
}

function leaveList(state: AcdState, caller: Caller, profile: Profile | undefined): void {
  if (!profile) {
    caller.version.apart.remove(caller);
    return;
  }
  profile.callers.remove(caller);
  state.heads.set(profile.number, profile.callers.firstKey);
}

/** Enters the caller where one of this standing belongs. */
export function enterIndexes(state: AcdState, caller: Caller): void {
  const { standing, version } = caller;
  const { rules } = version;
  caller.key = caller.priority * POINT - rules.ageing * (caller.arrivedAt - state.since);
  if (caller.emergency) caller.key += EMERGENCY;
  if (caller.held && standing !== 'waiting') stopHolding(state, caller);
  if (isRanked(standing)) {
    enterList(state, caller);
    if (version.boundary.slot < 0) state.silent.versions.set(version.boundary, version.changesAt(state.at));
  }
  if (isCounted(standing)) version.queue.count += 1;
  if (standing === 'callback') {
    version.queue.callbacks.add(caller);
    state.agenda.callbacks.add(version.queue);
  }
  if (standing === 'dialled') version.queue.dialled += 1;
  schedule(state, caller);
}

/** What time alone has changed: the stage of relaxation, the patience for the last agent, a callback to be tried again. */
export function timePassed(state: AcdState, caller: Caller): void {
  const { standing, version } = caller;
  if (standing === 'refused') {
    setStanding(state, caller, 'waiting');
    state.agenda.returned.add(caller);
    return;
  }
  if (standing === 'waiting') {
    const before = listedIn(caller);
    refreshCaller(state, caller);
    if (listedIn(caller) !== before) {
      leaveList(state, caller, before);
      enterList(state, caller);
    }
  } else refreshCaller(state, caller);
  if (standing === 'callback') state.agenda.callbacks.add(version.queue);
  schedule(state, caller);
}

/** The caller waits for the last agent no more. */
export function release(state: AcdState, caller: Caller): void {
  if (!caller.held) return;
  const before = listedIn(caller);
  stopHolding(state, caller);
  if (caller.standing !== 'waiting') return;
  leaveList(state, caller, before);
  enterList(state, caller);
  schedule(state, caller);
}

/** Whether it is worth waiting for who served this caller last: busy now, and free soon. */
export function hold(state: AcdState, caller: Caller): void {
  const agent = caller.lastAgent === undefined ? undefined : state.agents.get(caller.lastAgent);
  if (!agent || agent.idle || !agent.isComing || !canServe(agent, caller.profile)) return;
  if (state.at >= patienceEnd(caller)) return;
  caller.held = true;
  agent.held.push(caller);
}

function stopHolding(state: AcdState, caller: Caller): void {
  caller.held = false;
  const agent = state.agents.get(caller.lastAgent ?? '');
  const index = agent?.held.indexOf(caller) ?? -1;
  if (index >= 0) agent!.held.splice(index, 1);
}

function patienceEnd({ version, joinedAt }: Caller): number {
  return joinedAt + (version.rules.lastAgent?.patienceMs ?? 0);
}

function refreshCaller(state: AcdState, caller: Caller): void {
  const { stages } = caller.version.rules;
  if (caller.held && state.at >= patienceEnd(caller)) stopHolding(state, caller);
  if (stages.length === 1) return;
  caller.profile = profileAt(state, caller.version, caller.language, state.at - caller.joinedAt);
}

/** Of the announcements, which count from the arrival in the queue, the next. */
export function nextAnnouncement({ version, joinedAt }: Caller, at: number): number {
  const every = version.rules.announce?.everyMs;
  return every ? joinedAt + (Math.floor((at - joinedAt) / every) + 1) * every : 0;
}

/** Sets the caller's timers to what comes next. */
export function schedule(state: AcdState, caller: Caller): void {
  state.silent.callers.set(caller.silent, silentDue(caller, state.at));
  const due = caller.standing === 'waiting' ? loudDue(caller) : NEVER;
  if (due !== NEVER) caller.loud ??= new Timer(caller, caller.place);
  if (caller.loud) state.loud.callers.set(caller.loud, due);
}

function silentDue(caller: Caller, at: number): number {
  if (caller.standing === 'refused') return caller.sentAt + REFUSED_MS;
  if (!caller.isRanked) return NEVER;
  const { stages } = caller.version.rules;
  const next = stages[caller.profile.stage + 1];
  let due = next ? caller.joinedAt + next.afterMs : NEVER;
  if (caller.held) due = Math.min(due, patienceEnd(caller));
  const { callback, standing } = caller;
  if (standing === 'callback' && callback && callback.notBefore > at) due = Math.min(due, callback.notBefore);
  return due;
}

function loudDue(caller: Caller): number {
  const { rules } = caller.version;
  let due = caller.announceAt > 0 ? caller.announceAt : NEVER;
  const { overflow, maxWaitMs } = rules;
  for (let index = 0; index < overflow.length; index += 1) {
    const { waitedMs } = overflow[index]!;
    if (waitedMs !== undefined && !hasFired(caller, index)) due = Math.min(due, caller.joinedAt + waitedMs);
  }
  if (maxWaitMs !== undefined && !hasFired(caller, MAX_WAIT))
    due = Math.min(due, caller.joinedAt + maxWaitMs);
  return caller.sentAt > 0 ? Math.max(due, caller.sentAt + SENT_MS) : due;
}

/** Bits of `fired` beyond the overflow rules. */
export const MAX_WAIT = 16;
export const CLOSED = 17;

export function hasFired({ fired }: Caller, bit: number): boolean {
  return (fired & (1 << bit)) !== 0;
}
