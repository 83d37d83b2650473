import type { CallArrived, LineEvent } from '../events/line.generated.ts';
import type { CallState } from './state.ts';

/** The state of a call that has just arrived. */
export function arrive(arrived: CallArrived, language: string): CallState {
  return {
    arrived,
    phase: 'connecting',
    answered: false,
    heard: false,
    step: '',
    language,
    attempt: 0,
    sayId: 0,
    saying: false,
    announcing: false,
  };
}

/** The state of the call after this event; events of other calls or of agents change nothing, and nothing changes a
 *  call that has ended. */
export function evolve(state: CallState, event: LineEvent): CallState {
  if (state.phase === 'ended') return state;
  switch (event.type) {
    case 'MediaRequested':
      return { ...state, answered: state.answered || event.mode === 'answer', heard: false, saying: false };
    case 'MediaConnected': {
      const { lostAt: _, ...rest } = state;
      return { ...rest, heard: true };
    }
    case 'MediaLost':
      return { ...state, heard: false, saying: false, lostAt: event.at };
    case 'StepEntered': {
      const { choice: _, queue: _q, centre: _c, ...rest } = state;
      const { step, language, attempt } = event;
      return { ...rest, phase: 'step', step, language, attempt };
    }
    case 'SayStarted': {
      const phase = state.phase === 'step' && event.keys ? 'menu' : state.phase;
      return { ...state, phase, sayId: event.sayId, saying: true };
    }
    case 'SayEnded':
      return event.sayId === state.sayId ? { ...state, saying: false } : state;
    case 'TargetChosen':
      // a failed transfer keeps the choice that led to it: it says what follows
      return event.via === 'failed'
        ? { ...state, phase: 'failed' }
        : { ...state, phase: 'target', choice: event };
    case 'QueueJoined':
      return { ...state, phase: 'queued', queue: event.queue };
    case 'AnswerAnnounced':
      return { ...state, announcing: true };
    case 'AnswerRequested':
      return { ...state, answered: true, announcing: false };
    case 'BridgeRequested':
      return { ...state, phase: 'talking', party: event.party, saying: false, announcing: false };
    case 'BridgeFailed': {
      const { party: _, ...rest } = state;
      return { ...rest, phase: state.queue === undefined ? 'transferring' : 'queued' };
    }
    case 'TransferRequested':
      return { ...state, phase: 'transferring', centre: event.centre };
    case 'CallRejected':
    case 'CallEnded':
      return { ...state, phase: 'ended', saying: false };
    default:
      return state;
  }
}
