/** The way of a call through the steps of its line: what each says, and where its choices lead. */
import type { TargetChosen } from '../events/line.generated.ts';
import { menuPrompts, menuTries, menuWaitMs, promptList, stepOf, targetOf } from '../ivr/flow.ts';
import type { Prompts, Target } from '../ivr/schema.ts';
import { closedWords } from './closed-words.ts';
import { raiseEmergency } from './emergency.ts';
import { askNumber, enterQuestion } from './number-question.ts';
import type { Plan } from './plan.ts';
import { joinQueue } from './queue.ts';
import { hearsKeys, isBeyondCapacity } from './state.ts';
import { requestTransfer } from './transfer.ts';
import { isCircling } from './turns.ts';

export function enterStep(plan: Plan, step: string, language: string): void {
  // a circle of centres that are closed, say: a checked dialplan has no other
  if (isCircling(plan.state)) {
    leaveCircle(plan);
    return;
  }
  plan.add({ type: 'StepEntered', step, language, attempt: 1 });
  runStep(plan, false);
}

/** To a person, where the line has any. */
function leaveCircle(plan: Plan): void {
  const [queue] = Object.keys(plan.context.line.queues);
  if (queue === undefined) plan.end();
  else joinQueue(plan, queue, []);
}

/** What a step says, at its first time or once more. */
export function runStep(plan: Plan, wrongKey: boolean): void {
  const { step: name, attempt } = plan.state;
  const step = stepOf(plan.context.line, name);
  if (step.menu) plan.say(menuPrompts(step, attempt, wrongKey), menuWaitMs(step));
  else if (step.say !== undefined) plan.say(promptList(step.say));
  else choose(plan, { step: name, via: 'next', key: '' });
}

export function menuEnded(plan: Plan, key: string | undefined): void {
  const { step: name, language, attempt } = plan.state;
  const step = stepOf(plan.context.line, name);
  if (key !== undefined && step.choices?.[key]) {
    choose(plan, { step: name, via: 'key', key });
  } else if (attempt < menuTries(step)) {
    // once more the same menu: after silence or a wrong key
    plan.add({ type: 'StepEntered', step: name, language, attempt: attempt + 1 });
    runStep(plan, key !== undefined);
  } else {
    choose(plan, { step: name, via: 'otherwise', key: '' });
  }
}

export function choose(plan: Plan, choice: Pick<TargetChosen, 'step' | 'via' | 'key'>): void {
  plan.add({ type: 'TargetChosen', ...choice });
  sayTarget(plan);
}

/** The line takes no ordinary call now: the message of a full line, or where a closed one leads. */
export function turnAway(plan: Plan): void {
  choose(plan, { step: plan.context.line.start, via: 'closed', key: '' });
}

/** What precedes where the choice leads. */
export function sayTarget(plan: Plan): void {
  const { context, state } = plan;
  if (isBeyondCapacity(state)) {
    sayFull(plan);
    return;
  }
  const target = state.choice && targetOf(context.line, state.choice);
  const words = promptList(wordsBefore(target));
  const said = state.choice?.via === 'closed' ? closedWords(plan, words) : words;
  if (said.length > 0) plan.say(said);
  else follow(plan);
}

/** A full line offers a callback, where that costs the caller nothing (I9). */
function sayFull(plan: Plan): void {
  const { context, state } = plan;
  const words = promptList(context.line.full);
  if (context.line.callback?.queue !== undefined && hearsKeys(state)) {
    enterQuestion(plan, 'offer', 1, words);
  } else if (words.length > 0) {
    plan.say(words);
  } else {
    follow(plan);
  }
}

/** Goes where the choice leads, after what it says. */
export function follow(plan: Plan): void {
  const { choice, language } = plan.state;
  const target = choice && targetOf(plan.context.line, choice);
  if (!target || isBeyondCapacity(plan.state)) plan.end();
  else if ('go' in target) enterStep(plan, target.go, target.language ?? language);
  else if ('queue' in target) joinQueue(plan, target.queue, promptList(target.saying));
  else if ('transfer' in target) requestTransfer(plan, target.transfer);
  else if ('callback' in target) askNumber(plan, promptList(target.saying));
  else if ('emergency' in target) raiseEmergency(plan, 'step', target.emergency);
  else plan.end();
}

/** What is said before the call goes where a target leads; what precedes a queue or a question is said there, and nothing
 *  precedes an emergency. */
function wordsBefore(target: Target | undefined): Prompts | undefined {
  if (target && 'end' in target) return target.end;
  return target && 'transfer' in target ? target.saying : undefined;
}
