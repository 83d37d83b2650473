/**
 * What the line says about positions, waits, opening times and numbers: values → the names of prompts, said one after the
 * other, in the folder of the language that is named. A language is a table (`speech-fr.ts`); more are added here.
 */
import { DateTime } from 'luxon';
import { ENGLISH } from './speech-en.ts';
import { FRENCH } from './speech-fr.ts';
import { PEOPLE_EXACT, PEOPLE_STEPS, type PromptNames, type SpeechTable } from './speech-table.ts';
import { spokenWait, type WaitRange } from './speech-wait.ts';

const TABLES: Readonly<Record<string, SpeechTable>> = { fr: FRENCH, en: ENGLISH };

/** The languages in which values can be said. */
export const SPEECH_LANGUAGES: readonly string[] = Object.keys(TABLES);

/**
 * The language in which a line says values to a caller who speaks `language`: that one if it has a table, else the first
 * of the line's languages that has one; undefined if none has: the line then says no values.
 */
export function speechLanguage(language: string, languages: readonly string[]): string | undefined {
  return [language, ...languages].find((each) => SPEECH_LANGUAGES.includes(each));
}

/** The words of a language. @throws RangeError for a language that `speechLanguage` does not give */
export function speechTable(language: string): SpeechTable {
  const table = SPEECH_LANGUAGES.includes(language) ? TABLES[language] : undefined;
  if (!table) throw new RangeError(`no words for values in the language ${language}`);
  return table;
}

/**
 * "There are three people ahead of you."
 * @param position from 1, who is next
 * @throws RangeError when the position or the language is none
 */
export function positionPrompts(position: number, language: string): PromptNames {
  if (!Number.isSafeInteger(position) || position < 1) throw new RangeError(`not a position: ${position}`);
  const table = speechTable(language);
  const ahead = position - 1;
  if (ahead === 0) return table.nobodyAhead;
  if (ahead <= PEOPLE_EXACT) return table.peopleAhead(ahead);
  return table.morePeopleAhead(PEOPLE_STEPS.findLast((step) => step < ahead)!);
}

/**
 * "between two and four minutes": what follows `expected-wait` or `callback-wait-remains`. `spokenRange(spokenWait(range))`
 * is what was told.
 * @throws RangeError when the range or the language is none
 */
export function waitRangePrompts(range: WaitRange, language: string): PromptNames {
  const table = speechTable(language);
  const spoken = spokenWait(range);
  switch (spoken.form) {
    case 'between':
      return table.between(spoken.low, spoken.high);
    case 'less-than':
      return table.lessThan(spoken.high);
    case 'more-than':
      return table.moreThan(spoken.low);
    case 'unsure':
      return table.unsure;
  }
}

/**
 * "The line opens tomorrow at half past eight.": the day by its relation to today, by its name within six days, else by
 * its date.
 * @param opensAt epoch milliseconds
 * @param at now, epoch milliseconds
 * @param timezone an IANA time zone: that of the line
 * @throws RangeError when an instant, the time zone or the language is none
 */
export function openingPrompts(opensAt: number, at: number, timezone: string, language: string): PromptNames {
  const table = speechTable(language);
  const opening = DateTime.fromMillis(opensAt, { zone: timezone });
  const now = DateTime.fromMillis(at, { zone: timezone });
  if (!opening.isValid || !now.isValid) {
    throw new RangeError(`no local time in ${timezone} for ${opensAt} or ${at}`);
  }
  return [
    ...table.lineOpens,
    ...dayPrompts(table, opening, now),
    ...table.time(opening.hour, opening.minute),
  ];
}

function dayPrompts(table: SpeechTable, opening: DateTime, now: DateTime): PromptNames {
  const days = dayNumber(opening) - dayNumber(now);
  if (days === 0) return table.today;
  if (days === 1) return table.tomorrow;
  if (days > 1 && days <= 6) return table.weekday(opening.weekday);
  return table.date(opening.weekday, opening.month, opening.day);
}

/** Days since 1970-01-01 of the local date: a day of 23 or 25 hours is one day. */
function dayNumber(moment: DateTime): number {
  return DateTime.utc(moment.year, moment.month, moment.day).toMillis() / 86_400_000;
}

/**
 * A telephone number, digit by digit.
 * @param number as people of the line's country dial it (`0612345678`); spaces, dots, hyphens and brackets are not said
 * @throws RangeError when it holds anything but digits and those, or the language is none
 */
export function numberDigitsPrompts(number: string, language: string): PromptNames {
  const table = speechTable(language);
  const digits = number.replace(/[\s().-]/g, '');
  if (!/^[0-9]+$/.test(digits)) throw new RangeError(`not a number to be said digit by digit: ${number}`);
  return Array.from(digits, (digit) => table.digit(Number(digit))).flat();
}
