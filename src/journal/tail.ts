/** Follows a journal: what is there is read, what this process appends is told as it is. */
import type { Entry } from './port.ts';
import type { EntryReader } from './reader.ts';

export interface TailOptions {
  readonly reader: EntryReader;
  listener(entry: Entry): void;
  /** The reading or the listener has failed; nothing more is told. */
  fault(error: Error): void;
}

export class Tail {
  readonly #options: TailOptions;
  readonly #appended: Entry[] = [];
  #isReading = false;
  #isAsked = false;
  #isStopped = false;

  constructor(options: TailOptions) {
    this.#options = options;
  }

  /** Something may have come: it is read. */
  look(): void {
    this.#isAsked = true;
    if (!this.#isReading) void this.#read();
  }

  /** This process has appended an entry. */
  offer(entry: Entry): void {
    if (this.#isReading) {
      this.#isAsked = true;
      return;
    }
    this.#appended.push(entry);
    // whoever appends is not held up, and meets no fault of a listener
    if (this.#appended.length === 1) queueMicrotask(() => this.#tellAppended());
  }

  stop(): void {
    this.#isStopped = true;
  }

  #tellAppended(): void {
    const { reader } = this.#options;
    for (const entry of this.#appended.splice(0)) {
      if (entry.number < reader.next) continue;
      if (entry.number > reader.next) {
        this.look();
        return;
      }
      reader.skip(entry.number);
      this.#tell(entry);
    }
  }

  async #read(): Promise<void> {
    this.#isReading = true;
    try {
      while (this.#isAsked && !this.#isStopped) {
        this.#isAsked = false;
        for await (const entry of this.#options.reader.entries(true)) {
          this.#tell(entry);
          if (this.#isStopped) return;
        }
      }
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#isReading = false;
    }
  }

  #tell(entry: Entry): void {
    if (this.#isStopped) return;
    try {
      this.#options.listener(entry);
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    if (this.#isStopped) return;
    this.#isStopped = true;
    this.#options.fault(error as Error);
  }
}
