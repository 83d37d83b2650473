/** Where the line's events are kept: entries in the order of their numbers, written by one holder of a lease at a time,
 *  and snapshots of the state that they lead to. */
import type { Entry } from '../events/codec.ts';
import type { LineEvent } from '../events/line.generated.ts';

export type { Entry };

/** The right to append, until somebody else takes it. */
export interface Lease {
  /** One higher than any before. */
  readonly fence: number;
  /** Settles when another holder has taken over. */
  readonly lost: Promise<void>;
  /** Nothing more is appended under it; what was is on disk. */
  release(): Promise<void>;
}

export interface Snapshot {
  /** The last entry in it. */
  readonly number: number;
  /** Opaque to the journal. */
  readonly state: string;
}

export interface Journal {
  /** Number of the last entry that this process knows of; 0 when the journal is empty. */
  readonly last: number;
  /** `at` of the last entry, epoch milliseconds; 0 when there is none. The writer stamps each fact with no less, before
   *  it decides: what is appended stays as it was decided upon. */
  readonly lastAt: number;
  /** Appends one entry, whole or not at all. Returns its number when the write has: the entry survives the end of this
   *  process, not yet a power cut. An `at` that lies before that of the last event is raised to it.
   *  @param events the fact, then the decisions
   *  @param causes for each event the index of the one that it was decided upon; 0 for each unless given
   *  @throws FencedError when another holder has taken over: whether the entry stands is for that one to read
   *  @throws JournalError when it could not be written; the journal goes on when the cause is gone */
  append(lease: Lease, events: readonly LineEvent[], causes?: readonly number[]): number;
  /** The entries from this number on, in order, as far as there are any now. 0: from the oldest that is kept.
   *  @throws JournalError where an entry is damaged, or is no longer kept */
  read(from: number): AsyncIterable<Entry>;
  /** Tells the entries from this number on, in order, then each new one, also those of other processes; never within
   *  `append`. A fault of the reading or of the listener ends it, and is told as a fault of the journal.
   *  @returns stops it */
  tail(from: number, listener: (entry: Entry) => void): () => void;
  /** Takes over, whoever holds the lease now.
   *  @param holder name of the node, for people
   *  @throws JournalError */
  lease(holder: string): Promise<Lease>;
  /** Resolves when the snapshot, and every entry in it, is on disk.
   *  @throws JournalError */
  saveSnapshot(snapshot: Snapshot): Promise<void>;
  /** The newest whole one; a damaged one is passed over with a warning. */
  latestSnapshot(): Promise<Snapshot | undefined>;
  /** Writes are on disk; nothing more is taken. */
  close(): Promise<void>;
}

export class JournalError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'JournalError';
  }
}

/** A newer lease exists. */
export class FencedError extends JournalError {
  constructor(fence: number) {
    super(`the lease ${fence} of the journal is over: another holder has taken it`);
    this.name = 'FencedError';
  }
}
