/** Random lines as the check of dialplans lets them through: `next` and `otherwise` lead on, keys lead anywhere. */
import fc from 'fast-check';
import type { Line, Step, Target } from '../../src/ivr/schema.ts';
import { CENTRES, LINE } from './lines.ts';

/** The keys of a telephone. */
export const KEYS: readonly string[] = '0123456789*#'.split('');

const prompts = fc.constantFrom('one', ['one', 'two']);
const names = ['s0', 's1', 's2', 's3', 's4'];
const goes = (from: readonly string[]) =>
  from.length === 0
    ? []
    : [fc.record({ go: fc.constantFrom(...from), language: fc.constantFrom('pt', 'en') })];
const said = fc.option(prompts, { nil: undefined });

const settled: fc.Arbitrary<Target> = fc.oneof(
  fc.record({ queue: fc.constantFrom('general', 'water'), saying: said }).map(defined),
  fc.record({ end: prompts }),
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

export const randomLine: fc.Arbitrary<Line> = fc
  .record({
    answer: fc.constantFrom('free-wait' as const, 'at-once' as const),
    hours: fc.constantFrom({ always: true as const }, {}),
    full: said,
    closed: settled,
    steps: fc.tuple(...names.map((_, index) => step(index))),
  })
  .map(({ full, steps, ...rest }) => {
    const { full: _, ...line } = LINE;
    const byName = Object.fromEntries(steps.map((one, index) => [names[index]!, one]));
    return { ...line, ...rest, ...(full ? { full } : {}), start: 's0', steps: byName };
  });

/** Without the keys that have no value: a dialplan leaves them out. */
function defined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as never;
}
