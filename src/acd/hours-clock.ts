/** Opening hours for one who asks at every call: what was found holds until the next opening or closing. */
import { closesAt } from '../ivr/closing.ts';
import { isOpen, opensAt } from '../ivr/hours.ts';
import type { Hours } from '../ivr/schema.ts';

export class HoursClock {
  readonly #hours: Hours | undefined;
  readonly #timezone: string;
  #from = Number.POSITIVE_INFINITY;
  #until = Number.NEGATIVE_INFINITY;
  #open = true;

  /** @param hours absent: always open */
  constructor(hours: Hours | undefined, timezone: string) {
    this.#hours = hours?.always && hours.closed === undefined ? undefined : hours;
    this.#timezone = timezone;
  }

  isOpen(at: number): boolean {
    this.#look(at);
    return this.#open;
  }

  /** The next opening or closing, epoch milliseconds; Infinity when there is none. */
  changesAt(at: number): number {
    this.#look(at);
    return this.#until;
  }

  #look(at: number): void {
    if (at >= this.#from && at < this.#until) return;
    this.#from = at;
    this.#until = Number.POSITIVE_INFINITY;
    if (this.#hours === undefined) return;
    this.#open = isOpen(this.#hours, this.#timezone, at);
    const change = this.#open ? closesAt : opensAt;
    this.#until = change(this.#hours, this.#timezone, at) ?? Number.POSITIVE_INFINITY;
  }
}
