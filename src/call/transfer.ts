/** A call asks to leave for a centre. The distributor says which it is, or that there is none (`CentreChosen`,
 *  `TransferFailed`); hours, channels and health are its affair. */
import type { CentreChosen } from '../events/line.generated.ts';
import { promptList, targetOf } from '../ivr/flow.ts';
import type { Plan } from './plan.ts';
import { joinQueue } from './queue.ts';

/** @throws RangeError when there is no such centre: a checked dialplan names none */
export function requestTransfer(plan: Plan, name: string, emergency = false): void {
  const centre = plan.context.centres[name];
  if (!centre) throw new RangeError(`no centre ${name}`);
  const { answered, escalation } = plan.state;
  // the agent of a warm escalation speaks first: the line stays between
  const wanted = centre.agents || escalation?.how === 'warm' ? 'bridge' : centre.how;
  // RFC 3261 §13.3.1.2: a call already answered can no longer be redirected; REFER asks the same of it
  const how = wanted === 'redirect' && answered ? 'refer' : wanted;
  // RFC 3515 §2.4.2: a REFER needs the dialog that the answer makes: the transfer goes on at `CallAnswered`
  if (how === 'refer' && !answered) plan.add({ type: 'AnswerRequested' });
  else plan.add({ type: 'TransferRequested', centre: name, how, emergency });
}

/** What the caller hears while the centre is called. Our own agents of a centre are waited for in its queue, with the time
 *  of arrival that the call had. */
export function centreChosen(plan: Plan, { centre, emergency }: CentreChosen): void {
  const words = emergency ? emergencyWords(plan) : [];
  if (plan.context.centres[centre]?.agents) {
    // an agent of a warm escalation to our own agents is not held: they have their own queue
    const agent = plan.state.escalation?.agent;
    if (agent !== undefined) plan.add({ type: 'PartyReleased', party: agent });
    joinQueue(plan, `centre:${centre}`, words);
  } else if (plan.state.how === 'bridge') {
    if (words.length > 0) plan.say(words);
    else plan.music();
  }
}

/** The place is given up, where the call has one that no agent has taken yet. Who left by choice has no claim to it any
 *  more; who was sent on keeps the time of arrival. */
export function leaveQueue(plan: Plan): void {
  const { queue, phase, escalation, choice, urgent } = plan.state;
  // an agent has taken the caller whom they escalate; who waits again since has a place again
  if (queue === undefined || (escalation && phase !== 'queued')) return;
  const isSent = choice?.via === 'overflow' || queue.startsWith('centre:');
  const reason = isSent ? 'overflow' : 'chosen';
  plan.add({ type: 'QueueLeft', queue, reason: urgent ? 'emergency' : reason });
}

/** Said while the destination rings: nothing delays an emergency. */
function emergencyWords({ context, state }: Plan): readonly string[] {
  const target = state.choice && targetOf(context.line, state.choice);
  const chosen = target && 'emergency' in target ? target.saying : undefined;
  return promptList(chosen ?? context.line.emergency?.saying ?? 'emergency-transfer');
}
