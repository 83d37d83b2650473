/** A journal in the files of a folder on a local disk.
 *
 *  Each entry is one write to an append-only file, in the thread that carries the calls; syncs follow in the thread pool,
 *  five a second. `npm run bench -- journal`, 2,000 entries of 440 bytes a second, 2 busy cores, ext4, median: 26 µs an
 *  append, 19 of them to encode it, against 30 µs for node:sqlite (WAL; a checkpoint now and then holds the thread up,
 *  p99.9 12 ms against 1.6), 68 µs for a thread of its own that is awaited, and 31 µs for one that is not, which is
 *  dearer to send to than the file is to write, and has written 0.2 ms later (p99 30 ms). Writers do not wait for a sync:
 *  during syncs of up to 60 ms, made slow by another writer, the slowest of 8,400 writes took 0.13 ms; so nothing is
 *  allocated in advance, which was measured and changed nothing.
 *
 *  The end of the process costs nothing. A power cut may cost the entries of the last 200 ms and of the sync under way
 *  then (1 ms on an idle disk, some ten on a busy one): always the last ones, never one in the middle.
 */
import { type FSWatcher, mkdirSync, watch } from 'node:fs';
import { encodeEntry } from '../events/codec.ts';
import type { LineEvent } from '../events/line.generated.ts';
import { Appender } from './appender.ts';
import { expire, findEnd, firmEnd, type JournalEnd, tornTail } from './end.ts';
import { OLD_FORMAT, readFolder, syncFolder } from './folder.ts';
import { FileLease } from './lease.ts';
import { type Entry, FencedError, type Journal, JournalError, type Lease, type Snapshot } from './port.ts';
import { EntryReader, type Warn } from './reader.ts';
import { packRecord } from './record.ts';
import { Snapshots } from './snapshots.ts';
import { Tail } from './tail.ts';

const SEGMENT_BYTES = 64 * 2 ** 20;
const KEEP_DAYS = 30;

export interface FileJournalOptions {
  /** A sync, a change of segments or a tail has failed: a disk that is full or broken. */
  fault(error: Error): void;
  readonly warn: Warn;
  /** Entries of the last so many days are kept though a snapshot has them (30). */
  readonly keepDays?: number;
  /** A segment of so many bytes is followed by another (64 MiB). */
  readonly segmentBytes?: number;
}

export interface OpenedJournal {
  readonly journal: FileJournal;
  /** Bytes of a torn tail, which the next lease cuts off, with a warning. */
  readonly cut: number;
  /** Where it keeps them. */
  readonly kept?: string;
}

interface Held {
  readonly lease: FileLease;
  readonly appender: Appender;
}

export class FileJournal implements Journal {
  readonly #folder: string;
  readonly #options: FileJournalOptions;
  readonly #snapshots: Snapshots;
  readonly #tails = new Set<Tail>();
  #last: number;
  #lastAt: number;
  #held: Held | undefined;
  #leasing: Promise<unknown> = Promise.resolve();
  #expiring: Promise<unknown> = Promise.resolve();
  #watcher: FSWatcher | undefined;
  #isClosed = false;

  private constructor(folder: string, options: FileJournalOptions, end: JournalEnd) {
    this.#folder = folder;
    this.#options = options;
    this.#snapshots = new Snapshots(folder, options.warn);
    this.#last = end.last;
    this.#lastAt = end.lastAt;
  }

  /** Opens the journal of this folder, which is made where there is none. Only a lease changes anything in it.
   *  @throws JournalError */
  static async open(folder: string, options: FileJournalOptions): Promise<OpenedJournal> {
    try {
      mkdirSync(folder, { recursive: true });
      if ((await readFolder(folder)).names.includes(OLD_FORMAT)) {
        const facts = { folder, file: OLD_FORMAT };
        options.warn('the journal of an older shortline is left as it is, and not read', facts);
      }
      const end = await findEnd(folder);
      return { journal: new FileJournal(folder, options, end), ...tornTail(end) };
    } catch (error) {
      throw new JournalError(`cannot open the journal ${folder}`, error);
    }
  }

  get last(): number {
    return this.#last;
  }

  get lastAt(): number {
    return this.#lastAt;
  }

  append(
    lease: Lease,
    events: readonly LineEvent[],
    causes: readonly number[] = events.map(() => 0),
  ): number {
    const held = this.#held;
    if (held === undefined || held.lease !== lease || !held.lease.stands())
      throw new FencedError(lease.fence);
    const entry = { number: this.#last + 1, fence: lease.fence, events: this.#raised(events), causes };
    try {
      held.appender.append(packRecord(encodeEntry(entry)), entry.number);
    } catch (error) {
      throw new JournalError(`entry ${entry.number}, of ${events[0]?.type}, could not be journalled`, error);
    }
    // only now is it sure that whoever takes over sees it
    if (!held.lease.stands()) throw new FencedError(lease.fence);
    this.#last = entry.number;
    this.#lastAt = entry.events.at(-1)!.at;
    for (const tail of this.#tails) tail.offer(entry);
    return entry.number;
  }

  /** Time never goes backwards, though the machine's clock may. */
  #raised(events: readonly LineEvent[]): readonly LineEvent[] {
    if (events.length === 0) throw new JournalError('an entry needs a fact');
    let at = this.#lastAt;
    return events.map((event) => {
      if (event.at < at) return { ...event, at };
      at = event.at;
      return event;
    });
  }

  read(from: number): AsyncIterable<Entry> {
    return new EntryReader(this.#folder, from, this.#options.warn).entries();
  }

  tail(from: number, listener: (entry: Entry) => void): () => void {
    const reader = new EntryReader(this.#folder, from, this.#options.warn);
    const tail = new Tail({
      reader,
      listener: (entry) => {
        if (entry.number > this.#last) {
          this.#last = entry.number;
          this.#lastAt = entry.events.at(-1)?.at ?? this.#lastAt;
        }
        listener(entry);
      },
      fault: (error) => {
        this.#tails.delete(tail);
        this.#options.fault(error);
      },
    });
    this.#tails.add(tail);
    this.#follow();
    tail.look();
    return () => {
      tail.stop();
      this.#tails.delete(tail);
      this.#follow();
    };
  }

  /** Watches the folder for what other processes append: as long as somebody wants it, and this one is not the writer. */
  #follow(): void {
    if (this.#tails.size === 0 || this.#held !== undefined) {
      this.#watcher?.close();
      this.#watcher = undefined;
      return;
    }
    if (this.#watcher) return;
    this.#watcher = watch(this.#folder, { persistent: false }, () => this.#look());
    this.#watcher.on('error', (error) => this.#options.fault(error));
    this.#look();
  }

  #look(): void {
    for (const tail of this.#tails) tail.look();
  }

  lease(holder: string): Promise<Lease> {
    const leased = this.#leasing.then(() => this.#lease(holder));
    this.#leasing = leased.catch(() => undefined);
    return leased;
  }

  async #lease(holder: string): Promise<Lease> {
    if (this.#isClosed) throw new JournalError('the journal is closed');
    let lease: FileLease | undefined;
    try {
      lease = await FileLease.acquire(this.#folder, holder, {
        fault: this.#options.fault,
        release: (each) => this.#release(each),
      });
      if (this.#held) await this.#release(this.#held.lease).catch(this.#options.fault);
      const end = await findEnd(this.#folder);
      await firmEnd(this.#folder, end, this.#options.warn);
      const appender = this.#appender(lease.fence, end.last + 1);
      await syncFolder(this.#folder);
      this.#last = end.last;
      this.#lastAt = end.lastAt;
      this.#hold({ lease, appender });
    } catch (error) {
      lease?.end();
      throw new JournalError(`cannot take the lease of the journal ${this.#folder}`, error);
    }
    this.#expire();
    return lease;
  }

  #appender(fence: number, first: number): Appender {
    const { fault, segmentBytes = SEGMENT_BYTES } = this.#options;
    return new Appender(
      { folder: this.#folder, fence, segmentBytes, fault, changed: () => this.#expire() },
      first,
    );
  }

  #hold(held: Held): void {
    this.#held = held;
    this.#follow();
    this.#look();
    // what it wrote is synced by whoever takes over
    held.lease.lost.then(() => this.#release(held.lease)).catch(this.#options.fault);
  }

  async #release(lease: FileLease): Promise<void> {
    const held = this.#held;
    if (held?.lease !== lease) return;
    this.#held = undefined;
    try {
      await held.appender.close();
    } finally {
      // it settles `lost` when it was taken over
      lease.stands();
      if (!this.#isClosed) this.#follow();
    }
  }

  #expire(): void {
    this.#expiring = this.#expiring
      .then(async () => {
        const [oldest = 0] = await this.#snapshots.numbers();
        await expire(this.#folder, oldest, this.#options.keepDays ?? KEEP_DAYS, Date.now());
      })
      .catch(this.#options.fault);
  }

  /** What was appended before is on disk, and so is a change of segments.
   *  @throws Error when the sync fails */
  async flush(): Promise<void> {
    await this.#held?.appender.flush();
  }

  async saveSnapshot(snapshot: Snapshot): Promise<void> {
    try {
      if (snapshot.number > this.#last) throw new RangeError(`the journal ends at entry ${this.#last}`);
      await this.flush();
      await this.#snapshots.save(snapshot);
    } catch (error) {
      throw new JournalError(`the snapshot of entry ${snapshot.number} could not be saved`, error);
    }
  }

  latestSnapshot(): Promise<Snapshot | undefined> {
    return this.#snapshots.latest(this.#last);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const tail of this.#tails) tail.stop();
    this.#tails.clear();
    this.#follow();
    await this.#leasing;
    await this.#held?.lease.release().catch(this.#options.fault);
    await this.#expiring;
  }
}
