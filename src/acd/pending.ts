/** What is left to do, each thing once, in the order in which it came. As a rule there is one thing or none, and that many
 *  times an event: unlike a `Set`, which makes its table anew each time that it is cleared, it then allocates nothing. */
export class Pending<T> {
  size = 0;
  readonly #items: (T | undefined)[] = [];
  /** The same as a set, once there are many. */
  #known: Set<T> | undefined;

  /** Which came so many after the first. */
  at(index: number): T | undefined {
    return index < this.size ? this.#items[index] : undefined;
  }

  /** What comes meanwhile is gone through too; nothing may be taken out meanwhile. */
  *[Symbol.iterator](): Generator<T> {
    for (let index = 0; index < this.size; index += 1) yield this.#items[index]!;
  }

  has(item: T): boolean {
    if (this.#known) return this.#known.has(item);
    for (let index = 0; index < this.size; index += 1) if (this.#items[index] === item) return true;
    return false;
  }

  add(item: T): void {
    if (this.has(item)) return;
    this.#items[this.size] = item;
    this.size += 1;
    if (this.#known) this.#known.add(item);
    else if (this.size > FEW) this.#known = new Set(this.#items.slice(0, this.size) as T[]);
  }

  delete(item: T): void {
    if (this.size === 0 || !this.has(item)) return;
    this.keep((one) => one !== item);
  }

  /** Takes out all others. */
  keep(isKept: (item: T) => boolean): void {
    const items = this.#items;
    let kept = 0;
    for (let index = 0; index < this.size; index += 1) {
      const item = items[index]!;
      if (isKept(item)) {
        items[kept] = item;
        kept += 1;
      } else this.#known?.delete(item);
    }
    this.#cut(kept);
  }

  clear(): void {
    if (this.size === 0) return;
    this.#known = undefined;
    this.#cut(0);
  }

  #cut(size: number): void {
    for (let index = size; index < this.size; index += 1) this.#items[index] = undefined;
    this.size = size;
  }
}

const FEW = 16;
