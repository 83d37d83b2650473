/** Somebody is in danger: from wherever the line speaks or plays, the call leaves at once. */
import { lineWith, RICH } from './lines.ts';
import { table } from './table.ts';

const MENU = 'arrive, media, said';
const WAITING = `${MENU}, key 8, said, said`;
const LEAVES = ['transfer samu bridge emergency', 'say en/emergency-transfer'];
const RAISED = ['emergency key samu', ...LEAVES];
const RINGING = `${WAITING}, press *`;
const rich = { line: RICH };

for (const [where, before, fact] of [
  ['the words of a step', 'arrive, media', 'press *'],
  ['a menu', MENU, 'key *'],
  ['a message', `${MENU}, key 6`, 'press *'],
  ['the words before a transfer', `${MENU}, key 2`, 'press *'],
  ['the fallback of a transfer', `${MENU}, key 2, said, centre-failed bridged busy`, 'press *'],
  ['the words of joining', `${MENU}, key 8`, 'press *'],
  ['the music', WAITING, 'press *'],
  ['the words before a transfer from the queue', `${WAITING}, press 3`, 'press *'],
  ['the question for a number', `${WAITING}, press 1`, 'key *'],
  ['a number that is being entered', `${WAITING}, press 1, key 2, key 5`, 'press *'],
] as const) {
  table(`the emergency key: ${where}`, [['leaves at once', before, fact, RAISED]], rich);
}

table(
  'the emergency key',
  [
    [
      'a centre that rings is given up',
      `${WAITING}, press 3, said`,
      'press *',
      ['release centre:bridged', ...RAISED],
    ],
    [
      'while the answer is announced: answered',
      `${WAITING}, at +170, timer early-limit`,
      'press *',
      ['emergency key samu', 'transfer samu bridge emergency', 'answer', 'say en/emergency-transfer'],
    ],
    ['twice', RINGING, 'press *', []],
    ['in a talk', `${WAITING}, accepted 2001`, 'press *', []],
    ['of the agent', WAITING, 'press * agent:2001', []],
    ['the words, then music', RINGING, 'said', ['music samba']],
    ['an offer that was under way', RINGING, 'late 2001', ['release agent:2001']],
    ['taken', RINGING, 'centre-accepted samu', ['answer', 'bridge centre:samu']],
    ['the queue is left then', `${RINGING}, centre-accepted samu`, 'bridged', ['left general emergency']],
    [
      'not taken: the place is kept, an agent comes first',
      RINGING,
      'centre-failed samu noAnswer',
      ['say en/emergency-failed'],
    ],
    ['and it can be raised again', `${RINGING}, centre-failed samu noAnswer`, 'press *', RAISED],
    [
      'not taken, from a menu: a place',
      `${MENU}, key *`,
      'centre-failed samu busy',
      ['queue water en', 'say en/emergency-failed'],
    ],
    [
      'an ordinary transfer later fails as any',
      `${RINGING}, centre-failed samu busy, said, press 3, said`,
      'centre-failed bridged busy',
      ['say en/no-answer'],
    ],
    [
      'a bridge that fails: the place',
      `${RINGING}, centre-accepted samu`,
      'bridge-failed',
      ['say en/emergency-failed'],
    ],
    ['hung up', RINGING, 'hung-up cancel', ['end hungUp cancel']],
  ],
  rich,
);

const { callback: _c, ...rest } = RICH;
table(
  'an emergency that fails, without callbacks',
  [
    [
      'the first queue',
      `${MENU}, key *`,
      'centre-failed samu busy',
      ['queue general en', 'say en/emergency-failed+please-wait'],
    ],
  ],
  { line: rest },
);
table(
  'an emergency that fails, without queues',
  [['the start', `${MENU}, key *`, 'centre-failed samu busy', ['step welcome en 1', 'say en/welcome']]],
  { line: { ...rest, queues: {} } },
);

table(
  'the key of a question is its answer, though it is the emergency key',
  [
    ['1', `${WAITING}, overflow full 1`, 'key 1', ['callback +555132890156', 'music samba']],
    ['a digit of the number', `${WAITING}, overflow full 1, key 2`, 'key 1', ['timer callback-number +5']],
    ['elsewhere it leaves', 'arrive, media', 'press 1', RAISED],
  ],
  { line: lineWith({ ...RICH, emergency: { to: 'samu', key: '1' } }) },
);

table(
  'a choice that is an emergency',
  [
    [
      'in a queue',
      WAITING,
      'press 6',
      [
        'chosen queue:general key 6',
        'emergency step samu',
        'transfer samu bridge emergency',
        'say en/danger',
      ],
    ],
    [
      'said again on another media server: music',
      `${WAITING}, press 6, media-lost`,
      'media',
      ['music samba'],
    ],
  ],
  rich,
);
table(
  'a step that is an emergency',
  [['leaves at once', 'arrive, media', 'said', ['chosen welcome next', 'emergency step samu', ...LEAVES]]],
  { line: lineWith({ ...RICH, steps: { welcome: { say: 'welcome', next: { emergency: 'samu' } } } }) },
);
table(
  'our own agents for emergencies',
  [
    [
      'their queue',
      WAITING,
      'press *',
      ['emergency key level2', 'transfer level2 bridge emergency', 'queue centre:level2 en', 'say en/help'],
    ],
    [
      'none of them after all: an agent of the line',
      `${WAITING}, press *`,
      'overflow unstaffed 0',
      ['left centre:level2 emergency', 'queue water en', 'say en/emergency-failed'],
    ],
  ],
  { line: lineWith({ ...RICH, emergency: { to: 'level2', key: '*', saying: 'help' } }) },
);
table(
  'an emergency by REFER',
  [
    ['is answered first', WAITING, 'press *', ['emergency key referred', 'answer']],
    ['then asked for', `${WAITING}, press *`, 'answered', ['transfer referred refer emergency']],
  ],
  { line: lineWith({ ...RICH, emergency: { to: 'referred', key: '*' } }) },
);

for (const arrival of ['by 157', 'by 157, full'] as const) {
  table(`dialled ${arrival}`, [['leaves at once', 'arrive', 'media', ['emergency number samu', ...LEAVES]]], {
    arrival,
    line: lineWith({ ...RICH, hours: {} }),
  });
}
table(
  'beyond the capacity',
  [
    ['leaves at once', 'arrive, media', 'key *', RAISED],
    [
      'not taken: served like any',
      'arrive, media, key *',
      'centre-failed samu busy',
      ['queue water en', 'say en/emergency-failed'],
    ],
    ['and not sent away then', 'arrive, media, key *, centre-failed samu busy', 'said', ['music hold']],
  ],
  { arrival: 'full', line: RICH },
);
table('closed', [['leaves at once', 'arrive, media', 'press *', RAISED]], {
  line: lineWith({ ...RICH, hours: {} }),
});

const TALKING = `${WAITING}, accepted 2001, bridged`;
table(
  'an agent’s button',
  [
    ['the caller leaves the agent', TALKING, 'button samu', ['release agent:2001', ...LEAVES]],
    [
      'both, in a consultation',
      `${TALKING}, escalate bridged warm, centre-accepted bridged`,
      'button samu',
      ['release agent:2001', 'release centre:bridged', ...LEAVES],
    ],
    [
      'not taken: back to the place',
      `${TALKING}, button samu`,
      'centre-failed samu busy',
      ['say en/emergency-failed'],
    ],
    ['taken', `${TALKING}, button samu`, 'centre-accepted samu', ['bridge centre:samu']],
    [
      'then the end',
      `${TALKING}, button samu, centre-accepted samu, bridged`,
      'party-hung-up centre:samu',
      ['end transferred centre:samu'],
    ],
  ],
  rich,
);
