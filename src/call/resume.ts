/** The call goes on where an announcement, a change of media server or another process interrupted it. */
import { begin, crisisOf, sayCrisis } from './beginning.ts';
import { greet, sayRegistered } from './callback.ts';
import { leave } from './leaving.ts';
import { enterQuestion } from './number-question.ts';
import type { Plan } from './plan.ts';
import { wait } from './queue.ts';
import { runStep, sayTarget } from './steps.ts';
import { sayFailure } from './transfer-outcome.ts';

/** What was cut off is said again. */
export function resume(plan: Plan): void {
  if (plan.state.announcing) plan.add({ type: 'AnswerRequested' });
  const { question, phase } = plan.state;
  if (question && phase !== 'target') enterQuestion(plan, question.name, question.attempt);
  else goOn(plan);
}

function goOn(plan: Plan): void {
  const { phase, party, leaving } = plan.state;
  switch (phase) {
    case 'connecting':
      begin(plan);
      break;
    case 'step':
    case 'menu':
      if (crisisOf(plan)) sayCrisis(plan);
      else runStep(plan, false);
      break;
    case 'queued':
      if (leaving) leave(plan);
      else wait(plan);
      break;
    case 'transferring':
    case 'consulting':
      plan.music();
      break;
    case 'conference':
      plan.add({ type: 'ConferenceRequested' });
      break;
    case 'talking':
      if (party !== undefined) plan.add({ type: 'BridgeRequested', party });
      break;
    case 'failed':
      sayFailure(plan);
      break;
    case 'callback':
      if (plan.state.callback?.released === false) sayRegistered(plan);
      break;
    case 'dialling':
      greet(plan);
      break;
    default:
      sayTarget(plan);
  }
}
