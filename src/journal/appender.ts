/** Appends records to the newest segment of a lease, begins another when that is long, and syncs in groups. */
import { rename } from 'node:fs/promises';
import { segmentPath, settled, syncFolder, tentative } from './folder.ts';
import { SegmentWriter } from './segment.ts';

const SYNC_EVERY_MS = 200;

export interface AppenderOptions {
  readonly folder: string;
  readonly fence: number;
  /** A segment of so many bytes is followed by another. */
  readonly segmentBytes: number;
  fault(error: Error): void;
  /** A segment was followed by another. */
  changed(): void;
}

export class Appender {
  readonly #options: AppenderOptions;
  readonly #timer: NodeJS.Timeout;
  #writer: SegmentWriter;
  #isDirty = false;
  /** While a segment and its successor are not yet wholly on disk. */
  #isChanging = false;
  #rollAt: number;
  #syncing: Promise<void> = Promise.resolve();

  /** @param first number of the first entry that it will take
   *  @throws Error when its segment cannot be made */
  constructor(options: AppenderOptions, first: number) {
    this.#options = options;
    this.#rollAt = options.segmentBytes;
    this.#writer = new SegmentWriter(segmentPath(options.folder, first, options.fence));
    this.#timer = setInterval(() => this.#syncGroup(), SYNC_EVERY_MS);
  }

  /** @throws Error when the record could not be written; nothing of it stays */
  append(record: Buffer, number: number): void {
    if (this.#writer.size >= this.#rollAt && !this.#isChanging) this.#change(number);
    this.#writer.append(record);
    this.#isDirty = true;
  }

  /** What was appended before is on disk.
   *  @throws Error when the sync fails */
  flush(): Promise<void> {
    const writer = this.#writer;
    if (!this.#isDirty) return this.#syncing;
    this.#isDirty = false;
    return this.#inTurn(() => writer.sync());
  }

  /** @throws Error when the last sync fails */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    try {
      await this.flush();
    } finally {
      this.#writer.close();
    }
  }

  #syncGroup(): void {
    if (this.#isDirty) this.flush().catch(this.#options.fault);
  }

  /** The successor has a tentative name until its predecessor is on disk: after a power cut nothing follows a gap. */
  #change(number: number): void {
    const { folder, fence, segmentBytes, fault } = this.#options;
    const before = this.#writer;
    try {
      this.#writer = new SegmentWriter(tentative(segmentPath(folder, number, fence)));
    } catch (error) {
      // the old segment may still have room
      this.#rollAt = before.size + segmentBytes;
      fault(error as Error);
      return;
    }
    const { path } = this.#writer;
    this.#isChanging = true;
    this.#rollAt = segmentBytes;
    this.#inTurn(async () => {
      try {
        await before.sync();
      } finally {
        before.close();
      }
      await rename(path, settled(path));
      await syncFolder(folder);
      // a sync that failed leaves it so: the next lease settles it
      this.#isChanging = false;
      this.#options.changed();
    }).catch(fault);
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#syncing.then(work);
    this.#syncing = done.catch(() => undefined);
    return done;
  }
}
