/** Snapshots in files: a line of JSON with the number and the checksum, then the state as it was given. */
import { open, readdir, readFile, rename, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { padded, syncFolder } from './folder.ts';
import { JournalError, type Snapshot } from './port.ts';
import type { Warn } from './reader.ts';

const NAME = /^snapshot-(\d{20})\.json$/;
const TEMPORARY = /^snapshot-\d{20}\.json\.tmp$/;
/** One that is damaged leaves others. */
const KEPT = 3;

interface Header {
  readonly number: number;
  /** Of the state, in UTF-8. */
  readonly bytes: number;
  readonly crc32: number;
}

export class Snapshots {
  readonly #folder: string;
  readonly #warn: Warn;

  constructor(folder: string, warn: Warn) {
    this.#folder = folder;
    this.#warn = warn;
  }

  /** Numbers of those that are kept, in order. */
  async numbers(): Promise<number[]> {
    const names = await readdir(this.#folder);
    return names
      .flatMap((name) => NAME.exec(name)?.[1] ?? [])
      .map(Number)
      .sort((one, other) => one - other);
  }

  async save({ number, state }: Snapshot): Promise<void> {
    const path = this.#path(number);
    const temporary = `${path}.tmp`;
    const body = Buffer.from(state);
    const header: Header = { number, bytes: body.length, crc32: crc32(body) };
    const handle = await open(temporary, 'w');
    try {
      await handle.writeFile(`${JSON.stringify(header)}\n`);
      await handle.writeFile(body);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, path);
    for (const old of (await this.numbers()).slice(0, -KEPT)) await unlink(this.#path(old));
    // of a process that ended while it saved
    const rest = (await readdir(this.#folder)).filter((name) => TEMPORARY.test(name));
    for (const name of rest) await unlink(join(this.#folder, name));
    await syncFolder(this.#folder);
  }

  /** @param last number of the journal's last entry: a snapshot of entries that a power cut took is none */
  async latest(last: number): Promise<Snapshot | undefined> {
    for (const number of (await this.numbers()).reverse()) {
      try {
        const snapshot = whole(await readFile(this.#path(number)), number);
        if (number <= last) return snapshot;
        throw new JournalError(`the journal ends at entry ${last}`);
      } catch (error) {
        const facts = { file: this.#path(number), reason: (error as Error).message };
        this.#warn('a snapshot cannot be used: it is passed over', facts);
      }
    }
    return undefined;
  }

  #path(number: number): string {
    return join(this.#folder, `snapshot-${padded(number, 20)}.json`);
  }
}

/** @throws Error when these bytes are not what was saved */
function whole(bytes: Buffer, number: number): Snapshot {
  const line = bytes.indexOf('\n');
  if (line < 0) throw new JournalError('it has no header');
  const header = JSON.parse(bytes.toString('utf8', 0, line)) as Header;
  const body = bytes.subarray(line + 1);
  if (header.number !== number) throw new JournalError(`its header names entry ${header.number}`);
  if (header.bytes !== body.length || header.crc32 !== crc32(body)) {
    throw new JournalError('its checksum is that of another state');
  }
  return { number, state: body.toString() };
}
