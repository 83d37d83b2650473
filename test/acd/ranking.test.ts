import fc from 'fast-check';
import { test } from 'tap';
import { Ranking } from '../../src/acd/ranking.ts';
import { assertProperty } from '../events/properties.ts';

interface Item {
  readonly key: number;
  readonly place: number;
  readonly list: number;
}

/** A number says what happens: who joins with which key, or who leaves. */
const steps = fc.array(fc.nat({ max: 2 ** 30 }), { minLength: 1, maxLength: 3_000, size: 'max' });

test('callers in two lists stand in one order, however many', (t) => {
  const same = fc.property(steps, fc.nat({ max: 6 }), (numbers, joins) => {
    const ranking = new Ranking<Item>();
    const lists = [ranking.list(), ranking.list()] as const;
    const plain: Item[] = [];
    numbers.forEach((number, place) => {
      if (plain.length === 0 || number % 10 < joins + 3) {
        // mostly later than all others, some before others, some alike
        const key = number % 7 === 0 ? -(number % 50) * 10 : -place;
        const item = { key, place, list: number % 2 };
        lists[number % 2 === 0 ? 0 : 1].add(item);
        plain.push(item);
      } else {
        const [item] = plain.splice(number % 3 === 0 ? number % plain.length : 0, 1);
        lists[item!.list === 0 ? 0 : 1].remove(item!);
      }
      check(number, place);
    });

    function check(number: number, place: number): void {
      const key = -(number % 3_000);
      const before = plain.filter((one) => one.key > key || (one.key === key && one.place < place));
      if (ranking.countBefore(key, place) !== before.length) throw new Error(`before ${key}/${place}`);
      if (ranking.size !== plain.length) throw new Error('another size');
      if (place % 100 > 0) return;
      const order = [...plain].sort((one, other) => other.key - one.key || one.place - other.place);
      const found = [...ranking];
      if (found.some((item, index) => item !== order[index])) throw new Error('another order');
      for (const [index, list] of lists.entries()) {
        const first = order.find((item) => item.list === index);
        if (list.first !== first || list.firstKey !== (first?.key ?? -Infinity))
          throw new Error('another first');
      }
    }
  });
  assertProperty(t, same, 60);
  t.end();
});

test('who is not in the list cannot be taken out', (t) => {
  const list = new Ranking<Item>().list();
  t.throws(() => list.remove({ key: 1, place: 1, list: 0 }), { message: 'not in the ranking' });
  t.end();
});
