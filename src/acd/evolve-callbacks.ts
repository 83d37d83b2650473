/** What events do to the callers who are to be called back. */
import { DateTime } from 'luxon';
import type { LineEvent } from '../events/line.generated.ts';
import type { Caller } from './caller.ts';
import { comeBack } from './evolve-callers.ts';
import { waitEnds } from './expectation.ts';
import { nextAnnouncement, setStanding } from './standing.ts';
import type { AcdState, CallbackDay } from './state.ts';

export function evolveCallback(state: AcdState, event: LineEvent): void {
  if (!('callId' in event)) return;
  const caller = state.callers.get(event.callId);
  if (!caller) return;
  switch (event.type) {
    case 'CallbackRegistered': {
      caller.callback = { number: event.number, tries: 0, attempts: 0, notBefore: event.at };
      const day = callbackDay(state, caller);
      state.callbackDays.set(caller.version.rules.line, day);
      day.total += 1;
      day.byNumber.set(event.number, (day.byNumber.get(event.number) ?? 0) + 1);
      waitEnds(state, caller, 'left');
      setStanding(state, caller, 'callback');
      break;
    }
    case 'CallbackDenied':
      if (caller.standing === 'refused') comeBack(state, caller);
      break;
    case 'CallbackDialled':
      if (caller.standing !== 'callback' || !caller.callback) break;
      caller.callback = {
        ...caller.callback,
        attempts: event.attempt,
        firstAt: caller.callback.firstAt ?? event.at,
      };
      setStanding(state, caller, 'dialled');
      break;
    case 'CallbackMissed': {
      if (caller.standing !== 'dialled' || !caller.callback) break;
      const { tries } = caller.callback;
      const retryMs = caller.version.rules.callback?.retryMs ?? 0;
      caller.callback = {
        ...caller.callback,
        // a leg that could not be made for a fault of ours is no try of theirs
        tries: event.reason === 'failed' ? tries : tries + 1,
        notBefore: event.at + retryMs,
      };
      setStanding(state, caller, 'callback');
      break;
    }
    case 'CallbackAccepted':
      if (caller.standing !== 'dialled') break;
      caller.announceAt = nextAnnouncement(caller, event.at);
      setStanding(state, caller, 'waiting');
      state.agenda.entered.add(caller);
      break;
    case 'CallbackGivenUp':
      if (caller.standing === 'callback') setStanding(state, caller, 'left');
      break;
    default:
      break;
  }
}

/** What has been registered on the caller's line since midnight there. */
export function callbackDay(state: AcdState, { version }: Caller): CallbackDay {
  const { line, timezone } = version.rules;
  const date = DateTime.fromMillis(state.at, { zone: timezone }).toISODate() ?? '';
  const known = state.callbackDays.get(line);
  return known?.date === date ? known : { date, total: 0, byNumber: new Map() };
}
