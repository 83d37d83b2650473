/** The corpus of files with one fault each, for what queues, callbacks, emergencies, crises and centres say. */
import type { Row } from './single-faults.ts';

const LINE = 'dialplans/156/line.yaml';
const CENTRES = 'sip-config/centres.yaml';
const AGENTS = 'sip-config/agents.yaml';
const WATER = 'water: { skill: water, level: 2 }';
const START = 'start: welcome';
const TAX = 'ringSeconds: 20\n';
const BACK = 'callback: { numbers: ["+55*"], trunk: carrier, queue: water }';

/** The queue `water` with this besides. */
const water = (rules: string): readonly [file: string, from: string, to: string] => [
  LINE,
  WATER,
  `water: { skill: water, level: 2, ${rules} }`,
];
/** The line with this key before `start`. */
const line = (key: string): readonly [file: string, from: string, to: string] => [
  LINE,
  START,
  `${key}\n${START}`,
];

export const QUEUES: Row[] = [
  [
    ...water('overflow: [{ full: true, to: { end: failed } }]'),
    '24:49: error: the queue is never `full`: it has no `capacity` (add `capacity: …`)',
  ],
  [
    ...water('capacity: 5'),
    '24:36: error: callers beyond the `capacity` have nowhere to go: no rule of `overflow` says `full` (add a rule: overflow: [{ full: true, to: { … } }])',
  ],
  [
    ...water('overflow: [{ waited: 5m, to: { queue: water } }]'),
    '24:74: error: the queue "water" leads back to itself (name another queue)',
  ],
  [
    ...water('overflow: [{ waited: 5m, to: { queue: watre } }]'),
    '24:74: error: there is no queue "watre" in this line (did you mean "water"?)',
  ],
  [
    ...water('overflow: [{ waited: 5m, to: { go: topisc } }]'),
    '24:71: error: there is no step "topisc" (did you mean "topics"?)',
  ],
  [
    ...water('overflow: [{ waited: 5m, to: { transfer: cira } }]'),
    '24:77: error: there is no destination "cira" in sip-config/centres.yaml (known: tax-office)',
  ],
  [
    ...water('overflow: [{ waited: 5m, to: { end: sorry } }]'),
    '24:72: error: there is no prompt "sorry" in fr and en (write it in prompts/fr/texts.yaml)',
  ],
  [
    ...water('overflow: [{ waited: 5m, to: { callback: true } }]'),
    '24:67: error: this line calls nobody back (add `callback: { numbers: […], trunk: … }` to the line)',
  ],
  [
    ...water(
      'overflow: [{ waited: 20m, to: { end: failed } }], maxWait: { after: 10m, to: { end: failed } }',
    ),
    '24:57: error: nobody waits 20m here: `maxWait` ends the wait after 10m (give a shorter time)',
  ],
  [
    ...water('overflow: [{ to: { end: failed } }]'),
    '24:47: error: one key more is needed here (one of waited, expected, unstaffed, full, closed)',
  ],
  [
    ...water('maxWait: { after: 10m, to: { transfer: tax-offic } }'),
    '24:75: error: there is no destination "tax-offic" in sip-config/centres.yaml (did you mean "tax-office"?)',
  ],
  [
    ...water('relax: [{ after: 2m, drop: [language] }, { after: 1m, level: 1 }]'),
    '24:86: error: `after: 1m` is not later than the step before it (write the steps in the order of their times)',
  ],
  [
    ...water('relax: [{ after: 1m, level: 2 }]'),
    '24:64: error: no skill is needed above level 2 anyway (lower it, or remove it)',
  ],
  [
    ...water('relax: [{ after: 1m, drop: [site] }]'),
    '24:64: error: the queue does not ask for "site", which cannot fall away (known: water, language)',
  ],
  [
    ...water('relax: [{ after: 1m, drop: [watre] }]'),
    '24:64: error: the queue does not ask for "watre", which cannot fall away (did you mean "water"?)',
  ],
  [...water('relax: [{ after: 1m }]'), '24:44: error: one key more is needed here (one of level, drop)'],
  [
    ...water('needs: { water: 1 }'),
    '24:45: error: the skill "water" is given twice, by `skill` and by `needs` (keep one of them)',
  ],
  [
    LINE,
    WATER,
    'water: { level: 2 }',
    '24:12: error: `level` without a `skill` asks nothing (add `skill: …`)',
  ],
  [
    ...water('menu: { prompt: choos, choices: { 1: { go: topics } } }'),
    '24:52: error: there is no prompt "choos" in fr and en (did you mean "choose"?)',
  ],
  [
    ...water('menu: { prompt: choose, choices: { 1: { go: topisc } } }'),
    '24:80: error: there is no step "topisc" (did you mean "topics"?)',
  ],
  [
    ...water(
      'menu: { prompt: choose, choices: { 1: { transfer: tax-office, failed: { say: failed, go: topics } } } }',
    ),
    '24:121: error: `go` after a transfer from a queue is never used: the caller has the same place again (remove it)',
  ],
  [
    ...water('hours: { closed: [br-holidays] }'),
    '24:36: error: these hours never open (give days and times, such as mon-fri: "08:30-18:00", or always: true)',
  ],
  [
    ...water('hours: { mon: "09:00-09:00" }'),
    '24:50: error: "09:00-09:00" opens and closes at the same time (a whole day is "00:00-24:00")',
  ],
  [
    ...water('strategy: longest'),
    '24:46: error: expected longest-idle or most-skilled or least-flexible or fewest-calls or round-robin, found "longest" (known: longest-idle, most-skilled, least-flexible, fewest-calls, round-robin)',
  ],
  [
    LINE,
    `  general: { skill: general, music: hold, ring: 20s, joined: wait }\n  ${WATER}`,
    '  general: { skill: general, overflow: [{ unstaffed: true, to: { queue: water } }] }\n  water: { skill: water, overflow: [{ closed: true, to: { queue: general } }] }',
    '23:64: error: callers whom nobody can serve go round without an end: general → water → general (let one of these queues send them elsewhere, or let them wait: `waited: 5m`)',
  ],
];

export const SERVICES: Row[] = [
  [
    ...line('callback: { numbers: ["+55*"], trunk: carier, queue: water }'),
    '10:39: error: there is no trunk "carier" in sip-config/trunks.yaml (did you mean "carrier"?)',
  ],
  [
    ...line('callback: { numbers: ["+55*"], trunk: provider, queue: water }'),
    '10:39: error: the trunk "provider" takes no calls out: it has no `outbound` (name one that has)',
  ],
  [
    ...line('callback: { numbers: ["+55*"], trunk: carrier, queue: watre }'),
    '10:55: error: there is no queue "watre" in this line (did you mean "water"?)',
  ],
  [
    ...line('callback: { numbers: ["055"], trunk: carrier }'),
    '10:23: error: expected a number as +2250708091011, or a beginning of numbers as +225*, found "055"',
  ],
  [
    ...line('callback: { numbers: ["+55*"], trunk: carrier, retry: 2h, window: 1h }'),
    '10:55: error: no second try fits into the `window` of 1h (give a shorter time)',
  ],
  [
    LINE,
    'closed: { end: closed }',
    'callback: { numbers: ["+55*"], trunk: carrier }\nclosed: { callback: true }',
    '10:11: error: a caller outside of a queue has no place to be called back at (add `queue: …` to `callback` of the line)',
  ],
  [
    LINE,
    'closed: { end: closed }',
    'closed: { callback: true }',
    '9:11: error: this line calls nobody back (add `callback: { numbers: […], trunk: … }` to the line)',
  ],
  [
    ...line('emergency: { to: samu }'),
    '10:18: error: there is no destination "samu" in sip-config/centres.yaml (known: tax-office)',
  ],
  [
    ...line('emergency: { to: tax-office, key: 9 }'),
    '10:35: error: expected text, found the number 9 (put it in quotes: "9")',
  ],
  [
    ...line('emergency: { to: tax-office, key: "9" }'),
    '21:7: error: the key 9 is that of the emergency (give one of them another key)',
  ],
  [
    ...line('emergency: { to: tax-office, saying: help }'),
    '10:38: error: there is no prompt "help" in fr and en (write it in prompts/fr/texts.yaml)',
  ],
  [
    ...line('emergency: { to: tax-office, numbers: ["+555132890156", "+555132890156"] }'),
    '10:57: error: the number +555132890156 is given twice (keep it once)',
  ],
  [
    ...line('emergency: { to: tax-office, numbers: ["156"] }'),
    '10:40: error: 156 is the number of the line: every call would be an emergency (name the numbers that only emergencies dial)',
  ],
  [
    LINE,
    '1: { queue: water }',
    '1: { emergency: samu }',
    '18:23: error: there is no destination "samu" in sip-config/centres.yaml (known: tax-office)',
  ],
  [
    ...line('crises: { flood: { say: flood } }'),
    '10:25: error: there is no prompt "flood" in fr and en (write it in prompts/fr/texts.yaml)',
  ],
  [
    ...line('crises: { flood: { say: failed, start: topisc } }'),
    '10:40: error: there is no step "topisc" (did you mean "topics"?)',
  ],
];

export const CENTRE_FAULTS: Row[] = [
  [
    CENTRES,
    '    sip: sip:tax@192.0.2.9\n',
    '',
    '2:3: error: the centre "tax-office" is nowhere: it has neither `sip` nor `agents` (add `sip: sip:…`, or `agents: { … }` where they are ours)',
  ],
  [
    CENTRES,
    TAX,
    `${TAX}    agents: { needs: { water: 2 } }\n`,
    '10:5: error: `sip` and `agents` exclude each other (keep one of them)',
  ],
  [
    CENTRES,
    'how: bridge\n    sip: sip:tax@192.0.2.9',
    'how: refer\n    agents: {}',
    '4:10: error: our own agents are bridged, not reached by refer (how: bridge)',
  ],
  [
    CENTRES,
    TAX,
    `${TAX}    fallback: tax\n`,
    '10:15: error: there is no destination "tax" in sip-config/centres.yaml (known: tax-office)',
  ],
  [
    CENTRES,
    TAX,
    `${TAX}    fallback: tax-office\n`,
    '10:15: error: the fallbacks go round without an end: tax-office → tax-office (let the last one have none)',
  ],
  [
    CENTRES,
    TAX,
    `${TAX}    fallback: other\n  other: { name: Other, how: bridge, sip: "sip:a@192.0.2.9", fallback: tax-office }\n`,
    '11:72: error: the fallbacks go round without an end: other → tax-office → other (let the last one have none)',
  ],
  [
    CENTRES,
    TAX,
    `${TAX}    emergencyChannels: 2\n`,
    '10:5: error: `emergencyChannels` without `channels` keeps nothing free (add `channels: …`)',
  ],
  [
    CENTRES,
    TAX,
    `${TAX}    emergencyChannels: 2\n    channels: 1\n`,
    '10:24: error: 2 channels for emergencies are more than the 1 that there are (give fewer)',
  ],
  [
    CENTRES,
    TAX,
    `${TAX}    code: "1"\n  other: { name: Other, how: bridge, sip: "sip:a@192.0.2.9", code: "1" }\n`,
    '11:68: error: there is another centre with the code "1" above',
  ],
  [
    AGENTS,
    'water: 4 }',
    'water: 4 }\n    queues: { watre: 1 }',
    '10:15: error: no line has a queue "watre" (did you mean "water"?)',
  ],
];

export const QUEUE_WARNINGS: Row[] = [
  [
    ...line(`${BACK}\nemergency: { to: tax-office, key: "8" }`),
    '11:35: warning: the key 8 is pressed in telephone numbers: who enters one for a callback raises no emergency by it (take "*")',
  ],
  [
    ...line('emergency: { to: tax-office, numbers: ["157"] }'),
    '10:40: warning: no trunk brings calls to 157 (map it to "156" under `lines` of a trunk in sip-config/trunks.yaml)',
  ],
  [
    ...water('needs: { flood: 2 }'),
    '24:3: warning: no agent can serve the queue "water": none has the skill "flood" at level 2 (give it to an agent of sip-config/agents.yaml)',
  ],
  [
    ...water('site: north'),
    '24:3: warning: no agent can serve the queue "water": none has all that it asks for (see `skills`, `site`, `level` and `queues` of the agents in sip-config/agents.yaml)',
  ],
  [
    LINE,
    'level: 2',
    'level: 5, relax: [{ after: 1m, drop: [language] }]',
    '24:19: warning: no agent can serve the queue "water": none has the skill "water" at level 5 (give it to an agent of sip-config/agents.yaml)',
  ],
  [
    AGENTS,
    'water: 4 }',
    'water: 4 }\n    queues: { general: 1 }',
    'dialplans/156/line.yaml:24:3: warning: no agent can serve the queue "water": none has all that it asks for (see `skills`, `site`, `level` and `queues` of the agents in sip-config/agents.yaml)',
  ],
  [
    CENTRES,
    TAX,
    `${TAX}  cira: { name: Cira, how: bridge, agents: { needs: { water: 2 } } }\n`,
    '10:36: warning: no agent of level 2 can serve the centre "cira" (see `level`, `skills` and `site` of the agents in sip-config/agents.yaml)',
  ],
  [LINE, '1: { queue: water }', '1: { queue: general }', '24:3: warning: no call reaches the queue "water"'],
];
