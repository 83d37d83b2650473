/** What a call does about each fact in each phase: one row a rule. */
import { lineWith } from './lines.ts';
import { table } from './table.ts';

const EARLY = ['media early', 'timer progress +55', 'timer early-limit +170'];
const AT_ONCE = lineWith({ answer: 'at-once' });
const WITHOUT_FULL = lineWith({});
delete WITHOUT_FULL.full;
const CLOSED = lineWith({ hours: {} });
const WELCOME = ['step welcome pt 1', 'say pt/welcome'];
const MENU = 'arrive, media, said';
const QUEUED = `${MENU}, key 8`;
const TALKING = `${QUEUED}, accepted 2001`;

for (const [arrival, line, mode] of [
  ['early', undefined, EARLY],
  ['no keys', undefined, EARLY],
  ['full', undefined, EARLY],
  ['plain', undefined, ['media answer']],
  ['late offer', undefined, ['media answer']],
  ['early', AT_ONCE, ['media answer']],
] as const) {
  const rule = `arrival: ${arrival}, ${line?.answer ?? 'free-wait'}`;
  table(rule, [[rule, '', 'arrive', mode]], { arrival, ...(line ? { line } : {}) });
}

table('the beginning', [
  ['the start step', 'arrive', 'media', WELCOME],
  [
    'the next step',
    'arrive, media',
    'said',
    ['chosen welcome next', 'step topics pt 1', 'ask pt/topics+choose+or-wait 4000'],
  ],
  [
    'a prompt that is missing goes on',
    'arrive, media',
    'unheard',
    ['chosen welcome next', 'step topics pt 1', 'ask pt/topics+choose+or-wait 4000'],
  ],
  ['no codec: refused', 'arrive', 'media-failed 488', ['reject 488 codec', 'end refused codec']],
  [
    'a fault without a status: refused',
    'arrive',
    'media-failed 0',
    ['reject 500 codec', 'end refused codec'],
  ],
  ['cancelled while media is made', 'arrive', 'hung-up cancel', ['end hungUp cancel']],
  ['closing while media is made', 'arrive', 'hung-up closing', ['reject 503 closing', 'end hungUp closing']],
]);

table(
  'an answer at once',
  [
    [
      'no codec: refused, though the answer was decided',
      'arrive',
      'media-failed 488',
      ['reject 488 codec', 'end refused codec'],
    ],
    ['closing before the answer', 'arrive', 'hung-up closing', ['reject 503 closing', 'end hungUp closing']],
    ['hung up as soon as answered', 'arrive', 'hung-up bye', ['end hungUp bye']],
    ['the end of a message is a BYE', `${MENU}, key 6`, 'said', ['end message']],
    ['closing later is a BYE', MENU, 'hung-up closing', ['end hungUp closing']],
    [
      'a media server that is away is awaited',
      `${MENU}, media-lost`,
      'media-failed 503',
      ['timer media-again +0.5'],
    ],
    ['and asked again', `${MENU}, media-lost, media-failed 503`, 'timer media-again', ['media again']],
    ['but not for ever', `${MENU}, media-lost, at +90`, 'media-failed 503', ['end failed codec']],
    ['media that fails otherwise', MENU, 'media-failed 503', ['end failed codec']],
  ],
  { line: AT_ONCE },
);

table('the menu', [
  ['a key', MENU, 'key 1', ['chosen topics key 1', 'queue water pt', 'music hold']],
  ['a language', MENU, 'key 9', ['chosen topics key 9', 'step welcome en 1', 'say en/welcome']],
  [
    'the language stays',
    `${MENU}, key 9, said`,
    'key 7',
    ['chosen topics key 7', 'step more en 1', 'ask en/choose-more 5000'],
  ],
  [
    'a step that says nothing',
    `${MENU}, key 7`,
    'key 1',
    ['chosen more key 1', 'step silent pt 1', 'chosen silent next', 'queue general pt', 'say pt/please-wait'],
  ],
  ['a message', MENU, 'key 6', ['chosen topics key 6', 'say pt/address+goodbye']],
  ['its end', `${MENU}, key 6`, 'said', ['reject 480 message said', 'end message']],
  ['silence: again, without the opening', MENU, 'said', ['step topics pt 2', 'ask pt/choose+or-wait 4000']],
  ['a wrong key is told', MENU, 'key 0', ['step topics pt 2', 'ask pt/wrong-key+choose+or-wait 4000']],
  ['the last try', `${MENU}, key 0`, 'said', ['step topics pt 3', 'ask pt/choose+or-wait 4000']],
  [
    'otherwise, after silence',
    `${MENU}, said, said`,
    'said',
    ['chosen topics otherwise', 'queue general pt', 'say pt/please-wait'],
  ],
  [
    'otherwise, after wrong keys',
    `${MENU}, key 0, key *`,
    'key #',
    ['chosen topics otherwise', 'queue general pt', 'say pt/please-wait'],
  ],
  [
    'three tries are the default',
    `${MENU}, key 7, said, said`,
    'said',
    ['chosen more otherwise', 'say pt/goodbye'],
  ],
  ['the key of an older prompt', MENU, 'stale-key 1', []],
  ['a key that is told twice', `${MENU}, key 6, said`, 'key 1', []],
]);

table(
  'where keys do not pass before the answer, a menu answers first',
  [
    ['not before it', 'arrive', 'media', WELCOME],
    [
      'the menu',
      'arrive, media',
      'said',
      ['chosen welcome next', 'step topics pt 1', 'answer', 'ask pt/topics+choose+or-wait 4000'],
    ],
    ['once', MENU, 'key 0', ['step topics pt 2', 'ask pt/wrong-key+choose+or-wait 4000']],
  ],
  { arrival: 'no keys' },
);

table(
  'closed: the message, and no answer',
  [
    ['said early', 'arrive', 'media', ['chosen welcome closed', 'say pt/closed+goodbye']],
    ['then refused', 'arrive, media', 'said', ['reject 480 message said', 'end message']],
  ],
  { line: CLOSED },
);

table(
  'closed where a menu would answer first',
  [['nothing is billed', 'arrive', 'media', ['chosen topics closed', 'say pt/closed+goodbye']]],
  { arrival: 'no keys', line: lineWith({ hours: {}, start: 'topics' }) },
);

table(
  'closed: a transfer that fails',
  [
    [
      'no way back into a closed line',
      'arrive, media',
      'centre-failed bridged busy',
      ['chosen  failed', 'reject 480 message said', 'end message'],
    ],
  ],
  { line: lineWith({ hours: {}, closed: { transfer: 'bridged' } }) },
);

for (const arrival of ['full', 'plain, full'] as const) {
  const early = arrival === 'full';
  table(
    arrival,
    [
      ['hears so', 'arrive', 'media', ['chosen welcome closed', 'say pt/line-full+goodbye']],
      ['then ends', 'arrive, media', 'said', early ? ['reject 480 full', 'end message'] : ['end message']],
      [
        'keeps to it when the media server is lost',
        'arrive, media, media-lost',
        'media',
        ['say pt/line-full+goodbye'],
      ],
    ],
    { arrival, line: lineWith({ closed: { queue: 'general' } }) },
  );
}

table(
  'full, and nothing to say',
  [['refused', 'arrive', 'media', ['chosen welcome closed', 'reject 480 full', 'end message']]],
  { arrival: 'full', line: WITHOUT_FULL },
);

table('the queue', [
  [
    'the place is taken before the words',
    MENU,
    'key 8',
    ['chosen topics key 8', 'queue general pt', 'say pt/general-topic+please-wait'],
  ],
  ['then the music of the queue', QUEUED, 'said', ['music samba']],
  ['an agent before the answer', QUEUED, 'accepted 2001', ['answer', 'bridge agent:2001']],
  ['an agent during the music', `${QUEUED}, said`, 'accepted 2001', ['answer', 'bridge agent:2001']],
  ['words that end during the talk', TALKING, 'said', []],
  ['a bridge that fails: back, with music', TALKING, 'bridge-failed', ['music samba']],
  ['the next agent: no second answer', `${TALKING}, bridge-failed`, 'accepted 2002', ['bridge agent:2002']],
  ['a second acceptance: the leg is given back', TALKING, 'late 2002', ['release agent:2002']],
  ['told twice', TALKING, 'accepted 2001', []],
  ['an acceptance in the menu: given back', MENU, 'late 2001', ['release agent:2001']],
  ['the agent hangs up', TALKING, 'party-hung-up agent:2001', ['end served agent:2001']],
  ['another than the agent of the talk hangs up', TALKING, 'party-hung-up agent:2002', []],
  ['an agent who hangs up before the talk ends nothing', QUEUED, 'party-hung-up agent:2001', []],
]);

for (const [phase, before, answered, reason] of [
  ['step', 'arrive, media', false, 'hungUp'],
  ['menu', MENU, false, 'hungUp'],
  ['target', `${MENU}, key 6`, false, 'hungUp'],
  ['queued', QUEUED, false, 'hungUp'],
  ['transferring', `${MENU}, key 2, said`, false, 'hungUp'],
  ['failed', `${MENU}, key 2, said, centre-failed bridged busy`, false, 'hungUp'],
  ['talking', TALKING, true, 'served'],
  ['talking to a centre', `${MENU}, key 2, said, centre-accepted bridged`, true, 'transferred'],
] as const) {
  const end = `end ${reason}`;
  const refused = (status: number, why: string) => (answered ? [] : [`reject ${status} ${why}`]);
  table(`the caller is gone: ${phase}`, [
    ['CANCEL', before, 'hung-up cancel', [`${end} cancel`]],
    ['BYE', before, 'hung-up bye', [`${end} bye`]],
    [
      'silent on the network',
      before,
      'hung-up media-timeout',
      [...refused(480, 'media-timeout'), `${end} media-timeout`],
    ],
    ['the line closes', before, 'hung-up closing', [...refused(503, 'closing'), `${end} closing`]],
    ['nothing follows', `${before}, hung-up cancel`, 'hung-up cancel', []],
    ['nor a bridge that fails', `${before}, hung-up cancel, bridge-failed`, 'hung-up cancel', []],
  ]);
}
