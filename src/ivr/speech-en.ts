/** English, with a clock of twelve hours. */
import { monthPiece, type PromptNames, type SpeechTable, weekdayPiece } from './speech-table.ts';

const WHOLE_UP_TO = 20;

/** 1 to 59. */
function number(value: number): PromptNames {
  const unit = value % 10;
  if (value <= WHOLE_UP_TO || unit === 0) return [`number-${value}`];
  return [`number-${value - unit}`, `number-${unit}`];
}

/** 1 to 31: "first", "twenty-first". */
function ordinal(value: number): PromptNames {
  const unit = value % 10;
  if (value <= WHOLE_UP_TO || unit === 0) return [`ordinal-${value}`];
  return [`number-${value - unit}`, `ordinal-${unit}`];
}

function duration(value: number): PromptNames {
  if (value >= 60) return [`duration-${value}`];
  return [...number(value), value === 1 ? 'minute' : 'minutes'];
}

function time(hour: number, minute: number): PromptNames {
  if (minute === 0 && hour === 0) return ['at-midnight'];
  if (minute === 0 && hour === 12) return ['at-noon'];
  const half = hour < 12 ? 'before-noon' : 'after-noon';
  return [`at-hour-${hour % 12 === 0 ? 12 : hour % 12}`, ...minutesPast(minute), half];
}

/** "eight", "eight oh five", "eight thirty". */
function minutesPast(minute: number): PromptNames {
  if (minute === 0) return [];
  return minute < 10 ? ['minutes-past-0', ...number(minute)] : number(minute);
}

export const ENGLISH: SpeechTable = {
  nobodyAhead: ['people-ahead-none'],
  peopleAhead: (count) => [`people-ahead-${count}`],
  morePeopleAhead: (count) => [`people-ahead-over-${count}`],
  between: (low, high) => [
    'wait-between',
    // "between two and four minutes", but "between forty minutes and one hour"
    ...(high < 60 ? number(low) : duration(low)),
    'wait-and',
    ...duration(high),
  ],
  lessThan: (value) => ['wait-less-than', ...duration(value)],
  moreThan: (value) => ['wait-more-than', ...duration(value)],
  unsure: ['wait-unsure'],
  lineOpens: ['line-opens'],
  today: ['day-today'],
  tomorrow: ['day-tomorrow'],
  weekday: (weekday) => [weekdayPiece(weekday)],
  date: (weekday, month, day) => [weekdayPiece(weekday), monthPiece(month), ...ordinal(day)],
  time,
  digit: (digit) => [digit === 0 ? 'digit-0' : `number-${digit}`],
};
