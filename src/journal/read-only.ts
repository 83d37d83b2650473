/** A journal that is only read, also while a line writes it: nothing in its folder is made, cut or renamed, and no lease
 *  is taken. */
import { findEnd } from './end.ts';
import { counts, OLD_FORMAT, readFolder } from './folder.ts';
import { type Entry, JournalError, type Snapshot } from './port.ts';
import { EntryReader, type Warn } from './reader.ts';
import { Snapshots } from './snapshots.ts';

export interface Kept {
  /** Number of the oldest entry that is kept. */
  readonly first: number;
  /** Number of the last whole entry as of now. */
  readonly last: number;
}

/** What the journal of this folder holds; undefined when it holds no entry.
 *  @throws JournalError when there is no such journal */
export async function journalExtent(folder: string): Promise<Kept | undefined> {
  try {
    const { names, segments } = await readFolder(folder);
    const first = segments.filter(counts)[0]?.first;
    if (first === undefined && names.includes(OLD_FORMAT)) {
      throw new JournalError(`${folder} holds the journal of an older shortline, which cannot be read`);
    }
    const { last } = await findEnd(folder);
    return first === undefined || last < first ? undefined : { first, last };
  } catch (error) {
    if (error instanceof JournalError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    const why =
      code === 'ENOENT' || code === 'ENOTDIR' ? 'there is no such folder' : (error as Error).message;
    throw new JournalError(`cannot read the journal ${folder}: ${why}`, error);
  }
}

/** The entries from this number on, as far as there are any now. 0: from the oldest that is kept. A torn tail, which the
 *  line may be writing, is the end.
 *  @throws JournalError where an entry is damaged, or is no longer kept */
export function readJournal(folder: string, from: number, warn: Warn): AsyncIterable<Entry> {
  return new EntryReader(folder, from, warn).entries();
}

/** Numbers of the snapshots' last entries, in order. */
export function snapshotNumbers(folder: string): Promise<number[]> {
  return new Snapshots(folder, () => undefined).numbers();
}

/** The snapshot of this number, or the newest whole one before it: a damaged one is passed over, as whoever reads from an
 *  older one reads more entries. */
export function snapshotUntil(folder: string, last: number): Promise<Snapshot | undefined> {
  return new Snapshots(folder, () => undefined).latest(last);
}
