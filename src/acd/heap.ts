/** A binary heap whose items know where they are in it, so that any of them can be taken out. */

export interface HeapItem {
  /** Index in the one heap that holds the item; -1 when none does. Only the heap writes it. */
  slot: number;
}

export class IndexedHeap<T extends HeapItem> {
  readonly #items: T[] = [];
  readonly #compare: (one: T, other: T) => number;

  /** @param compare negative when `one` comes first; a total order, so that the heap's past does not show (I4) */
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

  /** In no particular order. */
  get items(): readonly T[] {
    return this.#items;
  }

  push(item: T): void {
    this.#items.push(item);
    this.#rise(item, this.#items.length - 1);
  }

  /** Takes the item out; one that is in no heap is let be. */
  remove(item: T): void {
    const { slot } = item;
    if (slot < 0) return;
    item.slot = -1;
    const last = this.#items.pop()!;
    if (last === item) return;
    this.#rise(last, slot);
    if (last.slot === slot) this.#sink(last, slot);
  }

  pop(): T | undefined {
    const first = this.#items[0];
    if (first) this.remove(first);
    return first;
  }

  #rise(item: T, from: number): void {
    const items = this.#items;
    let slot = from;
    while (slot > 0) {
      const parent = (slot - 1) >> 1;
      const above = items[parent]!;
      if (this.#compare(item, above) >= 0) break;
      items[slot] = above;
      above.slot = slot;
      slot = parent;
    }
    items[slot] = item;
    item.slot = slot;
  }

  #sink(item: T, from: number): void {
    const items = this.#items;
    const count = items.length;
    let slot = from;
    for (;;) {
      let child = 2 * slot + 1;
      if (child >= count) break;
      if (child + 1 < count && this.#compare(items[child + 1]!, items[child]!) < 0) child += 1;
      const below = items[child]!;
      if (this.#compare(below, item) >= 0) break;
      items[slot] = below;
      below.slot = slot;
      slot = child;
    }
    items[slot] = item;
    item.slot = slot;
  }
}
