/**
 * Callers in the order in which they are served: who is first, how many are ahead of one. Sorted lists in blocks: a block is
 * found by halving, and callers mostly join at the end. Keys stand beside the callers, so that a search touches no caller.
 * The blocks ahead are counted one by one, which at 100,000 callers in one queue are some 300 additions, only where a place
 * is told.
 */
export interface Ranked {
  /** Higher comes first. */
  readonly key: number;
  /** Of equal keys the lower comes first; unique. */
  readonly place: number;
}

interface Block<T> {
  readonly items: T[];
  readonly keys: number[];
}

const BLOCK = 512;
const NOBODY = Number.NEGATIVE_INFINITY;

export class RankedList<T extends Ranked> {
  size = 0;
  /** The first's key; minus infinity when the list is empty. */
  firstKey = NOBODY;
  readonly #blocks: Block<T>[] = [{ items: [], keys: [] }];

  get first(): T | undefined {
    return this.#blocks[0]!.items[0];
  }

  *[Symbol.iterator](): Generator<T> {
    for (const { items } of this.#blocks) yield* items;
  }

  add(item: T): void {
    const { key, place } = item;
    this.size += 1;
    if (key > this.firstKey) this.firstKey = key;
    const blocks = this.#blocks;
    const at = Math.min(this.#blockOf(key, place), blocks.length - 1);
    const block = blocks[at]!;
    const { items, keys } = block;
    const index = indexIn(block, key, place);
    if (index === items.length) {
      items.push(item);
      keys.push(key);
    } else {
      items.splice(index, 0, item);
      keys.splice(index, 0, key);
    }
    if (items.length <= BLOCK) return;
    blocks.splice(at + 1, 0, { items: items.splice(BLOCK / 2), keys: keys.splice(BLOCK / 2) });
  }

  /** Takes out an item that is in the list, under the key and the place with which it was added. */
  remove(item: T): void {
    const blocks = this.#blocks;
    const at = this.#blockOf(item.key, item.place);
    const block = blocks[at];
    const index = block ? indexIn(block, item.key, item.place) : -1;
    if (block?.items[index] !== item) throw new RangeError('not in the ranking');
    const { items, keys } = block;
    this.size -= 1;
    if (index === 0) {
      items.shift();
      keys.shift();
    } else {
      items.splice(index, 1);
      keys.splice(index, 1);
    }
    if (items.length === 0 && blocks.length > 1) blocks.splice(at, 1);
    if (at === 0 && index === 0) this.firstKey = this.size === 0 ? NOBODY : blocks[0]!.keys[0]!;
  }

  /** How many come before this key and place, be there an item or not. */
  countBefore(key: number, place: number): number {
    const blocks = this.#blocks;
    const at = this.#blockOf(key, place);
    let count = 0;
    for (let index = 0; index < at; index += 1) count += blocks[index]!.items.length;
    return at < blocks.length ? count + indexIn(blocks[at]!, key, place) : count;
  }

  /** The first block whose last item does not come before. */
  #blockOf(key: number, place: number): number {
    const blocks = this.#blocks;
    let [low, high] = [0, blocks.length];
    if (high === 1) return 0;
    while (low < high) {
      const middle = (low + high) >> 1;
      const block = blocks[middle]!;
      if (isBefore(block, block.keys.length - 1, key, place)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** All callers of a queue, each in one of several lists. */
export class Ranking<T extends Ranked> {
  readonly #lists: RankedList<T>[] = [];

  /** A list more, whose items belong to the whole. */
  list(): RankedList<T> {
    const list = new RankedList<T>();
    this.#lists.push(list);
    return list;
  }

  get size(): number {
    let size = 0;
    for (const list of this.#lists) size += list.size;
    return size;
  }

  /** In their order. */
  [Symbol.iterator](): Iterator<T> {
    const all: T[] = [];
    for (const list of this.#lists) for (const item of list) all.push(item);
    return all.sort((one, other) => other.key - one.key || one.place - other.place).values();
  }

  countBefore(key: number, place: number): number {
    let count = 0;
    for (const list of this.#lists) if (list.size > 0) count += list.countBefore(key, place);
    return count;
  }
}

function indexIn<T extends Ranked>(block: Block<T>, key: number, place: number): number {
  const { length } = block.items;
  if (length === 0 || isBefore(block, length - 1, key, place)) return length;
  let [low, high] = [0, length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBefore(block, middle, key, place)) low = middle + 1;
    else high = middle;
  }
  return low;
}

function isBefore<T extends Ranked>(
  { items, keys }: Block<T>,
  index: number,
  key: number,
  place: number,
): boolean {
  const one = keys[index]!;
  return one > key || (one === key && items[index]!.place < place);
}
