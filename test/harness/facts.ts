/** How long tests wait for what should happen at once, in milliseconds: long enough for two noisy cores. */
export const SOON = 12_000;

interface Waiter<T> {
  readonly matches: (fact: T) => boolean;
  readonly settle: (fact: T) => void;
}

/** What was seen, in order. Tests wait for a fact, whether it is already there or still to come; never for a time. */
export class Facts<T> {
  readonly all: T[] = [];
  readonly #of: string;
  readonly #waiters = new Set<Waiter<T>>();

  /** @param of whose facts these are, for messages */
  constructor(of: string) {
    this.#of = of;
  }

  add(fact: T): void {
    this.all.push(fact);
    for (const waiter of [...this.#waiters]) if (waiter.matches(fact)) waiter.settle(fact);
  }

  find<S extends T>(matches: (fact: T) => fact is S): S | undefined;
  find(matches: (fact: T) => boolean): T | undefined;
  find(matches: (fact: T) => boolean): T | undefined {
    return this.all.find(matches);
  }

  /** The first fact that matches, from the place `after` on.
   *  @param within in milliseconds
   *  @throws Error that tells what was seen instead */
  until(what: string, matches: (fact: T) => boolean, within = SOON, after = 0): Promise<T> {
    const known = this.all.slice(after).find(matches);
    if (known !== undefined) return Promise.resolve(known);
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const timer = setTimeout(() => {
      this.#waiters.delete(waiter);
      const seen = this.all.slice(-12).map(show).join('\n  ') || 'nothing';
      reject(new Error(`${this.#of}: no ${what} within ${within} ms; seen:\n  ${seen}`));
    }, within);
    const waiter: Waiter<T> = {
      matches,
      settle: (fact) => {
        clearTimeout(timer);
        this.#waiters.delete(waiter);
        resolve(fact);
      },
    };
    this.#waiters.add(waiter);
    return promise;
  }
}

/** A promise that must settle within a time. */
export async function within<T>(what: string, promise: Promise<T>, ms = SOON): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`${what}: not within ${ms} ms`)), ms);
  try {
    return await Promise.race([promise, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** Asks again until a condition holds: for states of other processes that announce no change. */
export async function eventually<T>(
  what: string,
  ask: () => Promise<T> | T,
  holds: (answer: T) => boolean,
  ms = SOON,
): Promise<T> {
  const until = performance.now() + ms;
  for (let pause = 10; ; pause = Math.min(pause * 2, 200)) {
    const answer = await ask();
    if (holds(answer)) return answer;
    if (performance.now() > until) throw new Error(`${what}: not within ${ms} ms; last: ${show(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

function show(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}
