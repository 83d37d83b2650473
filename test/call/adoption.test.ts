/** Another process takes the call up. */
import { test } from 'tap';
import { RICH } from './lines.ts';
import { Play } from './play.ts';
import { table } from './table.ts';

const MENU = 'arrive, media, said';
const WAITING = `${MENU}, key 8, said, said`;
const TALKING = `${WAITING}, accepted 2001, answered, bridged`;
const CALLED_BACK = `${WAITING}, press 1, key 1, registered +555132890156, said, dialled +555132890156 1`;
const rich = { line: RICH };

table(
  'adopted',
  [
    [
      'before there was audio',
      'arrive',
      'adopted',
      ['media early', 'timer progress +55', 'timer early-limit +170'],
    ],
    ['a menu is said again', MENU, 'adopted heard', ['ask en/topics+choose+or-wait 4000']],
    ['the audio first, where it is gone', MENU, 'adopted', ['media again']],
    ['then the menu', `${MENU}, adopted`, 'media', ['ask en/topics+choose+or-wait 4000']],
    ['who waits hears music', WAITING, 'adopted heard', ['music samba']],
    ['a talk goes on', TALKING, 'adopted heard party', []],
    ['a talk whose audio is gone', TALKING, 'adopted party', ['media again']],
    ['then it goes on', `${TALKING}, adopted party`, 'media', ['bridge agent:2001']],
    ['the agent hung up meanwhile', TALKING, 'adopted heard', ['end served agent:2001']],
    [
      'a bridge that was never made: the place',
      `${WAITING}, accepted 2001, answered`,
      'adopted heard',
      ['bridge-failed agent:2001', 'music samba'],
    ],
    [
      'without audio',
      `${WAITING}, accepted 2001, answered`,
      'adopted',
      ['bridge-failed agent:2001', 'media again'],
    ],
    [
      'the centre hung up meanwhile',
      `${WAITING}, press 3, said, centre-accepted bridged, answered, bridged`,
      'adopted heard',
      ['end transferred centre:bridged'],
    ],
    [
      'a centre that was never bridged, from a menu: told',
      `${MENU}, key 2, said, centre-accepted bridged, answered`,
      'adopted heard',
      ['bridge-failed centre:bridged', 'chosen topics failed', 'say en/no-answer'],
    ],
    [
      'an answer that nobody knows of: once more',
      `${WAITING}, accepted 2001`,
      'adopted heard party',
      ['answer'],
    ],
    [
      'a centre that rang: music, until it is told to have failed',
      `${WAITING}, press 3, said`,
      'adopted heard',
      ['music samba'],
    ],
    [
      'a consultation goes on',
      `${TALKING}, escalate bridged warm, centre-accepted bridged`,
      'adopted heard party',
      [],
    ],
    [
      'a question is asked again',
      `${WAITING}, press 1, key 2`,
      'adopted heard',
      ['step callback:number en 1', 'ask en/callback-enter-number 10000'],
    ],
    ['who is to be called back', `${WAITING}, press 1, key 1, registered +555132890156, said`, 'adopted', []],
    [
      'who was being told so: hears it',
      `${WAITING}, press 1, key 1, registered +555132890156`,
      'adopted heard',
      ['say en/callback-registered'],
    ],
    [
      'or is gone',
      `${WAITING}, press 1, key 1, registered +555132890156`,
      'adopted',
      ['reject 480 callback'],
    ],
    ['a call back that rang', CALLED_BACK, 'adopted', ['callback-missed failed', 'release caller']],
    [
      'one that was greeted',
      `${CALLED_BACK}, media answered`,
      'adopted heard',
      ['step callback:greeting en 1', 'ask en/callback-greeting 5000'],
    ],
    ['one that waits', `${CALLED_BACK}, media answered, key 1`, 'adopted heard', ['music samba']],
  ],
  rich,
);

test('the state holds what another process needs', async (t) => {
  const play = new Play('early', RICH);
  const first = [
    `${TALKING}, leg call-1/1 agent:2001 tx-1, leg-answered call-1/1 dialog-1`,
    'leg call-1/centre:samu/1 centre:samu tx-2',
  ];
  for (const words of first.join(', ').split(', ')) play.tell(words);
  const { legs, media, leg, timers, arrived } = JSON.parse(JSON.stringify(play.state));
  t.match({ media, leg, handle: arrived.handle }, { media: '{}', leg: '{}', handle: '{}' });
  t.strictSame(legs, {
    'call-1/1': { party: 'agent:2001', transaction: 'tx-1', media: '{}', handle: 'dialog-1' },
    'call-1/centre:samu/1': { party: 'centre:samu', transaction: 'tx-2', media: '{}' },
  });
  t.match(Object.keys(timers).sort(), ['early-limit', 'progress', 'queue-menu']);
  play.tell('leg-ended call-1/1 bye');
  t.strictSame(Object.keys(play.state.legs), ['call-1/centre:samu/1']);
  play.tell('leg-answered nobody dialog-9');
  t.strictSame(Object.keys(play.state.legs), ['call-1/centre:samu/1']);
});
