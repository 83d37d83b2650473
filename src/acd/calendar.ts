/** What falls due, and when. Most of what is set is taken back before it is near: only what is near is put in order. */
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

/** Length of a page, in milliseconds. */
const PAGE_MS = 1_024;

/** What falls due in the same page of time, in no order. */
class Page<Owner> implements HeapItem {
  slot = -1;
  readonly number: number;
  readonly timers: Timer<Owner>[] = [];

  constructor(number: number) {
    this.number = number;
  }
}

export class Calendar<Owner> {
  /** The earliest instant, epoch milliseconds; Infinity when nothing is to come. */
  next = Number.POSITIVE_INFINITY;
  /** All that is due in the pages before `#open`, in order. */
  readonly #near = new IndexedHeap<Timer<Owner>>((one, other) => one.order - other.order);
  /** Number of the first page that is not in order. */
  #open = 0;
  readonly #pages = new Map<number, Page<Owner>>();
  readonly #inOrder = new IndexedHeap<Page<Owner>>(() => 0);

  get first(): Owner | undefined {
    return this.#near.top?.owner;
  }

  /** @param due epoch milliseconds; Infinity: nothing is to come */
  set(timer: Timer<Owner>, due: number): void {
    if (timer.slot >= 0) {
      if (timer.due === due) return;
      this.#takeOut(timer);
    } else if (due === Number.POSITIVE_INFINITY) return;
    timer.due = due;
    if (due !== Number.POSITIVE_INFINITY) this.#enter(timer, due);
    if (this.#near.size === 0) this.#openNext();
    this.next = this.#near.topKey;
  }

  /** Takes out the first, if it is due. */
  popDue(at: number): Owner | undefined {
    if (this.next > at) return undefined;
    const owner = this.#near.pop()?.owner;
    if (this.#near.size === 0) this.#openNext();
    this.next = this.#near.topKey;
    return owner;
  }

  #enter(timer: Timer<Owner>, due: number): void {
    const number = Math.floor(due / PAGE_MS);
    if (number < this.#open) {
      this.#near.push(timer, due);
      return;
    }
    let page = this.#pages.get(number);
    if (!page) {
      page = new Page(number);
      this.#pages.set(number, page);
      this.#inOrder.push(page, number);
    }
    timer.slot = page.timers.length;
    page.timers.push(timer);
  }

  #takeOut(timer: Timer<Owner>): void {
    const number = Math.floor(timer.due / PAGE_MS);
    if (number < this.#open) {
      this.#near.remove(timer);
      return;
    }
    const page = this.#pages.get(number)!;
    const last = page.timers.pop()!;
    if (last !== timer) {
      page.timers[timer.slot] = last;
      last.slot = timer.slot;
    } else if (page.timers.length === 0) {
      this.#pages.delete(number);
      this.#inOrder.remove(page);
    }
    timer.slot = -1;
  }

  /** The nearest page is put in order: there is always a first, unless there is nothing. */
  #openNext(): void {
    const page = this.#inOrder.pop();
    if (!page) return;
    this.#pages.delete(page.number);
    this.#open = page.number + 1;
    for (const timer of page.timers) this.#near.push(timer, timer.due);
  }
}
