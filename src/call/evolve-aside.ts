/** What keys, timers, other legs and transfers change of a call. */
import type { CentreChosen, LineEvent, TransferRequested } from '../events/line.generated.ts';
import { STAYS, without, withoutQuestion } from './parts.ts';
import { type CallState, hearsKeys } from './state.ts';

export function evolveAside(state: CallState, event: LineEvent): CallState {
  switch (event.type) {
    case 'SayEnded':
      return state.saying && event.sayId === state.sayId ? sayEnded(state, event.key) : state;
    case 'KeyPressed':
      return event.party === '' && !state.saying ? keyed(state, event.key) : state;
    case 'TimerSet':
      return { ...state, timers: { ...state.timers, [event.timer]: event.due } };
    case 'TimerFired': {
      if (!isDue(state, event.timer, event.at)) return state;
      const rest = { ...state, timers: without(state.timers, event.timer) };
      return event.timer === 'callback-number' ? withoutNumberQuestion(rest) : rest;
    }
    case 'LegDialled': {
      const { leg, party, transaction, media } = event;
      return { ...state, legs: { ...state.legs, [leg]: { party, transaction, media } } };
    }
    case 'LegAnswered': {
      const before = state.legs[event.leg];
      if (!before) return state;
      const after = { ...before, handle: event.handle, media: event.media || before.media };
      return { ...state, legs: { ...state.legs, [event.leg]: after } };
    }
    case 'LegEnded':
      return { ...state, legs: without(state.legs, event.leg) };
    default:
      return evolveTransfer(state, event);
  }
}

function evolveTransfer(state: CallState, event: LineEvent): CallState {
  switch (event.type) {
    case 'TransferRequested': {
      const { centre, how, emergency: urgent } = event;
      return { ...state, phase: 'transferring', centre, how, urgent, ...STAYS, saying: false };
    }
    case 'CentreChosen':
      return { ...state, centre: event.centre, how: howOf(state, event) };
    case 'TransferFailed': {
      if (state.phase !== 'transferring') return state;
      const rest = { ...without(state, 'centre', 'how', 'refused'), urgent: false };
      // the agent of a warm escalation takes the caller back; any other goes back to the place that was kept
      if (state.escalation?.agent !== undefined || state.queue === undefined) return rest;
      return { ...without(rest, 'escalation'), phase: 'queued' };
    }
    case 'EmergencyRaised': {
      const rest = without(state, 'centre', 'how', 'question', 'escalation', 'offer');
      const { centre: emergency } = event;
      return { ...rest, phase: 'transferring', emergency, urgent: true, ...STAYS, saying: false };
    }
    case 'EscalationRequested': {
      if (state.phase !== 'talking' || !state.party?.startsWith('agent:')) return state;
      return { ...state, escalation: { how: event.how, agent: state.party } };
    }
    case 'ConsultRequested':
      return { ...state, phase: 'consulting', saying: false };
    case 'ConferenceRequested':
      return { ...state, phase: 'conference', saying: false };
    case 'PartyReleased':
      return partyGone(state, event.party);
    case 'PartyHungUp':
      // the party of a talk that ends with it is named by its end
      return state.phase === 'talking' ? state : partyGone(state, event.party);
    default:
      return state;
  }
}

function partyGone(state: CallState, party: string): CallState {
  const { escalation } = state;
  const rest = state.party === party ? without(state, 'party') : state;
  return escalation?.agent === party ? { ...rest, escalation: { how: escalation.how } } : rest;
}

/** How the call leaves for the centre that was chosen: as was asked for, or as its fallback wants. */
function howOf(state: CallState, { asked, centre, how }: CentreChosen): TransferRequested['how'] {
  if (asked === centre) return state.how ?? how;
  // the agent of a warm escalation speaks first: the line stays between
  return state.escalation?.agent === undefined ? fitting(state, how) : 'bridge';
}

/** How a call can leave: a call that was answered is not redirected any more (RFC 3261 §13.3.1.2: REFER asks the same of
 *  it), and one that was not has no dialog for a REFER (RFC 3515 §2.4.2): a bridge always can be made. */
function fitting(state: CallState, how: TransferRequested['how']): TransferRequested['how'] {
  if (how === 'redirect' && state.answered) return 'refer';
  return how === 'refer' && !state.answered ? 'bridge' : how;
}

/** A timer that was set again since is not due. */
export function isDue(state: CallState, timer: string, at: number): boolean {
  const due = state.timers[timer];
  return due !== undefined && due <= at;
}

function sayEnded(state: CallState, key: string | undefined): CallState {
  const ended = { ...state, saying: false };
  if (state.announcing) return ended;
  if (state.question?.name === 'number' && key !== undefined) return keyed(ended, key);
  return withoutQuestion(ended);
}

/** A key of the number that is being entered: # ends it, * begins anew. */
function keyed(state: CallState, key: string): CallState {
  if (state.question?.name !== 'number' || !hearsKeys(state)) return state;
  if (key === '#') return withoutNumberQuestion(state);
  return { ...state, keyed: key === '*' ? '' : state.keyed + key };
}

function withoutNumberQuestion(state: CallState): CallState {
  return state.question?.name === 'number' ? withoutQuestion(state) : state;
}
