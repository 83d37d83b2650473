/** Random centres, and what happens in them. */
import fc from 'fast-check';
import type { ActiveConfiguration } from '../../src/acd/configuration.ts';
import type { Queue } from '../../src/ivr/schema.ts';
import type { Centre } from '../../src/routing/schema.ts';
import { agent, configurationOf, type ListedAgent } from './play.ts';

const HAPPENINGS = 260;

const seldom = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 1 });
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const defined = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as T;

const randomAgent = fc
  .record({
    skills: fc.dictionary(fc.constantFrom('papers', 'work', 'tax'), fc.integer({ min: 1, max: 5 })),
    languages: fc.subarray(['fr', 'en']),
    site: maybe(fc.constantFrom('paris', 'metz')),
    level: maybe(fc.constantFrom(1 as const, 2 as const)),
    queues: maybe(
      fc.dictionary(fc.constantFrom('general', 'q1', 'q2', 'ours'), fc.integer({ min: 1, max: 9 }), {
        minKeys: 1,
      }),
    ),
    wrapUpSeconds: fc.constantFrom(0, 0, 10),
  })
  .map(defined);

const duration = fc.constantFrom('0s', '1s', '10s', '60s', '300s');
const anyTarget = { end: 'sorry' };
const randomQueue = fc
  .record({
    skill: maybe(fc.constantFrom('papers', 'work')),
    level: maybe(fc.integer({ min: 1, max: 5 })),
    needs: maybe(
      fc.dictionary(fc.constantFrom('work', 'tax'), fc.integer({ min: 1, max: 5 }), { minKeys: 1 }),
    ),
    language: maybe(fc.constantFrom('required' as const, 'preferred' as const, 'any' as const)),
    site: maybe(fc.constantFrom('paris', 'metz')),
    agentLevel: maybe(fc.constantFrom(1 as const, 2 as const)),
    strategy: maybe(
      fc.constantFrom(
        ...(['longest-idle', 'most-skilled', 'least-flexible', 'fewest-calls', 'round-robin'] as const),
      ),
    ),
    lastAgent: maybe(fc.constantFrom({}, { patience: '60s' }, { within: '60s', patience: '10s' })),
    relax: maybe(
      fc.array(
        fc
          .record({
            after: duration,
            level: maybe(fc.integer({ min: 1, max: 3 })),
            drop: maybe(fc.subarray(['language', 'site', 'agent-level', 'work'], { minLength: 1 })),
          })
          .map(defined),
        { minLength: 1, maxLength: 3 },
      ),
    ),
    priority: maybe(fc.integer({ min: 0, max: 5 })),
    ageing: maybe(fc.constantFrom(0, 0.5, 1, 7.25)),
    capacity: maybe(fc.integer({ min: 1, max: 4 })),
    maxWait: maybe(fc.record({ after: duration, to: fc.constant(anyTarget) })),
    overflow: maybe(
      fc.array(
        fc
          .record({
            waited: maybe(duration),
            unstaffed: maybe(fc.constant(true as const)),
            full: maybe(fc.constant(true as const)),
            closed: maybe(fc.constant(true as const)),
            expected: maybe(duration),
            to: fc.constant(anyTarget),
          })
          .map(defined),
        { minLength: 1, maxLength: 3 },
      ),
    ),
    hours: seldom(fc.constantFrom({ 'mon-fri': '09:05-09:30' }, { 'mon-sun': '08:00-18:00' })),
    announce: maybe(fc.constantFrom({}, { every: '20s' }, { entry: false })),
  })
  .map(defined) as fc.Arbitrary<Queue>;

const CENTRES: Record<string, Centre> = {
  tax: { name: 'Tax', how: 'bridge', sip: 'sip:tax@example.org', fallback: 'level2' },
  level2: { name: 'Level 2', how: 'bridge', sip: 'sip:l2@example.org', channels: 3, emergencyChannels: 1 },
  small: { name: 'Small', how: 'bridge', sip: 'sip:s@example.org', channels: 1, fallback: 'tax' },
  ours: { name: 'Ours', how: 'bridge', agents: { needs: { tax: 1 } }, fallback: 'small' },
};

const randomLine = fc.record({
  redial: maybe(fc.constantFrom({ window: '60s' }, { window: '10s' })),
  callback: maybe(
    fc.constantFrom(
      { numbers: ['+33*'], trunk: 'carrier', perNumberAndDay: 5 },
      { numbers: ['+3314*'], trunk: 'carrier', tries: 1, retry: '10s', window: '60s' },
    ),
  ),
});

const randomFiles: fc.Arbitrary<ActiveConfiguration[]> = fc
  .record({
    agents: fc.array(randomAgent, { minLength: 1, maxLength: 6 }),
    queues: fc.record({ general: randomQueue, q1: randomQueue, q2: randomQueue }),
    other: randomQueue,
    line: randomLine,
    breathSeconds: fc.constantFrom(0, 0, 3),
    missesBeforePause: fc.constantFrom(1, 3),
  })
  .map(({ agents, queues, other, line, ...rest }) => {
    const listed = agents.map((one, index) => agent(`a${index}`, one as Partial<ListedAgent>));
    const files = { ...rest, agents: listed, queues, line: defined(line) as object, centres: CENTRES };
    const changed = { ...files, agents: listed.slice(1), queues: { ...queues, q1: other } };
    return [configurationOf(files), configurationOf(changed)];
  });

export const story = fc.record({
  files: randomFiles,
  chances: fc.array(fc.integer({ min: 0, max: 2 ** 31 - 1 }), { maxLength: HAPPENINGS, size: 'max' }),
});
