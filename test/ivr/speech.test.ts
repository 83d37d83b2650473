/** What the line says, in words: the texts of the prompts in the order in which they are said. One row a rule. */
import { readFileSync } from 'node:fs';
import { test } from 'tap';
import { parse } from 'yaml';
import {
  numberDigitsPrompts,
  openingPrompts,
  positionPrompts,
  SPEECH_LANGUAGES,
  speechLanguage,
  waitRangePrompts,
} from '../../src/ivr/speech.ts';
import type { PromptNames } from '../../src/ivr/speech-table.ts';

const texts = new Map(
  SPEECH_LANGUAGES.map((language) => {
    const path = new URL(`../../prompts/${language}/texts.yaml`, import.meta.url);
    return [language, parse(readFileSync(path, 'utf8')) as Readonly<Record<string, string>>];
  }),
);

/** What is heard; the hyphen of a number that is said in two pieces cannot be heard. */
function words(names: PromptNames, language: string): string {
  return names.map((name) => texts.get(language)?.[name] ?? `(no ${name})`).join(' ');
}

const MINUTE = 60_000;

test('positions', async (t) => {
  const rows: [position: number, fr: string, en: string][] = [
    [1, 'Vous êtes le prochain.', 'You are next.'],
    [2, 'Il y a une personne avant vous.', 'There is one person ahead of you.'],
    [4, 'Il y a trois personnes avant vous.', 'There are three people ahead of you.'],
    [21, 'Il y a vingt personnes avant vous.', 'There are twenty people ahead of you.'],
    [22, 'Il y a plus de vingt personnes avant vous.', 'There are more than twenty people ahead of you.'],
    [51, 'Il y a plus de vingt personnes avant vous.', 'There are more than twenty people ahead of you.'],
    [52, 'Il y a plus de cinquante personnes avant vous.', 'There are more than fifty people ahead of you.'],
    [101, 'Il y a plus de cinquante personnes avant vous.', 'There are more than fifty people ahead of you.'],
    [102, 'Il y a plus de cent personnes avant vous.', 'There are more than a hundred people ahead of you.'],
    [
      9_000,
      'Il y a plus de cent personnes avant vous.',
      'There are more than a hundred people ahead of you.',
    ],
  ];
  for (const [position, fr, en] of rows) {
    t.equal(words(positionPrompts(position, 'fr'), 'fr'), fr);
    t.equal(words(positionPrompts(position, 'en'), 'en'), en);
  }
  for (const none of [0, -1, 1.5, Number.NaN]) t.throws(() => positionPrompts(none, 'fr'), RangeError);
});

test('waits', async (t) => {
  const rows: [low: number, high: number, fr: string, en: string][] = [
    [0, 0, "moins d'une minute", 'less than one minute'],
    [0.2, 0.99, "moins d'une minute", 'less than one minute'],
    [0.2, 1, 'moins de deux minutes', 'less than two minutes'],
    [0, 7.5, 'moins de huit minutes', 'less than eight minutes'],
    [0.5, 10.5, 'moins de onze minutes', 'less than eleven minutes'],
    [0.5, 20.5, 'moins de vingt et une minutes', 'less than twenty one minutes'],
    [0.5, 59.5, "moins d'une heure", 'less than one hour'],
    [0.5, 60, "moins d'une heure et demie", 'less than one and a half hours'],
    [0, 100, 'moins de deux heures', 'less than two hours'],
    [0, 170, 'moins de trois heures', 'less than three hours'],
    [2, 4, 'entre deux et quatre minutes', 'between two and four minutes'],
    [2.9, 3.1, 'entre deux et quatre minutes', 'between two and four minutes'],
    [3, 3, 'entre trois et quatre minutes', 'between three and four minutes'],
    [1, 1.2, 'entre une et deux minutes', 'between one and two minutes'],
    [20.5, 20.8, 'entre vingt et vingt et une minutes', 'between twenty and twenty one minutes'],
    [21, 29, 'entre vingt et une et vingt-neuf minutes', 'between twenty one and twenty nine minutes'],
    [31, 41, 'entre trente et une et quarante et une minutes', 'between thirty one and forty one minutes'],
    [46, 58, 'entre quarante six et cinquante huit minutes', 'between forty six and fifty eight minutes'],
    [40, 50, 'entre quarante et cinquante minutes', 'between forty and fifty minutes'],
    [40, 59.1, 'entre quarante minutes et une heure', 'between forty minutes and one hour'],
    [1, 61, 'entre une minute et une heure et demie', 'between one minute and one and a half hours'],
    [51, 61, 'entre cinquante et une minutes et une heure et demie', ''],
    [60, 60, 'entre une heure et une heure et demie', 'between one hour and one and a half hours'],
    [95, 140, 'entre une heure et demie et deux heures et demie', ''],
    [150, 180, 'entre deux heures et demie et trois heures', ''],
    [180, 180, 'plus de deux heures et demie', 'more than two and a half hours'],
    [181, 181, 'plus de trois heures', 'more than three hours'],
    [1.5, 200, "plus d'une minute", 'more than one minute'],
    [21.5, 200, 'plus de vingt et une minutes', 'more than twenty one minutes'],
    [70, 200, "plus d'une heure", 'more than one hour'],
    [91, 200, "plus d'une heure et demie", 'more than one and a half hours'],
    [121, Number.POSITIVE_INFINITY, 'plus de deux heures', 'more than two hours'],
    [0.5, 181, 'difficile à prévoir', 'hard to tell'],
    [1, 181, 'difficile à prévoir', 'hard to tell'],
    [0, 180, 'difficile à prévoir', 'hard to tell'],
  ];
  for (const [low, high, fr, en] of rows) {
    const range = { lowMs: low * MINUTE, highMs: high * MINUTE };
    t.equal(words(waitRangePrompts(range, 'fr'), 'fr'), fr, `${low} to ${high} minutes`);
    if (en !== '') t.equal(words(waitRangePrompts(range, 'en'), 'en'), en, `${low} to ${high} minutes`);
  }
  const bad: [low: number, high: number][] = [
    [-1, 5],
    [5, 4],
    [Number.NaN, 5],
    [0, Number.NaN],
  ];
  for (const [lowMs, highMs] of bad) {
    t.throws(() => waitRangePrompts({ lowMs, highMs }, 'fr'), { message: /not a range of waits/ });
  }
});

test('openings', async (t) => {
  const now = '2026-12-10T17:30';
  const rows: [opens: string, fr: string, en: string][] = [
    ['2026-12-10T18:00', "aujourd'hui à dix-huit heures", 'today at six p.m.'],
    ['2026-12-11T08:30', 'demain à huit heures trente', 'tomorrow at eight thirty a.m.'],
    ['2026-12-11T00:00', 'demain à minuit', 'tomorrow at midnight'],
    ['2026-12-12T09:05', 'samedi à neuf heures cinq', 'on Saturday at nine oh five a.m.'],
    ['2026-12-14T11:30', 'lundi à onze heures trente', 'on Monday at eleven thirty a.m.'],
    ['2026-12-15T12:00', 'mardi à midi', 'on Tuesday at noon'],
    ['2026-12-15T12:30', 'mardi à midi trente', 'on Tuesday at twelve thirty p.m.'],
    ['2026-12-16T00:15', 'mercredi à minuit quinze', 'on Wednesday at twelve fifteen a.m.'],
    ['2026-12-16T01:45', 'mercredi à une heure quarante cinq', 'on Wednesday at one forty five a.m.'],
    [
      '2026-12-16T21:21',
      'mercredi à vingt et une heures vingt et une',
      'on Wednesday at nine twenty one p.m.',
    ],
    ['2026-12-16T13:59', 'mercredi à treize heures cinquante neuf', 'on Wednesday at one fifty nine p.m.'],
    [
      '2026-12-17T08:00',
      'jeudi dix-sept décembre à huit heures',
      'on Thursday December seventeenth at eight a.m.',
    ],
    [
      '2026-12-25T08:30',
      'vendredi vingt-cinq décembre à huit heures trente',
      'on Friday December twenty fifth at eight thirty a.m.',
    ],
    ['2027-01-01T09:00', 'vendredi premier janvier à neuf heures', 'on Friday January first at nine a.m.'],
    [
      '2027-02-21T09:00',
      'dimanche vingt et un février à neuf heures',
      'on Sunday February twenty first at nine a.m.',
    ],
    [
      '2027-03-31T14:00',
      'mercredi trente et un mars à quatorze heures',
      'on Wednesday March thirty first at two p.m.',
    ],
    [
      '2027-08-30T08:01',
      'lundi trente août à huit heures une',
      'on Monday August thirtieth at eight oh one a.m.',
    ],
  ];
  // Winter time of the two zones, +01:00 and -03:00; summer time from 2027-03-28 in Paris
  for (const [opens, fr, en] of rows) {
    const paris = (local: string) => Date.parse(`${local}:00${local > '2027-03-28' ? '+02:00' : '+01:00'}`);
    const porto = (local: string) => Date.parse(`${local}:00-03:00`);
    const french = openingPrompts(paris(opens), paris(now), 'Europe/Paris', 'fr');
    const english = openingPrompts(porto(opens), porto(now), 'America/Sao_Paulo', 'en');
    t.equal(words(french, 'fr'), `La ligne ouvre ${fr}`);
    t.equal(words(english, 'en'), `The line opens ${en}`);
  }
  t.throws(() => openingPrompts(0, 0, 'Europe/Lutetia', 'fr'), { message: /Europe\/Lutetia/ });
  t.throws(() => openingPrompts(Number.NaN, 0, 'Europe/Paris', 'fr'), RangeError);
});

test('a day is a day of the line’s time zone, however long it is', async (t) => {
  const rows: [what: string, opens: string, now: string, zone: string, day: string][] = [
    [
      'just after midnight is tomorrow',
      '2026-06-02T00:10+02:00',
      '2026-06-01T23:50+02:00',
      'Europe/Paris',
      'day-tomorrow',
    ],
    [
      'though it is the same day in UTC',
      '2026-06-02T00:10+02:00',
      '2026-06-01T23:50+02:00',
      'UTC',
      'day-today',
    ],
    ['a day of 23 hours', '2026-03-29T23:30+02:00', '2026-03-28T23:45+01:00', 'Europe/Paris', 'day-tomorrow'],
    ['a day of 25 hours', '2026-10-25T23:45+01:00', '2026-10-25T00:15+02:00', 'Europe/Paris', 'day-today'],
    [
      'six days ahead, the name is enough',
      '2026-06-07T08:00+02:00',
      '2026-06-01T23:00+02:00',
      'Europe/Paris',
      'weekday-sunday',
    ],
    ['across the year', '2027-01-01T08:00+01:00', '2026-12-31T08:00+01:00', 'Europe/Paris', 'day-tomorrow'],
  ];
  for (const [what, opens, now, zone, day] of rows) {
    t.equal(openingPrompts(Date.parse(opens), Date.parse(now), zone, 'fr')[1], day, what);
  }
});

test('numbers', async (t) => {
  const said = (number: string, language: string) => words(numberDigitsPrompts(number, language), language);
  t.equal(said('06 12.34-(90)', 'fr'), 'zéro six un deux trois quatre neuf zéro');
  t.equal(said('0578', 'fr'), 'zéro cinq sept huit');
  t.equal(said('06123490', 'en'), 'zero six one two three four nine zero');
  for (const none of ['', '+33612', '12a', 'anonymous']) {
    t.throws(() => numberDigitsPrompts(none, 'fr'), { message: /not a number/ }, none);
  }
});

test('which language says values', async (t) => {
  const rows: [language: string, languages: readonly string[], spoken: string | undefined][] = [
    ['en', ['fr', 'en'], 'en'],
    ['wo', ['fr', 'wo'], 'fr'],
    ['wo', ['wo', 'en', 'fr'], 'en'],
    ['wo', ['wo'], undefined],
    ['constructor', ['constructor'], undefined],
  ];
  for (const [language, languages, spoken] of rows) {
    t.equal(speechLanguage(language, languages), spoken, `${language} of ${languages.join()}`);
  }
  t.throws(() => positionPrompts(1, 'wo'), { message: /no words for values in the language wo/ });
  t.throws(() => positionPrompts(1, 'constructor'), RangeError);
});
