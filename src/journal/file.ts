import {
  closeSync,
  createReadStream,
  fdatasync,
  ftruncateSync,
  mkdirSync,
  openSync,
  writeSync,
} from 'node:fs';
import { stat, truncate, writeFile } from 'node:fs/promises';
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
/** So much is read at once, in bytes: a journal may be larger than memory. */
const PIECE = 1 << 20;

export interface OpenedJournal {
  readonly journal: FileJournal;
  /** How many events it holds. */
  readonly records: number;
  /** Bytes that were cut off. */
  readonly cut: number;
  /** Where they are kept. */
  readonly kept?: string;
}

/** A journal in one append-only file of a folder. A write returns in some microseconds; syncs follow in groups. */
export class FileJournal implements Journal {
  readonly #descriptor: number;
  readonly #timer: NodeJS.Timeout;
  readonly #fault: (error: Error) => void;
  /** Length of the whole records, in bytes. */
  #size: number;
  #dirty = false;
  #syncing: Promise<void> = Promise.resolve();

  private constructor(descriptor: number, size: number, fault: (error: Error) => void) {
    this.#descriptor = descriptor;
    this.#size = size;
    this.#fault = fault;
    this.#timer = setInterval(() => this.#sync(), SYNC_EVERY_MS);
  }

  /** Opens the journal of this folder, and cuts off the tail that a crash may have torn, or that follows a damage. It is
   *  kept beside the journal: nothing is thrown away unseen.
   *  @param fault told when a sync fails: a disk that is full or broken */
  static async open(folder: string, fault: (error: Error) => void): Promise<OpenedJournal> {
    const path = join(folder, NAME);
    try {
      mkdirSync(folder, { recursive: true });
      const descriptor = openSync(path, 'a');
      const { size } = await stat(path);
      const { records, good } = await read(path);
      const kept = good < size ? `${path}.cut-at-${good}` : undefined;
      if (kept !== undefined) {
        await writeFile(kept, createReadStream(path, { start: good }));
        await truncate(path, good);
      }
      const journal = new FileJournal(descriptor, good, fault);
      return { journal, records, cut: size - good, ...(kept === undefined ? {} : { kept }) };
    } catch (error) {
      throw new JournalError(`cannot open the journal ${path}`, error);
    }
  }

  append(event: LineEvent): void {
    try {
      this.#write(packRecord(encodeEvent(event)));
    } catch (error) {
      throw new JournalError(`event ${event.type} could not be journalled`, error);
    }
  }

  #write(record: Buffer): void {
    const written = writeSync(this.#descriptor, record);
    if (written < record.length) {
      // a disk that is full takes a part: it would hide all that is written after it
      ftruncateSync(this.#descriptor, this.#size);
      throw new Error(`${written} of ${record.length} bytes were written`);
    }
    this.#size += written;
    this.#dirty = true;
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

/** Counts the whole records of a file, piece by piece. */
async function read(path: string): Promise<{ records: number; good: number }> {
  let [rest, records, good] = [Buffer.alloc(0), 0, 0];
  for await (const piece of createReadStream(path, { highWaterMark: PIECE })) {
    rest = Buffer.concat([rest, piece as Buffer]);
    const found = unpackRecords(rest);
    records += found.bodies.length;
    good += found.good;
    rest = rest.subarray(found.good);
    if (found.damaged) break;
  }
  return { records, good };
}
