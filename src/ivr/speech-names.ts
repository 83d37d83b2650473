/** Every prompt that the words of a language may need, so that a check finds the one that is missing. */
import { speechTable } from './speech.ts';
import {
  PEOPLE_EXACT,
  PEOPLE_STEPS,
  type PromptNames,
  type SpeechTable,
  WAIT_MINUTES,
} from './speech-table.ts';

/** So many whole numbers, from the first on. */
function upFrom(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => first + index);
}

const known = new Map<string, PromptNames>();

/**
 * The names, without repetition, in the order in which the table names them.
 * @throws RangeError for a language without words
 */
export function speechPrompts(language: string): PromptNames {
  const names = known.get(language) ?? namesOf(speechTable(language));
  known.set(language, names);
  return names;
}

function namesOf(table: SpeechTable): PromptNames {
  const pairs = WAIT_MINUTES.flatMap((low, index) =>
    WAIT_MINUTES.slice(index + 1).map((high) => [low, high] as const),
  );
  const days = upFrom(1, 31).flatMap((day) => upFrom(1, 12).map((month) => [month, day] as const));
  return [
    ...new Set([
      ...table.nobodyAhead,
      ...upFrom(1, PEOPLE_EXACT).flatMap(table.peopleAhead),
      ...PEOPLE_STEPS.flatMap(table.morePeopleAhead),
      ...pairs.flatMap(([low, high]) => table.between(low, high)),
      ...WAIT_MINUTES.flatMap(table.lessThan),
      ...WAIT_MINUTES.flatMap(table.moreThan),
      ...[table.unsure, table.lineOpens, table.today, table.tomorrow].flat(),
      ...upFrom(1, 7).flatMap(table.weekday),
      ...days.flatMap(([month, day]) => upFrom(1, 7).flatMap((weekday) => table.date(weekday, month, day))),
      ...upFrom(0, 24).flatMap((hour) => upFrom(0, 60).flatMap((minute) => table.time(hour, minute))),
      ...upFrom(0, 10).flatMap(table.digit),
    ]),
  ];
}
