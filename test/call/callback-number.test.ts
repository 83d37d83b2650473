/** Being called back: the number is confirmed, or entered. */
import { RICH } from './lines.ts';
import { table } from './table.ts';

const WAITING = 'arrive, media, said, key 8, said, said';
const OWN = 'number-1+number-3+number-2+number-8+number-9+digit-0+number-1+number-5+number-6';
const CONFIRM = `ask en/callback-number-confirm+number-5+${OWN}+callback-number-choices 5000`;
const ENTER = 'ask en/callback-enter-number 10000';
const ASKED = `${WAITING}, press 1`;
const NUMBER = `${ASKED}, key 2`;
const PRESSED = `${NUMBER}, key 5, press 1, press 3, press 2, press 8, press 9, press 0, press 1, press 5`;
const rich = { line: RICH };

table(
  'the number',
  [
    [
      'the caller’s own is read back',
      WAITING,
      'press 1',
      ['chosen queue:general key 1', 'step callback:confirm en 1', CONFIRM],
    ],
    ['confirmed', ASKED, 'key 1', ['callback +555132890156', 'music samba']],
    ['silence: once more', ASKED, 'said', ['step callback:confirm en 2', CONFIRM]],
    ['a wrong key too', ASKED, 'key 7', ['step callback:confirm en 2', CONFIRM]],
    ['not for ever: the wait goes on', `${ASKED}, said, said`, 'said', ['music samba']],
    ['another number', ASKED, 'key 2', ['step callback:number en 1', ENTER]],
    ['its first key', NUMBER, 'key 5', ['timer callback-number +5']],
    ['its next', `${NUMBER}, key 5`, 'press 1', ['timer callback-number +5']],
    [
      'ended by #',
      `${PRESSED}, press 7`,
      'press #',
      ['step callback:confirm en 1', CONFIRM.replace('number-5+number-6', 'number-5+number-7')],
    ],
    [
      'or by silence',
      `${PRESSED}, press 7, at +5`,
      'timer callback-number',
      ['step callback:confirm en 1', CONFIRM.replace('number-5+number-6', 'number-5+number-7')],
    ],
    ['a timer that was set again is none', `${PRESSED}, at +3, press 7, at +5`, 'timer callback-number', []],
    [
      'confirmed, in E.164',
      `${PRESSED}, press 7, press #`,
      'key 1',
      ['callback +555132890157', 'music samba'],
    ],
    ['no number: once more', `${NUMBER}, key 5`, 'press #', ['step callback:number en 2', ENTER]],
    ['silence: once more', NUMBER, 'said', ['step callback:number en 2', ENTER]],
    ['# alone: once more', NUMBER, 'key #', ['step callback:number en 2', ENTER]],
    ['not for ever: the wait goes on', `${NUMBER}, said, said`, 'said', ['music samba']],
    ['an offer is never delayed', PRESSED, 'accepted 2001', ['answer', 'bridge agent:2001']],
    ['nor does a key come too late', `${PRESSED}, accepted 2001`, 'press #', []],
    ['nothing is announced meanwhile', ASKED, 'wait 3', []],
    ['but afterwards', `${ASKED}, wait 3, said, said`, 'said', ['say en/people-ahead-2']],
    ['a rule of the queue waits for the answer', ASKED, 'overflow unstaffed 2', []],
    [
      'then holds',
      `${ASKED}, overflow unstaffed 2, said, said`,
      'said',
      ['left general overflow', 'queue water en', 'say en/queue-overflow'],
    ],
    [
      'asked again on another media server',
      `${ASKED}, media-lost`,
      'media',
      ['step callback:confirm en 1', CONFIRM],
    ],
    [
      'a full queue, and no number: told, and the end',
      `${WAITING}, overflow full 1, said, said`,
      'said',
      ['left general overflow', 'chosen queue:general otherwise', 'say en/queue-full'],
    ],
    [
      'then the end',
      `${WAITING}, overflow full 1, said, said, said`,
      'said',
      ['reject 480 message said', 'end message'],
    ],
    [
      'a closed queue: where the closed line leads',
      `${WAITING}, overflow closed 1, said, said`,
      'said',
      ['left general overflow', 'chosen welcome closed', 'say en/closed+goodbye'],
    ],
    [
      'a full queue that denies: the distributor has the place again',
      `${WAITING}, overflow full 1, key 1`,
      'denied dayLimit',
      ['say en/callback-unavailable'],
    ],
    ['sent on while it is asked for: after the answer', `${ASKED}, key 1`, 'overflow unstaffed 2', []],
    [
      'namely when denied',
      `${ASKED}, key 1, overflow unstaffed 2`,
      'denied dayLimit',
      ['left general overflow', 'queue water en', 'say en/queue-overflow'],
    ],
    [
      'not when noted',
      `${ASKED}, key 1, overflow unstaffed 2`,
      'registered +555132890156',
      ['say en/callback-registered'],
    ],
    ['who hangs up has no callback', ASKED, 'hung-up cancel', ['end hungUp cancel']],
  ],
  rich,
);

const { emergency: _e, ...calm } = RICH;
table(
  'the number, where * is no key of the line',
  [
    [
      '* begins anew',
      `${NUMBER}, key 9, press 9, press *, press 0, press 0, press 3, press 3, press 1, press 3, press 9, press 3, press 9, press 0, press 0, press 0, press 0, press #`,
      'key 1',
      ['callback +33139390000', 'music samba'],
    ],
  ],
  { line: calm },
);

table(
  'a withheld number',
  [['is asked for', WAITING, 'press 1', ['chosen queue:general key 1', 'step callback:number en 1', ENTER]]],
  { ...rich, arrival: 'withheld' },
);
