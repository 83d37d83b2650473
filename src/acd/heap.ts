/** A binary heap whose items know where they are in it, so that any of them can be taken out. Keys stand beside the items:
 *  most comparisons touch no item. */

export interface HeapItem {
  /** Index in the one heap that holds the item; -1 when none does. Only the heap writes it. */
  slot: number;
}

export class IndexedHeap<T extends HeapItem> {
  readonly #items: T[] = [];
  readonly #keys: number[] = [];
  readonly #compare: (one: T, other: T) => number;

  /** @param compare of items of the same key: negative when `one` comes first; a total order, so that the heap's past does
   *    not show (I4) */
  constructor(compare: (one: T, other: T) => number) {
    this.#compare = compare;
  }

  get size(): number {
    return this.#items.length;
  }

  /** The first of the order. */
  get top(): T | undefined {
    return this.#items[0];
  }

  /** Infinity when the heap is empty. */
  get topKey(): number {
    return this.#items.length > 0 ? this.#keys[0]! : Number.POSITIVE_INFINITY;
  }

  /** @param key the lowest comes first */
  push(item: T, key: number): void {
    this.#items.push(item);
    this.#keys.push(key);
    this.#rise(item, key, this.#items.length - 1);
  }

  /** Takes the item out; one that is in no heap is let be. */
  remove(item: T): void {
    const { slot } = item;
    if (slot < 0) return;
    item.slot = -1;
    const last = this.#items.pop()!;
    const key = this.#keys.pop()!;
    if (last === item) return;
    this.#rise(last, key, slot);
    if (last.slot === slot) this.#sink(last, key, slot);
  }

  pop(): T | undefined {
    const first = this.#items[0];
    if (first) this.remove(first);
    return first;
  }

  #rise(item: T, key: number, from: number): void {
    const items = this.#items;
    const keys = this.#keys;
    let slot = from;
    while (slot > 0) {
      const parent = (slot - 1) >> 1;
      const above = keys[parent]!;
      if (key > above || (key === above && this.#compare(item, items[parent]!) >= 0)) break;
      this.#put(items[parent]!, above, slot);
      slot = parent;
    }
    this.#put(item, key, slot);
  }

  #sink(item: T, key: number, from: number): void {
    const items = this.#items;
    const keys = this.#keys;
    const count = items.length;
    let slot = from;
    for (;;) {
      let child = 2 * slot + 1;
      if (child >= count) break;
      const right = child + 1;
      if (right < count && this.#isBefore(right, child)) child = right;
      const below = keys[child]!;
      if (below > key || (below === key && this.#compare(items[child]!, item) >= 0)) break;
      this.#put(items[child]!, below, slot);
      slot = child;
    }
    this.#put(item, key, slot);
  }

  #isBefore(one: number, other: number): boolean {
    const first = this.#keys[one]!;
    const second = this.#keys[other]!;
    return first < second || (first === second && this.#compare(this.#items[one]!, this.#items[other]!) < 0);
  }

  #put(item: T, key: number, slot: number): void {
    this.#items[slot] = item;
    this.#keys[slot] = key;
    item.slot = slot;
  }
}
