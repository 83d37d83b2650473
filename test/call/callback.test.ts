/** Being called back: the place that is kept, the call back, and who answers it. */
import { lineWith, RICH } from './lines.ts';
import { table } from './table.ts';

const WAITING = 'arrive, media, said, key 8, said, said';
const OWN = 'number-1+number-3+number-2+number-8+number-9+digit-0+number-1+number-5+number-6';
const CONFIRM = `ask en/callback-number-confirm+number-5+${OWN}+callback-number-choices 5000`;
const ASKED = `${WAITING}, press 1`;
const REGISTERED = `${ASKED}, key 1, registered +555132890156`;
const HUNG_UP = `${REGISTERED}, said`;
const RINGING = `${HUNG_UP}, dialled +555132890156 1`;
const GREETED = `${RINGING}, media answered`;
const BACK = `${GREETED}, key 1`;
const rich = { line: RICH };
const plain = { line: RICH, arrival: 'plain' as const };

table(
  'the callback is noted',
  [
    ['told', `${ASKED}, key 1`, 'registered +555132890156', ['say en/callback-registered']],
    [
      'with the wait, where it is known',
      `${WAITING}, wait 3 2-4, said, press 1, key 1`,
      'registered +555132890156',
      ['say en/expected-wait+wait-between+number-2+wait-and+number-4+minutes+callback-registered'],
    ],
    ['then the free wait is refused, so not billed', REGISTERED, 'said', ['reject 480 callback']],
    ['who hangs up keeps it', REGISTERED, 'hung-up cancel', ['release caller']],
    ['once', HUNG_UP, 'hung-up cancel', []],
    ['the line closes', REGISTERED, 'hung-up closing', ['reject 480 callback']],
    ['the words are not said twice for a media server', REGISTERED, 'media-lost', ['reject 480 callback']],
    ['the network’s limit changes nothing', `${REGISTERED}, at +170`, 'timer early-limit', []],
    ['nor does its progress afterwards', `${HUNG_UP}, at +55`, 'timer progress', []],
    ['too many for the number', `${ASKED}, key 1`, 'denied numberLimit', ['say en/callback-limit']],
    ['for the day', `${ASKED}, key 1`, 'denied dayLimit', ['say en/callback-unavailable']],
    [
      'a number that the line may not call',
      `${ASKED}, key 1`,
      'denied number',
      ['say en/callback-number-refused'],
    ],
    ['then music: the place is kept', `${ASKED}, key 1, denied number`, 'said', ['music samba']],
  ],
  rich,
);
table(
  'the callback of an answered call',
  [
    ['is hung up', REGISTERED, 'said', ['release caller']],
    ['or hangs up', REGISTERED, 'hung-up bye', ['release caller']],
  ],
  plain,
);

table(
  'the call back',
  [
    ['rings', HUNG_UP, 'dialled +555132890156 1', []],
    [
      'answered: who is it',
      RINGING,
      'media answered',
      ['step callback:greeting en 1', 'ask en/callback-greeting 5000'],
    ],
    ['a person', GREETED, 'key 1', ['callback-accepted', 'music samba']],
    [
      'the wait that remains',
      `${BACK}, said`,
      'wait 1 1-2',
      ['say en/callback-wait-remains+wait-between+number-1+wait-and+number-2+minutes'],
    ],
    [
      'told once',
      `${BACK}, said, wait 1 1-2, said`,
      'wait 1 1-2',
      ['say en/people-ahead-none+expected-wait+wait-between+number-1+wait-and+number-2+minutes'],
    ],
    ['an agent', BACK, 'accepted 2001', ['bridge agent:2001']],
    ['then the end', `${BACK}, accepted 2001`, 'party-hung-up agent:2001', ['end served agent:2001']],
    [
      'is not called back twice',
      BACK,
      'press 1',
      ['chosen queue:general key 1', 'say en/callback-unavailable'],
    ],
    ['hangs up at the place', BACK, 'hung-up bye', ['end hungUp bye']],
    [
      'no key: asked once more',
      GREETED,
      'said',
      ['step callback:greeting en 2', 'ask en/callback-greeting 5000'],
    ],
    ['an answering machine', `${GREETED}, said`, 'said', ['callback-missed noKey', 'release caller']],
    ['hung up', GREETED, 'hung-up bye', ['callback-missed hungUp', 'release caller']],
    ['busy: nothing to do here', RINGING, 'missed busy', []],
    ['tried again', `${RINGING}, missed busy`, 'dialled +555132890156 2', []],
    [
      'and answered',
      `${RINGING}, missed busy, dialled +555132890156 2`,
      'media answered',
      ['step callback:greeting en 1', 'ask en/callback-greeting 5000'],
    ],
    ['no audio', RINGING, 'media-failed 488', ['callback-missed failed', 'release caller']],
    [
      'another media server: greeted again',
      `${GREETED}, media-lost`,
      'media',
      ['step callback:greeting en 1', 'ask en/callback-greeting 5000'],
    ],
    ['given up', `${RINGING}, missed noAnswer`, 'given-up', ['end callbackMissed']],
    [
      'an emergency there too',
      GREETED,
      'key *',
      ['emergency key samu', 'transfer samu bridge emergency', 'say en/emergency-transfer'],
    ],
  ],
  rich,
);

table(
  'a callback from a step',
  [
    [
      'takes a place first',
      'arrive, media',
      'said',
      [
        'chosen welcome next',
        'queue water en',
        'step callback:confirm en 1',
        CONFIRM.replace('ask en/', 'ask en/sent+'),
      ],
    ],
    ['without a number, the place is kept', 'arrive, media, said, said, said', 'said', ['music hold']],
  ],
  {
    line: lineWith({
      ...RICH,
      steps: { welcome: { say: 'welcome', next: { callback: true, saying: 'sent' } } },
    }),
  },
);
table(
  'a callback from a step, where keys do not pass before the answer',
  [
    [
      'asking answers first',
      'arrive, media',
      'said',
      ['chosen welcome next', 'queue water en', 'step callback:confirm en 1', 'answer', CONFIRM],
    ],
  ],
  {
    arrival: 'no keys',
    line: lineWith({ ...RICH, steps: { welcome: { say: 'welcome', next: { callback: true } } } }),
  },
);

const FULL = 'ask en/line-full+goodbye+callback-offer 5000';
table(
  'a full line offers a callback',
  [
    ['after its message', 'arrive', 'media', ['chosen welcome closed', 'step callback:offer en 1', FULL]],
    ['silence: the end', 'arrive, media', 'said', ['reject 480 full', 'end message']],
    ['wanted: no place yet', 'arrive, media', 'key 1', ['step callback:confirm en 1', CONFIRM]],
    [
      'confirmed: a place',
      'arrive, media, key 1',
      'key 1',
      ['queue water en', 'callback +555132890156', 'music hold'],
    ],
    ['noted', 'arrive, media, key 1, key 1', 'registered +555132890156', ['say en/callback-registered']],
    [
      'denied: told',
      'arrive, media, key 1, key 1',
      'denied dayLimit',
      ['left water chosen', 'say en/callback-unavailable'],
    ],
    [
      'then the end',
      'arrive, media, key 1, key 1, denied dayLimit',
      'said',
      ['reject 480 full', 'end message'],
    ],
    [
      'not confirmed: the end',
      'arrive, media, key 1, said, said',
      'said',
      ['reject 480 full', 'end message'],
    ],
    [
      'said again on another media server',
      'arrive, media, media-lost',
      'media',
      ['step callback:offer en 1', FULL],
    ],
    [
      'called back: served like any',
      'arrive, media, key 1, key 1, registered +555132890156, said, dialled +555132890156 1, media answered, key 1',
      'accepted 2001',
      ['bridge agent:2001'],
    ],
  ],
  { arrival: 'full', line: RICH },
);
table(
  'a full line, where keys do not pass',
  [
    [
      'its message only: nobody pays for an offer',
      'arrive',
      'media',
      ['chosen welcome closed', 'say en/line-full+goodbye'],
    ],
  ],
  { arrival: 'full, no keys', line: RICH },
);

const NOT_SERVED = 'ask en/not-served-before-close+callback-offer 5000';
const offering = { line: lineWith({ ...RICH, queues: { general: { music: 'samba' }, water: {} } }) };
const JOINED = 'arrive, media, said, key 8';
table(
  'who cannot be served before closing',
  [
    [
      'is told, and offered a callback',
      `${JOINED}, wait 3 closing entry`,
      'said',
      ['step callback:offer en 1', NOT_SERVED],
    ],
    ['wanted', `${JOINED}, wait 3 closing entry, said`, 'key 1', ['step callback:confirm en 1', CONFIRM]],
    ['not wanted: the wait goes on', `${JOINED}, wait 3 closing entry, said`, 'said', ['music samba']],
    ['offered once', `${JOINED}, wait 3 closing entry, said, said`, 'wait 2 closing', []],
    [
      'an agent meanwhile',
      `${JOINED}, wait 3 closing entry, said`,
      'accepted 2001',
      ['answer', 'bridge agent:2001'],
    ],
  ],
  offering,
);
table(
  'who cannot be served before closing, and has a menu that calls back',
  [
    [
      'the menu offers it',
      `${JOINED}, wait 3 closing entry`,
      'said',
      ['say en/not-served-before-close+queue-menu', 'timer queue-menu +90'],
    ],
  ],
  rich,
);
const { callback: _, ...withoutCallback } = offering.line;
table(
  'who cannot be served before closing, where nobody is called back',
  [['is told', `${JOINED}, said`, 'wait 3 closing entry', ['say en/not-served-before-close']]],
  { line: withoutCallback },
);
