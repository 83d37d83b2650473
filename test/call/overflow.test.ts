/** Where the rules of a queue lead those who wait. */
import { RICH } from './lines.ts';
import { table } from './table.ts';

const JOINED = 'arrive, media, said, key 8';
const WAITING = `${JOINED}, said, said`;
const rich = { line: RICH };

table(
  'overflow',
  [
    ['a transfer: told', WAITING, 'overflow waited 0', ['say en/queue-overflow']],
    ['then asked for', `${WAITING}, overflow waited 0`, 'said', ['transfer bridged bridge', 'music samba']],
    [
      'refused: the same place',
      `${WAITING}, overflow waited 0, said`,
      'centre-failed bridged full',
      ['say en/transfer-back'],
    ],
    [
      'taken: the queue is left',
      `${WAITING}, overflow waited 0, said, centre-accepted bridged`,
      'bridged',
      ['left general overflow'],
    ],
    ['during the words of joining', JOINED, 'overflow waited 0', ['say en/queue-overflow']],
    [
      'another queue',
      WAITING,
      'overflow unstaffed 2',
      ['left general overflow', 'queue water en', 'say en/queue-overflow'],
    ],
    [
      'a step',
      WAITING,
      'overflow expected 3',
      ['left general overflow', 'step more en 1', 'ask en/choose-more 5000'],
    ],
    [
      'a callback',
      WAITING,
      'overflow full 1',
      [
        'step callback:confirm en 1',
        `ask en/queue-full+${'callback-number-confirm+number-5+number-1+number-3+number-2+number-8+number-9+digit-0+number-1+number-5+number-6+callback-number-choices'} 5000`,
      ],
    ],
    ['the longest wait', WAITING, 'overflow maxWait 0', ['left general overflow', 'say en/sorry+goodbye']],
    [
      'ends with its message',
      `${WAITING}, overflow maxWait 0`,
      'said',
      ['reject 480 message said', 'end message'],
    ],
    ['closed by its hours', WAITING, 'overflow closed 4', ['say en/sent']],
    ['not in a talk', `${WAITING}, accepted 2001`, 'overflow waited 0', []],
    [
      'closed, and no rule for it: where the closed line leads',
      WAITING,
      'overflow closed 5',
      ['left general overflow', 'say en/closed+goodbye'],
    ],
  ],
  rich,
);

for (const [message, said] of [
  ['', 'queue-closed-exceptionally'],
  ['strike', 'strike'],
] as const) {
  table(
    `the queue is closed by hand: ${said}`,
    [
      ['a rule for it: the message', WAITING, 'overflow closed 4', [`say en/${said}`]],
      [
        'then the transfer',
        `${WAITING}, overflow closed 4`,
        'said',
        ['transfer bridged bridge', 'music samba'],
      ],
      [
        'no rule for it: the message, and nothing untrue of the line',
        WAITING,
        'overflow closed 5',
        ['left general overflow', `say en/${said}`],
      ],
      ['another rule says its own', WAITING, 'overflow waited 0', ['say en/queue-overflow']],
    ],
    { line: RICH, live: { queues: { general: message } } },
  );
}
