import fc from 'fast-check';
import { test } from 'tap';
import { Pending } from '../../src/acd/pending.ts';
import { assertProperty } from '../events/properties.ts';

const step = fc.record({
  what: fc.constantFrom('add', 'add', 'add', 'delete', 'keep', 'clear') as fc.Arbitrary<
    'add' | 'delete' | 'keep' | 'clear'
  >,
  item: fc.nat({ max: 40 }),
});

test('each thing once, in the order in which it came, as in a set', (t) => {
  const same = fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
    const pending = new Pending<number>();
    const plain = new Set<number>();
    for (const { what, item } of steps) {
      if (what === 'add') {
        pending.add(item);
        plain.add(item);
      } else if (what === 'delete') {
        pending.delete(item);
        plain.delete(item);
      } else if (what === 'keep') {
        pending.keep((one) => one % 3 !== item % 3);
        for (const one of plain) if (one % 3 === item % 3) plain.delete(one);
      } else if (item < 4) {
        pending.clear();
        plain.clear();
      }
      const [found, expected] = [[...pending], [...plain]];
      if (found.join() !== expected.join()) throw new Error(`${found.join()}, not ${expected.join()}`);
      if (pending.size !== plain.size || pending.has(item) !== plain.has(item))
        throw new Error('another size');
      if (pending.at(plain.size) !== undefined) throw new Error('one too many');
    }
  });
  assertProperty(t, same, 500);
  t.end();
});
