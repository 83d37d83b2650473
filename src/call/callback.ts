/** A caller who is called back keeps the place without holding (charter §6): the number is asked, the caller's leg is hung
 *  up, and whoever answers the call back says by a key that it is a person. */
import type { CallbackDenied, CallbackMissed } from '../events/line.generated.ts';
import { leave } from './leaving.ts';
import {
  askNumber,
  awaitNextKey,
  callbackNumber,
  enterQuestion,
  numberEntered,
  QUESTION_TRIES,
  takeCallbackPlace,
} from './number-question.ts';
import type { Plan } from './plan.ts';
import { wait, waitWords } from './queue.ts';
import { isBeyondCapacity, type Question } from './state.ts';
import { choose, follow, turnAway } from './steps.ts';
import { leaveQueue } from './transfer.ts';

const GREETING_TRIES = 2;
const ACCEPT = '1';
const OTHER_NUMBER = '2';

/** A key, or none, after a question. */
export function questionAnswered(plan: Plan, question: Question, key: string | undefined): void {
  switch (question.name) {
    case 'offer':
      if (key === ACCEPT) askNumber(plan);
      else goBack(plan);
      break;
    case 'confirm':
      if (key === ACCEPT) askCallback(plan, callbackNumber(plan));
      else if (key === OTHER_NUMBER) enterQuestion(plan, 'number', 1);
      else if (question.attempt < QUESTION_TRIES) enterQuestion(plan, 'confirm', question.attempt + 1);
      else goBack(plan);
      break;
    case 'number':
      keyOfNumber(plan, question, key);
      break;
    case 'greeting':
      greeted(plan, question, key);
      break;
  }
}

/** A key of the number, or the silence after it. */
export function keyOfNumber(plan: Plan, question: Question, key: string | undefined): void {
  if (key !== undefined && key !== '#') awaitNextKey(plan);
  else if (!numberEntered(plan, question)) goBack(plan);
}

function askCallback(plan: Plan, number: string): void {
  takeCallbackPlace(plan);
  plan.add({ type: 'CallbackAsked', number });
  plan.music();
}

/** The call goes on without a callback: it waits as before; one beyond the capacity ends, and one that the queue does not
 *  take goes where nobody waits. */
function goBack(plan: Plan, words: readonly string[] = []): void {
  if (isBeyondCapacity(plan.state)) {
    leaveQueue(plan);
    if (words.length > 0) plan.say(words);
    else follow(plan);
  } else if (plan.state.leaving) {
    // a rule of the queue has sent the caller on meanwhile
    leave(plan);
  } else if (plan.state.refused) {
    turnedAway(plan);
  } else {
    wait(plan, words);
  }
}

/** The queue is full or closed, and a callback was all that it offered. */
function turnedAway(plan: Plan): void {
  const { queue, refused } = plan.state;
  const { closed } = plan.context.line;
  leaveQueue(plan);
  if (refused === 'closed' && !('callback' in closed)) turnAway(plan);
  else choose(plan, { step: `queue:${queue}`, via: 'otherwise', key: '' });
}

export function sayRegistered(plan: Plan): void {
  if (plan.state.heard) plan.say([...waitWords(plan.state), 'callback-registered']);
  else plan.release();
}

export function callbackDenied(plan: Plan, reason: CallbackDenied['reason']): void {
  const words = {
    number: 'callback-number-refused',
    numberLimit: 'callback-limit',
    dayLimit: 'callback-unavailable',
    noPlace: 'callback-unavailable',
  } as const;
  goBack(plan, [words[reason]]);
}

/** The person who is called back has answered. */
export function greet(plan: Plan): void {
  enterQuestion(plan, 'greeting', plan.state.question?.attempt ?? 1);
}

function greeted(plan: Plan, { attempt }: Question, key: string | undefined): void {
  if (key === ACCEPT) {
    plan.add({ type: 'CallbackAccepted' });
    wait(plan);
  } else if (attempt < GREETING_TRIES) {
    enterQuestion(plan, 'greeting', attempt + 1);
  } else {
    callbackMissed(plan, 'noKey');
  }
}

/** Nobody was reached: the place is kept, and the distributor tries again or gives up. */
export function callbackMissed(plan: Plan, reason: CallbackMissed['reason']): void {
  plan.add({ type: 'CallbackMissed', reason });
  plan.release();
}

/** The caller is gone from a call that goes on: the callback is kept. */
export function leftForCallback(plan: Plan, cause: string): void {
  if (plan.state.callback?.released) return;
  // a CANCEL is answered by the SIP server (RFC 3261 §9.2)
  if (cause === 'cancel') plan.add({ type: 'LegsReleased' });
  else plan.release();
}
