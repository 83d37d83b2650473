/** What falls due, and when. */
import { type HeapItem, IndexedHeap } from './heap.ts';

/** The one next thing of its owner; set again whenever the owner changes. */
export class Timer<Owner> implements HeapItem {
  slot = -1;
  /** Epoch milliseconds. */
  due = 0;
  readonly owner: Owner;
  /** Of two that are due at the same instant the lower comes first. Unique in its calendar. */
  order: number;

  constructor(owner: Owner, order: number) {
    this.owner = owner;
    this.order = order;
  }
}

export class Calendar<Owner> {
  readonly #heap = new IndexedHeap<Timer<Owner>>((one, other) => one.order - other.order);

  /** The earliest instant, epoch milliseconds; Infinity when nothing is to come. */
  get next(): number {
    return this.#heap.topKey;
  }

  get first(): Owner | undefined {
    return this.#heap.top?.owner;
  }

  /** @param due epoch milliseconds; Infinity: nothing is to come */
  set(timer: Timer<Owner>, due: number): void {
    if (timer.slot >= 0) {
      if (timer.due === due) return;
      this.#heap.remove(timer);
    }
    timer.due = due;
    if (due !== Number.POSITIVE_INFINITY) this.#heap.push(timer, due);
  }

  /** Takes out the first, if it is due. */
  popDue(at: number): Owner | undefined {
    return this.next <= at ? this.#heap.pop()?.owner : undefined;
  }
}
