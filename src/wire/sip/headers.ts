import { SipParseError } from './error.ts';
import { headerKey } from './header-names.ts';
import { splitList } from './text.ts';

/** The headers of one message, in their order and with the spelling in which they came.
 *  A name may be given in any case and in its compact form. */
export class SipHeaders {
  readonly #names: string[] = [];
  readonly #keys: string[] = [];
  readonly #values: string[] = [];

  /** Headers from a list of names and values; an undefined value leaves the header out. */
  static of(...pairs: (readonly [string, string | number | undefined])[]): SipHeaders {
    const headers = new SipHeaders();
    for (const [name, value] of pairs) if (value !== undefined) headers.append(name, String(value));
    return headers;
  }

  get size(): number {
    return this.#names.length;
  }

  /** The first header of that name. */
  get(name: string): string | undefined {
    const at = this.#keys.indexOf(headerKey(name) ?? name);
    return at < 0 ? undefined : this.#values[at];
  }

  has(name: string): boolean {
    return this.#keys.includes(headerKey(name) ?? name);
  }

  /** Every header of that name, undivided. */
  getAll(name: string): string[] {
    const key = headerKey(name) ?? name;
    const found: string[] = [];
    for (let i = 0; i < this.#keys.length; i++) if (this.#keys[i] === key) found.push(this.#values[i]!);
    return found;
  }

  /** Every value of that name: repeated headers and comma-separated lists are the same (RFC 3261 §7.3.1).
   *  Not for headers whose values hold bare commas: WWW-Authenticate and its like, Date. */
  list(name: string): string[] {
    const found: string[] = [];
    for (const value of this.getAll(name)) {
      if (value.includes(',')) found.push(...splitList(value));
      else if (value !== '') found.push(value);
    }
    return found;
  }

  /** Gives the header this one value: in place when it is there, else at the end. */
  set(name: string, value: string): this {
    const key = keyOf(name);
    const at = this.#keys.indexOf(key);
    if (at < 0) return this.append(name, value);
    this.#values[at] = clean(name, value);
    for (let i = this.#keys.length - 1; i > at; i--) if (this.#keys[i] === key) this.#remove(i);
    return this;
  }

  /** Replaces the first header of that name and leaves the others: for the topmost Via. */
  setFirst(name: string, value: string): this {
    const at = this.#keys.indexOf(keyOf(name));
    if (at < 0) return this.prepend(name, value);
    this.#values[at] = clean(name, value);
    return this;
  }

  append(name: string, value: string): this {
    this.#keys.push(keyOf(name));
    this.#names.push(name);
    this.#values.push(clean(name, value));
    return this;
  }

  prepend(name: string, value: string): this {
    this.#keys.unshift(keyOf(name));
    this.#names.unshift(name);
    this.#values.unshift(clean(name, value));
    return this;
  }

  delete(name: string): this {
    const key = headerKey(name) ?? name;
    for (let i = this.#keys.length - 1; i >= 0; i--) if (this.#keys[i] === key) this.#remove(i);
    return this;
  }

  /** Removes the first header of that name: the topmost Via of a response, the first Route. */
  deleteFirst(name: string): this {
    const at = this.#keys.indexOf(headerKey(name) ?? name);
    if (at >= 0) this.#remove(at);
    return this;
  }

  /** Calls back with each header: its name as spelt, its value, its key. */
  each(visit: (name: string, value: string, key: string) => void): void {
    for (let i = 0; i < this.#names.length; i++) visit(this.#names[i]!, this.#values[i]!, this.#keys[i]!);
  }

  *[Symbol.iterator](): IterableIterator<[name: string, value: string]> {
    for (let i = 0; i < this.#names.length; i++) yield [this.#names[i]!, this.#values[i]!];
  }

  clone(): SipHeaders {
    const copy = new SipHeaders();
    copy.#names.push(...this.#names);
    copy.#keys.push(...this.#keys);
    copy.#values.push(...this.#values);
    return copy;
  }

  /** For the parser, which has checked name and value itself. */
  pushParsed(name: string, key: string, value: string): void {
    this.#names.push(name);
    this.#keys.push(key);
    this.#values.push(value);
  }

  /** For the parser: a folded line continues the last header (RFC 3261 §7.3.1: one space stands for the fold). */
  continueLast(value: string): boolean {
    const last = this.#values.length - 1;
    if (last < 0) return false;
    this.#values[last] = this.#values[last] === '' ? value : `${this.#values[last]} ${value}`;
    return true;
  }

  #remove(at: number): void {
    this.#names.splice(at, 1);
    this.#keys.splice(at, 1);
    this.#values.splice(at, 1);
  }
}

function keyOf(name: string): string {
  const key = headerKey(name);
  if (key === undefined) throw new SipParseError('Bad Header Name', { near: name });
  return key;
}

/** A line end inside a value would let its writer add headers or whole messages. */
function clean(name: string, value: string): string {
  if (value.includes('\n') || value.includes('\r') || value.includes('\0')) {
    throw new SipParseError(`Line End In ${name}`, { near: value });
  }
  return value;
}
