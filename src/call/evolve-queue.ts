/** What the queue, the distributor and the callback change of a call. */
import type { CallOverflowed, LineEvent, WaitAnnounced } from '../events/line.generated.ts';
import { STAYS, without, withoutQuestion } from './parts.ts';
import type { CallState } from './state.ts';

export function evolveQueue(state: CallState, event: LineEvent): CallState {
  switch (event.type) {
    case 'QueueJoined': {
      const rest = without(state, 'centre', 'how', 'untold', 'wait', 'question', 'refused', 'offer');
      const timers = without(state.timers, 'queue-menu');
      const { queue } = event;
      const urgent = state.urgent && queue.startsWith('centre:');
      return { ...rest, phase: 'queued', queue, ...STAYS, urgent, warned: false, timers };
    }
    case 'QueueLeft': {
      const rest = without(state, 'queue', 'untold', 'wait', 'question', 'refused', 'offer');
      return { ...rest, ...STAYS, phase: state.phase === 'queued' ? 'target' : state.phase };
    }
    case 'CallerMoved': {
      // whoever talks, or is on the way elsewhere, is not moved any more
      if (state.phase !== 'queued' && state.phase !== 'callback') return state;
      const timers = without(state.timers, 'queue-menu');
      return { ...without(state, 'untold', 'wait'), queue: event.queue, timers };
    }
    case 'WaitAnnounced':
      return announced(state, event);
    case 'CallOverflowed': {
      // the queue of a centre has no rules of the line's
      if (state.phase !== 'queued' || state.queue?.startsWith('centre:')) return state;
      return overflowed(state, event);
    }
    case 'CallbackAsked':
      return { ...without(state, 'question'), asked: true, leaving: false };
    case 'CallbackDenied': {
      const rest = { ...without(state, 'refused'), asked: false };
      return withoutQuestion(rest);
    }
    case 'CallbackRegistered': {
      const callback = { number: event.number, released: false, accepted: false, told: false };
      return { ...without(state, 'question', 'untold'), phase: 'callback', ...STAYS, callback };
    }
    case 'CallOffered':
      return { ...state, offer: { agent: event.agent, offerId: event.offerId } };
    case 'OfferWithdrawn':
    case 'OfferMissed':
      return state.offer?.offerId === event.offerId ? without(state, 'offer') : state;
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

function overflowed(state: CallState, { reason, rule }: CallOverflowed): CallState {
  const key = reason === 'maxWait' ? 'maxWait' : String(rule);
  const choice = { step: `queue:${state.queue}`, via: 'overflow' as const, key };
  const refused = reason === 'full' || reason === 'closed' ? { refused: reason } : {};
  const waits = state.question !== undefined || state.asked;
  return { ...state, ...refused, choice, leaving: !waits, sentOn: waits };
}

function announced(state: CallState, event: WaitAnnounced): CallState {
  if (state.phase !== 'queued' && state.phase !== 'transferring') return state;
  const { lowMs, highMs } = event;
  const rest = without(state, 'wait');
  const wait = lowMs === undefined || highMs === undefined ? {} : { wait: { lowMs, highMs } };
  return { ...rest, ...wait, untold: event };
}
