/** A journal that is kept in memory, and can be told to fail. */
import type { LineEvent } from '../../src/events/line.generated.ts';
import { type Entry, FencedError, type Journal, type Lease, type Snapshot } from '../../src/journal/port.ts';

export class MemoryJournal implements Journal {
  readonly entries: Entry[] = [];
  readonly snapshots: Snapshot[] = [];
  /** What `append` and `saveSnapshot` throw. */
  failure: Error | undefined;
  #fence = 0;

  get last(): number {
    return this.entries.length;
  }

  get lastAt(): number {
    return this.entries.at(-1)?.events.at(-1)?.at ?? 0;
  }

  /** Fact and decisions, in order. */
  get events(): readonly LineEvent[] {
    return this.entries.flatMap(({ events }) => events);
  }

  append(
    lease: Lease,
    events: readonly LineEvent[],
    causes: readonly number[] = events.map(() => 0),
  ): number {
    if (this.failure) throw this.failure;
    if (lease.fence !== this.#fence) throw new FencedError(lease.fence);
    const number = this.entries.length + 1;
    this.entries.push({ number, fence: lease.fence, events: [...events], causes: [...causes] });
    return number;
  }

  async *read(from: number): AsyncIterable<Entry> {
    yield* this.entries.slice(Math.max(0, from - 1));
  }

  /** A new holder; the one before is fenced off. */
  hold(): Lease {
    this.#fence += 1;
    return { fence: this.#fence, lost: new Promise(() => undefined), release: async () => undefined };
  }

  async lease(): Promise<Lease> {
    return this.hold();
  }

  async saveSnapshot(snapshot: Snapshot): Promise<void> {
    if (this.failure) throw this.failure;
    this.snapshots.push(snapshot);
  }

  async latestSnapshot(): Promise<Snapshot | undefined> {
    return this.snapshots.at(-1);
  }

  tail(): () => void {
    throw new Error('nobody here tails');
  }

  async close(): Promise<void> {}
}
