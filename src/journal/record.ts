/** The bytes of one journal record: length (4), CRC-32 (4), both little-endian, then the entry. */
import { crc32 } from 'node:zlib';

const HEADER = 8;
/** In bytes. An entry may hold a decision for each of many thousands of callers; a longer length is damage. */
const LONGEST = 32 << 20;

/** @throws RangeError when the body is longer than a record may be */
export function packRecord(body: Uint8Array): Buffer {
  if (body.length > LONGEST) throw new RangeError(`${body.length} bytes are more than ${LONGEST}`);
  const record = Buffer.allocUnsafe(HEADER + body.length);
  record.writeUInt32LE(body.length, 0);
  record.writeUInt32LE(crc32(body), 4);
  record.set(body, HEADER);
  return record;
}

export interface Unpacked {
  readonly bodies: readonly Buffer[];
  /** Length of the whole records; what follows is cut short, or damaged. */
  readonly good: number;
  /** What follows is no beginning of a record, however much comes after it. */
  readonly damaged: boolean;
}

/** The records at the beginning of these bytes, up to the first that is cut short or damaged.
 *  @param most how many are taken */
export function unpackRecords(bytes: Buffer, most = Number.POSITIVE_INFINITY): Unpacked {
  const bodies: Buffer[] = [];
  let at = 0;
  while (bodies.length < most && at + HEADER <= bytes.length) {
    const length = bytes.readUInt32LE(at);
    const end = at + HEADER + length;
    // no entry is empty: zeros are what a power cut leaves of blocks that never reached the disk
    if (length === 0 || length > LONGEST) return { bodies, good: at, damaged: true };
    if (end > bytes.length) break;
    const body = bytes.subarray(at + HEADER, end);
    if (crc32(body) !== bytes.readUInt32LE(at + 4)) return { bodies, good: at, damaged: true };
    bodies.push(body);
    at = end;
  }
  return { bodies, good: at, damaged: false };
}

/** Length of the record around a body, in bytes. */
export function recordLength(body: Uint8Array): number {
  return HEADER + body.length;
}
