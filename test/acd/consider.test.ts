/** Why a caller is offered to this agent and not to that one: one row a verdict, and its words. */
import { test } from 'tap';
import { consider } from '../../src/acd/consider.ts';
import type { Verdict } from '../../src/acd/verdict.ts';
import type { Queue } from '../../src/ivr/schema.ts';
import { wordsOf } from '../../src/line/explain-verdict.ts';
import { agent, CentrePlay, configurationOf, type Files } from './play.ts';

const ANA = agent('ana', { skills: { water: 3 }, languages: ['pt'], site: 'metz' });
const BIA = agent('bia', { skills: { water: 5, tax: 1 }, languages: ['pt', 'en'], wrapUpSeconds: 60 });

const files = (queue: Queue = {}, rest: Files = {}): Files => ({
  agents: [ANA, BIA],
  queues: { q: queue },
  ...rest,
});

/** What is said of ana, as call c1 looks for an agent. */
type Row = readonly [before: string, verdict: Verdict, word: string, words: string, files?: Files];

const BOTH = 'registered ana, registered bia';
const ONE_Q = files({}, { agents: [agent('ana', { queues: { other: 1 } })], queues: { q: {}, other: {} } });
const LAST = files({ lastAgent: { patience: '1h' } });

const ROWS: readonly Row[] = [
  ['registered ana, join c1 q', { kind: 'chosen' }, 'chosen', 'is offered c1'],
  [
    'registered ana, join c1 q, callback c1 +33142000001',
    { kind: 'best' },
    'would be chosen',
    'would be chosen',
    files({}, { line: { callback: { numbers: ['+33*'], trunk: 't' } } }),
  ],
  [
    `${BOTH}, join c1 q`,
    { kind: 'skill', skill: 'water', level: 4, has: 3 },
    'lacks skill water ≥ 4 (has 3)',
    'lacks the skill water at level 4',
    files({ skill: 'water', level: 4 }),
  ],
  [
    `${BOTH}, join c1 q`,
    { kind: 'skill', skill: 'tax', level: 1, has: 0 },
    'lacks skill tax ≥ 1 (has none)',
    'lacks the skill tax at level 1',
    files({ skill: 'tax' }),
  ],
  [
    `${BOTH}, join c1 q en`,
    { kind: 'language', language: 'en' },
    'speaks no en',
    'speaks no en',
    files({ language: 'required' }),
  ],
  [
    `${BOTH}, join c1 q`,
    { kind: 'site', site: 'metz' },
    'other site (metz)',
    'is at another site',
    files({ site: 'paris' }),
  ],
  [
    `join c1 q`,
    { kind: 'site', site: undefined },
    'other site (none)',
    'is at another site',
    files({ site: 'paris' }, { agents: [agent('ana')] }),
  ],
  [
    `${BOTH}, join c1 q`,
    { kind: 'level', level: 1 },
    'is of level 1',
    'is of level 1',
    files({ agentLevel: 2 }),
  ],
  [
    'registered ana, join c1 q',
    { kind: 'queue', queue: 'q' },
    'takes no calls of q',
    'takes no calls of q',
    ONE_Q,
  ],
  ['logged-out ana, registered ana, join c1 q', { kind: 'loggedOut' }, 'logged out', 'is logged out'],
  ['join c1 q', { kind: 'unregistered' }, 'telephone not registered', 'has no registered telephone'],
  [
    'registered ana, paused ana lunch, join c1 q',
    { kind: 'paused', reason: 'lunch' },
    'paused (lunch)',
    'is paused (lunch)',
  ],
  [
    'registered ana, paused ana, join c1 q',
    { kind: 'paused', reason: '' },
    'paused (no reason given)',
    'is paused (no reason given)',
  ],
  [
    'registered ana, join c0 q, join c1 q',
    { kind: 'offered', callId: 'c0' },
    'is being offered call c0',
    'is being offered another call',
  ],
  [
    'registered ana, join c0 q, accepted c0, join c1 q',
    { kind: 'talking', callId: 'c0' },
    'on call c0',
    'is on a call',
  ],
  [
    'registered ana, join c0 q, accepted c0, ended c0, join c1 q',
    { kind: 'wrapUp' },
    'in wrap-up',
    'is in wrap-up',
  ],
  [
    'registered ana, join c1 q, missed c1 unreachable',
    { kind: 'unreachable' },
    'telephone could not be reached',
    'has a telephone that could not be reached',
  ],
  [
    'registered ana, join c1 q, missed c1 failed',
    { kind: 'breath', ms: 2_000 },
    'breath for 2 s',
    'has a breath between calls',
  ],
  [
    `${BOTH}, join c1 q, missed c1`,
    { kind: 'missed' },
    'missed this caller before',
    'missed this caller before',
  ],
  [
    'registered bia, join c9 q pt +331, accepted c9, ended c9, done bia, join c8 q, accepted c8, registered ana, join c1 q pt +331',
    { kind: 'awaitsLast', last: 'bia' },
    'would do, but the caller waits for bia, who served this number last',
    'could take the call, but the caller waits for bia, who served this number last',
    LAST,
  ],
  [
    'registered bia, join c9 q pt +331, accepted c9, ended c9, done bia, registered ana, join c1 q pt +331',
    { kind: 'servedLast', last: 'bia' },
    'would also do, but bia served this number last',
    'bia served this number last',
    LAST,
  ],
  [
    `${BOTH}, join c1 q en`,
    { kind: 'lessPreferred' },
    'would also do, but is less preferred (language, site, queue)',
    'is less preferred (language, site, queue)',
  ],
  [
    `${BOTH}, join c1 q`,
    { kind: 'strategy', strategy: 'most-skilled' },
    'would also do, but comes later by most-skilled',
    'comes later by most-skilled',
    files({ skill: 'water', strategy: 'most-skilled' }),
  ],
  [
    `${BOTH}, paused ana, ready ana, join c1 q`,
    { kind: 'lessIdle' },
    'would also do, but was idle for less long',
    'was idle for less long',
  ],
  [
    'registered aba, registered ana, join c1 q',
    { kind: 'account' },
    'would also do, but comes later by account',
    'comes later by account',
    files({ language: 'any' }, { agents: [ANA, agent('aba')] }),
  ],
];

test('verdicts', async (t) => {
  for (const [before, verdict, word, words, of = files()] of ROWS) {
    const play = new CentrePlay(of);
    for (const each of before.split(', ')) play.tell(each);
    const found = consider(play.state, 'c1', play.at);
    t.strictSame(found?.agents.find((each) => each.agent === 'ana')?.verdict, verdict, word);
    t.match(wordsOf(verdict, 'c1'), { verdict: word, words });
  }
});

test('one who is no longer among the agents', async (t) => {
  const play = new CentrePlay(files());
  for (const words of ['registered ana', 'join c0 q', 'accepted c0', 'join c1 q']) play.tell(words);
  play.activate(configurationOf(files({}, { agents: [BIA] })));
  const found = consider(play.state, 'c1', play.at);
  t.strictSame(found?.agents[0], { agent: 'ana', verdict: { kind: 'removed' } });
  t.match(wordsOf({ kind: 'removed' }, 'c1'), {
    verdict: 'no longer among the agents',
    words: 'is no longer among the agents',
  });
});

test('what is asked, and where the caller stands', async (t) => {
  const relax = [{ after: '1m', drop: ['language', 'tax'], level: 2 }];
  const q: Queue = {
    ...{ needs: { water: 5, tax: 4 }, language: 'required', site: 'paris', agentLevel: 2 },
    ...{ priority: 3, ageing: 60, relax },
  };
  const play = new CentrePlay(files(q));
  for (const words of ['join c0 q en', 'join c1 q en']) play.tell(words);
  const skills = [
    { skill: 'water', level: 5 },
    { skill: 'tax', level: 4 },
  ];
  const about = { callId: 'c1', line: '3939', queue: 'q', stages: 2, position: 2, ahead: ['c0'] };
  t.match(consider(play.state, 'c1', play.at), {
    ...{ ...about, stage: 0, waitedMs: 0, priority: 3, emergency: false },
    needs: { skills, language: 'en', site: 'paris', agentLevel: 2 },
  });
  play.pass(60);
  const found = consider(play.state, 'c1', play.at);
  t.match(found, { ...about, stage: 1, waitedMs: 60_000, priority: 63 });
  const needs = { skills: [{ skill: 'water', level: 2 }], language: undefined, site: 'paris', agentLevel: 2 };
  t.strictSame(found?.needs, needs);
  play.tell('emergency c1 samu');
  t.equal(consider(play.state, 'c1', play.at), undefined, 'who is away stands in no queue');
  t.equal(consider(play.state, 'nobody', play.at), undefined);
});
