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
  readonly items: (T | undefined)[];
  readonly keys: number[];
  /** Index of the first: those before it have been served, and their room is given back now and then. */
  start: number;
}

const BLOCK = 512;
const MOST_SERVED = 64;
const NOBODY = Number.NEGATIVE_INFINITY;

export class RankedList<T extends Ranked> {
  size = 0;
  /** The first's key; minus infinity when the list is empty. */
  firstKey = NOBODY;
  /** The first of the blocks, and mostly the only one. */
  #head: Block<T> = { items: [], keys: [], start: 0 };
  readonly #blocks: Block<T>[] = [this.#head];
  #isOne = true;

  get first(): T | undefined {
    const { items, start } = this.#head;
    return items[start];
  }

  *[Symbol.iterator](): Generator<T> {
    for (const { items, start } of this.#blocks) {
      for (let index = start; index < items.length; index += 1) yield items[index]!;
    }
  }

  add(item: T): void {
    const { key, place } = item;
    this.size += 1;
    if (key > this.firstKey) this.firstKey = key;
    const at = this.#isOne ? 0 : Math.min(this.#blockOf(key, place), this.#blocks.length - 1);
    const block = at === 0 ? this.#head : this.#blocks[at]!;
    const { items, keys } = block;
    const index = indexIn(block, key, place);
    if (index === items.length) {
      items.push(item);
      keys.push(key);
    } else {
      items.splice(index, 0, item);
      keys.splice(index, 0, key);
    }
    if (items.length - block.start <= BLOCK) return;
    const middle = items.length - BLOCK / 2;
    this.#isOne = false;
    this.#blocks.splice(at + 1, 0, { items: items.splice(middle), keys: keys.splice(middle), start: 0 });
  }

  /** Takes out an item that is in the list, under the key and the place with which it was added. */
  remove(item: T): void {
    const at = this.#isOne ? 0 : this.#blockOf(item.key, item.place);
    const block = at === 0 ? this.#head : this.#blocks[at];
    const index = block ? indexIn(block, item.key, item.place) : -1;
    if (block?.items[index] !== item) throw new RangeError('not in the ranking');
    const { items, keys } = block;
    this.size -= 1;
    if (index === block.start) dropFirst(block);
    else {
      items.splice(index, 1);
      keys.splice(index, 1);
    }
    if (items.length === block.start && !this.#isOne) this.#dropBlock(at);
    if (at === 0) this.firstKey = this.size === 0 ? NOBODY : this.#head.keys[this.#head.start]!;
  }

  /** How many come before this key and place, be there an item or not. */
  countBefore(key: number, place: number): number {
    const blocks = this.#blocks;
    const at = this.#blockOf(key, place);
    let count = 0;
    for (let index = 0; index < at; index += 1) count += sizeOf(blocks[index]!);
    const block = blocks[at];
    return block ? count + indexIn(block, key, place) - block.start : count;
  }

  #dropBlock(at: number): void {
    this.#blocks.splice(at, 1);
    this.#head = this.#blocks[0]!;
    this.#isOne = this.#blocks.length === 1;
  }

  /** The first block whose last item does not come before. */
  #blockOf(key: number, place: number): number {
    const blocks = this.#blocks;
    let [low, high] = [0, blocks.length];
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

function sizeOf({ items, start }: Block<unknown>): number {
  return items.length - start;
}

/** Those who are first are mostly those who go: nobody else moves for that. */
function dropFirst<T>(block: Block<T>): void {
  const { items, keys, start } = block;
  items[start] = undefined;
  block.start += 1;
  if (block.start === items.length) {
    items.length = 0;
    keys.length = 0;
    block.start = 0;
  } else if (block.start >= MOST_SERVED && 2 * block.start > items.length) {
    items.splice(0, block.start);
    keys.splice(0, block.start);
    block.start = 0;
  }
}

function indexIn<T extends Ranked>(block: Block<T>, key: number, place: number): number {
  const { length } = block.items;
  if (length === block.start || isBefore(block, length - 1, key, place)) return length;
  let [low, high] = [block.start, length - 1];
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
