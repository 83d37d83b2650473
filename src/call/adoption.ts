/** Another process has taken the call up: what was decided and perhaps not done is done again. */
import type { CallAdopted } from '../events/line.generated.ts';
import { callbackMissed } from './callback.ts';
import { firstMedia } from './first-media.ts';
import type { Plan } from './plan.ts';
import { wait } from './queue.ts';
import { resume } from './resume.ts';
import { transferGivenUp } from './transfer-outcome.ts';

/** Transfers and offers in doubt were cancelled by whoever took over, who says so by facts of their own. */
export function adopt(plan: Plan, { heard, party }: CallAdopted): void {
  const { phase, callback } = plan.state;
  if (phase === 'dialling' && !heard) callbackMissed(plan, 'failed');
  else if (phase === 'callback') adoptWaiting(plan, heard);
  else if (phase === 'connecting') plan.connect(firstMedia(plan));
  else adoptLive(plan, heard, party, callback?.released ?? false);
}

/** A caller whose leg stands has not heard yet that the callback is noted. */
function adoptWaiting(plan: Plan, heard: boolean): void {
  if (plan.state.callback?.released) return;
  if (heard) resume(plan);
  else plan.release();
}

function adoptLive(plan: Plan, heard: boolean, party: boolean, calledBack: boolean): void {
  const { phase, leg, answered } = plan.state;
  // an answer that was decided, and of which nobody knows whether it was sent
  if (answered && leg === undefined && !calledBack) plan.add({ type: 'AnswerRequested' });
  if (phase === 'talking' && !party) partyLost(plan, heard);
  else if (!heard) plan.connect('again');
  else if (phase !== 'talking' && phase !== 'consulting' && phase !== 'conference') resume(plan);
}

/** The party hung up while nobody listened. A talk that had begun is over; an offer or a transfer that was only taken has
 *  failed, and the place is there again. */
function partyLost(plan: Plan, heard: boolean): void {
  const { party = '', bridged } = plan.state;
  if (bridged) {
    const reason = party.startsWith('centre:') ? 'transferred' : 'served';
    plan.add({ type: 'CallEnded', reason, detail: party });
    return;
  }
  plan.add({ type: 'BridgeFailed', party, reason: 'the party is gone' });
  if (!heard) plan.connect('again');
  else if (plan.state.queue !== undefined) wait(plan);
  else transferGivenUp(plan);
}
