/** The caller and the party: an agent who took the offer, a centre that answered. */
import { consultFailed } from './escalation.ts';
import { goOnLeaving } from './leaving.ts';
import type { Plan } from './plan.ts';
import { wait } from './queue.ts';
import type { CallState } from './state.ts';
import { follow } from './steps.ts';
import { leaveQueue, requestTransfer } from './transfer.ts';
import { emergencyFailed, transferGivenUp } from './transfer-outcome.ts';

/** An agent took the offer. Where somebody else has the caller by now, the agent's leg is given back. */
export function offerAccepted(plan: Plan, before: CallState, agent: string): void {
  const { phase, queue, urgent, escalation, how, centre } = before;
  const isRinging = phase === 'transferring' && how === 'bridge' && !urgent && !escalation;
  if (phase === 'queued') {
    plan.talk(agent);
  } else if (isRinging && queue !== undefined && centre !== undefined) {
    // the place was kept while a centre rings: whoever is there first has the caller
    plan.add({ type: 'PartyReleased', party: `centre:${centre}` });
    plan.talk(agent);
  } else if (before.party !== agent) {
    plan.add({ type: 'PartyReleased', party: agent });
  }
}

/** The caller's dialog stands: a transfer that waited for it goes on. */
export function answered(plan: Plan): void {
  const { phase, saying, heard, leaving, emergency, centre, question } = plan.state;
  if (!heard || saying || question) return;
  if (phase === 'target') follow(plan);
  else if (phase === 'queued' && leaving) goOnLeaving(plan);
  else if (phase === 'transferring' && centre === undefined && emergency !== undefined)
    requestTransfer(plan, emergency, true);
}

/** A queue is left for a centre when caller and centre hear each other: until then the place is kept. */
export function bridged(plan: Plan, party: string): void {
  if (plan.state.party === party && party.startsWith('centre:')) leaveQueue(plan);
}

export function bridgeFailed(plan: Plan, before: CallState, party: string): void {
  const { phase } = before;
  if (phase === 'consulting' || phase === 'conference') consultFailed(plan, before, party);
  else if (before.urgent) emergencyFailed(plan);
  else if (plan.state.queue === undefined) transferGivenUp(plan);
  else if (before.party?.startsWith('centre:')) wait(plan, ['transfer-back']);
  else wait(plan);
}
