/** Whoever raised an emergency that nobody took is served before everybody else. One row a rule. */
import { test } from 'tap';
import { agent, CentrePlay, type Files } from './play.ts';
import { table } from './table.ts';

const ANA = agent('ana', { wrapUpSeconds: 0 });
const BIA = agent('bia', { wrapUpSeconds: 0 });
const files: Files = {
  agents: [ANA],
  queues: {
    q: {},
    first: { priority: 100, ageing: 100 },
    full: { capacity: 1, overflow: [{ full: true, to: { end: 'sorry' } }] },
  },
  centres: { samu: { name: 'Samu', how: 'bridge', sip: 'sip:a@b' } },
};

const FAILED = 'emergency-transfer c1 samu, transfer-failed c1 samu';
table('an emergency that nobody took', files, [
  [
    'comes before whoever joined earlier',
    `join c0 q, join c1 q, emergency c1 samu, ${FAILED}`,
    'registered ana',
    ['offer c1 ana'],
  ],
  [
    'before any priority, aged for a day',
    `join c0 first, pass 86400, join c1 q, emergency c1 samu, ${FAILED}`,
    'registered ana',
    ['offer c1 ana'],
  ],
  [
    'before a supervisor’s word',
    `join c0 q, prioritised c0 100, join c1 q, emergency c1 samu, ${FAILED}`,
    'registered ana',
    ['offer c1 ana'],
  ],
  [
    'which does not take it back',
    `join c0 q, join c1 q, emergency c1 samu, ${FAILED}, prioritised c1 0, prioritised c0 100`,
    'registered ana',
    ['offer c1 ana'],
  ],
  [
    'from a menu: in the queue that is joined then',
    `arrive c1, emergency c1 samu, ${FAILED}, join c0 first, join c1 q`,
    'registered ana',
    ['offer c1 ana'],
  ],
  [
    'kept through queues',
    `join c0 first, join c1 q, emergency c1 samu, ${FAILED}, moved c1 first`,
    'registered ana',
    ['offer c1 ana'],
  ],
  [
    'though the caller has left one by choice',
    `arrive c1, join c0 first, join c1 q, emergency c1 samu, ${FAILED}, left c1 q, join c1 first`,
    'registered ana',
    ['offer c1 ana'],
  ],
  [
    'by its arrival among others',
    `join c0 q, emergency c0 samu, emergency-transfer c0 samu, transfer-failed c0 samu, join c1 q, emergency c1 samu, ${FAILED}`,
    'registered ana',
    ['offer c0 ana'],
  ],
  [
    'raised in a talk',
    'registered ana, join c1 q, accepted c1, join c0 first, emergency c1 samu, emergency-transfer c1 samu',
    'released c1',
    ['offer c0 ana'],
  ],
  [
    'and back then',
    `registered ana, join c1 q, accepted c1, emergency c1 samu, released c1, emergency-transfer c1 samu, paused ana, join c0 first, transfer-failed c1 samu`,
    'ready ana',
    ['offer c1 ana'],
  ],
  ['not turned away for want of room', 'arrive c1, emergency c1 samu, join c0 full', 'join c1 full', []],
  [
    'nor when coming back',
    `join c0 full, join c1 full, emergency c1 samu, emergency-transfer c1 samu`,
    'transfer-failed c1 samu',
    [],
  ],
  [
    'of another call changes nothing',
    `join c0 q, join c1 q, emergency c2 samu`,
    'registered ana',
    ['offer c0 ana'],
  ],
]);

const LAST: Files = {
  agents: [ANA, BIA],
  queues: { q: { lastAgent: { patience: '5m' } } },
};
const SERVED = 'registered bia, join c9 q pt +331, accepted c9, ended c9, join c8 q, accepted c8, arrive c1';
table('an emergency does not wait for the last agent', LAST, [
  ['who is busy', `${SERVED}, emergency c1 samu, join c1 q pt +331`, 'registered ana', ['offer c1 ana']],
  ['as others do', `${SERVED}, join c1 q pt +331`, 'registered ana', []],
]);

const REDIAL: Files = { ...files, line: { redial: { window: '2m' } } };
table('an emergency that is dialled again', REDIAL, [
  [
    'is still one',
    `join c0 first, join c1 q pt +331, emergency c1 samu, ${FAILED}, ended c1, join c2 q pt +331`,
    'registered ana',
    ['offer c2 ana'],
  ],
]);

const CALLBACK: Files = {
  ...files,
  line: { callback: { numbers: ['+33*'], trunk: 't' } },
};
table('an emergency of whoever is called back', CALLBACK, [
  [
    'leaves, and comes back to the place',
    `join c1 q, callback c1 +33142000001, registered ana, emergency c1 samu, emergency-transfer c1 samu`,
    'transfer-failed c1 samu',
    ['offer c1 ana'],
  ],
]);

test('it survives a restart', async (t) => {
  const play = new CentrePlay(files);
  for (const words of `arrive c1, emergency c1 samu, join c0 first, join c2 first`.split(', '))
    play.tell(words);
  for (const words of ['emergency c2 samu', 'emergency-transfer c2 samu', 'transfer-failed c2 samu'])
    play.tell(words);
  play.restart();
  t.strictSame(play.tell('registered ana'), ['offer c2 ana']);
  play.tell('join c1 q');
  t.strictSame(play.tell('missed c2'), ['offer c2 ana'], 'the first of two');
  play.tell('ended c2');
  t.equal(play.state.callers.get('c1')?.standing, 'offered');
});
