/** A caller who waits: what is told, what the keys do. */
import { lineWith, RICH } from './lines.ts';
import { table } from './table.ts';

const JOINED = 'arrive, media, said, key 8';
const WAITING = `${JOINED}, said, said`;
const MENU = 'say en/queue-menu';
const AHEAD = 'people-ahead-2+expected-wait+wait-between+number-2+wait-and+number-4+minutes';
const rich = { line: RICH };

table(
  'announcements',
  [
    [
      'on joining, after the words',
      `${JOINED}, wait 3 2-4 entry`,
      'said',
      [`say en/${AHEAD}+queue-menu`, 'timer queue-menu +90'],
    ],
    ['not over the words', JOINED, 'wait 3 2-4 entry', []],
    [
      'the last one counts',
      `${JOINED}, wait 9 2-4 entry, wait 3 2-4`,
      'said',
      [`say en/${AHEAD}+queue-menu`, 'timer queue-menu +90'],
    ],
    ['during the music at once', WAITING, 'wait 3 2-4', [`say en/${AHEAD}`]],
    ['without an estimate', WAITING, 'wait 3', ['say en/people-ahead-2']],
    ['then music again', `${WAITING}, wait 3`, 'said', ['music samba']],
    ['once', `${WAITING}, wait 3, said, media-lost`, 'media', ['music samba']],
    ['an offer is never delayed', `${WAITING}, wait 3`, 'accepted 2001', ['answer', 'bridge agent:2001']],
    ['not in a talk', `${WAITING}, accepted 2001`, 'wait 3', []],
    [
      'an offer that is withdrawn takes nobody',
      `${WAITING}, offered 2001, withdrawn 2001`,
      'late 2001',
      ['release agent:2001'],
    ],
    ['nor one to another agent', `${WAITING}, offered 2002`, 'late 2001', ['release agent:2001']],
    ['not in a menu', 'arrive, media, said', 'wait 3', []],
    ['kept while the audio is lost', `${WAITING}, media-lost, wait 3`, 'media', ['say en/people-ahead-2']],
    [
      'the place is there again',
      JOINED,
      'resumed',
      ['say en/place-resumed+queue-menu', 'timer queue-menu +90'],
    ],
    [
      'and what follows is told too',
      `${JOINED}, resumed, wait 3 entry`,
      'said',
      ['say en/people-ahead-2+queue-menu', 'timer queue-menu +90'],
    ],
    ['not moved out of a talk', `${WAITING}, accepted 2001, moved water`, 'bridge-failed', ['music samba']],
    [
      'moved by a supervisor: the music of the other queue',
      `${WAITING}, moved water, wait 3`,
      'said',
      ['music hold'],
    ],
  ],
  rich,
);

const quiet = (announce: { position?: boolean; wait?: boolean }) =>
  lineWith({ ...RICH, queues: { general: { announce }, water: {} } });
table(
  'announcements: no position',
  [
    [
      'the wait only',
      `${JOINED}, said`,
      'wait 3 2-4',
      ['say en/expected-wait+wait-between+number-2+wait-and+number-4+minutes'],
    ],
  ],
  { line: quiet({ position: false }) },
);
table(
  'announcements: no wait',
  [['the position only', `${JOINED}, said`, 'wait 3 2-4', ['say en/people-ahead-2']]],
  {
    line: quiet({ wait: false }),
  },
);
table('announcements: a language without words', [['nothing is said', `${JOINED}, said`, 'wait 3 2-4', []]], {
  line: lineWith({ ...RICH, languages: ['pt'], queues: { general: {}, water: {} } }),
});

table(
  'the menu of the queue',
  [
    ['after the words, where nothing is announced', JOINED, 'said', [MENU, 'timer queue-menu +90']],
    ['then music', `${JOINED}, said`, 'said', ['music samba']],
    ['again when it is due', `${WAITING}, at +90`, 'timer queue-menu', [MENU, 'timer queue-menu +180']],
    [
      'with the announcement that comes then',
      `${WAITING}, at +95`,
      'wait 3',
      ['say en/people-ahead-2+queue-menu', 'timer queue-menu +185'],
    ],
    ['not before', `${WAITING}, at +60`, 'timer queue-menu', []],
    [
      'after what is being said',
      `${WAITING}, at +85, wait 3, at +90, timer queue-menu`,
      'said',
      [MENU, 'timer queue-menu +180'],
    ],
    ['not in a talk', `${WAITING}, accepted 2001, at +90`, 'timer queue-menu', []],
    ['a key that is no choice', WAITING, 'press 0', []],
    ['a key of the agent', WAITING, 'press 5 agent:2001', []],
    ['a key during a talk', `${WAITING}, accepted 2001`, 'press 5', []],
    [
      'a step',
      WAITING,
      'press 2',
      ['chosen queue:general key 2', 'left general chosen', 'step more fr 1', 'ask fr/choose-more 5000'],
    ],
    [
      'during the words too',
      JOINED,
      'press 2',
      ['chosen queue:general key 2', 'left general chosen', 'step more fr 1', 'ask fr/choose-more 5000'],
    ],
    [
      'another queue',
      WAITING,
      'press 4',
      ['chosen queue:general key 4', 'left general chosen', 'queue water en', 'say en/water-topic'],
    ],
    [
      'the end: said whole',
      WAITING,
      'press 5',
      ['chosen queue:general key 5', 'left general chosen', 'say en/address+goodbye'],
    ],
    ['then the end', `${WAITING}, press 5`, 'said', ['reject 480 message said', 'end message']],
    [
      'a transfer: its words, at the place',
      WAITING,
      'press 3',
      ['chosen queue:general key 3', 'say en/sent'],
    ],
    ['another key meanwhile', `${WAITING}, press 3`, 'press 5', []],
    ['an agent meanwhile', `${WAITING}, press 3`, 'accepted 2001', ['answer', 'bridge agent:2001']],
    ['then the transfer', `${WAITING}, press 3`, 'said', ['transfer bridged bridge', 'music samba']],
    ['words cut off by the media server', `${WAITING}, press 3, media-lost`, 'media', ['say en/sent']],
    ['an agent whose offer was withdrawn', `${WAITING}, press 3, said`, 'late 2001', ['release agent:2001']],

    [
      'the centre first',
      `${WAITING}, press 3, said`,
      'centre-accepted bridged',
      ['answer', 'bridge centre:bridged'],
    ],
    [
      'the queue is left when they hear each other',
      `${WAITING}, press 3, said, centre-accepted bridged`,
      'bridged',
      ['left general chosen'],
    ],
    ['once', `${WAITING}, press 3, said, centre-accepted bridged, bridged`, 'bridged', []],
    [
      'the centre refuses: back, and told',
      `${WAITING}, press 3, said`,
      'centre-failed bridged busy',
      ['say en/no-answer'],
    ],
    [
      'announced meanwhile: told then',
      `${WAITING}, press 3, said, wait 3`,
      'centre-failed bridged busy',
      ['say en/no-answer+people-ahead-2'],
    ],
    ['music again', `${WAITING}, press 3, said, centre-failed bridged busy`, 'said', ['music samba']],
    [
      'a bridge that fails: the same place',
      `${WAITING}, press 3, said, centre-accepted bridged`,
      'bridge-failed',
      ['say en/transfer-back'],
    ],
    [
      'our own agents of level 2: their queue',
      WAITING,
      'press 8',
      ['chosen queue:general key 8', 'transfer level2 bridge', 'queue centre:level2 en', 'music hold'],
    ],
    ['one of them', `${WAITING}, press 8`, 'accepted 3001', ['answer', 'bridge agent:3001']],
    ['told there too', `${WAITING}, press 8`, 'wait 1', ['say en/people-ahead-none']],
    [
      'none of them after all: back',
      `${WAITING}, press 8`,
      'overflow unstaffed 0',
      ['queue general en', 'say en/transfer-back+please-wait'],
    ],
    ['REFER: answered first', WAITING, 'press 7', ['chosen queue:general key 7', 'answer']],
    ['then asked for', `${WAITING}, press 7`, 'answered', ['transfer referred refer']],
    ['an agent before that', `${WAITING}, press 7`, 'accepted 2001', ['bridge agent:2001']],
    [
      'no agent once it is under way',
      `${WAITING}, press 7, answered`,
      'accepted 2001',
      ['release agent:2001'],
    ],
    [
      'REFER refused: back, and told',
      `${WAITING}, press 7, answered`,
      'centre-failed referred busy',
      ['say en/transfer-back'],
    ],
    ['302', WAITING, 'press 9', ['chosen queue:general key 9', 'transfer redirected redirect']],
  ],
  rich,
);

table(
  'the menu of the queue: where nothing is said on joining',
  [
    [
      'it waits for an announcement',
      'arrive, media, said',
      'key 8',
      ['chosen topics key 8', 'queue general en', 'timer queue-menu +2', 'music hold'],
    ],
    ['follows it', JOINED, 'wait 3 entry', ['say en/people-ahead-2+queue-menu', 'timer queue-menu +120']],
    ['or comes alone', `${JOINED}, at +2`, 'timer queue-menu', [MENU, 'timer queue-menu +122']],
  ],
  {
    line: lineWith({
      ...RICH,
      steps: {
        ...RICH.steps,
        topics: {
          menu: { prompt: 'choose' },
          choices: { 8: { queue: 'general' } },
          otherwise: { queue: 'general' },
        },
      },
      queues: { general: { menu: { prompt: 'queue-menu', choices: { 2: { go: 'more' } } } }, water: {} },
    }),
  },
);

const KEYLESS = lineWith({ ...RICH, start: 'silent' });
table(
  'where keys do not pass before the answer, the queue offers no menu before it (I9)',
  [
    [
      'the words only',
      'arrive',
      'media',
      ['step silent en 1', 'chosen silent next', 'queue general en', 'say en/please-wait'],
    ],
    ['then the announcement alone', 'arrive, media, wait 3 entry', 'said', ['say en/people-ahead-2']],
    [
      'once answered, the menu',
      'arrive, media, said, at +170, timer early-limit',
      'said',
      ['answer', MENU, 'timer queue-menu +260'],
    ],
  ],
  { arrival: 'no keys', line: KEYLESS },
);
