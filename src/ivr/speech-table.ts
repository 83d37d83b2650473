/** What a language brings so that the line can speak of positions, waits, times and numbers in it: one table each. */

/** Names of prompts, said one after the other. */
export type PromptNames = readonly string[];

/**
 * The words of one language. Each function gives prompts that exist in `prompts/<language>` whatever it is asked within
 * the values named here; the grammar (gender, elision, the order of words) is its own business.
 */
export type SpeechTable = {
  /** "You are next." */
  readonly nobodyAhead: PromptNames;
  /** "There are three people ahead of you.": 1 to `PEOPLE_EXACT`. */
  readonly peopleAhead: (count: number) => PromptNames;
  /** "There are more than twenty people ahead of you.": one of `PEOPLE_STEPS`. */
  readonly morePeopleAhead: (count: number) => PromptNames;
  /** "between two and four minutes": two of `WAIT_MINUTES`, the lower first. */
  readonly between: (low: number, high: number) => PromptNames;
  /** "less than a minute": one of `WAIT_MINUTES`. */
  readonly lessThan: (minutes: number) => PromptNames;
  /** "more than an hour": one of `WAIT_MINUTES`. */
  readonly moreThan: (minutes: number) => PromptNames;
  /** After "your expected wait is", where nothing true can be said. */
  readonly unsure: PromptNames;
  /** "The line opens", before a day and a time. */
  readonly lineOpens: PromptNames;
  readonly today: PromptNames;
  readonly tomorrow: PromptNames;
  /** "on Monday": 1 Monday to 7 Sunday, within the next six days. */
  readonly weekday: (weekday: number) => PromptNames;
  /** "on Friday, December twenty-fifth": `weekday` as above, `month` from 1, `day` from 1. */
  readonly date: (weekday: number, month: number, day: number) => PromptNames;
  /** "at half past eight": `hour` 0 to 23, `minute` 0 to 59. */
  readonly time: (hour: number, minute: number) => PromptNames;
  /** One digit of a telephone number, 0 to 9. */
  readonly digit: (digit: number) => PromptNames;
};

/** So many people are counted one by one. */
export const PEOPLE_EXACT = 20;
/** Beyond that, "more than" the highest of these that is true. */
export const PEOPLE_STEPS: readonly number[] = [20, 50, 100];

/** The bounds of a wait that can be said, in minutes: each minute of the first hour, then half-hours. */
export const WAIT_MINUTES: readonly number[] = [
  ...Array.from({ length: 60 }, (_, index) => index + 1),
  ...[90, 120, 150, 180],
];

const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const MONTHS = [
  ...['january', 'february', 'march', 'april', 'may', 'june'],
  ...['july', 'august', 'september', 'october', 'november', 'december'],
];

/** The piece of a day of the week, 1 Monday to 7 Sunday. */
export function weekdayPiece(weekday: number): string {
  return `weekday-${WEEKDAYS[weekday - 1]}`;
}

/** The piece of a month, from 1. */
export function monthPiece(month: number): string {
  return `month-${MONTHS[month - 1]}`;
}
