/** Which number is to be called back: the caller confirms the one that the network told, or enters another. */
import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js/min';
import { numberDigitsPrompts, SPEECH_LANGUAGES } from '../ivr/speech.ts';
import { e164 } from '../routing/caller.ts';
import type { Plan } from './plan.ts';
import { KEY_WAIT_MS, takePlace, wait } from './queue.ts';
import { isBeyondCapacity, type Question } from './state.ts';

/** Timer: no further key of the number has come. */
export const CALLBACK_NUMBER = 'callback-number';
/** How long the first key of a number is awaited, in milliseconds. */
const NUMBER_WAIT_MS = 10_000;
/** How long the next is, in milliseconds. */
const NEXT_KEY_MS = 5_000;
export const QUESTION_TRIES = 3;

/** Whoever asks for a callback has a place from then on; a call beyond the capacity takes one with its number.
 *  @param words said before the question */
export function askNumber(plan: Plan, words: readonly string[] = []): void {
  // who has been called back once waits now
  if (plan.state.callback) {
    wait(plan, [...words, 'callback-unavailable']);
    return;
  }
  if (!isBeyondCapacity(plan.state)) takeCallbackPlace(plan);
  const { arrived } = plan.state;
  const isKnown = !arrived.withheld && arrived.caller.startsWith('+');
  enterQuestion(plan, isKnown ? 'confirm' : 'number', 1, words);
}

export function takeCallbackPlace(plan: Plan): void {
  const { line } = plan.context;
  if (plan.state.queue !== undefined) return;
  const queue = line.callback?.queue;
  if (queue === undefined) throw new RangeError(`line ${line.line} has no queue for callbacks`);
  takePlace(plan, queue);
}

export function enterQuestion(
  plan: Plan,
  name: Question['name'],
  attempt: number,
  words: readonly string[] = [],
): void {
  const { language } = plan.state;
  plan.add({ type: 'StepEntered', step: `callback:${name}`, language, attempt });
  plan.say([...words, ...questionWords(plan, name)], name === 'number' ? NUMBER_WAIT_MS : KEY_WAIT_MS);
}

function questionWords(plan: Plan, name: Question['name']): readonly string[] {
  switch (name) {
    case 'offer':
      return ['callback-offer'];
    case 'confirm':
      return ['callback-number-confirm', ...digits(plan), 'callback-number-choices'];
    case 'number':
      return ['callback-enter-number'];
    case 'greeting':
      return ['callback-greeting'];
  }
}

function digits(plan: Plan): readonly string[] {
  const { language } = plan.state;
  const number = asDialled(callbackNumber(plan), plan.context.country);
  return SPEECH_LANGUAGES.includes(language) ? numberDigitsPrompts(number, language) : [];
}

/** The digits as people of the country dial them: `0612345678`, `00442079460000`. */
function asDialled(number: string, country: string | undefined): string {
  const parsed = parsePhoneNumberFromString(number, country as CountryCode | undefined);
  const isNational = parsed?.country !== undefined && parsed.country === country;
  return (isNational ? parsed.formatNational() : number.replace('+', '00')).replace(/\D/g, '');
}

/** The number in question, E.164 where it is one: the one that was entered, else the caller's own. */
export function callbackNumber({ state, context }: Plan): string {
  const { keyed, arrived } = state;
  return keyed === '' ? arrived.caller : e164(keyed, context.country);
}

/** A key of the number has come: the next is awaited. */
export function awaitNextKey(plan: Plan): void {
  plan.timer(CALLBACK_NUMBER, plan.at + NEXT_KEY_MS);
}

/** The number is entered, or was not. */
export function numberEntered(plan: Plan, { attempt }: Question): boolean {
  const isNumber = /^\+\d{6,15}$/.test(callbackNumber(plan)) && plan.state.keyed !== '';
  if (isNumber) enterQuestion(plan, 'confirm', 1);
  else if (attempt < QUESTION_TRIES) enterQuestion(plan, 'number', attempt + 1);
  else return false;
  return true;
}
