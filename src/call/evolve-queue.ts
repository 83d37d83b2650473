/** What the queue, the distributor and the callback change of a call. */
import type { LineEvent, WaitAnnounced } from '../events/line.generated.ts';
import { STAYS, without, withoutQuestion } from './parts.ts';
import type { CallState } from './state.ts';

export function evolveQueue(state: CallState, event: LineEvent): CallState {
  switch (event.type) {
    case 'QueueJoined': {
      const rest = without(state, 'centre', 'how', 'untold', 'wait', 'question');
      const timers = without(state.timers, 'queue-menu');
      const { queue } = event;
      const urgent = state.urgent && queue.startsWith('centre:');
      return { ...rest, phase: 'queued', queue, ...STAYS, urgent, warned: false, timers };
    }
    case 'QueueLeft': {
      const rest = without(state, 'queue', 'untold', 'wait', 'question');
      return { ...rest, ...STAYS, phase: state.phase === 'queued' ? 'target' : state.phase };
    }
    case 'CallerMoved': {
      const timers = without(state.timers, 'queue-menu');
      const rest = without(state, 'untold', 'wait');
      return state.queue === undefined ? state : { ...rest, queue: event.queue, timers };
    }
    case 'WaitAnnounced':
      return announced(state, event);
    case 'CallOverflowed': {
      // the queue of a centre has no rules of the line's
      if (state.phase !== 'queued' || state.queue?.startsWith('centre:')) return state;
      const key = event.reason === 'maxWait' ? 'maxWait' : String(event.rule);
      const choice = { step: `queue:${state.queue}`, via: 'overflow' as const, key };
      return state.question ? { ...state, choice, sentOn: true } : { ...state, choice, leaving: true };
    }
    case 'CallbackAsked':
      return withoutQuestion(state);
    case 'CallbackRegistered': {
      const callback = { number: event.number, released: false, accepted: false, told: false };
      return { ...without(state, 'question', 'untold'), phase: 'callback', ...STAYS, callback };
    }
    case 'CallbackDialled':
      return { ...state, phase: 'dialling', heard: false, saying: false };
    case 'CallbackMissed':
      return { ...without(state, 'question'), phase: 'callback', heard: false, saying: false };
    case 'CallbackAccepted': {
      const accepted = state.callback ? { callback: { ...state.callback, accepted: true } } : {};
      return { ...without(state, 'question'), ...accepted, phase: 'queued' };
    }
    default:
      return state;
  }
}

function announced(state: CallState, event: WaitAnnounced): CallState {
  if (state.phase !== 'queued' && state.phase !== 'transferring') return state;
  const { lowMs, highMs } = event;
  const rest = without(state, 'wait');
  const wait = lowMs === undefined || highMs === undefined ? {} : { wait: { lowMs, highMs } };
  return { ...rest, ...wait, untold: event };
}
