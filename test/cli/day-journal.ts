/** The journal of a scripted day in files, as a running line writes it. */
import type { Test } from 'tap';
import type { Entry } from '../../src/events/codec.ts';
import { FileJournal, type FileJournalOptions } from '../../src/journal/file.ts';
import { explainedDay } from '../line/explain-days.ts';

export const DAY = explainedDay();

/** Writes a journal as a running line does, and keeps it open for writing. */
export async function written(
  t: Test,
  folder: string,
  entries: readonly Entry[],
  kept: Pick<FileJournalOptions, 'segmentBytes' | 'keepDays'> = {},
): Promise<FileJournal> {
  const { journal } = await FileJournal.open(folder, {
    ...kept,
    fault: (error) => t.fail(error.message),
    warn: () => undefined,
  });
  t.teardown(() => journal.close());
  const lease = await journal.lease('paris-1');
  for (const { events, causes } of entries) {
    journal.append(lease, events, causes);
    // a segment is followed by another when it is on disk
    if (kept.segmentBytes !== undefined) await journal.flush();
  }
  return journal;
}
