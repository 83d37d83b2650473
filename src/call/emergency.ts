/** Somebody is in danger: the call leaves at once, whatever the queue, the hours and the capacity. */
import type { EmergencyRaised } from '../events/line.generated.ts';
import type { Plan } from './plan.ts';
import type { CallState, Phase } from './state.ts';
import { requestTransfer } from './transfer.ts';

/** Where the line speaks to the caller or plays. */
const HEARD: ReadonlySet<Phase> = new Set<Phase>([
  ...(['step', 'menu', 'target', 'failed'] as const),
  ...(['queued', 'transferring', 'dialling'] as const),
]);

export function raiseEmergency(plan: Plan, via: EmergencyRaised['via'], centre: string): void {
  const { centre: called, phase, escalation } = plan.state;
  const isCalling = phase === 'transferring' && called !== undefined;
  if (isCalling) plan.add({ type: 'PartyReleased', party: `centre:${called}` });
  if (escalation?.agent) plan.add({ type: 'PartyReleased', party: escalation.agent });
  plan.add({ type: 'EmergencyRaised', via, centre, by: '' });
  requestTransfer(plan, centre, true);
}

/** The emergency of an agent's button: the event is the fact itself. */
export function agentRaisedEmergency(plan: Plan, before: CallState, centre: string): void {
  const { party, escalation, centre: called } = before;
  const parties = new Set([party, escalation?.agent, called === undefined ? undefined : `centre:${called}`]);
  for (const one of parties) if (one !== undefined) plan.add({ type: 'PartyReleased', party: one });
  requestTransfer(plan, centre, true);
}

/** Where this key leaves to, when it is the line's emergency key. */
export function emergencyOf(plan: Plan, before: CallState, key: string | undefined): string | undefined {
  const { emergency } = plan.context.line;
  if (!emergency || key === undefined || key !== emergency.key) return undefined;
  if (!HEARD.has(before.phase) || before.urgent || isAsked(before, key)) return undefined;
  return emergency.to;
}

/** A key that answers a question of the line's own means that answer. */
function isAsked({ question }: CallState, key: string): boolean {
  return question?.name === 'number' ? /^[\d#]$/.test(key) : question !== undefined && /^[12]$/.test(key);
}
