/** Reading a line's dialplan: which prompts a step says, where a choice leads. */
import type { TargetChosen } from '../events/line.generated.ts';
import { durationMs } from './duration.ts';
import type { Line, Prompts, Step, Target } from './schema.ts';

const DEFAULT_TRIES = 3;
const DEFAULT_WAIT_MS = 5_000;

export function promptList(prompts: Prompts | undefined): readonly string[] {
  if (prompts === undefined) return [];
  return typeof prompts === 'string' ? [prompts] : prompts;
}

/** @throws RangeError when the line has no such step: a checked dialplan never gets there. */
export function stepOf(line: Line, name: string): Step {
  const step = line.steps[name];
  if (!step) throw new RangeError(`line ${line.line} has no step ${name}`);
  return step;
}

/** What the menu of a step says: the step's own words at the first attempt, `wrong` after a wrong key. */
export function menuPrompts(step: Step, attempt: number, wrongKey: boolean): readonly string[] {
  const opening = attempt === 1 ? promptList(step.say) : [];
  const wrong = wrongKey ? promptList(step.menu?.wrong) : [];
  return [...opening, ...wrong, ...promptList(step.menu?.prompt)];
}

export function menuTries(step: Step): number {
  return step.menu?.tries ?? DEFAULT_TRIES;
}

export function menuWaitMs(step: Step): number {
  return step.menu?.wait === undefined ? DEFAULT_WAIT_MS : durationMs(step.menu.wait);
}

/** What led out of a step or a queue; see `Choice` of `call/state.ts`. */
type Choice = { readonly step: string; readonly via: TargetChosen['via'] | 'overflow'; readonly key: string };

/** Where a choice leads. A choice that names nothing leads to the step's way out, so that no call ends for it (I6). */
export function targetOf(line: Line, choice: Choice): Target {
  if (choice.via === 'closed') return line.closed;
  const target = choice.step.startsWith('queue:') ? queueTarget(line, choice) : stepTarget(line, choice);
  if (!target) throw new RangeError(`${choice.step} of line ${line.line} leads nowhere`);
  return target;
}

function stepTarget(line: Line, { step: name, via, key }: Choice): Target | undefined {
  const step = stepOf(line, name);
  const chosen = via === 'key' ? step.choices?.[key] : undefined;
  return chosen ?? step.otherwise ?? step.next;
}

/** Whom a queue does not take, and who wants nothing of what it offers instead, hears so. */
const NOT_TAKEN: Target = { end: 'queue-full' };

/** A queue that is closed and has no rule for it leads where the closed line does. */
function queueTarget(line: Line, { step, via, key }: Choice): Target | undefined {
  const queue = line.queues[step.slice('queue:'.length)];
  if (via === 'otherwise') return NOT_TAKEN;
  if (via === 'key') return queue?.menu?.choices[key];
  if (key === 'maxWait') return queue?.maxWait?.to;
  return queue?.overflow?.[Number(key)]?.to ?? line.closed;
}
