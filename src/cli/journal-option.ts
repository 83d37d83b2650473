/** The journal that a command reads: while a line writes it, too. */

import type { Entry } from '../journal/port.ts';
import { JournalError } from '../journal/port.ts';
import { journalExtent, readJournal, snapshotNumbers, snapshotUntil } from '../journal/read-only.ts';
import { evolveEntry } from '../line/machine.ts';
import type { LineState } from '../line/state.ts';
import { newLine, restoreLine } from '../line/state.ts';
import { Failure } from './failure.ts';

export interface OpenJournal {
  /** Number of the oldest entry that is kept. */
  readonly first: number;
  /** Number of the last entry. */
  readonly last: number;
  /** @throws Failure where an entry is damaged */
  entries(from: number): AsyncIterable<Entry>;
  /** The line as a snapshot of this entry, or of one before it, says; where the entries from there on are no longer kept,
   *  as the oldest snapshot after it says.
   *  @throws Failure when no snapshot stands where the entries begin */
  stateNear(number: number): Promise<StateAt>;
}

export interface StateAt {
  readonly state: LineState;
  /** The last entry in it; 0: the line before anything happened. */
  readonly number: number;
}

/** @throws Failure when there is no journal */
export async function openJournal(folder: string): Promise<OpenJournal> {
  const extent = await saying(() => journalExtent(folder));
  if (extent === undefined) throw new Failure(`the journal ${folder} is empty: nothing has happened yet`);
  return {
    ...extent,
    entries: (from) => sayingAll(readJournal(folder, from, warn)),
    stateNear: (number) => saying(() => stateNear(folder, extent.first, number)),
  };
}

async function stateNear(folder: string, first: number, number: number): Promise<StateAt> {
  const numbers = (await snapshotNumbers(folder)).filter((each) => each >= first - 1);
  const before = numbers.filter((each) => each <= number).reverse();
  const after = first === 1 ? [] : numbers.filter((each) => each > number);
  for (const each of [...before, ...after]) {
    const state = await stateOf(folder, each);
    if (state !== undefined) return { state, number: each };
  }
  if (first === 1) return { state: newLine(), number: 0 };
  throw new Failure(
    `the journal ${folder} keeps its entries from ${first} on, and no snapshot that this version can read says what was before`,
  );
}

/** @returns undefined when it is damaged, or another version's: entries say it as well */
async function stateOf(folder: string, number: number): Promise<LineState | undefined> {
  const snapshot = await snapshotUntil(folder, number);
  if (snapshot?.number !== number) return undefined;
  try {
    return restoreLine(snapshot.state);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Takes an entry as it stands. @throws Failure when it follows from nothing that was before */
export function takeEntry(state: LineState, entry: Entry): void {
  try {
    evolveEntry(state, entry);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Failure(`entry ${entry.number} cannot be taken after those before it: ${why}`);
  }
}

function warn(message: string, facts: object): void {
  process.stderr.write(`warning: ${message} ${JSON.stringify(facts)}\n`);
}

async function saying<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof JournalError) throw new Failure(error.message);
    throw error;
  }
}

async function* sayingAll(entries: AsyncIterable<Entry>): AsyncGenerator<Entry> {
  try {
    yield* entries;
  } catch (error) {
    if (error instanceof JournalError) throw new Failure(error.message);
    throw error;
  }
}
