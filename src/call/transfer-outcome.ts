/** What came of a transfer: the centre has taken the call, or it has not. */
import { promptList, targetOf } from '../ivr/flow.ts';
import type { Prompts } from '../ivr/schema.ts';
import type { Plan } from './plan.ts';
import { joinQueue, wait } from './queue.ts';
import type { CallState } from './state.ts';
import { enterStep } from './steps.ts';

export function transferAccepted(plan: Plan, centre: string): void {
  const { escalation, how } = plan.state;
  if (escalation?.agent !== undefined) {
    plan.add({ type: 'ConsultRequested', party: escalation.agent, other: `centre:${centre}` });
  } else if ((how ?? 'bridge') === 'bridge') {
    plan.talk(`centre:${centre}`);
  } else {
    plan.add({ type: 'CallEnded', reason: 'transferred', detail: centre });
  }
}

/** @param before the call before the failure: what failed, and what was kept for that case */
export function transferFailed(plan: Plan, before: CallState): void {
  if (before.escalation?.agent !== undefined)
    plan.add({ type: 'BridgeRequested', party: before.escalation.agent });
  else if (before.urgent) emergencyFailed(plan);
  else if (plan.state.queue !== undefined) wait(plan, promptList(wordsAfterFailure(plan, before)));
  else transferGivenUp(plan);
}

/** In danger, the best reachable person is an agent: never an end. */
export function emergencyFailed(plan: Plan): void {
  const { line } = plan.context;
  const words = ['emergency-failed'];
  const queue = line.callback?.queue ?? Object.keys(line.queues)[0];
  if (plan.state.queue !== undefined) wait(plan, words);
  else if (queue !== undefined) joinQueue(plan, queue, words);
  else enterStep(plan, line.start, plan.state.language);
}

/** The place is kept: the caller is told that nobody there took the call. */
function wordsAfterFailure(plan: Plan, before: CallState): Prompts {
  return (before.escalation ? undefined : fallback(plan)?.say) ?? 'transfer-back';
}

/** The call has no place to go back to. */
export function transferGivenUp(plan: Plan): void {
  plan.add({ type: 'TargetChosen', step: plan.state.step, via: 'failed', key: '' });
  sayFailure(plan);
}

export function sayFailure(plan: Plan): void {
  const failed = fallback(plan);
  if (failed) plan.say(promptList(failed.say));
  else afterFailure(plan);
}

/** What the choice that led to the failed transfer says of its failure. */
function fallback({ context, state }: Plan): { say: Prompts; go?: string } | undefined {
  const target = state.choice && targetOf(context.line, state.choice);
  return target && 'transfer' in target ? target.failed : undefined;
}

/** After the fallback of a failed transfer: the step that it names, or the end. */
export function afterFailure(plan: Plan): void {
  const failed = fallback(plan);
  const { choice, language } = plan.state;
  if (failed?.go !== undefined) enterStep(plan, failed.go, language);
  // a closed line has no start to go back to
  else if (failed || choice?.via === 'closed') plan.end();
  else enterStep(plan, plan.context.line.start, language);
}
