/** What events do to the callers in the queues. */
import type {
  CallEnded,
  CallerMoved,
  CallOverflowed,
  LineEvent,
  PlaceResumed,
  QueueJoined,
  QueueLeft,
} from '../events/line.generated.ts';
import { Caller, NOBODY } from './caller.ts';
import { endTalk } from './evolve-agents.ts';
import { endTransfer } from './evolve-transfers.ts';
import { waitBegins, waitEnds } from './expectation.ts';
import { forgetOld, numberKey, remember } from './numbers.ts';
import type { QueueVersion } from './profile.ts';
import { CLOSED, hold, MAX_WAIT, nextAnnouncement, reorder, schedule, setStanding } from './standing.ts';
import type { AcdState } from './state.ts';
import { profileAt, versionOf } from './versions.ts';

export function evolveCaller(state: AcdState, event: LineEvent): void {
  switch (event.type) {
    case 'QueueJoined':
      joined(state, event);
      break;
    case 'QueueLeft':
      left(state, event);
      break;
    case 'CallerMoved':
      moved(state, event);
      break;
    case 'CallEnded':
      ended(state, event);
      break;
    case 'PlaceResumed':
      resumed(state, event);
      break;
    case 'CallOverflowed':
      overflowed(state, event);
      break;
    case 'WaitAnnounced': {
      const caller = state.callers.get(event.callId);
      if (!caller || event.entry) break;
      caller.announceAt = nextAnnouncement(caller, event.at);
      schedule(state, caller);
      break;
    }
    case 'CallerPrioritised': {
      const caller = state.callers.get(event.callId);
      if (!caller) break;
      reorder(state, caller, () => {
        caller.priority = event.priority;
        caller.prioritised = true;
      });
      break;
    }
    case 'EmergencyRaised':
      raised(state, event.callId);
      break;
    default:
      break;
  }
}

/** Somebody is in danger: should nobody take the emergency, an agent answers this caller first. */
function raised(state: AcdState, callId: string): void {
  const call = state.calls.get(callId);
  if (call) state.calls.set(callId, { ...call, emergency: true });
  const caller = state.callers.get(callId);
  if (!caller) return;
  reorder(state, caller, () => {
    caller.emergency = true;
  });
  goAway(state, caller);
}

/** The caller is on the way elsewhere, and keeps the place. */
export function goAway(state: AcdState, caller: Caller): void {
  const { standing } = caller;
  // who is being called back can leave for an emergency too
  const isHere = standing === 'waiting' || standing === 'offered' || standing === 'refused';
  if (!isHere && standing !== 'dialled') return;
  doubt(state, caller);
  caller.sentAt = 0;
  setStanding(state, caller, 'away');
}

/** An offer to this caller, if there is one, stands no longer: it is to be withdrawn. */
export function doubt(state: AcdState, caller: Caller): void {
  const agent = caller.offer && state.agents.get(caller.offer.agent);
  caller.offer = undefined;
  if (agent) state.agenda.doubtful.add(agent);
}

/** Waits again, at the same place. */
export function comeBack(state: AcdState, caller: Caller): void {
  setStanding(state, caller, 'waiting');
  state.agenda.returned.add(caller);
}

function joined(state: AcdState, event: QueueJoined): void {
  const { callId, at, language } = event;
  const version = versionOf(state, event.configuration, event.line, event.queue);
  if (!version) return;
  const known = state.callers.get(callId);
  if (known && known.version.queue === version.queue && known.standing !== 'left') {
    // a call that is in this queue already keeps its stay, be it that an agent has sent it back there
    const { standing, talkers } = known;
    const isFree = (standing === 'talking' || standing === 'transferred') && talkers.length === 0;
    if (standing === 'away' || isFree) comeBack(state, known);
    return;
  }
  const caller = known ?? newcomer(state, event, version);
  caller.configuration = event.configuration;
  enter(state, caller, version, language, at);
  setStanding(state, caller, 'waiting');
  waitBegins(state, caller);
}

function newcomer(state: AcdState, event: QueueJoined, version: QueueVersion): Caller {
  const profile = profileAt(state, version, event.language, 0);
  const caller = new Caller(event.callId, event.caller, state.places, event.at, profile);
  state.places += 1;
  caller.emergency = state.calls.get(event.callId)?.emergency ?? false;
  state.callers.set(event.callId, caller);
  const { redialMs } = version.rules;
  if (redialMs > 0 && caller.number !== '') {
    const key = numberKey(caller);
    state.numbers.set(key, (state.numbers.get(key) ?? 0) + 1);
  }
  return caller;
}

/** A stay in a queue begins; the time of arrival and the place are those of the first queue. */
function enter(state: AcdState, caller: Caller, version: QueueVersion, language: string, at: number): void {
  const { rules } = version;
  doubt(state, caller);
  waitEnds(state, caller, 'left');
  setStanding(state, caller, 'left');
  const isFirst = caller.enteredIn !== state.entry;
  if (!isFirst) caller.visited = [...caller.visited, caller.version.queue];
  else if (caller.visited.length > 0) caller.visited = [];
  caller.enteredIn = state.entry;
  caller.version = version;
  caller.language = language;
  caller.profile = profileAt(state, version, language, 0);
  caller.joinedAt = at;
  caller.fired = 0;
  caller.sentAt = 0;
  caller.missedBy = NOBODY;
  if (!caller.prioritised) caller.priority = rules.priority;
  caller.announceAt = nextAnnouncement(caller, at);
  caller.lastAgent = undefined;
  const served = rules.lastAgent && caller.number !== '' && state.served.get(numberKey(caller));
  if (served && at - served.at <= rules.lastAgent!.withinMs) {
    caller.lastAgent = served.agent;
    // in danger, any agent will do
    if (!caller.emergency) hold(state, caller);
  }
  state.agenda.entered.add(caller);
  // two queues that send their callers to each other: this one stays
  if (isInCircle(state, caller)) caller.sentAt = at;
}

/** Has been sent from this queue and back to it at once, as by two queues that are closed and name each other. */
export function isInCircle({ entry }: AcdState, { enteredIn, visited, version }: Caller): boolean {
  return enteredIn === entry && visited.includes(version.queue);
}

function left(state: AcdState, { callId, queue, reason }: QueueLeft): void {
  const caller = state.callers.get(callId);
  if (!caller || caller.version.queue.name !== queue || caller.talkers.length > 0) return;
  doubt(state, caller);
  if (reason === 'chosen') forgetCaller(state, caller);
  else {
    waitEnds(state, caller, 'left');
    setStanding(state, caller, 'left');
  }
}

function moved(state: AcdState, { callId, queue, at }: CallerMoved): void {
  const caller = state.callers.get(callId);
  if (!caller) return;
  const { standing, language, configuration } = caller;
  const version = versionOf(state, configuration, caller.version.rules.line, queue);
  if (!version || version.queue === caller.version.queue) return;
  if (standing === 'callback') {
    enter(state, caller, version, language, at);
    state.agenda.entered.delete(caller);
    setStanding(state, caller, 'callback');
  } else if (standing === 'waiting' || standing === 'offered' || standing === 'refused') {
    enter(state, caller, version, language, at);
    setStanding(state, caller, 'waiting');
    waitBegins(state, caller);
  }
}

function ended(state: AcdState, { callId, reason, at }: CallEnded): void {
  state.calls.delete(callId);
  endTransfer(state, callId);
  const caller = state.callers.get(callId);
  if (!caller) return;
  const { standing, talkers } = caller;
  const waited = standing === 'waiting' || standing === 'offered' || standing === 'away';
  if (waited && talkers.length === 0 && reason === 'hungUp') remember(state, caller, at);
  for (const account of talkers) endTalk(state, caller, account, true);
  doubt(state, caller);
  forgetCaller(state, caller);
}

function forgetCaller(state: AcdState, caller: Caller): void {
  waitEnds(state, caller, 'left');
  setStanding(state, caller, 'left');
  state.callers.delete(caller.callId);
  if (caller.version.rules.redialMs === 0 || caller.number === '') return;
  const key = numberKey(caller);
  const count = state.numbers.get(key) ?? 0;
  if (count > 1) state.numbers.set(key, count - 1);
  else state.numbers.delete(key);
}

function resumed(state: AcdState, { callId, at }: PlaceResumed): void {
  const caller = state.callers.get(callId);
  const former = caller && state.dropped.get(numberKey(caller));
  if (!caller || !former) return;
  state.dropped.delete(numberKey(caller));
  // what was expected of the last place says nothing of this one
  caller.told = undefined;
  reorder(state, caller, () => {
    const { place, arrivedAt, joinedAt, fired } = former;
    Object.assign(caller, { place, arrivedAt, joinedAt, fired });
    caller.emergency ||= former.emergency;
    caller.silent.order = place;
    if (caller.loud) caller.loud.order = place;
    caller.announceAt = nextAnnouncement(caller, at);
  });
  forgetOld(state.dropped, at, caller.version.rules.redialMs);
}

function overflowed(state: AcdState, { callId, reason, rule, at }: CallOverflowed): void {
  const caller = state.callers.get(callId);
  if (!caller) return;
  const isRule = rule < caller.version.rules.overflow.length;
  caller.fired |= 1 << (reason === 'maxWait' ? MAX_WAIT : isRule ? rule : CLOSED);
  caller.sentAt = at;
  const refuses = reason === 'closed' || reason === 'full';
  if (refuses && caller.standing === 'waiting') setStanding(state, caller, 'refused');
  else schedule(state, caller);
}
