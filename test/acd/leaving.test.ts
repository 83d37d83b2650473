/** Who is sent on, called back, given the place again. One row a rule. */
import { test } from 'tap';
import type { Centre } from '../../src/routing/schema.ts';
import { agent, CentrePlay, type Files } from './play.ts';
import { table } from './table.ts';

const END = { end: 'sorry' };
const ANA = [agent('ana', { skills: { water: 3 }, wrapUpSeconds: 0 })];
const queue = (q: NonNullable<Files['queues']>[string], rest: Files = {}): Files => ({
  agents: ANA,
  queues: { q, other: {} },
  ...rest,
});

table('overflow', queue({}), [
  [
    'full',
    'join c1 q',
    'join c2 q',
    ['overflow c2 full 0'],
    queue({ capacity: 1, overflow: [{ full: true, to: END }] }),
  ],
  ['not without a rule', 'join c1 q', 'join c2 q', [], queue({ capacity: 1 })],
  [
    'unstaffed',
    '',
    'join c1 q',
    ['overflow c1 unstaffed 0'],
    queue({ overflow: [{ unstaffed: true, to: END }] }),
  ],
  [
    'not while one is paused',
    'registered ana, paused ana',
    'join c1 q',
    [],
    queue({ overflow: [{ unstaffed: true, to: END }] }),
  ],
  [
    'unstaffed later: the last agent leaves',
    'registered ana, paused ana, join c1 q',
    'logged-out ana',
    ['overflow c1 unstaffed 0'],
    queue({ overflow: [{ unstaffed: true, to: END }] }),
  ],
  [
    'not while relaxation will find somebody',
    'registered ana, paused ana',
    'join c1 q',
    [],
    queue({
      skill: 'water',
      level: 5,
      relax: [{ after: '60s', level: 1 }],
      overflow: [{ unstaffed: true, to: END }],
    }),
  ],
  [
    'waited',
    'join c1 q',
    'pass 60',
    ['overflow c1 waited 0'],
    queue({ overflow: [{ waited: '60s', to: END }] }),
  ],
  ['once', 'join c1 q, pass 60', 'pass 600', [], queue({ overflow: [{ waited: '60s', to: END }] })],
  [
    'the next rule goes on when the first has failed',
    'join c1 q, pass 60, transfer c1 tax, up tax, transfer-failed c1 tax',
    'pass 60',
    ['overflow c1 waited 1'],
    queue(
      {
        overflow: [
          { waited: '60s', to: END },
          { waited: '120s', to: END },
        ],
      },
      { centres: { tax: { name: 't', how: 'bridge' } } },
    ),
  ],
  [
    'the longest wait',
    'join c1 q',
    'pass 60',
    ['overflow c1 maxWait 0'],
    queue({ maxWait: { after: '60s', to: END } }),
  ],
  [
    'outside of the hours',
    '',
    'join c1 q',
    ['overflow c1 closed 0'],
    queue({ hours: { sun: '08:00-12:00' }, overflow: [{ closed: true, to: END }] }),
  ],
  [
    'without a rule: the closing message',
    '',
    'join c1 q',
    ['overflow c1 closed 0'],
    queue({ hours: { sun: '08:00-12:00' } }),
  ],
  [
    'closed by a supervisor',
    'join c1 q, join c2 q',
    'queue-closed q',
    ['overflow c1 closed 0', 'overflow c2 closed 0'],
  ],
  ['and reopened', 'queue-closed q, queue-reopened q', 'join c1 q', []],
  [
    'who waits when the hours end is served',
    'join c1 q, registered ana, missed c1, pass 3600',
    'missed c1',
    ['offer c1 ana'],
    queue({ hours: { 'mon-sun': '08:00-09:30' } }),
  ],
  [
    'unless the last agent has gone',
    'registered ana, paused ana, join c1 q, pass 3600',
    'logged-out ana',
    ['overflow c1 closed 0'],
    queue({ hours: { 'mon-sun': '08:00-09:30' } }),
  ],
  [
    'two queues that name each other: no circle',
    'join c1 q',
    'pass 60',
    ['overflow c1 waited 0'],
    queue({ overflow: [{ waited: '60s', to: { queue: 'other' } }] }),
  ],
]);

table('announcements', queue({ announce: {} }), [
  ['at entry', 'join c1 q', 'join c2 q', ['entry c2 2']],
  ['not to one who is offered at once', 'registered ana', 'join c1 q', ['offer c1 ana']],
  ['every minute', 'join c1 q', 'pass 60', ['announce c1 1']],
  [
    'as often as is said',
    'join c1 q',
    'pass 60',
    ['announce c1 1', 'announce c1 1'],
    queue({ announce: { every: '30s' } }),
  ],
  ['not during an offer', 'registered ana, join c1 q', 'pass 60', []],
  ['none', '', 'join c1 q', [], queue({})],
]);

const CENTRES: Record<string, Centre> = {
  tax: { name: 'Tax', how: 'bridge', sip: 'sip:a@b', channels: 2, emergencyChannels: 1, fallback: 'level2' },
  level2: { name: 'Level 2', how: 'refer', sip: 'sip:c@b' },
  night: { name: 'Night', how: 'bridge', sip: 'sip:d@b', hours: { sat: '08:00-12:00' } },
  ours: { name: 'Ours', how: 'bridge', agents: { needs: { water: 3 } }, fallback: 'tax' },
};
table('transfers', queue({}, { centres: CENTRES }), [
  ['go where they ask', 'join c1 q', 'transfer c1 tax', ['centre c1 tax bridge']],
  [
    'by the fallback when the centre is full',
    'join c1 q, join c2 q, transfer c1 tax',
    'transfer c2 tax',
    ['centre c2 level2 refer'],
  ],
  [
    'an emergency has channels of its own',
    'join c1 q, join c2 q, transfer c1 tax',
    'emergency-transfer c2 tax',
    ['centre c2 tax bridge'],
  ],
  [
    'by the fallback when the centre is down',
    'down tax timeout, join c1 q',
    'transfer c1 tax',
    ['centre c1 level2 refer'],
  ],
  [
    'and back when it is up',
    'down tax timeout, up tax, join c1 q',
    'transfer c1 tax',
    ['centre c1 tax bridge'],
  ],
  ['fail when it is closed', 'join c1 q', 'transfer c1 night', ['failed c1 night closed']],
  ['but not an emergency', 'join c1 q', 'emergency-transfer c1 night', ['centre c1 night bridge']],
  ['our own agents, when there are any', 'join c1 q', 'transfer c1 ours', ['centre c1 tax bridge']],
  ['nobody is offered meanwhile', 'join c1 q, transfer c1 tax', 'registered ana', []],
  [
    'back to the same place',
    'join c1 q, join c2 q, transfer c1 tax, registered ana, ended c2, join c3 q',
    'transfer-failed c1 tax',
    [],
  ],
  [
    'and offered at once',
    'join c1 q, transfer c1 tax, registered ana',
    'transfer-failed c1 tax',
    ['offer c1 ana'],
  ],
  [
    'an offer is withdrawn',
    'registered ana, join c1 q',
    'transfer c1 tax',
    ['withdraw c1 ana', 'centre c1 tax bridge'],
  ],
  [
    'a stale failure changes nothing',
    'join c1 q, transfer c1 level2, registered ana',
    'transfer-failed c1 tax',
    [],
  ],
  [
    'the load ends with the call',
    'join c1 q, join c2 q, transfer c1 tax, ended c1',
    'transfer c2 tax',
    ['centre c2 tax bridge'],
  ],
  [
    'a bridge that fails puts back',
    'join c1 q, transfer c1 tax, transfer-accepted c1 tax, registered ana',
    'bridge-failed c1 centre:tax',
    ['offer c1 ana'],
  ],
  [
    'an escalation that fails does too',
    'registered ana, join c1 q, accepted c1, transfer c1 tax, released c1',
    'transfer-failed c1 tax',
    ['offer c1 ana'],
  ],
  [
    'an emergency takes the caller away',
    'registered ana, join c1 q',
    'emergency c1 tax',
    ['withdraw c1 ana'],
  ],
]);

const OURS = queue(
  {},
  { centres: CENTRES, agents: [...ANA, agent('zoe', { skills: { water: 3 }, level: 2, wrapUpSeconds: 0 })] },
);
const WITH_ZOE = 'registered zoe, join c1 q, transfer c1 ours, join c1 centre:ours, accepted c1, released c1';
table('a talk with our own agents of a centre, handed on', OURS, [
  [
    'to a centre that does not take it: back',
    WITH_ZOE,
    'transfer c1 night',
    ['failed c1 night closed', 'offer c1 zoe'],
  ],
  [
    'to one that rings, and fails then',
    `${WITH_ZOE}, transfer c1 level2`,
    'transfer-failed c1 level2',
    ['offer c1 zoe'],
  ],
  [
    'to colleagues: the queue of the centre again',
    `${WITH_ZOE}, transfer c1 ours`,
    'join c1 centre:ours',
    ['offer c1 zoe'],
  ],
]);

const REDIAL = queue(
  { capacity: 1, overflow: [{ full: true, to: END }] },
  { line: { redial: { window: '60s' } } },
);
table('a redial', { ...queue({}), line: { redial: { window: '60s' } } }, [
  [
    'has its place back',
    'join c1 q pt +331, join c2 q pt +332, ended c1',
    'join c3 q pt +331',
    ['resume c3 c1'],
  ],
  [
    'which is the first',
    'join c1 q pt +331, join c2 q pt +332, ended c1, join c3 q pt +331',
    'registered ana',
    ['offer c3 ana'],
  ],
  ['not from another number', 'join c1 q pt +331, ended c1', 'join c3 q pt +332', []],
  ['not from a withheld one', 'join c1 q, ended c1', 'join c3 q', []],
  ['not after the window', 'join c1 q pt +331, ended c1, pass 61', 'join c3 q pt +331', []],
  ['not in another queue', 'join c1 q pt +331, ended c1', 'join c3 other pt +331', []],
  ['once', 'join c1 q pt +331, ended c1, join c2 q pt +331, ended c2 message', 'join c3 q pt +331', []],
  [
    'not after an answer',
    'registered ana, join c1 q pt +331, accepted c1, ended c1, paused ana',
    'join c3 q pt +331',
    [],
  ],
  [
    'not while the number waits still',
    'join c1 q pt +331, join c2 q pt +331, ended c1',
    'join c3 q pt +331',
    [],
  ],
  [
    'though the queue is full',
    'join c1 q pt +331, ended c1, join c2 q pt +332',
    'join c3 q pt +331',
    ['resume c3 c1'],
    REDIAL,
  ],
]);

const CALLBACK = queue(
  {},
  {
    line: {
      callback: {
        numbers: ['+33*'],
        trunk: 't',
        tries: 2,
        retry: '5m',
        window: '1h',
        perNumberAndDay: 2,
        perDay: 3,
      },
    },
  },
);
const KEPT = 'join c1 q, callback c1 +33142000001';
table('callbacks', CALLBACK, [
  ['are registered', 'join c1 q', 'callback c1 +33142000001', ['registered c1 +33142000001']],
  ['never to another country', 'join c1 q', 'callback c1 +442079460000', ['denied c1 number']],
  ['never to a premium number', 'join c1 q', 'callback c1 +33899000004', ['denied c1 number']],
  [
    'so often a day to one number',
    `${KEPT}, ended c1, join c2 q, callback c2 +33142000001, join c3 q`,
    'callback c3 +33142000001',
    ['denied c3 numberLimit'],
  ],
  [
    'so often a day',
    `${KEPT}, join c2 q, callback c2 +33142000002, join c3 q, callback c3 +33142000003, join c4 q`,
    'callback c4 +33142000004',
    ['denied c4 dayLimit'],
  ],
  [
    'tomorrow again',
    `${KEPT}, ended c1, join c2 q, callback c2 +33142000001, join c3 q, pass 86400`,
    'callback c3 +33142000001',
    ['registered c3 +33142000001'],
  ],
  ['never without a place', '', 'callback c1 +33142000001', ['denied c1 noPlace']],
  [
    'nor after the place was given up',
    'join c1 q, left c1 q',
    'callback c1 +33142000001',
    ['denied c1 noPlace'],
  ],
  ['once', KEPT, 'callback c1 +33142000001', ['denied c1 noPlace']],
  [
    'not in a talk',
    'registered ana, join c1 q, accepted c1',
    'callback c1 +33142000001',
    ['denied c1 noPlace'],
  ],
  [
    'not at a centre',
    'join c1 q, transfer c1 tax, transfer-accepted c1 tax',
    'callback c1 +33142000001',
    ['denied c1 noPlace'],
    { ...CALLBACK, centres: CENTRES },
  ],
  [
    'though an agent’s telephone rings',
    'registered ana, join c1 q',
    'callback c1 +33142000001',
    ['withdraw c1 ana', 'registered c1 +33142000001', 'dial c1 1'],
  ],
  [
    'though the queue is closed',
    'queue-closed q, join c1 q',
    'callback c1 +33142000001',
    ['registered c1 +33142000001'],
  ],
  ['are dialled when an agent is there', KEPT, 'registered ana', ['dial c1 1']],
  ['without holding the agent', `${KEPT}, registered ana`, 'join c2 q', ['offer c2 ana']],
  ['one for each agent', `${KEPT}, join c2 q, callback c2 +33142000002`, 'registered ana', ['dial c1 1']],
  [
    'stand at their place when accepted',
    `${KEPT}, registered ana, join c2 q, accepted c2, join c3 q, callback-accepted c1`,
    'ended c2',
    ['offer c1 ana'],
  ],
  ['are tried again', `${KEPT}, registered ana, callback-missed c1 busy`, 'pass 300', ['dial c1 2']],
  [
    'but not for ever',
    `${KEPT}, registered ana, callback-missed c1, pass 300`,
    'callback-missed c1',
    ['give-up c1'],
  ],
  ['not while the line is closed', `${KEPT}, line-closed`, 'registered ana', []],
  ['but then', `${KEPT}, line-closed, registered ana`, 'line-reopened', ['dial c1 1']],
]);

test('a restart changes nothing', async (t) => {
  const play = new CentrePlay(CALLBACK);
  for (const words of ['join c1 q', 'callback c1 +33142000001', 'join c2 q pt +331', 'line-closed'])
    play.tell(words);
  play.restart();
  play.tell('line-reopened');
  t.strictSame(play.tell('registered ana'), ['offer c2 ana']);
  t.equal(play.state.callers.get('c1')?.standing, 'callback');
});
