/** What a closed line says: that it is closed, and when it opens. */
import { isOpen, opensAt } from '../ivr/hours.ts';
import { openingPrompts, SPEECH_LANGUAGES } from '../ivr/speech.ts';
import type { Plan } from './plan.ts';

/** @param words those of the line's `closed` */
export function closedWords({ context, state, at }: Plan, words: readonly string[]): readonly string[] {
  const { line, live } = context;
  if (live.closed !== undefined) {
    return live.closed === '' ? ['line-closed-exceptionally', ...words] : [live.closed];
  }
  if (isOpen(line.hours, line.timezone, at) || !SPEECH_LANGUAGES.includes(state.language)) return words;
  const opening = opensAt(line.hours, line.timezone, at);
  if (opening === undefined) return words;
  // after the word that it is closed, before the goodbye
  const [first = [], ...rest] = words;
  return [...[first].flat(), ...openingPrompts(opening, at, line.timezone, state.language), ...rest];
}
