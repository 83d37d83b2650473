/**
 * The callers of a queue in the order in which they are served: who is first, how many are ahead of one. A sorted list in
 * blocks: a block is found by halving, and callers mostly join at the end. The blocks ahead are counted one by one, which at
 * 100,000 callers in one queue are some 300 additions, only where a place is told.
 */
export interface Ranked {
  /** Higher comes first. */
  readonly key: number;
  /** Of equal keys the lower comes first; unique. */
  readonly place: number;
}

const BLOCK = 512;

export class Ranking<T extends Ranked> {
  readonly #blocks: T[][] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get first(): T | undefined {
    return this.#blocks[0]?.[0];
  }

  *[Symbol.iterator](): Generator<T> {
    for (const block of this.#blocks) yield* block;
  }

  add(item: T): void {
    this.#size += 1;
    const blocks = this.#blocks;
    if (blocks.length === 0) {
      blocks.push([item]);
      return;
    }
    const at = Math.min(this.#blockOf(item.key, item.place), blocks.length - 1);
    const block = blocks[at]!;
    block.splice(indexIn(block, item.key, item.place), 0, item);
    if (block.length > BLOCK) blocks.splice(at + 1, 0, block.splice(BLOCK / 2));
  }

  /** Takes out an item that is in the list, under the key and the place with which it was added. */
  remove(item: T): void {
    const at = this.#blockOf(item.key, item.place);
    const block = this.#blocks[at];
    const index = block ? indexIn(block, item.key, item.place) : -1;
    if (block?.[index] !== item) throw new RangeError('not in the ranking');
    block.splice(index, 1);
    this.#size -= 1;
    if (block.length === 0) this.#blocks.splice(at, 1);
  }

  /** How many come before this key and place, be there an item or not. */
  countBefore(key: number, place: number): number {
    const at = this.#blockOf(key, place);
    let count = 0;
    for (let index = 0; index < at; index += 1) count += this.#blocks[index]!.length;
    const block = this.#blocks[at];
    return block ? count + indexIn(block, key, place) : count;
  }

  /** The first block whose last item does not come before. */
  #blockOf(key: number, place: number): number {
    const blocks = this.#blocks;
    let [low, high] = [0, blocks.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const block = blocks[middle]!;
      if (isBefore(block[block.length - 1]!, key, place)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function indexIn(block: readonly Ranked[], key: number, place: number): number {
  let [low, high] = [0, block.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBefore(block[middle]!, key, place)) low = middle + 1;
    else high = middle;
  }
  return low;
}

function isBefore(item: Ranked, key: number, place: number): boolean {
  return item.key > key || (item.key === key && item.place < place);
}
