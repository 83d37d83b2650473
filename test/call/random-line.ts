/** Random lines as the check of dialplans lets them through: `next` and `otherwise` lead on, keys lead anywhere. */
import fc from 'fast-check';
import type { Line, Queue, Step, Target } from '../../src/ivr/schema.ts';
import { CENTRES, RICH } from './lines.ts';

/** The keys of a telephone. */
export const KEYS: readonly string[] = '0123456789*#'.split('');

const prompts = fc.constantFrom('one', ['one', 'two']);
const names = ['s0', 's1', 's2', 's3', 's4'];
const goes = (from: readonly string[]) =>
  from.length === 0
    ? []
    : [fc.record({ go: fc.constantFrom(...from), language: fc.constantFrom('fr', 'en') })];
const said = fc.option(prompts, { nil: undefined });

const settled: fc.Arbitrary<Target> = fc.oneof(
  fc.record({ queue: fc.constantFrom('general', 'water'), saying: said }).map(defined),
  fc.record({ end: prompts }),
  fc.record({ callback: fc.constant(true as const), saying: said }).map(defined),
  fc.record({ emergency: fc.constantFrom('samu', 'level2', 'referred'), saying: said }).map(defined),
  fc
    .record({
      transfer: fc.constantFrom(...Object.keys(CENTRES)),
      saying: said,
      failed: fc.option(
        fc
          .record({ say: prompts, go: fc.option(fc.constantFrom(...names), { nil: undefined }) })
          .map(defined),
        { nil: undefined },
      ),
    })
    .map(defined),
) as fc.Arbitrary<Target>;

const targetAmong = (steps: readonly string[]): fc.Arbitrary<Target> => fc.oneof(settled, ...goes(steps));

function step(index: number): fc.Arbitrary<Step> {
  const onward = targetAmong(names.slice(index + 1));
  const menu = fc
    .record({
      say: said,
      menu: fc
        .record({ prompt: prompts, tries: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }) })
        .map(defined),
      choices: fc.dictionary(fc.constantFrom(...KEYS), targetAmong(names), {
        minKeys: 1,
        maxKeys: 4,
      }),
      otherwise: onward,
    })
    .map(defined);
  return fc.oneof(menu, fc.record({ say: said, next: onward }).map(defined)) as fc.Arbitrary<Step>;
}

const queue: fc.Arbitrary<Queue> = fc
  .record({
    joined: said,
    announce: fc.option(fc.record({ position: fc.boolean(), wait: fc.boolean() }), { nil: undefined }),
    menu: fc.option(
      fc.record({
        prompt: prompts,
        choices: fc.dictionary(fc.constantFrom(...KEYS.filter((key) => key !== '*')), targetAmong(names), {
          minKeys: 1,
        }),
        every: fc.constantFrom('30s', '2m'),
      }),
      { nil: undefined },
    ),
    overflow: fc.option(
      fc.array(fc.record({ waited: fc.constant('1m'), to: targetAmong(names) }), { minLength: 1 }),
      { nil: undefined },
    ),
    maxWait: fc.constant({ after: '1h', to: { end: 'one' } }),
  })
  .map(defined) as fc.Arbitrary<Queue>;

export const randomLine: fc.Arbitrary<Line> = fc
  .record({
    answer: fc.constantFrom('free-wait' as const, 'at-once' as const),
    hours: fc.constantFrom({ always: true as const }, {}),
    full: said,
    closed: settled,
    queues: fc.record({ general: queue, water: queue }),
    steps: fc.tuple(...names.map((_, index) => step(index))),
  })
  .map(({ full, steps, ...rest }) => {
    const { full: _, ...line } = RICH;
    const byName = Object.fromEntries(steps.map((one, index) => [names[index]!, one]));
    const crises = { flood: { say: 'flood', start: 's1' }, strike: { say: 'strike' } };
    return { ...line, ...rest, ...(full ? { full } : {}), crises, start: 's0', steps: byName };
  });

/** Without the keys that have no value: a dialplan leaves them out. */
function defined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as never;
}
