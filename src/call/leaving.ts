/** A caller in a queue goes elsewhere: by the queue's menu, or because a rule of it sends the caller on. */
import { promptList, targetOf } from '../ivr/flow.ts';
import type { Target } from '../ivr/schema.ts';
import { raiseEmergency } from './emergency.ts';
import { askNumber } from './number-question.ts';
import type { Plan } from './plan.ts';
import { joinQueue, wait } from './queue.ts';
import { enterStep, follow } from './steps.ts';
import { leaveQueue, requestTransfer } from './transfer.ts';
import { emergencyFailed, transferGivenUp } from './transfer-outcome.ts';
import { isCircling } from './turns.ts';

/** A key while the caller waits; one that is no choice means nothing. */
export function keyInQueue(plan: Plan, key: string): void {
  const { queue, leaving, question } = plan.state;
  if (leaving || question || !plan.queue?.menu?.choices[key]) return;
  plan.add({ type: 'TargetChosen', step: `queue:${queue}`, via: 'key', key });
  leave(plan);
}

/** A rule of the queue sends the caller on; one who is being asked something, after the answer. */
export function overflowed(plan: Plan): void {
  const { phase, question, asked, queue } = plan.state;
  if (phase !== 'queued' || question || asked) return;
  if (queue?.startsWith('centre:')) centreOverflowed(plan);
  else leave(plan);
}

/** A centre of our own agents cannot take the caller after all: as with any other centre, back to the queue, or on. */
function centreOverflowed(plan: Plan): void {
  const { choice, urgent } = plan.state;
  if (choice?.step.startsWith('queue:') && !urgent) {
    joinQueue(plan, choice.step.slice('queue:'.length), ['transfer-back']);
    return;
  }
  leaveQueue(plan);
  if (urgent) emergencyFailed(plan);
  else transferGivenUp(plan);
}

/** Goes where the choice in the queue leads. A transfer keeps the place until another takes the call, a callback keeps it
 *  all along; anything else gives it up. */
export function leave(plan: Plan): void {
  const { choice, queue, language } = plan.state;
  const target = choice && targetOf(plan.context.line, choice);
  // queues that send each other the callers whom none of them can serve: the caller waits where it is
  if (!target || isCircling(plan.state) || ('queue' in target && target.queue === queue)) {
    plan.music();
    return;
  }
  const words = wordsBefore(plan, target);
  if ('callback' in target) {
    askNumber(plan, words);
  } else if ('emergency' in target) {
    raiseEmergency(plan, 'step', target.emergency);
  } else if ('transfer' in target) {
    if (words.length > 0) plan.say(words);
    else requestTransfer(plan, target.transfer);
  } else {
    leaveQueue(plan);
    if ('queue' in target) joinQueue(plan, target.queue, words);
    else if ('go' in target) enterStep(plan, target.go, target.language ?? language);
    else plan.say(words);
  }
}

/** The words before a transfer are said, or the answer that it needed is there. */
export function goOnLeaving(plan: Plan): void {
  const { choice } = plan.state;
  const target = choice && targetOf(plan.context.line, choice);
  if (target && 'transfer' in target) follow(plan);
  else wait(plan);
}

function wordsBefore({ context, state }: Plan, target: Target): readonly string[] {
  const { choice, queue } = state;
  const overflows = choice?.via === 'overflow';
  // a queue that is closed by hand says so; one that is closed by its hours sends where the closed line does
  const message = overflows ? closedByHand(context.line.queues[queue ?? '']?.overflow, choice.key) : false;
  const named = message ? context.live.queues?.[queue ?? ''] : undefined;
  if (named !== undefined) return [named === '' ? 'queue-closed-exceptionally' : named];
  if ('end' in target) return promptList(target.end);
  if ('saying' in target && target.saying !== undefined) return promptList(target.saying);
  return overflows && !('go' in target) && !('callback' in target) ? ['queue-overflow'] : [];
}

/** No rule of the queue, or the one for a closed queue, has sent the caller on. */
function closedByHand(rules: readonly { readonly closed?: true }[] | undefined, key: string): boolean {
  return key !== 'maxWait' && (rules?.[Number(key)] === undefined || rules[Number(key)]?.closed === true);
}
