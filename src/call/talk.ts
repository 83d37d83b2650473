/** The caller and the party: an agent who took the offer, a centre that answered. */
import type { OfferAccepted } from '../events/line.generated.ts';
import { consultFailed } from './escalation.ts';
import { goOnLeaving } from './leaving.ts';
import type { Plan } from './plan.ts';
import { wait } from './queue.ts';
import type { CallState } from './state.ts';
import { follow } from './steps.ts';
import { leaveQueue, requestTransfer } from './transfer.ts';
import { emergencyFailed, transferGivenUp } from './transfer-outcome.ts';

/** An agent took the offer. Where it stood no longer, the agent's leg is given back: the caller may be offered to another
 *  already, or be on the way elsewhere (I1). */
export function offerAccepted(plan: Plan, before: CallState, { agent, offerId }: OfferAccepted): void {
  const party = `agent:${agent}`;
  if (before.phase === 'queued' && before.offer?.offerId === offerId) plan.talk(party);
  else if (before.party !== party) plan.add({ type: 'PartyReleased', party });
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
