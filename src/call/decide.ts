import type { LineEvent } from '../events/line.generated.ts';
import { adopt } from './adoption.ts';
import { callbackDenied, sayRegistered } from './callback.ts';
import { agentRaisedEmergency } from './emergency.ts';
import { conclude, escalate } from './escalation.ts';
import { evolve } from './evolve.ts';
import { firstMedia } from './first-media.ts';
import { callerHungUp, partyHungUp } from './hang-up.ts';
import { keyPressed, sayEnded } from './keys.ts';
import { overflowed } from './leaving.ts';
import { mediaFailed, mediaLost } from './media.ts';
import { type CallContext, Plan } from './plan.ts';
import { announce, wait } from './queue.ts';
import { resume } from './resume.ts';
import type { CallState } from './state.ts';
import { answered, bridged, bridgeFailed, offerAccepted } from './talk.ts';
import { timerFired } from './timers.ts';
import { centreChosen } from './transfer.ts';
import { transferAccepted, transferFailed } from './transfer-outcome.ts';

/** What to do about a fact, or about a decision of the distributor. `state` is the call before it; the event itself is
 *  evolved first, then the decisions. */
export function decide(context: CallContext, state: CallState, event: LineEvent): LineEvent[] {
  if (state.phase === 'ended') return [];
  const plan = new Plan(context, evolve(state, event), event.at);
  switch (event.type) {
    case 'CallArrived':
      plan.connect(firstMedia(plan));
      break;
    case 'MediaConnected':
      resume(plan);
      break;
    case 'MediaFailed':
      mediaFailed(plan, event);
      break;
    case 'MediaLost':
      mediaLost(plan);
      break;
    case 'SayEnded':
      if (event.sayId === state.sayId && state.saying) sayEnded(plan, state, event.key);
      break;
    case 'KeyPressed':
      if (event.party === '') keyPressed(plan, state, event.key);
      break;
    case 'TimerFired':
      timerFired(plan, state, event.timer);
      break;
    case 'CallAnswered':
      answered(plan);
      break;
    case 'OfferAccepted':
      offerAccepted(plan, state, event);
      break;
    case 'CallBridged':
      bridged(plan, event.party);
      break;
    case 'BridgeFailed':
      bridgeFailed(plan, state, event.party);
      break;
    case 'PartyHungUp':
      partyHungUp(plan, state, event.party);
      break;
    case 'CallerHungUp':
      callerHungUp(plan, state, event.cause);
      break;
    case 'CallAdopted':
      adopt(plan, event);
      break;
    default:
      decideRouting(plan, state, event);
  }
  return plan.decisions;
}

/** Transfers, escalations, emergencies, and what the distributor decides. */
function decideRouting(plan: Plan, before: CallState, event: LineEvent): void {
  switch (event.type) {
    case 'CentreChosen':
      if (before.phase === 'transferring') centreChosen(plan, event);
      break;
    case 'TransferAccepted':
      if (before.phase === 'transferring') transferAccepted(plan, event.centre);
      break;
    case 'TransferFailed':
      if (before.phase === 'transferring') transferFailed(plan, before);
      break;
    case 'EmergencyRaised':
      agentRaisedEmergency(plan, before, event.centre);
      break;
    case 'EscalationRequested':
      escalate(plan, before, event.centre);
      break;
    case 'EscalationConcluded':
      conclude(plan, event.how);
      break;
    case 'PlaceResumed':
      if (before.phase === 'queued') wait(plan, ['place-resumed']);
      break;
    case 'WaitAnnounced':
      announce(plan);
      break;
    case 'CallOverflowed':
      overflowed(plan);
      break;
    case 'CallbackRegistered':
      sayRegistered(plan);
      break;
    case 'CallbackDenied':
      if (before.phase === 'queued') callbackDenied(plan, event.reason);
      break;
    case 'CallbackGivenUp':
      plan.add({ type: 'CallEnded', reason: 'callbackMissed', detail: '' });
      break;
    default:
      break;
  }
}
