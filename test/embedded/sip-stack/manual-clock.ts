import type { Clock } from '../../../src/embedded/sip-stack/clock.ts';

interface Pending {
  readonly at: number;
  readonly call: () => void;
}

/** Time that a test moves by hand. */
export class ManualClock implements Clock {
  #now = Date.UTC(2026, 10, 21, 18, 36, 4, 258);
  readonly #pending = new Set<Pending>();

  now(): number {
    return this.#now;
  }

  start(ms: number, call: () => void): Pending {
    const timer = { at: this.#now + ms, call };
    this.#pending.add(timer);
    return timer;
  }

  stop(timer: unknown): void {
    this.#pending.delete(timer as Pending);
  }

  /** Timers that still run. */
  get running(): number {
    return this.#pending.size;
  }

  /** Lets that many milliseconds pass, firing what falls due in its order. */
  advance(ms: number): void {
    const until = this.#now + ms;
    for (;;) {
      const [next] = [...this.#pending].filter(({ at }) => at <= until).sort((a, b) => a.at - b.at);
      if (next === undefined) break;
      this.#pending.delete(next);
      this.#now = next.at;
      next.call();
    }
    this.#now = until;
  }
}
