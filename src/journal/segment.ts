/** Segments, one at a time: whole records read from an offset on, and records appended. */
import { closeSync, fdatasync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { promisify } from 'node:util';
import { isCode, type Segment, settled } from './folder.ts';
import { recordLength, unpackRecords } from './record.ts';

const sync = promisify(fdatasync);
/** So much is read at once, in bytes: a segment need not fit into memory. */
const PIECE = 1 << 20;

export interface Place {
  /** In bytes. */
  readonly offset: number;
  /** Number of the entry that begins there. */
  readonly number: number;
}

export interface Piece {
  readonly bodies: readonly Buffer[];
  /** Behind them. */
  readonly offset: number;
}

/** The whole records from a place on, up to the end of the segment's range, or the first that is cut short or damaged. */
export async function* piecesOf(segment: Segment, from: Place): AsyncGenerator<Piece> {
  const handle = await openSegment(segment);
  let [rest, { offset, number }] = [Buffer.alloc(0), from];
  for await (const piece of handle.createReadStream({ start: from.offset, highWaterMark: PIECE })) {
    rest = Buffer.concat([rest, piece as Buffer]);
    const { bodies, good, damaged } = unpackRecords(rest, segment.end - number);
    offset += good;
    number += bodies.length;
    if (bodies.length > 0) yield { bodies, offset };
    if (damaged || number >= segment.end) return;
    rest = rest.subarray(good);
  }
}

/** It may have lost its tentative name since the folder was read. */
export async function openSegment({ path }: Segment, flags: 'r' | 'r+' = 'r'): Promise<FileHandle> {
  try {
    return await open(path, flags);
  } catch (error) {
    if (settled(path) === path || !isCode(error, 'ENOENT')) throw error;
    return await open(settled(path), flags);
  }
}

export interface Extent {
  /** How many entries of its range it holds. */
  readonly entries: number;
  /** Their length, in bytes. */
  readonly good: number;
  /** Of the whole file, in bytes. */
  readonly size: number;
  readonly lastBody?: Buffer;
}

export async function extentOf(segment: Segment): Promise<Extent> {
  const size = await sizeOf(segment);
  let [entries, good, lastBody] = [0, 0, undefined as Buffer | undefined];
  for await (const { bodies, offset } of piecesOf(segment, { offset: 0, number: segment.first })) {
    entries += bodies.length;
    good = offset;
    lastBody = bodies.at(-1);
  }
  // of a segment that is written to meanwhile
  return { entries, good, size: Math.max(size, good), ...(lastBody === undefined ? {} : { lastBody }) };
}

async function sizeOf(segment: Segment): Promise<number> {
  const handle = await openSegment(segment);
  try {
    return (await handle.stat()).size;
  } finally {
    await handle.close();
  }
}

/** Where a record ends that begins at this offset. */
export function behind(body: Uint8Array, offset: number): number {
  return offset + recordLength(body);
}

/** A new segment. */
export class SegmentWriter {
  readonly path: string;
  readonly #descriptor: number;
  /** Length of the whole records, in bytes. */
  #size = 0;
  #isTorn = false;

  /** @throws Error when there is such a file, or none can be made */
  constructor(path: string) {
    this.path = path;
    this.#descriptor = openSync(path, 'ax');
  }

  get size(): number {
    return this.#size;
  }

  /** @throws Error when the record could not be written; nothing of it stays */
  append(record: Buffer): void {
    this.#mend();
    const written = writeSync(this.#descriptor, record);
    if (written < record.length) {
      // a disk that is full takes a part: it would hide all that is written after it
      this.#isTorn = true;
      this.#mend();
      throw new Error(`${written} of ${record.length} bytes were written`);
    }
    this.#size += written;
  }

  #mend(): void {
    if (!this.#isTorn) return;
    ftruncateSync(this.#descriptor, this.#size);
    this.#isTorn = false;
  }

  /** What was appended before is on disk. */
  sync(): Promise<void> {
    return sync(this.#descriptor);
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}
