/** Which agent, which caller: strategies, preferences, relaxation, ageing, the last agent. One row a rule. */
import type { Queue } from '../../src/ivr/schema.ts';
import { agent, type Files } from './play.ts';
import { table } from './table.ts';

const files = (queue: Queue, agents = AGENTS): Files => ({ agents, queues: { q: queue, other: {} } });
const AGENTS = [
  agent('ana', { skills: { water: 2, tax: 1, work: 3 }, languages: ['pt'], site: 'metz', wrapUpSeconds: 0 }),
  agent('bia', { skills: { water: 5, tax: 1 }, languages: ['en'], site: 'paris', wrapUpSeconds: 0 }),
  agent('caio', { skills: { water: 4 }, level: 2, wrapUpSeconds: 0 }),
];
const ALL = 'registered caio, registered bia, registered ana';
const WATER: Queue = { skill: 'water', language: 'any' };

table('strategies', files(WATER), [
  ['longest-idle: by account of those idle alike', ALL, 'join c1 q', ['offer c1 ana']],
  ['longest-idle', `${ALL}, join c1 q, accepted c1, ended c1`, 'join c2 q', ['offer c2 bia']],
  ['most-skilled', ALL, 'join c1 q', ['offer c1 bia'], files({ ...WATER, strategy: 'most-skilled' })],
  ['least-flexible', ALL, 'join c1 q', ['offer c1 caio'], files({ ...WATER, strategy: 'least-flexible' })],
  [
    'fewest-calls: before who is idle for longer',
    `registered ana, join c1 q, accepted c1, ended c1, registered bia, join c2 q, accepted c2, ended c2, join c3 q, accepted c3, ended c3`,
    'join c4 q',
    ['offer c4 bia'],
    files({ ...WATER, strategy: 'fewest-calls' }),
  ],
  [
    'round-robin: the one whose turn lies furthest back',
    `${ALL}, join c1 q, missed c1, missed c1, ended c1`,
    'join c2 q',
    ['offer c2 ana'],
    files({ ...WATER, strategy: 'round-robin' }),
  ],
]);

table('needs', files(WATER), [
  ['several skills', ALL, 'join c1 q', ['offer c1 ana'], files({ needs: { water: 1, work: 3 } })],
  ['a level that nobody has', ALL, 'join c1 q', [], files({ needs: { water: 5, work: 3 } })],
  ['a language that is required', ALL, 'join c1 q en', ['offer c1 bia'], files({ language: 'required' })],
  ['nobody speaks it', ALL, 'join c1 q fr', [], files({ language: 'required' })],
  ['a site', ALL, 'join c1 q', ['offer c1 bia'], files({ site: 'paris' })],
  ['the level of the agent', ALL, 'join c1 q', ['offer c1 caio'], files({ agentLevel: 2 })],
  [
    'an agent of named queues takes no others',
    'registered ana',
    'join c1 q',
    [],
    files(WATER, [agent('ana', { skills: { water: 5 }, queues: { other: 1 } })]),
  ],
  [
    'an earlier preference first',
    'registered ana, registered bia',
    'join c1 q',
    ['offer c1 bia'],
    files({}, [agent('ana', { queues: { q: 7 } }), agent('bia')]),
  ],
  [
    'a skill that is learnt',
    'registered ana, join c1 q',
    'changed ana work5',
    ['offer c1 ana'],
    files({ skill: 'work', level: 5 }),
  ],
  [
    'a skill that is taken away',
    'registered ana, changed ana water1',
    'join c1 q',
    [],
    files({ skill: 'work' }),
  ],
]);

table('relaxation', files({ skill: 'water', level: 5, relax: [{ after: '60s', level: 4 }] }), [
  ['not before its time', 'registered caio, join c1 q', 'pass 59', []],
  ['at its time, without another event', 'registered caio, join c1 q, pass 59', 'pass 1', ['offer c1 caio']],
  [
    'those who come later are asked for all',
    'registered caio, join c1 q, pass 30, join c2 q',
    'pass 30',
    ['offer c1 caio'],
  ],
  [
    'a language that was required is preferred',
    'registered caio, join c1 q en, registered bia, paused bia, ready bia, paused caio, pass 9, ready caio, paused bia',
    'ready bia',
    [],
    files({ language: 'required', relax: [{ after: '10s', drop: ['language'] }] }),
  ],
  [
    'a site falls away',
    'registered ana, join c1 q',
    'pass 20',
    ['offer c1 ana'],
    files({ site: 'paris', relax: [{ after: '20s', drop: ['site'] }] }),
  ],
  [
    'a level of the agent falls away',
    'registered ana, join c1 q',
    'pass 20',
    ['offer c1 ana'],
    files({ agentLevel: 2, relax: [{ after: '20s', drop: ['agent-level'] }] }),
  ],
]);

const PRIORITIES = { queues: { q: { priority: 2, ageing: 1 }, other: { ageing: 1 } }, agents: AGENTS };
table('the order of callers', PRIORITIES, [
  ['priority first', 'join c1 other, join c2 q', 'registered ana', ['offer c2 ana']],
  ['aged by the wait', 'join c1 other, pass 130, join c2 q', 'registered ana', ['offer c1 ana']],
  ['a supervisor’s word', 'join c1 q, join c2 other, prioritised c2 9', 'registered ana', ['offer c2 ana']],
  [
    'a move keeps the time of arrival',
    'join c1 other, join c2 other, moved c1 q, moved c2 q',
    'registered ana',
    ['offer c1 ana'],
  ],
  [
    'choice does not',
    'join c1 other, join c2 other, left c1 other, join c1 other',
    'registered ana',
    ['offer c2 ana'],
  ],
  [
    'a rule does',
    'join c1 other, join c2 other, left c1 other overflow, join c1 other',
    'registered ana',
    ['offer c1 ana'],
  ],
]);

const LAST: Files = files({ lastAgent: { within: '1h', patience: '30s' }, language: 'any' });
table('the last agent', LAST, [
  [
    'is preferred',
    'registered bia, join c1 q pt +331, accepted c1, registered ana, ended c1',
    'join c2 q pt +331',
    ['offer c2 bia'],
  ],
  [
    'is not of another number',
    'registered bia, join c1 q pt +331, accepted c1, registered ana, ended c1',
    'join c2 q pt +332',
    ['offer c2 ana'],
  ],
  [
    'is waited for while on a call',
    'registered bia, join c1 q pt +331, accepted c1, ended c1, join c3 q, accepted c3, registered ana',
    'join c2 q pt +331',
    [],
  ],
  [
    'is offered the caller when free',
    'registered bia, join c1 q pt +331, accepted c1, ended c1, join c3 q, accepted c3, registered ana, join c2 q pt +331',
    'ended c3',
    ['offer c2 bia'],
  ],
  [
    'for no longer than the patience',
    'registered bia, join c1 q pt +331, accepted c1, ended c1, join c3 q, accepted c3, registered ana, join c2 q pt +331',
    'pass 30',
    ['offer c2 ana'],
  ],
  [
    'not once logged out',
    'registered bia, join c1 q pt +331, accepted c1, ended c1, join c3 q, accepted c3, registered ana, join c2 q pt +331',
    'logged-out bia',
    ['offer c2 ana'],
  ],
]);

const BREATH: Files = { ...files({}), breathSeconds: 5 };
table('the breath between calls', BREATH, [
  ['comes after each talk', 'registered ana, join c1 q, accepted c1, join c2 q', 'ended c1', []],
  [
    'and ends by itself',
    'registered ana, join c1 q, accepted c1, join c2 q, ended c1',
    'pass 5',
    ['offer c2 ana'],
  ],
  [
    'even when the wrap-up is ended early',
    'registered ana, join c1 q, accepted c1, join c2 q, ended c1',
    'done ana',
    [],
    { ...BREATH, agents: [agent('ana', { wrapUpSeconds: 60 })] },
  ],
]);

const WRAP: Files = { ...files({}), agents: [agent('ana', { wrapUpSeconds: 10 })] };
table('wrap-up by time', WRAP, [
  [
    'ends',
    'registered ana, join c1 q, accepted c1, join c2 q, ended c1',
    'pass 10',
    ['done ana', 'offer c2 ana'],
  ],
  [
    'not if it was extended',
    'registered ana, join c1 q, accepted c1, join c2 q, ended c1, extended ana 60',
    'pass 10',
    [],
  ],
  [
    'but then',
    'registered ana, join c1 q, accepted c1, join c2 q, ended c1, extended ana 60',
    'pass 60',
    ['done ana', 'offer c2 ana'],
  ],
]);

table('a telephone that cannot be reached', files({}), [
  ['pauses nobody, and is offered nothing', 'registered ana, join c1 q', 'missed c1 unreachable', []],
  [
    'until it registers anew',
    'registered ana, join c1 q, missed c1 unreachable',
    'registered ana',
    ['offer c1 ana'],
  ],
  [
    'or the agent says a word',
    'registered ana, join c1 q, missed c1 unreachable',
    'ready ana',
    ['offer c1 ana'],
  ],
]);
