/** A caller who waits: what is told, when the menu is said, and that there is music between. */
import { durationMs } from '../ivr/duration.ts';
import { promptList } from '../ivr/flow.ts';
import type { Queue } from '../ivr/schema.ts';
import { positionPrompts, SPEECH_LANGUAGES, waitRangePrompts } from '../ivr/speech.ts';
import type { Plan } from './plan.ts';
import { type CallState, hearsKeys } from './state.ts';

/** Timer: the menu of the queue is due again. */
export const QUEUE_MENU = 'queue-menu';
const MENU_EVERY_MS = 120_000;
/** Where nothing else is said on joining, the menu waits so long for an announcement to precede it, in milliseconds. */
const MENU_AFTER_JOINING_MS = 2_000;
/** How long a key is awaited after a question of the line's own, in milliseconds. */
export const KEY_WAIT_MS = 5_000;

/** @param name a queue of the line, or `centre:<name>` */
export function joinQueue(plan: Plan, name: string, words: readonly string[]): void {
  takePlace(plan, name);
  // the place is taken before the words are said: an offer never waits for them
  const said = [...words, ...promptList(plan.queue?.joined)];
  if (said.length > 0) {
    plan.say(said);
    return;
  }
  if (plan.queue?.menu && hearsKeys(plan.state)) plan.timer(QUEUE_MENU, plan.at + MENU_AFTER_JOINING_MS);
  plan.music();
}

export function takePlace(plan: Plan, name: string): void {
  const { line } = plan.context;
  const { arrived, language } = plan.state;
  if (!line.queues[name] && !name.startsWith('centre:')) {
    throw new RangeError(`line ${line.line} has no queue ${name}`);
  }
  plan.add({
    type: 'QueueJoined',
    queue: name,
    language,
    line: line.line,
    caller: arrived.caller,
    configuration: arrived.configuration,
  });
}

/** Goes on waiting: says what there is to say, then plays music. */
export function wait(plan: Plan, first: readonly string[] = []): void {
  const { state } = plan;
  const words = [...first, ...announcement(plan.queue, state)];
  if (offersCallback(plan)) {
    plan.add({ type: 'StepEntered', step: 'callback:offer', language: state.language, attempt: 1 });
    plan.say([...words, 'callback-offer'], KEY_WAIT_MS);
    return;
  }
  const menu = isMenuDue(plan) ? plan.queue?.menu : undefined;
  const said = [...words, ...promptList(menu?.prompt)];
  if (said.length > 0) plan.say(said);
  else plan.music();
  if (menu) {
    const every = menu.every === undefined ? MENU_EVERY_MS : durationMs(menu.every);
    plan.timer(QUEUE_MENU, plan.at + every);
  }
}

/** Something new about the wait: told at once where nothing is being said or asked, else after that. */
export function announce(plan: Plan): void {
  const { state, queue } = plan;
  const says = announcement(queue, state).length > 0 || isMenuDue(plan);
  if (isIdle(state) && says) wait(plan);
}

function isIdle({ phase, heard, saying, question, leaving, announcing }: CallState): boolean {
  return phase === 'queued' && heard && !saying && !question && !leaving && !announcing;
}

/** A menu is offered only to those who can choose from it: where keys do not pass before the answer, once answered (I9:
 *  nobody pays for being offered one). */
function isMenuDue(plan: Plan): boolean {
  const { state, queue, at } = plan;
  if (!queue?.menu || !hearsKeys(state)) return false;
  const due = state.timers[QUEUE_MENU];
  return due === undefined || due <= at || (state.untold?.entry ?? false);
}

/** Who cannot be served before the line closes is offered a callback (I7), unless the menu of the queue does so; here the
 *  line answers first where keys do not pass earlier. */
function offersCallback({ context, state, queue }: Plan): boolean {
  if (!state.untold?.beyondClosing || state.warned) return false;
  if (!context.line.callback || state.callback) return false;
  const choices = hearsKeys(state) ? Object.values(queue?.menu?.choices ?? {}) : [];
  return !choices.some((target) => 'callback' in target);
}

function announcement(queue: Queue | undefined, state: CallState): readonly string[] {
  const { untold, warned, language, callback } = state;
  if (!untold) return [];
  if (untold.beyondClosing) return warned ? [] : ['not-served-before-close'];
  // what has no words in the caller's language is not said
  if (!SPEECH_LANGUAGES.includes(language)) return [];
  const isCalledBack = callback?.accepted === true && !callback.told;
  const { position = true, wait: tellsWait = true } = queue?.announce ?? {};
  const place = position && !isCalledBack ? positionPrompts(untold.position, language) : [];
  return tellsWait ? [...place, ...expectedWait(state, isCalledBack)] : place;
}

function expectedWait({ wait: range, language }: CallState, isCalledBack: boolean): readonly string[] {
  if (!range) return [];
  return [isCalledBack ? 'callback-wait-remains' : 'expected-wait', ...waitRangePrompts(range, language)];
}

/** The expected wait, where it is known and can be said. */
export function waitWords(state: CallState): readonly string[] {
  return SPEECH_LANGUAGES.includes(state.language) ? expectedWait(state, false) : [];
}
