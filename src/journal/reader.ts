/** Reads entries across segments. */
import { decodeEntry } from '../events/codec.ts';
import { counts, readFolder, type Segment, settled } from './folder.ts';
import { type Entry, JournalError } from './port.ts';
import { behind, extentOf, type Place, piecesOf } from './segment.ts';

export type Warn = (message: string, facts: object) => void;

export class EntryReader {
  readonly #folder: string;
  readonly #warn: Warn;
  #next: number;
  /** Where reading ended: an entry of this segment begins there. */
  #near: (Place & { readonly path: string }) | undefined;

  /** @param from number of the first entry; 0: the oldest that is kept */
  constructor(folder: string, from: number, warn: Warn) {
    this.#folder = folder;
    this.#next = from;
    this.#warn = warn;
  }

  /** Number of the entry that comes next; 0 before the oldest is known. */
  get next(): number {
    return this.#next;
  }

  /** The entry was learnt otherwise. */
  skip(number: number): void {
    this.#next = number + 1;
  }

  /** The entries that there are, from the next one on. May be called again, for those that came since.
   *  @param isCertain leaves out what may have been written after a takeover that is not complete: nothing that is told
   *  is ever replaced
   *  @throws JournalError where an entry is damaged, or is no longer kept */
  async *entries(isCertain = false): AsyncGenerator<Entry> {
    const segments = (await readFolder(this.#folder)).segments.filter(counts);
    for (const [index, segment] of segments.entries()) {
      if (segment.end <= this.#next) continue;
      if (this.#next === 0) this.#next = segment.first;
      if (segment.first > this.#next) {
        throw new JournalError(
          `entry ${this.#next} of the journal ${this.#folder} is no longer kept: the oldest is ${segment.first}`,
        );
      }
      const reached = yield* this.#segment(segment, isCertain);
      if (reached === undefined) return;
      if (segment.end === Number.POSITIVE_INFINITY) return;
      if (reached.number === segment.end) await this.#warnOfLate(segment, reached);
      // after a power cut, until a lease puts the successor aside
      else if (segments[index + 1]?.isTentative) return;
      else throw damage(segment, reached);
    }
  }

  /** @returns where it ended, or undefined when what follows is not certain */
  async *#segment(segment: Segment, isCertain: boolean): AsyncGenerator<Entry, Place | undefined> {
    const path = settled(segment.path);
    let place: Place = this.#near?.path === path ? this.#near : { offset: 0, number: segment.first };
    if (place.number > this.#next) place = { offset: 0, number: segment.first };
    for await (const { bodies } of piecesOf(segment, place)) {
      if (isCertain && !(await isCertainly(this.#folder, segment))) return undefined;
      for (const body of bodies) {
        const { number, offset } = place;
        place = { number: number + 1, offset: behind(body, offset) };
        if (number < this.#next) continue;
        const entry = decoded(body, segment, { number, offset });
        this.#next = number + 1;
        this.#near = { ...place, path };
        yield entry;
      }
    }
    return place;
  }

  async #warnOfLate(segment: Segment, { offset }: Place): Promise<void> {
    const { size } = await extentOf(segment);
    if (size > offset) {
      const facts = { file: segment.path, offset, bytes: size - offset };
      this.#warn('what the journal’s former writer added after it had been taken over is ignored', facts);
    }
  }
}

/** What a segment without a successor holds is certain as long as nobody has taken its writer's lease. */
async function isCertainly(folder: string, { fence, end }: Segment): Promise<boolean> {
  return end !== Number.POSITIVE_INFINITY || ((await readFolder(folder)).leases.at(-1) ?? 0) <= fence;
}

function decoded(body: Buffer, segment: Segment, place: Place): Entry {
  let entry: Entry;
  try {
    entry = decodeEntry(body);
  } catch (error) {
    throw damage(segment, place, error);
  }
  if (entry.number !== place.number) throw damage(segment, place, `it has the number ${entry.number}`);
  return entry;
}

function damage({ path, end }: Segment, { number, offset }: Place, cause?: unknown): JournalError {
  const until = end === Number.POSITIVE_INFINITY ? '' : ` to ${end - 1}`;
  return new JournalError(
    `entry ${number} of the journal is damaged, at byte ${offset} of ${path}: the entries from there${until} cannot be ` +
      'read. Restore this file from a copy. Without one, nothing after the last snapshot before that entry can be ' +
      'taken up: move the whole folder elsewhere, and the line begins anew, without its waiting callers.',
    cause,
  );
}
