/** The state that a journal leads to: the newest snapshot that can be read, and what came after it. It only evolves. */
import type { Journal } from '../journal/port.ts';
import { evolveEntry } from '../line/machine.ts';
import { type LineState, newLine, restoreLine } from '../line/state.ts';

export interface Recovered {
  readonly state: LineState;
  /** The last entry in a snapshot; 0 when there is none. */
  readonly snapshotAt: number;
  /** Entries that were read. */
  readonly entries: number;
}

/** @param warn told what could not be used
 *  @throws JournalError where the journal is damaged */
export async function recover(
  journal: Journal,
  warn: (message: string, facts: object) => void,
): Promise<Recovered> {
  const { state, number } = await newestSnapshot(journal, warn);
  let entries = 0;
  for await (const entry of journal.read(number === 0 ? 0 : number + 1)) {
    if (entry.number !== number + entries + 1) {
      // entries that have expired cannot be made up for: better an empty line than one that is wrong, or that never starts
      warn('the journal no longer holds its beginning, and no snapshot can be used: the line begins anew', {
        oldest: entry.number,
      });
      return { state: newLine(), snapshotAt: 0, entries: 0 };
    }
    evolveEntry(state, entry);
    entries += 1;
  }
  return { state, snapshotAt: number, entries };
}

async function newestSnapshot(
  journal: Journal,
  warn: (message: string, facts: object) => void,
): Promise<{ state: LineState; number: number }> {
  const snapshot = await journal.latestSnapshot();
  try {
    if (snapshot) return { state: restoreLine(snapshot.state), number: snapshot.number };
  } catch (error) {
    warn('a snapshot is passed over, the journal is read instead', {
      number: snapshot?.number,
      error: String(error),
    });
  }
  return { state: newLine(), number: 0 };
}
