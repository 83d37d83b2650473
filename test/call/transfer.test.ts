/** A call that leaves for a centre, in its three ways. */
import { test } from 'tap';
import { lineWith } from './lines.ts';
import { Play } from './play.ts';
import { table } from './table.ts';

const MENU = 'arrive, media, said';
const RINGING = `${MENU}, key 2, said`;
const AGAIN = ['step topics pt 1', 'ask pt/topics+choose+or-wait 4000'];

table('bridge', [
  ['what precedes is said', MENU, 'key 2', ['chosen topics key 2', 'say pt/sent']],
  [
    'then the centre is called, with music',
    `${MENU}, key 2`,
    'said',
    ['transfer bridged bridge', 'music hold'],
  ],
  ['it answers: so does the line', RINGING, 'centre-accepted bridged', ['answer', 'bridge centre:bridged']],
  ['busy: told', RINGING, 'centre-failed bridged busy', ['chosen topics failed', 'say pt/no-answer']],
  [
    'no answer: told',
    RINGING,
    'centre-failed bridged noAnswer',
    ['chosen topics failed', 'say pt/no-answer'],
  ],
  ['then the step that follows', `${RINGING}, centre-failed bridged full`, 'said', AGAIN],
  [
    'a bridge that fails is told too',
    `${RINGING}, centre-accepted bridged`,
    'bridge-failed',
    ['chosen topics failed', 'say pt/no-answer'],
  ],
  [
    'the centre hangs up',
    `${RINGING}, centre-accepted bridged`,
    'party-hung-up centre:bridged',
    ['end transferred centre:bridged'],
  ],
  ['an answer of the centre in the menu', MENU, 'centre-accepted bridged', []],
  ['a failure of the centre in the menu', MENU, 'centre-failed bridged busy', []],
]);

table('closed: nobody is called', [
  [
    'told after the words',
    `${MENU}, key 5`,
    'said',
    ['transfer shut bridge', 'chosen topics failed', 'say pt/no-answer'],
  ],
  [
    'then the step that follows',
    `${MENU}, key 5, said`,
    'said',
    ['step more pt 1', 'ask pt/choose-more 5000'],
  ],
]);

table('redirect', [
  ['before the answer: 302', MENU, 'key 3', ['chosen topics key 3', 'transfer redirected redirect']],
  ['the call has left', `${MENU}, key 3`, 'centre-accepted redirected', ['end transferred redirected']],
  [
    'without a fallback: the start',
    `${MENU}, key 3`,
    'centre-failed redirected full',
    ['chosen topics failed', 'step welcome pt 1', 'say pt/welcome'],
  ],
]);
table(
  'redirect after the answer is REFER',
  [['REFER', MENU, 'key 3', ['chosen topics key 3', 'transfer redirected refer']]],
  { arrival: 'plain' },
);

table('refer', [
  ['an early call is answered first', MENU, 'key 4', ['chosen topics key 4', 'answer']],
  ['then REFER, which needs the dialog', `${MENU}, key 4`, 'answered', ['transfer referred refer']],
  ['once', `${MENU}, key 4, answered`, 'answered', []],
  ['the answer to something else', `${MENU}, key 2`, 'answered', []],
  ['the call has left', `${MENU}, key 4, answered`, 'centre-accepted referred', ['end transferred referred']],
  ['the caller leaves for it', `${MENU}, key 4, answered`, 'hung-up bye', ['end transferred bye']],
  [
    'refused: told',
    `${MENU}, key 4, answered`,
    'centre-failed referred rejected',
    ['chosen topics failed', 'say pt/no-answer'],
  ],
  [
    'then the end, where no step follows',
    `${MENU}, key 4, answered, centre-failed referred busy`,
    'said',
    ['end message'],
  ],
]);
table(
  'refer of an answered call',
  [['at once', MENU, 'key 4', ['chosen topics key 4', 'transfer referred refer']]],
  { arrival: 'plain' },
);

test('a circle of closed centres in which nothing is said leads to a person, if there is any', async (t) => {
  const line = lineWith({ start: 'silent', steps: { silent: { next: { transfer: 'shut' } } } });
  for (const [circle, last] of [
    [line, ['queue general pt', 'say pt/please-wait']],
    [{ ...line, queues: {} }, ['reject 480 message said', 'end message']],
  ] as const) {
    const play = new Play('early', circle);
    play.tell('arrive');
    t.strictSame(play.tell('media').slice(-2), last);
  }
});
