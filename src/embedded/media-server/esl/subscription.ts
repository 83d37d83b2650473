/** Which events one connection asked for, in which form, and its filters. */

import type { EslEvent } from './event.ts';

export class Subscription {
  format: 'plain' | 'json' = 'plain';
  readonly #names = new Set<string>();
  readonly #subclasses = new Set<string>();
  #all = false;
  #allCustom = false;
  #filters: { header: string; value: string; excludes: boolean }[] = [];
  /** `myevents`: only those of this channel */
  only: string | undefined;

  /** @param words of `event json A B CUSTOM c::d`, without the form
   *  @returns false where no event is named */
  add(words: readonly string[]): boolean {
    return this.#each(words, (kind, name) => {
      if (kind === 'all') this.#all = true;
      else if (kind === 'custom') this.#subclasses.add(name);
      else if (name === 'CUSTOM') this.#allCustom = true;
      else this.#names.add(name);
    });
  }

  /** `nixevent A B` */
  remove(words: readonly string[]): boolean {
    return this.#each(words, (kind, name) => {
      if (kind === 'all') this.clear();
      else if (kind === 'custom') this.#subclasses.delete(name);
      else if (name === 'CUSTOM') this.#allCustom = false;
      else this.#names.delete(name);
    });
  }

  /** `noevents` */
  clear(): void {
    this.#names.clear();
    this.#subclasses.clear();
    this.#all = false;
    this.#allCustom = false;
  }

  /** @param header with a leading `+` (or nothing) the events that have it pass, with `-` they do not */
  addFilter(header: string, value: string): void {
    const excludes = header.startsWith('-');
    this.#filters.push({ header: header.replace(/^[+-]/, ''), value, excludes });
  }

  removeFilter(header: string, value: string | undefined): void {
    this.#filters = this.#filters.filter(
      (filter) =>
        header !== 'all' &&
        (filter.header.toLowerCase() !== header.toLowerCase() ||
          (value !== undefined && filter.value !== value)),
    );
  }

  /** The one channel whose events can pass at all, when the filters say so. */
  get channel(): string | undefined {
    if (this.only) return this.only;
    const [first] = this.#filters;
    return this.#filters.length === 1 && first && !first.excludes && first.header === 'Unique-ID'
      ? first.value
      : undefined;
  }

  wants(name: string, subclass: string | undefined): boolean {
    if (this.#all || this.#names.has(name)) return true;
    return subclass !== undefined && (this.#allCustom || this.#subclasses.has(subclass));
  }

  passes(event: EslEvent): boolean {
    if (this.only && event.headers['Unique-ID'] !== this.only) return false;
    if (this.#filters.length === 0) return true;
    let passes = false;
    for (const { header, value, excludes } of this.#filters) {
      const found = event.headers[header];
      if (found === undefined || !matches(String(found), value)) continue;
      if (excludes) return false;
      passes = true;
    }
    return passes;
  }

  #each(words: readonly string[], visit: (kind: 'all' | 'name' | 'custom', name: string) => void): boolean {
    let custom = false;
    let any = false;
    for (const word of words) {
      if (word === '') continue;
      any = true;
      const name = word.toUpperCase().replace(/^SWITCH_EVENT_/, '');
      if (custom) visit('custom', word);
      else if (name === 'ALL') visit('all', name);
      else if (name === 'CUSTOM') {
        custom = true;
        // `CUSTOM` alone asks for every subclass
        if (words[words.length - 1] === word) visit('name', name);
      } else visit('name', name);
    }
    return any;
  }
}

/** A value in slashes is a regular expression. */
function matches(found: string, wanted: string): boolean {
  const expression = /^\/(.*)\/$/.exec(wanted)?.[1];
  if (expression === undefined) return found.toLowerCase() === wanted.toLowerCase();
  try {
    return new RegExp(expression).test(found);
  } catch {
    return false;
  }
}
