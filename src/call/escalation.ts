/** An agent hands the caller to a centre: cold, the agent leaves at once; warm, the agent speaks with the centre first. */
import type { EscalationConcluded } from '../events/line.generated.ts';
import type { Plan } from './plan.ts';
import { wait } from './queue.ts';
import type { CallState } from './state.ts';
import { requestTransfer } from './transfer.ts';

export function escalate(plan: Plan, before: CallState, centre: string): void {
  const { party } = before;
  if (before.phase !== 'talking' || !party?.startsWith('agent:')) return;
  if (plan.state.escalation?.how === 'cold') plan.add({ type: 'PartyReleased', party });
  requestTransfer(plan, centre);
}

/** The agent of a warm escalation says how it goes on; while the centre still rings, it can only become a cold one, or be
 *  given up. */
export function conclude(plan: Plan, how: EscalationConcluded['how']): void {
  const { phase, escalation, centre } = plan.state;
  const agent = escalation?.agent;
  if (agent === undefined || centre === undefined) return;
  if (how === 'takeBack') {
    plan.add({ type: 'PartyReleased', party: `centre:${centre}` });
    plan.add({ type: 'BridgeRequested', party: agent });
  } else if (how === 'leave') {
    plan.add({ type: 'PartyReleased', party: agent });
    if (phase !== 'transferring') plan.talk(`centre:${centre}`);
  } else if (phase === 'consulting') {
    plan.add({ type: 'ConferenceRequested' });
  }
}

/** One of the two hangs up while all three are in the call: the caller stays with the other. */
export function partyLeft(plan: Plan, before: CallState, party: string): void {
  const { phase, escalation, centre } = before;
  const agent = escalation?.agent;
  if (phase !== 'consulting' && phase !== 'conference') return;
  if (party === agent) plan.talk(`centre:${centre}`);
  else if (party === `centre:${centre}` && agent !== undefined) plan.talk(agent);
}

/** Of the agent and the centre, one could not be connected: the caller stays with the other. */
export function consultFailed(plan: Plan, before: CallState, party: string): void {
  const { escalation, centre } = before;
  const agent = escalation?.agent;
  if (party !== agent && agent !== undefined) plan.talk(agent);
  else if (centre !== undefined) plan.talk(`centre:${centre}`);
  else wait(plan, ['transfer-back']);
}
