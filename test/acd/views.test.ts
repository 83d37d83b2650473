/** What pages and the API are shown: one row a rule. */
import { test } from 'tap';
import {
  agentView,
  callerView,
  callerViews,
  centreViews,
  lineView,
  queueViews,
} from '../../src/acd/views.ts';
import type { Centre } from '../../src/routing/schema.ts';
import { agent, CentrePlay, type Files, LINE, OPENED_AT } from './play.ts';

const CENTRES: Record<string, Centre> = {
  tax: { name: 'Tax', how: 'bridge', sip: 'sip:a@b', channels: 2 },
  samu: { name: 'Samu', how: 'bridge', sip: 'sip:c@b' },
};
const FILES: Files = {
  agents: [
    agent('ana', { name: 'Ana', skills: { water: 3 }, languages: ['pt'], site: 'metz', wrapUpSeconds: 30 }),
    agent('bia', { level: 2, skills: {} }),
  ],
  queues: { q: {}, water: { skill: 'water', priority: 2, relax: [{ after: '1m', drop: ['water'] }] } },
  line: { callback: { numbers: ['+33*'], trunk: 't' } },
  centres: CENTRES,
};

function played(before: string, files = FILES): CentrePlay {
  const play = new CentrePlay(files);
  for (const words of before.split(', ').filter(Boolean)) play.tell(words);
  return play;
}

const NOBODY = { line: LINE, waiting: 0, callbacks: 0, agents: 0, ready: 0 };

test('queues', (t) => {
  const rows: [rule: string, before: string, queue: string, view: object][] = [
    ['that nobody has called yet', '', 'q', { ...NOBODY, queue: 'q' }],
    ['who waits, and for how long', 'join c1 q, join c2 q', 'q', { waiting: 2, oldestWaitMs: 1_000 }],
    ['an offer is a wait', 'registered ana, join c1 q', 'q', { waiting: 1, oldestWaitMs: 0, ready: 0 }],
    ['who is on the way elsewhere still counts', 'join c1 q, transfer c1 tax', 'q', { waiting: 1 }],
    ['who has been taken does not', 'registered ana, join c1 q, accepted c1', 'q', { waiting: 0 }],
    [
      'who is to be called back is told apart',
      'join c1 q, callback c1 +33142000001, join c2 q',
      'q',
      { waiting: 1, callbacks: 1, oldestWaitMs: 0 },
    ],
    [
      'also while being dialled',
      'join c1 q, callback c1 +33142000001, registered ana',
      'q',
      { waiting: 0, callbacks: 1 },
    ],
    ['who could serve', 'registered ana, registered bia, join c1 q', 'q', { agents: 2, ready: 1 }],
    ['by what is asked at first', 'registered ana, registered bia, join c1 water', 'water', { agents: 1 }],
    ['though paused', 'registered ana, paused ana, join c1 q', 'q', { agents: 1, ready: 0 }],
    ['closed by a supervisor', 'queue-closed q storm', 'q', { closed: 'storm' }],
  ];
  for (const [rule, before, name, view] of rows) {
    const { state, at } = played(before);
    const views = queueViews(state, at);
    t.strictSame(
      views.map(({ queue }) => queue),
      ['q', 'water'],
    );
    t.match(
      views.find(({ queue }) => queue === name),
      view,
      rule,
    );
  }
  t.end();
});

test('queues that the files do not name, while somebody waits there', (t) => {
  const ours: Centre = { name: 'Ours', how: 'bridge', agents: {} };
  const play = played('join c1 centre:ours, join c2 gone', {
    ...FILES,
    queues: { q: {}, gone: {} },
    centres: { ours },
  });
  play.activate({ ...play.state.configurations.get(1)!, lines: {} });
  const names = () => queueViews(play.state, play.at).map(({ queue, waiting }) => [queue, waiting]);
  t.strictSame(names(), [
    ['centre:ours', 1],
    ['gone', 1],
  ]);
  play.tell('ended c1');
  t.strictSame(names(), [['gone', 1]]);
  t.end();
});

test('callers', (t) => {
  const rows: [rule: string, before: string, view: object][] = [
    [
      'who waits',
      'join c0 water, join c1 water en +331',
      {
        ...{ callId: 'c1', line: LINE, queue: 'water', caller: '+331', language: 'en', standing: 'waiting' },
        ...{ place: 1, position: 2, priority: 2, emergency: false, arrivedAt: OPENED_AT + 2_000 },
        ...{ waitedMs: 0, talksTo: [] },
      },
    ],
    ['aged by the wait', 'join c1 water, pass 60', { priority: 3, waitedMs: 60_000, position: 1 }],
    ['prioritised', 'join c1 q, prioritised c1 7', { priority: 7 + 1 / 60 }],
    [
      'in danger: the priority is that of others',
      'join c0 q, join c1 q, emergency c1 tax, emergency-transfer c1 tax, transfer-failed c1 tax',
      { emergency: true, priority: 3 / 60, position: 1, standing: 'waiting' },
    ],
    ['offered', 'registered ana, join c1 q', { standing: 'offered', offeredTo: 'ana', position: 1 }],
    ['in a talk', 'registered ana, join c1 q, accepted c1', { standing: 'talking', talksTo: ['ana'] }],
    ['to be called back', 'join c1 q, callback c1 +33142000001', { standing: 'callback', position: 1 }],
    ['at a centre', 'join c1 q, transfer c1 tax, transfer-accepted c1 tax', { standing: 'transferred' }],
  ];
  for (const [rule, before, view] of rows) {
    const { state, at } = played(before);
    const found = callerView(state, state.callers.get('c1')!, at);
    t.match(found, view, rule);
    t.strictSame(callerViews(state, at).at(-1), found);
  }
  const { state, at } = played('join c1 q, transfer c1 tax');
  t.notOk('position' in callerViews(state, at)[0]!, 'who is away has no position');
  t.notOk('offeredTo' in callerViews(state, at)[0]!);
  t.end();
});

test('agents', (t) => {
  const rows: [rule: string, before: string, view: object][] = [
    [
      'without a telephone',
      '',
      {
        ...{ account: 'ana', name: 'Ana', status: 'ready', registered: false, ready: false },
        ...{
          idleSince: OPENED_AT,
          calls: 0,
          skills: { water: 3 },
          languages: ['pt'],
          site: 'metz',
          level: 1,
        },
      },
    ],
    ['ready', 'registered ana', { registered: true, ready: true }],
    ['paused', 'registered ana, paused ana lunch', { status: 'paused', reason: 'lunch', ready: false }],
    ['offered', 'registered ana, join c1 q', { status: 'offered', callId: 'c1' }],
    ['in a talk', 'registered ana, join c1 q, accepted c1', { status: 'talking', callId: 'c1', calls: 1 }],
    [
      'in wrap-up',
      'registered ana, join c1 q, accepted c1, ended c1',
      { status: 'wrapUp', wrapUpUntil: OPENED_AT + 34_000 },
    ],
    ['whose skills were changed', 'changed ana tax4 en', { skills: { tax: 4 }, languages: ['en'] }],
  ];
  for (const [rule, before, view] of rows) {
    t.match(agentView(played(before).state.agents.get('ana')!), view, rule);
  }
  const { ana, bia } = Object.fromEntries(played('').state.agents);
  for (const field of ['reason', 'wrapUpUntil', 'callId']) t.notOk(field in agentView(ana!), field);
  t.notOk('site' in agentView(bia!));
  t.equal(agentView(bia!).level, 2);
  t.end();
});

test('centres', (t) => {
  const rows: [rule: string, before: string, views: readonly object[]][] = [
    [
      'that nothing bad is known of',
      '',
      [
        { name: 'tax', load: 0, emergencies: 0, channels: 2, up: true },
        { name: 'samu', load: 0, emergencies: 0, up: true },
      ],
    ],
    [
      'with calls on the way there, or there',
      'join c1 q, transfer c1 tax, join c2 q, emergency-transfer c2 tax, transfer-accepted c2 tax',
      [
        { name: 'tax', load: 2, emergencies: 1, channels: 2, up: true },
        { name: 'samu', load: 0, emergencies: 0, up: true },
      ],
    ],
    [
      'that are down',
      'down samu timeout',
      [
        { name: 'tax', load: 0, emergencies: 0, channels: 2, up: true },
        { name: 'samu', load: 0, emergencies: 0, up: false, reason: 'timeout' },
      ],
    ],
  ];
  for (const [rule, before, views] of rows) t.strictSame(centreViews(played(before).state), views, rule);
  t.end();
});

test('lines', (t) => {
  const rows: [rule: string, before: string, view: object][] = [
    ['open', '', {}],
    ['closed by a supervisor', 'line-closed storm', { closed: { message: 'storm' } }],
    ['in a crisis', 'crisis flood', { crisis: 'flood' }],
    ['both', 'line-closed storm, crisis flood', { closed: { message: 'storm' }, crisis: 'flood' }],
    ['over', 'line-closed storm, crisis flood, line-reopened, crisis-over', {}],
  ];
  for (const [rule, before, view] of rows) t.strictSame(lineView(played(before).state, LINE), view, rule);
  t.end();
});
