/** What is done by the expected wait: who is sent on, who is told that the line closes first, who is called back. One row a
 *  rule. */
import { test } from 'tap';
import type { WaitAnnounced } from '../../src/events/line.generated.ts';
import type { Hours, Queue } from '../../src/ivr/schema.ts';
import { agent, CentrePlay, type Files } from './play.ts';
import { table } from './table.ts';

const ANA = agent('ana', { wrapUpSeconds: 0 });
const BIA = agent('bia', { wrapUpSeconds: 0 });
const END = { end: 'sorry' };
/** Ana talks. */
const BUSY = 'registered ana, join c0 q, accepted c0';

const sentOn = (expected: string, rest: Queue = {}): Files => ({
  agents: [ANA],
  queues: { q: { overflow: [{ expected, to: END }], ...rest }, other: {} },
});
table('overflow on the expected wait', sentOn('10s'), [
  ['above its limit', BUSY, 'join c1 q', ['overflow c1 expected 0']],
  ['not below it', BUSY, 'join c1 q', [], sentOn('4h')],
  ['not who is offered at once', 'registered ana', 'join c1 q', ['offer c1 ana']],
  ['nobody is logged in', '', 'join c1 q', ['overflow c1 expected 0']],
  [
    'who is sent on is not told the wait',
    BUSY,
    'join c1 q',
    ['overflow c1 expected 0'],
    sentOn('10s', { announce: {} }),
  ],
  ['the others are', BUSY, 'join c1 q', ['entry c1 1'], sentOn('4h', { announce: {} })],
  [
    'the first of the rules that says so',
    BUSY,
    'join c1 q',
    ['overflow c1 expected 1'],
    sentOn('4h', { overflow: ['4h', '20s', '10s'].map((expected) => ({ expected, to: END })) }),
  ],
  [
    'the longer the queue, the sooner',
    `${BUSY}, ${Array.from({ length: 30 }, (_, index) => `join d${index} q`).join(', ')}`,
    'join c1 q',
    ['overflow c1 expected 0'],
    sentOn('20m'),
  ],
  ['who is moved there stays', `${BUSY}, join c1 other`, 'moved c1 q', []],
  ['only at the entry', `${BUSY}, join c1 q, transfer c1 tax`, 'transfer-failed c1 tax', []],
]);

test('whether the line closes before the caller can be served', async (t) => {
  const until = (end: string): Hours => ({ 'mon-sun': `08:00-${end}` });
  type Row = readonly [rule: string, queue: Queue, line: Hours, before: string, beyond: boolean];
  // opened at 09:00
  const rows: readonly Row[] = [
    ['the line, in a minute', {}, until('09:01'), BUSY, true],
    ['the queue', { hours: until('09:01') }, { always: true }, BUSY, true],
    ['the line, before the queue', { hours: until('18:00') }, until('09:01'), BUSY, true],
    ['in the evening', {}, until('18:00'), BUSY, false],
    ['never', {}, { always: true }, BUSY, false],
    ['within the range: not before its beginning', {}, until('09:10'), BUSY, false],
    ['where the wait is not told', { announce: { wait: false } }, until('09:01'), BUSY, false],
    ['closed already', {}, until('09:01'), `${BUSY}, join c9 q, pass 120`, true],
    ['an agent comes in time', {}, until('09:01'), 'registered ana, join c0 q', true],
  ];
  for (const [rule, queue, hours, before, beyond] of rows) {
    const play = new CentrePlay({
      agents: [ANA],
      queues: { q: { announce: {}, ...queue } },
      line: { hours },
    });
    for (const words of before.split(', ')) play.tell(words);
    play.tell('join c1 q');
    const told = play.journal.findLast(({ event }) => event.type === 'WaitAnnounced')?.event;
    t.match(told, { callId: 'c1', entry: true, beyondClosing: beyond }, rule);
    const { lowMs, highMs } = told as WaitAnnounced;
    t.equal(lowMs === undefined, queue.announce?.wait === false, 'a range, unless it is not told');
    t.ok(lowMs === undefined || lowMs < highMs!);
  }
});

const NUMBERS = { numbers: ['+33*'], trunk: 't' };
const calling = (ring: string, rest: Files = {}): Files => ({
  agents: [ANA],
  queues: { q: {}, p: {} },
  line: { callback: { ...NUMBERS, ring } },
  ...rest,
});
const ONE = '+33142000001';
const TWO = '+33142000002';
table('a callback is dialled', calling('20s'), [
  [
    'when an agent is free',
    `registered ana, paused ana, join c1 q, callback c1 ${ONE}`,
    'ready ana',
    ['dial c1 1'],
  ],
  [
    'not while the wait is longer than the ringing',
    `${BUSY}, join c1 q`,
    `callback c1 ${ONE}`,
    [`registered c1 ${ONE}`],
  ],
  [
    'when it is no longer than that, though nobody is free',
    `${BUSY}, join c1 q`,
    `callback c1 ${ONE}`,
    [`registered c1 ${ONE}`, 'dial c1 1'],
    calling('4h'),
  ],
  [
    'never while nobody is logged in',
    'join c1 q',
    `callback c1 ${ONE}`,
    [`registered c1 ${ONE}`],
    calling('4h'),
  ],
  [
    'no more at once than there are agents',
    `${BUSY}, join c1 q, callback c1 ${ONE}, join c2 q`,
    `callback c2 ${TWO}`,
    [`registered c2 ${TWO}`],
    calling('4h'),
  ],
  [
    'who go on taking calls',
    `paused bia, registered bia, ${BUSY}, join c1 q, callback c1 ${ONE}, join c2 q`,
    `callback c2 ${TWO}`,
    [`registered c2 ${TWO}`],
    calling('4h', { agents: [ANA, BIA] }),
  ],
  [
    'an agent who is free is so for one: the next waits until another is expected',
    `registered bia, join c0 q, accepted c0, paused ana, registered ana, join c1 q, callback c1 ${ONE}, join c2 q, callback c2 ${TWO}`,
    'ready ana',
    ['dial c1 1'],
    calling('20s', { agents: [ANA, BIA] }),
  ],
  [
    'in the order of the places',
    `registered ana, paused ana, join c1 q, join c2 q, callback c2 ${TWO}, callback c1 ${ONE}`,
    'ready ana',
    ['dial c1 1'],
  ],
  [
    'behind whoever waits on the line',
    `registered ana, paused ana, join c1 q, callback c1 ${ONE}, join c2 q`,
    'ready ana',
    ['offer c2 ana'],
  ],
]);

const SHARED = `registered ana, paused ana, join c1 q, callback c1 ${ONE}, join c2 p, callback c2 ${TWO}`;
const BOTH = calling('20s', { agents: [ANA, BIA] });
const OWN = calling('20s', { agents: [ANA, agent('bia', { queues: { p: 1 }, wrapUpSeconds: 0 })] });
table('callbacks of queues that share an agent', calling('20s'), [
  ['one telephone rings for one agent', SHARED, 'ready ana', ['dial c1 1']],
  ['two for two', `${SHARED}, paused bia, registered bia`, 'ready ana', ['dial c1 1'], BOTH],
  [
    'the second with the second',
    `${SHARED}, paused bia, registered bia, ready ana`,
    'ready bia',
    ['dial c2 1'],
    BOTH,
  ],
  [
    'an agent of the other queue alone is free for it',
    `${SHARED}, ready ana`,
    'registered bia',
    ['dial c2 1'],
    OWN,
  ],
  ['a citizen who is not reached gives way', `${SHARED}, ready ana`, 'callback-missed c1', ['dial c2 1']],
  ['one who is reached is served first', `${SHARED}, ready ana`, 'callback-accepted c1', ['offer c1 ana']],
  [
    'then comes the other',
    `${SHARED}, ready ana, callback-accepted c1, accepted c1`,
    'ended c1',
    ['dial c2 1'],
  ],
]);
