import { questionAnswered } from './callback.ts';
import { isDue } from './evolve-aside.ts';
import { CALLBACK_NUMBER } from './number-question.ts';
import { type Plan, PROGRESS_EVERY_MS } from './plan.ts';
import { announce, QUEUE_MENU } from './queue.ts';
import { type CallState, isEarly } from './state.ts';

/** Timer: another media server is asked for. */
export const MEDIA_AGAIN = 'media-again';

export function timerFired(plan: Plan, before: CallState, timer: string): void {
  switch (timer) {
    case MEDIA_AGAIN:
      if (before.lostAt !== undefined && !before.heard) plan.connect('again');
      break;
    case QUEUE_MENU:
      announce(plan);
      break;
    case CALLBACK_NUMBER:
      numberSilent(plan, before);
      break;
    case 'progress':
      if (isEarly(before)) progress(plan);
      break;
    case 'early-limit':
      if (isEarly(before) && before.phase !== 'callback') plan.announceAnswer();
      break;
    default:
      break;
  }
}

function numberSilent(plan: Plan, before: CallState): void {
  const { question, saying } = before;
  if (question?.name !== 'number' || saying || !isDue(before, CALLBACK_NUMBER, plan.at)) return;
  questionAnswered(plan, question, undefined);
}

/** The next multiple of the period, so that a late timer does not shift those after it. */
function progress(plan: Plan): void {
  const { at } = plan.state.arrived;
  plan.add({ type: 'ProgressRequested' });
  const periods = Math.floor((plan.at - at) / PROGRESS_EVERY_MS) + 1;
  plan.timer('progress', at + periods * PROGRESS_EVERY_MS);
}
