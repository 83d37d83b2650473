/** Keys, and the ends of what was being said. */
import { afterCrisis, crisisOf } from './beginning.ts';
import { keyOfNumber, questionAnswered } from './callback.ts';
import { emergencyOf, raiseEmergency } from './emergency.ts';
import { goOnLeaving, keyInQueue } from './leaving.ts';
import type { Plan } from './plan.ts';
import { wait } from './queue.ts';
import { resume } from './resume.ts';
import type { CallState } from './state.ts';
import { choose, follow, menuEnded } from './steps.ts';
import { afterFailure } from './transfer-outcome.ts';

/** @param key the key that ended it, where keys do */
export function sayEnded(plan: Plan, before: CallState, key: string | undefined): void {
  const danger = emergencyOf(plan, before, key);
  if (danger !== undefined) {
    raiseEmergency(plan, 'key', danger);
    return;
  }
  if (before.announcing) resume(plan);
  else if (before.question) questionAnswered(plan, before.question, key);
  else wordsEnded(plan, before, key);
}

function wordsEnded(plan: Plan, before: CallState, key: string | undefined): void {
  const crisis = before.phase === 'step' ? crisisOf(plan) : undefined;
  switch (before.phase) {
    case 'step':
      if (crisis) afterCrisis(plan, crisis);
      else choose(plan, { step: before.step, via: 'next', key: '' });
      break;
    case 'menu':
      menuEnded(plan, key);
      break;
    case 'target':
      follow(plan);
      break;
    case 'failed':
      afterFailure(plan);
      break;
    case 'queued':
      if (before.leaving) goOnLeaving(plan);
      else wait(plan);
      break;
    case 'transferring':
      plan.music();
      break;
    case 'callback':
      plan.release();
      break;
    default:
      break;
  }
}

/** A key of the caller's in no menu. */
export function keyPressed(plan: Plan, before: CallState, key: string): void {
  const danger = emergencyOf(plan, before, key);
  if (danger !== undefined) raiseEmergency(plan, 'key', danger);
  else if (before.question?.name === 'number' && !before.saying) keyOfNumber(plan, before.question, key);
  else if (before.phase === 'queued') keyInQueue(plan, key);
}
