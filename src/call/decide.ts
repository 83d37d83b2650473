import type { CallEnded, LineEvent } from '../events/line.generated.ts';
import { menuTries, stepOf } from '../ivr/flow.ts';
import type { Line } from '../ivr/schema.ts';
import { evolve } from './evolve.ts';
import { type CallContext, Plan, PROGRESS_EVERY_MS } from './plan.ts';
import { type CallState, isEarly } from './state.ts';

const MEDIA_AGAIN = 'media-again';
const MEDIA_AGAIN_MS = 500;
/** How long a caller without audio is kept for a media server to come back, in milliseconds. */
const MEDIA_AWAY_MS = 20_000;

/** What to do about a fact. `state` is the call before it; the fact itself is evolved first, then the decisions. */
export function decide(context: CallContext, state: CallState, fact: LineEvent): LineEvent[] {
  if (state.phase === 'ended') return [];
  const plan = new Plan(context, evolve(state, fact), fact.at);
  switch (fact.type) {
    case 'CallArrived':
      plan.connect(firstMedia(context.line, state));
      break;
    case 'MediaConnected':
      plan.resume();
      break;
    case 'MediaFailed':
      if (isWaitingForMedia(state, fact.at)) plan.timer(MEDIA_AGAIN, fact.at + MEDIA_AGAIN_MS);
      else plan.fail(fact.status, fact.reason);
      break;
    case 'MediaLost':
      plan.connect('again');
      break;
    case 'SayEnded':
      if (fact.sayId === state.sayId && state.saying) sayEnded(plan, state, fact.key);
      break;
    case 'TimerFired':
      if (fact.timer === MEDIA_AGAIN) plan.connect('again');
      else if (isEarly(state)) timerFired(plan, state, fact.timer);
      break;
    case 'CallAnswered':
      plan.goAfterAnswer();
      break;
    case 'OfferAccepted':
      if (state.phase === 'queued') talk(plan, `agent:${fact.agent}`);
      break;
    case 'TransferAccepted':
      if (state.phase === 'transferring') transferAccepted(plan, fact.centre);
      break;
    case 'TransferFailed':
      if (state.phase === 'transferring') plan.transferFailed(fact.centre, fact.reason);
      break;
    case 'BridgeFailed':
      if (state.queue !== undefined) plan.music();
      else plan.transferFailed(state.centre ?? '', 'unreachable');
      break;
    case 'PartyHungUp':
      if (state.phase !== 'talking' || state.party !== fact.party) break;
      plan.add({ type: 'CallEnded', reason: served(state), detail: fact.party });
      break;
    case 'CallerHungUp':
      plan.callerLeft(leaving(context, state, fact.cause), fact.cause);
      break;
    default:
      break;
  }
  return plan.decisions;
}

/** The caller's media server is gone, and no other takes the leg yet. */
function isWaitingForMedia(state: CallState, at: number): boolean {
  return state.lostAt !== undefined && at - state.lostAt < MEDIA_AWAY_MS;
}

/** A caller who hangs up while a REFER is under way has left for the centre: the transferred party ends its own leg. */
function leaving(context: CallContext, state: CallState, cause: string): CallEnded['reason'] {
  if (state.phase === 'talking') return served(state);
  const referred = state.phase === 'transferring' && context.centres[state.centre ?? '']?.how !== 'bridge';
  return referred && cause === 'bye' ? 'transferred' : 'hungUp';
}

function served(state: CallState): 'served' | 'transferred' {
  return state.party?.startsWith('centre:') ? 'transferred' : 'served';
}

/** Early media where the line waits free of charge and the trunk carries it (I9). A call without SDP has to be answered
 *  to have audio at all (RFC 3264 §4). */
function firstMedia(line: Line, { arrived }: CallState): 'early' | 'answer' {
  const carried = arrived.earlyMediaSeconds !== undefined && !arrived.lateOffer;
  return line.answer === 'free-wait' && carried ? 'early' : 'answer';
}

function sayEnded(plan: Plan, before: CallState, key: string | undefined): void {
  if (before.announcing) {
    plan.resume();
    return;
  }
  switch (before.phase) {
    case 'step':
      plan.choose({ step: before.step, via: 'next', key: '' });
      break;
    case 'menu':
      menuEnded(plan, before, key);
      break;
    case 'target':
      plan.follow();
      break;
    case 'failed':
      plan.afterFailure();
      break;
    case 'queued':
    case 'transferring':
      plan.music();
      break;
    default:
      break;
  }
}

function menuEnded(plan: Plan, before: CallState, key: string | undefined): void {
  const step = stepOf(plan.context.line, before.step);
  if (key !== undefined && step.choices?.[key]) plan.choose({ step: before.step, via: 'key', key });
  else if (before.attempt < menuTries(step)) plan.again(key !== undefined);
  else plan.choose({ step: before.step, via: 'otherwise', key: '' });
}

function timerFired(plan: Plan, before: CallState, timer: string): void {
  if (timer === 'progress') {
    plan.add({ type: 'ProgressRequested' });
    plan.timer('progress', before.arrived.at + nextProgress(plan, before));
  } else if (timer === 'early-limit') {
    plan.add({ type: 'AnswerAnnounced' });
    // without audio nothing can be said: the answer comes with the audio
    if (before.heard) plan.say(['line-answers-now']);
  }
}

/** The next multiple of the period, so that a late timer does not shift those after it. */
function nextProgress(plan: Plan, before: CallState): number {
  const elapsed = plan.at - before.arrived.at;
  return (Math.floor(elapsed / PROGRESS_EVERY_MS) + 1) * PROGRESS_EVERY_MS;
}

function talk(plan: Plan, party: string): void {
  if (!plan.state.answered) plan.add({ type: 'AnswerRequested' });
  plan.add({ type: 'BridgeRequested', party });
}

function transferAccepted(plan: Plan, centre: string): void {
  const how = plan.context.centres[centre]?.how;
  if (how === 'bridge') talk(plan, `centre:${centre}`);
  else plan.add({ type: 'CallEnded', reason: 'transferred', detail: centre });
}
