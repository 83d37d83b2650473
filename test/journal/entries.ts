/** Entries for the tests of the journal, and journals to hold them. */
import { readdir } from 'node:fs/promises';
import fc from 'fast-check';
import type { Test } from 'tap';
import type { LineEvent } from '../../src/events/line.generated.ts';
import { FileJournal, type FileJournalOptions } from '../../src/journal/file.ts';
import type { Entry, Journal } from '../../src/journal/port.ts';

export function readied(agent: string, at: number, by = 'api'): LineEvent {
  return { type: 'AgentReadied', at, agent, by };
}

/** Some facts, each with up to three decisions, of a few bytes to some kilobytes. */
export const decided: fc.Arbitrary<LineEvent[]> = fc.array(
  fc
    .record({ agent: fc.string({ maxLength: 30 }), by: fc.string({ unit: 'grapheme', maxLength: 600 }) })
    .map(({ agent, by }) => readied(agent, 1_000, by)),
  { minLength: 1, maxLength: 4 },
);

export interface Watched {
  readonly options: FileJournalOptions;
  readonly faults: Error[];
  readonly warnings: [message: string, facts: Record<string, unknown>][];
}

export function watched(more: Partial<FileJournalOptions> = {}): Watched {
  const faults: Error[] = [];
  const warnings: Watched['warnings'] = [];
  const options: FileJournalOptions = {
    fault: (error) => faults.push(error),
    warn: (message, facts) => warnings.push([message, facts as Record<string, unknown>]),
    ...more,
  };
  return { options, faults, warnings };
}

/** A journal that is closed at the end of the test. */
export async function opened(t: Test, folder: string, more: Partial<FileJournalOptions> = {}) {
  const told = watched(more);
  const result = await FileJournal.open(folder, told.options);
  t.teardown(() => result.journal.close());
  return { ...result, ...told };
}

/** A journal with entries, closed; their numbers are 1 to `count`. */
export async function filled(folder: string, count: number, segmentBytes?: number): Promise<Entry[]> {
  const { options, faults, warnings } = watched(segmentBytes === undefined ? {} : { segmentBytes });
  const { journal } = await FileJournal.open(folder, options);
  const lease = await journal.lease('filler');
  for (let index = 1; index <= count; index++) {
    journal.append(lease, [readied(`agent ${index}`, index)]);
    // a segment is followed by another once it is on disk
    if (segmentBytes !== undefined) await journal.flush();
  }
  const entries = await all(journal, 0);
  await journal.close();
  if (faults.length + warnings.length > 0)
    throw new Error('it is not as it should be', { cause: { faults, warnings } });
  return entries;
}

export async function all(journal: Journal, from: number): Promise<Entry[]> {
  const entries: Entry[] = [];
  for await (const entry of journal.read(from)) entries.push(entry);
  return entries;
}

/** Names of the segments in a folder, in order. */
export async function segmentsIn(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => /\.journal(\.next)?$/.test(name)).sort();
}

/** Entries as a tail tells them, and the moment when the one with a number has come. */
export class Listener {
  readonly entries: Entry[] = [];
  readonly #awaited: { readonly number: number; readonly come: () => void }[] = [];

  readonly hear = (entry: Entry): void => {
    this.entries.push(entry);
    for (const { number, come } of this.#awaited) if (number === entry.number) come();
  };

  get numbers(): number[] {
    return this.entries.map(({ number }) => number);
  }

  async heard(number: number): Promise<void> {
    if (this.numbers.includes(number)) return;
    // what is awaited comes by a watcher that keeps no process alive
    const alive = setInterval(() => undefined, 60_000);
    await new Promise<void>((come) => this.#awaited.push({ number, come }));
    clearInterval(alive);
  }
}
