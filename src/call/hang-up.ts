/** Somebody hangs up. */
import type { CallEnded } from '../events/line.generated.ts';
import { callbackMissed, leftForCallback } from './callback.ts';
import { partyLeft } from './escalation.ts';
import type { Plan } from './plan.ts';
import type { CallState } from './state.ts';

export function partyHungUp(plan: Plan, before: CallState, party: string): void {
  if (before.phase !== 'talking') partyLeft(plan, before, party);
  else if (before.party === party) plan.add({ type: 'CallEnded', reason: served(before), detail: party });
}

export function callerHungUp(plan: Plan, before: CallState, cause: string): void {
  if (before.phase === 'callback') leftForCallback(plan, cause);
  else if (before.phase === 'dialling') callbackMissed(plan, 'hungUp');
  else plan.callerLeft(reasonOf(before, cause), cause);
}

/** A caller who hangs up while a REFER is under way has left for the centre: the transferred party ends its own leg. */
function reasonOf(before: CallState, cause: string): CallEnded['reason'] {
  const { phase, how, escalation } = before;
  if (phase === 'talking') return served(before);
  const referred = phase === 'transferring' && how !== 'bridge';
  if (referred && cause === 'bye') return 'transferred';
  return escalation ? 'served' : 'hungUp';
}

function served(state: CallState): 'served' | 'transferred' {
  return state.party?.startsWith('centre:') ? 'transferred' : 'served';
}
