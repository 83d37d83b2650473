/** How far a long work has come, on a terminal; elsewhere nothing is shown. */
export interface Terminal {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** So often it is drawn, in milliseconds: more often nobody sees. */
const EVERY_MS = 100;
/** A work that ends within this time shows none. */
const FIRST_MS = 500;
const WIDTH = 30;

export class ProgressBar {
  readonly #terminal: Terminal;
  readonly #what: string;
  readonly #total: number;
  readonly #now: () => number;
  #nextAt: number;
  #isShown = false;

  /** @param now milliseconds of any clock */
  constructor(terminal: Terminal, what: string, total: number, now: () => number) {
    this.#terminal = terminal;
    this.#what = what;
    this.#total = total;
    this.#now = now;
    this.#nextAt = now() + FIRST_MS;
  }

  /** @param done of the total */
  show(done: number): void {
    if (this.#terminal.isTTY !== true) return;
    const now = this.#now();
    if (now < this.#nextAt) return;
    this.#nextAt = now + EVERY_MS;
    this.#isShown = true;
    const share = this.#total === 0 ? 1 : Math.min(1, done / this.#total);
    const full = Math.round(share * WIDTH);
    const bar = '█'.repeat(full) + '░'.repeat(WIDTH - full);
    const text = `${this.#what} ${bar} ${Math.floor(share * 100)} % (${done} of ${this.#total})`;
    this.#terminal.write(`\r${text.slice(0, (this.#terminal.columns ?? 80) - 1)}\u001b[K`);
  }

  /** Leaves the line empty for what is said next. */
  end(): void {
    if (this.#isShown) this.#terminal.write('\r\u001b[K');
    this.#isShown = false;
  }
}
