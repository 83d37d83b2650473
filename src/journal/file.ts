import { closeSync, fdatasync, mkdirSync, openSync, writeSync } from 'node:fs';
import { readFile, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { encodeEvent } from '../events/codec.ts';
import type { LineEvent } from '../events/line.generated.ts';
import { type Journal, JournalError } from './port.ts';
import { packRecord, unpackRecords } from './record.ts';

const sync = promisify(fdatasync);
/** What a power cut may cost: the events of so many milliseconds. The end of a process costs none. */
const SYNC_EVERY_MS = 200;
const NAME = 'line.journal';

/** A journal in one append-only file of a folder. A write returns in some microseconds; syncs follow in groups. */
export class FileJournal implements Journal {
  readonly #descriptor: number;
  readonly #timer: NodeJS.Timeout;
  readonly #fault: (error: Error) => void;
  #dirty = false;
  #syncing: Promise<void> = Promise.resolve();

  private constructor(descriptor: number, fault: (error: Error) => void) {
    this.#descriptor = descriptor;
    this.#fault = fault;
    this.#timer = setInterval(() => this.#sync(), SYNC_EVERY_MS);
  }

  /** Opens the journal of this folder, and cuts off the tail that a crash may have torn.
   *  @param fault told when a sync fails: a disk that is full or broken */
  static async open(
    folder: string,
    fault: (error: Error) => void,
  ): Promise<{ journal: FileJournal; records: number; cut: number }> {
    mkdirSync(folder, { recursive: true });
    const path = join(folder, NAME);
    const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return Buffer.alloc(0);
      throw new JournalError(`cannot read ${path}`, error);
    });
    const { bodies, good } = unpackRecords(bytes);
    if (good < bytes.length) await truncate(path, good);
    const journal = new FileJournal(openSync(path, 'a'), fault);
    return { journal, records: bodies.length, cut: bytes.length - good };
  }

  append(event: LineEvent): void {
    try {
      writeSync(this.#descriptor, packRecord(encodeEvent(event)));
      this.#dirty = true;
    } catch (error) {
      throw new JournalError(`event ${event.type} could not be journalled`, error);
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#sync();
    await this.#syncing;
    closeSync(this.#descriptor);
  }

  #sync(): void {
    if (!this.#dirty) return;
    this.#dirty = false;
    this.#syncing = this.#syncing.then(() => sync(this.#descriptor)).catch(this.#fault);
  }
}
