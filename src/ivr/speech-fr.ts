/** French. What the line counts is feminine (une minute, une personne, une heure), days of the month masculine. */
import { monthPiece, type PromptNames, type SpeechTable, weekdayPiece } from './speech-table.ts';

/** The twenties are pieces of their own: the t of "vingt" is heard in them alone. */
const WHOLE_UP_TO = 29;

/** 1 to 59, feminine. */
function number(value: number): PromptNames {
  return counted(value, 'number');
}

/** "six minutes" is one piece: six, huit and dix lose their last sound before the word. */
function minutes(value: number): PromptNames {
  return counted(value, 'minutes');
}

function counted(value: number, word: 'number' | 'minutes'): PromptNames {
  const unit = value % 10;
  if (value <= WHOLE_UP_TO || unit === 0) return [`${word}-${value}`];
  return [`number-${value - unit}`, unit === 1 ? `${word}-and-1` : `${word}-${unit}`];
}

function duration(value: number): PromptNames {
  return value < 60 ? minutes(value) : [`duration-${value}`];
}

/** "de" is elided before "une": these are pieces of their own. */
const ELIDED = [1, 60, 90];

function bounded(words: string, value: number): PromptNames {
  return ELIDED.includes(value) ? [`${words}-${value}`] : [words, ...duration(value)];
}

/** "premier", and the two that end in "un", differ from what is counted. */
const MASCULINE = [1, 21, 31];

export const FRENCH: SpeechTable = {
  nobodyAhead: ['people-ahead-none'],
  peopleAhead: (count) => [`people-ahead-${count}`],
  morePeopleAhead: (count) => [`people-ahead-over-${count}`],
  between: (low, high) => [
    'wait-between',
    // "entre deux et quatre minutes", but "entre quarante minutes et une heure"
    ...(high < 60 ? number(low) : duration(low)),
    'wait-and',
    ...duration(high),
  ],
  lessThan: (value) => bounded('wait-less-than', value),
  moreThan: (value) => bounded('wait-more-than', value),
  unsure: ['wait-unsure'],
  lineOpens: ['line-opens'],
  today: ['day-today'],
  tomorrow: ['day-tomorrow'],
  weekday: (weekday) => [weekdayPiece(weekday)],
  date: (weekday, month, day) => [
    weekdayPiece(weekday),
    ...(MASCULINE.includes(day) ? [`ordinal-${day}`] : number(day)),
    monthPiece(month),
  ],
  time: (hour, minute) => [`at-hour-${hour}`, ...(minute === 0 ? [] : number(minute))],
  digit: (digit) => [digit < 2 ? `digit-${digit}` : `number-${digit}`],
};
