/** A corpus of files with one fault each: what is changed in the small good configuration, and what is told. */

const LINE = 'dialplans/156/line.yaml';
const TRUNKS = 'sip-config/trunks.yaml';
const CENTRES = 'sip-config/centres.yaml';
const AGENTS = 'sip-config/agents.yaml';

/** In this file, this text becomes that one; the place and the words of the fault. */
export type Row = [file: string, from: string, to: string, fault: string];

export const SYNTAX: Row[] = [
  [LINE, 'name: Fala', '\tname: Fala', '2:1: error: a tab is used to indent'],
  [LINE, 'answer: at-once', 'answer: at-once\nname: Twice', '6:1: error: this key is given twice'],
  [LINE, '9: { go', '"1": { go', '20:7: error: this key is given twice'],
  [LINE, '9: { go', '*: { go', '20:7: error: a value that begins with * must be in quotes'],
  [
    LINE,
    '9: { go',
    '09: { go',
    '20:7: error: the key 09 would be read as the number 9 (put it in quotes: "09")',
  ],
  [LINE, 'name: Fala Porto Alegre', '? [a, b]\n: Fala', '2:3: error: this key is not a plain word'],
  [
    LINE,
    'answer: at-once',
    '--- # next',
    '5:1: error: a second document begins here (---); a file holds one',
  ],
  [LINE, '[fr, en]', '[fr, en', '4:1: error: '],
  [TRUNKS, '"+555132890156"', '+555132890156', '11:14: error: the key +555132890156 would be read as'],
];

export const SCHEMA: Row[] = [
  [
    LINE,
    'line: "156"',
    'line: 156',
    '1:7: error: expected text, found the number 156 (put it in quotes: "156")',
  ],
  [LINE, 'name: Fala Porto Alegre\n', '', '1:1: error: `name` is missing'],
  [LINE, 'name: Fala Porto Alegre', 'name:', '2:1: error: a value is missing here: text'],
  [
    LINE,
    'capacity: 30',
    'capcity: 30',
    '6:1: error: there is no key `capcity` here (did you mean "capacity"?)',
  ],
  [LINE, 'capacity: 30', 'capacity: 0', '6:11: error: 0 is too small; the least is 1'],
  [LINE, 'capacity: 30', 'capacity: many', '6:11: error: expected a whole number, found "many"'],
  [LINE, '[fr, en]', '[fr, english]', '3:17: error: expected a language code'],
  [LINE, '[fr, en]', '[fr, en, fr]', '3:21: error: this is given twice in the list'],
  [LINE, '[fr, en]', 'fr', '3:12: error: expected a list, found "fr"'],
  [
    LINE,
    'at-once',
    'at-onec',
    '5:9: error: expected free-wait or at-once, found "at-onec" (did you mean "at-once"?)',
  ],
  [LINE, 'at-once', 'true', '5:9: error: expected free-wait or at-once, found true'],
  [
    LINE,
    '"08:00-20:00"',
    '8-20',
    '8:19: error: expected an opening and a closing time, such as "08:30-18:00", found "8-20"',
  ],
  [
    LINE,
    'mon-fri',
    'monday',
    '8:10: error: there is no key `monday` here (expected a day or a range of days',
  ],
  [
    LINE,
    '{ end: closed }',
    '{ ende: closed }',
    '9:11: error: there is no key `ende` here (did you mean "end"?)',
  ],
  [
    LINE,
    '{ end: closed }',
    '{ saying: closed }',
    '9:9: error: expected one of { queue: … }, { transfer: … }, { go: … }, { callback: … }, { emergency: … }, { end: … } (found only saying)',
  ],
  [
    LINE,
    '{ end: closed }',
    'closed',
    '9:9: error: expected one of { queue: … }, { transfer: … }, { go: … }, { callback: … }, { emergency: … }, { end: … }, found "closed"',
  ],
  [LINE, '{ end: closed }', '', '9:1: error: expected one of { queue: … }'],
  [
    LINE,
    '1: { queue: water }',
    '1: { queue: water, go: topics }',
    '18:26: error: `queue` and `go` exclude each other',
  ],
  [
    LINE,
    '1: { queue: water }',
    '1: { queue: water, language: en }',
    '18:26: error: there is no key `language` here (known: queue, saying)',
  ],
  [LINE, '1: { queue: water }', '1: { queue: 5 }', '18:19: error: expected text, found the number 5'],
  [
    LINE,
    '1: { queue: water }',
    '12: { queue: water }',
    '18:7: error: there is no key `12` here (expected one key of a telephone',
  ],
  [
    LINE,
    'failed: { say: failed, go',
    'failed: { says: failed, go',
    '19:58: error: there is no key `says` here (did you mean "say"?)',
  ],
  [LINE, 'say: [welcome, chosen]', 'say: []', '13:10: error: this is empty; at least 1 is needed'],
  [
    LINE,
    'say: [welcome, chosen]',
    'say: [welcome, Chosen]',
    '13:20: error: expected a name of lower-case letters',
  ],
  [LINE, 'say: [welcome, chosen]', 'say: 3', '13:10: error: expected text or a list, found the number 3'],
  [
    LINE,
    'wait: 5s',
    'wait: 5',
    '16:45: error: expected a length of time with its unit, such as 500ms, 5s, 2m or 1h, found the number 5',
  ],
  [
    LINE,
    'wait: 5s',
    'wait: 5 s',
    '16:45: error: expected a length of time with its unit, such as 500ms, 5s, 2m or 1h, found "5 s"',
  ],
  [LINE, 'tries: 3', 'tries: 30', '16:36: error: 30 is too large; the most is 9'],
  [LINE, 'prompt: choose, ', '', '16:5: error: `prompt` is missing'],
  [TRUNKS, 'country: BR', 'country: Brazil', '5:14: error: expected a country code of two capital letters'],
  [TRUNKS, 'maxSeconds: 180', 'maxSeconds: 10', '7:43: error: 10 is too small; the least is 30'],
  [
    TRUNKS,
    'secretEnv: PROVIDER_SECRET',
    'secretEnv: s3cret',
    '10:80: error: expected the name of an environment variable in capital letters (never the password itself), such as SHORTLINE_SECRET_CARRIER, found something else',
  ],
  [
    CENTRES,
    'how: bridge',
    'how: brigde',
    '4:10: error: expected bridge or redirect or refer, found "brigde" (did you mean "bridge"?)',
  ],
  [AGENTS, 'water: 4', 'water: 6', '9:34: error: 6 is too large; the most is 5'],
  [AGENTS, 'md5: ', 'md5: x', '7:12: error: expected the 32 hexadecimal digits of an MD5'],
  [AGENTS, '1: lunch', '0: lunch', '2:17: error: there is no key `0` here (expected one digit from 1 to 9)'],
  [
    'prompts/en/texts.yaml',
    'welcome: Welcome.',
    'welcome: 1',
    '1:10: error: expected text, found the number 1',
  ],
];

export const MEANING: Row[] = [
  [
    LINE,
    'go: topics }\n  topics',
    'go: topisc }\n  topics',
    '14:17: error: there is no step "topisc" (did you mean "topics"?)',
  ],
  [LINE, 'start: welcome', 'start: begin', '10:8: error: there is no step "begin" (known: welcome, topics)'],
  [
    LINE,
    'failed, go: topics',
    'failed, go: topic',
    '19:75: error: there is no step "topic" (did you mean "topics"?)',
  ],
  [
    LINE,
    'otherwise: { queue: general }',
    'otherwise: { queue: genral }',
    '21:25: error: there is no queue "genral" in this line (did you mean "general"?)',
  ],
  [
    LINE,
    'transfer: tax-office',
    'transfer: tax-offcie',
    '19:22: error: there is no destination "tax-offcie" in sip-config/centres.yaml (did you mean "tax-office"?)',
  ],
  [LINE, 'language: en', 'language: pt', '20:34: error: this line does not speak "pt" (known: fr, en)'],
  [
    LINE,
    'America/Sao_Paulo',
    'America/Sao_Paolo',
    '4:11: error: there is no time zone "America/Sao_Paolo" (did you mean "America/Sao_Paulo"?)',
  ],
  [
    LINE,
    'br-holidays',
    'br-holiday',
    '8:43: error: there is no calendar of holidays "br-holiday" (did you mean "br-holidays"?)',
  ],
  [LINE, '2026-12-24', '2026-02-30', '8:56: error: "2026-02-30" is no date (a date is written 2026-12-24)'],
  [LINE, 'mon-fri: "08:00-20:00", ', '', '8:1: error: these hours never open'],
  [
    LINE,
    'mon-fri: "08:00-20:00"',
    'mon-fri: "08:00-20:00", wed: "08:00-12:00"',
    '8:34: error: a day is given twice, by `mon-fri` and by `wed`',
  ],
  [LINE, '"08:00-20:00"', '"08:00-08:00"', '8:19: error: "08:00-08:00" opens and closes at the same time'],
  [LINE, '{ mon-fri', '{ always: true, mon-fri', '8:10: error: `always` and days exclude each other'],
  [
    LINE,
    '    next: { go: topics }\n',
    '    next: { queue: general }\n',
    '15:3: error: no call reaches the step "topics"',
  ],
  [
    LINE,
    'next: { go: topics }',
    'next: { go: welcome }',
    '12:3: error: a caller who presses nothing goes round without an end: welcome → welcome',
  ],
  [
    LINE,
    'otherwise: { queue: general }',
    'otherwise: { go: welcome }',
    '12:3: error: a caller who presses nothing goes round without an end: welcome → topics → welcome',
  ],
  [
    LINE,
    'otherwise: { queue: general }',
    'otherwise: { transfer: tax-office, failed: { say: welcome, go: topics } }',
    '15:3: error: a caller who presses nothing goes round without an end: topics → topics',
  ],
  [
    LINE,
    'closed: { end: closed }',
    'closed: { transfer: tax-office }',
    '9:1: error: `closed` leads to a transfer without a `failed`',
  ],
  [LINE, '    next: { go: topics }\n', '', '12:3: error: the step "welcome" has no end'],
  [LINE, '    otherwise: { queue: general }\n', '', '16:5: error: this menu has no `otherwise`'],
  [
    LINE,
    'next: { go: topics }',
    'otherwise: { go: topics }',
    '14:5: error: `otherwise` without a `menu` is never used',
  ],
  [
    LINE,
    '    otherwise: {',
    '    next: { go: welcome }\n    otherwise: {',
    '21:5: error: `next` after a `menu` is never used',
  ],
  [
    LINE,
    'prompt: choose,',
    'prompt: chose,',
    '16:21: error: there is no prompt "chose" in fr and en (did you mean "chosen"?)',
  ],
  [
    LINE,
    '[fr, en]',
    '[fr, en, de]',
    '3:21: error: there are no prompts in "de": the folder prompts/de is missing',
  ],
  [
    LINE,
    'music: hold',
    'music: hodl',
    '23:37: error: there is no hold music "hodl" in prompts/music (did you mean "hold"?)',
  ],
  [TRUNKS, '192.0.2.0/24', '192.0.2.0/33', '3:12: error: "192.0.2.0/33" is no address and no network'],
  [TRUNKS, '192.0.2.0/24', 'sip.example', '3:12: error: "sip.example" is no address and no network'],
  [TRUNKS, '192.0.2.0/24', '0.0.0.0/0', '3:12: error: "0.0.0.0/0" is every address there is'],
  [TRUNKS, 'country: BR', 'country: XQ', '5:14: error: there is no country "XQ"'],
  [
    TRUNKS,
    '{ "156": "156" }',
    '{ "156": "156", "157": "157" }',
    '4:35: error: there is no line "157" in dialplans/',
  ],
  [TRUNKS, 'name: provider', 'name: carrier', '9:11: error: there is another trunk "carrier" above'],
  [TRUNKS, '    from: [192.0.2.0/24, "2001:db8::1"]\n', '', '2:5: error: the trunk "carrier" takes no call'],
  [
    TRUNKS,
    'sip:192.0.2.1:5060',
    'sip:192.0.2.1:5060O',
    '8:15: error: "sip:192.0.2.1:5060O" is no SIP address',
  ],
  [
    CENTRES,
    'trunk: carrier',
    'trunk: carier',
    '6:12: error: there is no trunk "carier" in sip-config/trunks.yaml (did you mean "carrier"?)',
  ],
  [CENTRES, 'sip:tax@192.0.2.9', 'sip:tax 192.0.2.9', '5:10: error: "sip:tax 192.0.2.9" is no SIP address'],
  [CENTRES, 'America/Sao_Paulo', 'Brazil', '7:15: error: there is no time zone "Brazil"'],
  [CENTRES, 'mon-fri: "09:00-17:00"', 'closed: [br-holidays]', '8:5: error: these hours never open'],
];

export const WARNINGS: Row[] = [
  [
    LINE,
    'level: 2',
    'level: 5',
    '24:19: warning: no agent can serve the queue "water": none has the skill "water" at level 5',
  ],
  [LINE, '1: { queue: water }', '1: { queue: general }', '24:3: warning: no call reaches the queue "water"'],
  [LINE, 'full: line-full\n', '', '6:1: warning: callers beyond the capacity hear nothing'],
  [
    AGENTS,
    'languages: [fr, en]',
    'languages: [fr]',
    'dialplans/156/line.yaml:23:3: warning: no agent of the queue "general" speaks "en"\ndialplans/156/line.yaml:24:3: warning: no agent of the queue "water" speaks "en"',
  ],
  [
    AGENTS,
    'water: 4',
    'water: 4, watre: 1',
    '9:37: warning: no queue needs the skill "watre" (did you mean "water"?)',
  ],
];
