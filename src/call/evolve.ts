import type { CallArrived, LineEvent, StepEntered, TargetChosen } from '../events/line.generated.ts';
import { evolveAside } from './evolve-aside.ts';
import { evolveQueue } from './evolve-queue.ts';
import { STAYS, without } from './parts.ts';
import type { CallState, Question } from './state.ts';
import { withTurn } from './turns.ts';

/** The state of a call that has just arrived. */
export function arrive(arrived: CallArrived, language: string): CallState {
  return {
    arrived,
    phase: 'connecting',
    answered: false,
    heard: false,
    step: '',
    language,
    turns: { at: arrived.at, count: 0 },
    attempt: 0,
    sayId: 0,
    saying: false,
    announcing: false,
    leaving: false,
    sentOn: false,
    warned: false,
    asked: false,
    keyed: '',
    bridged: false,
    urgent: false,
    legs: {},
    timers: {},
  };
}

/** The state of the call after this event; events of other calls or of agents change nothing, and nothing changes a
 *  call that has ended. */
export function evolve(state: CallState, event: LineEvent): CallState {
  return state.phase === 'ended' ? state : evolveLive(withTurn(state, event), event);
}

function evolveLive(state: CallState, event: LineEvent): CallState {
  switch (event.type) {
    case 'MediaRequested':
      return { ...state, answered: state.answered || event.mode === 'answer', heard: false, saying: false };
    case 'MediaConnected': {
      const { media, answered } = event;
      return { ...without(state, 'lostAt'), heard: true, answered: state.answered || answered, media };
    }
    case 'MediaLost':
      return { ...state, heard: false, saying: false, lostAt: event.at };
    case 'CallAnswered':
      return { ...state, leg: event.leg };
    case 'StepEntered':
      return entered(state, event);
    case 'SayStarted': {
      const phase = state.phase === 'step' && event.keys && !state.question ? 'menu' : state.phase;
      return { ...toldBySaying(state), phase, sayId: event.sayId, saying: true };
    }
    case 'MusicStarted':
      return { ...state, saying: false };
    case 'TargetChosen':
      return chosen(state, event);
    case 'AnswerAnnounced':
      return { ...state, announcing: true };
    case 'AnswerRequested':
      return { ...state, answered: true, announcing: false };
    case 'BridgeRequested': {
      const talking = {
        ...without(state, 'question', 'untold', 'offer'),
        phase: 'talking' as const,
        ...STAYS,
      };
      const { party } = event;
      // with the agent again, an escalation is over; with the centre, the call stays an escalated one
      const { escalation: _, ...rest } = talking;
      const kept = party.startsWith('agent:') ? rest : talking;
      return {
        ...kept,
        party,
        bridged: state.bridged && state.party === party,
        saying: false,
        announcing: false,
      };
    }
    case 'CallBridged':
      return { ...state, bridged: true };
    case 'BridgeFailed': {
      const rest = without(state, 'party', 'escalation');
      return {
        ...rest,
        bridged: false,
        urgent: false,
        phase: state.queue === undefined ? 'transferring' : 'queued',
      };
    }
    case 'CallRejected':
      // the free wait of a caller who will be called back: the call goes on without it
      return state.phase === 'callback' ? released(state) : { ...state, phase: 'ended', saying: false };
    case 'LegsReleased':
      return released(state);
    case 'CallEnded':
      return { ...state, phase: 'ended', saying: false, timers: {} };
    default:
      return evolveQueue(evolveAside(state, event), event);
  }
}

function entered(state: CallState, { step, language, attempt }: StepEntered): CallState {
  if (step.startsWith('callback:')) {
    const name = step.slice('callback:'.length) as Question['name'];
    const keyed = name === 'number' ? '' : state.keyed;
    return { ...state, question: { name, attempt }, keyed, leaving: false };
  }
  const rest = without(state, 'choice', 'queue', 'centre', 'question', 'untold', 'wait');
  return { ...rest, phase: 'step', step, language, attempt, ...STAYS };
}

function chosen(state: CallState, { step, via, key }: TargetChosen): CallState {
  // a failed transfer keeps the choice that led to it: it says what follows
  if (via === 'failed') return { ...state, phase: 'failed' };
  const choice = { step, via, key };
  // whoever chooses in a queue waits in it until something comes of it
  if (step.startsWith('queue:') && state.phase === 'queued') return { ...state, choice, leaving: true };
  return { ...state, phase: 'target', choice };
}

/** What is said in a queue holds all that was to be told there. */
function toldBySaying(state: CallState): CallState {
  const { question, untold, callback } = state;
  const asks = question !== undefined && question.name !== 'offer';
  if (state.phase !== 'queued' || !untold || asks || state.leaving || state.announcing) return state;
  const told =
    callback?.accepted && untold.lowMs !== undefined ? { callback: { ...callback, told: true } } : {};
  return { ...without(state, 'untold'), ...told, warned: state.warned || untold.beyondClosing };
}

/** The caller's own leg is gone, and the INVITE that made it is answered for good: nothing of it is early any more. */
function released(state: CallState): CallState {
  const callback = state.callback ? { callback: { ...state.callback, released: true } } : {};
  const rest = without(state, 'media', 'leg', 'lostAt', 'question');
  return { ...rest, ...callback, answered: true, heard: false, saying: false, announcing: false };
}
