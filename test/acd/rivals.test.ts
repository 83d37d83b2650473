/** Which queues share their agents, and how much: one row a rule. */
import { test } from 'tap';
import { rivalsOf } from '../../src/acd/rivals.ts';
import { agent, configurationOf, type Files, LINE, lineOf } from './play.ts';

const AGENTS = [
  agent('ana', { skills: { water: 3, tax: 1 }, site: 'metz' }),
  agent('bia', { skills: { water: 1 }, site: 'paris', level: 2 }),
  agent('caio', { skills: { tax: 5 }, queues: { tax: 1, water: 2 } }),
  agent('davi', { skills: {} }),
];

const key = (queue: string) => `${LINE}/${queue}`;
type Shares = { readonly [queue: string]: number };

test('queues that share their agents', (t) => {
  const rows: [rule: string, queues: NonNullable<Files['queues']>, of: string, rivals: Shares][] = [
    [
      'the part of the other queue’s agents who serve this one too',
      { water: { skill: 'water' }, tax: { skill: 'tax' } },
      'water',
      { tax: 1 / 2 },
    ],
    ['none of its own', { water: { skill: 'water' } }, 'water', {}],
    ['all of them', { water: { skill: 'water' }, wet: { skill: 'water', level: 2 } }, 'water', { wet: 1 }],
    [
      'which is not the same the other way round',
      { water: { skill: 'water' }, wet: { skill: 'water', level: 2 } },
      'wet',
      { water: 1 / 2 },
    ],
    ['nobody', { water: { skill: 'water', level: 2 }, two: { agentLevel: 2 } }, 'water', {}],
    ['by the site', { water: { skill: 'water' }, paris: { site: 'paris' } }, 'water', { paris: 1 }],
    ['by the level of the agent', { water: { skill: 'water' }, two: { agentLevel: 2 } }, 'water', { two: 1 }],
    [
      'by the queues that an agent takes',
      { water: {}, tax: { skill: 'tax', level: 5 } },
      'water',
      { tax: 1 },
    ],
    ['and not others', { other: {}, tax: { skill: 'tax', level: 5 } }, 'other', {}],
    ['a queue that nobody serves', { water: {}, none: { skill: 'gas' } }, 'water', {}],
    [
      'as it is asked at first, whatever relaxes',
      { water: { skill: 'water' }, tax: { skill: 'tax', level: 5, relax: [{ after: '1s', level: 1 }] } },
      'water',
      {},
    ],
    [
      'languages aside',
      { water: { skill: 'water' }, wet: { skill: 'water', language: 'required' } },
      'water',
      { wet: 1 },
    ],
    [
      'the four that share most',
      {
        q: { skill: 'water' },
        a: {},
        b: { skill: 'water' },
        c: { skill: 'tax' },
        d: {},
        e: { site: 'metz' },
      },
      'q',
      { b: 1, c: 1, e: 1, a: 2 / 3 },
    ],
  ];
  for (const [rule, queues, of, rivals] of rows) {
    const found = rivalsOf(configurationOf({ agents: AGENTS, queues })).get(key(of));
    const shares = Object.entries(rivals).map(([queue, share]) => ({ key: key(queue), share }));
    t.strictSame(found, shares, rule);
  }
  t.end();
});

test('queues of another line are rivals too', (t) => {
  const files = configurationOf({ agents: AGENTS, queues: { q: {} } });
  const other = { ...lineOf({ queues: { q: { skill: 'tax' } } }), line: '156' };
  const rivals = rivalsOf({ ...files, lines: { ...files.lines, 156: other } });
  t.strictSame(rivals.get(key('q')), [{ key: '156/q', share: 1 }]);
  t.strictSame(rivals.get('156/q'), [{ key: key('q'), share: 1 / 3 }]);
  t.end();
});

test('beyond 32 agents', (t) => {
  const agents = Array.from({ length: 70 }, (_, index) =>
    agent(`a${index}`, { skills: index % 2 === 0 ? { tax: 1 } : {} }),
  );
  const rivals = rivalsOf(configurationOf({ agents, queues: { all: {}, tax: { skill: 'tax' } } }));
  t.strictSame(rivals.get(key('tax')), [{ key: key('all'), share: 1 / 2 }]);
  t.strictSame(rivals.get(key('all')), [{ key: key('tax'), share: 1 }]);
  t.end();
});
