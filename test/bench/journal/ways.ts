/** The ways to write entries that are compared. Each encodes the entry and packs it, as the journal does. */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { encodeEntry } from '../../../src/events/codec.ts';
import type { LineEvent } from '../../../src/events/line.generated.ts';
import { FileJournal } from '../../../src/journal/file.ts';
import { packRecord } from '../../../src/journal/record.ts';
import { SegmentWriter } from '../../../src/journal/segment.ts';
import { spreadOf, type Way } from './measure.ts';
import { openTable } from './table.ts';
import { WriterThread } from './writer-thread.ts';

export const WAYS: Readonly<Record<string, (folder: string) => Way | Promise<Way>>> = {
  nothing: () => of(() => undefined),
  file: fileJournal,
  fileAlwaysSyncing: (folder) => alwaysSyncing(new SegmentWriter(join(folder, 'records'))),
  workerFileAwaited: (folder) => thread(folder, 'file', true),
  workerFileNotAwaited: (folder) => thread(folder, 'file', false),
  sqlite: (folder) => {
    const database = new DatabaseSync(join(folder, 'entries.sqlite'));
    const insert = openTable(database);
    return of(insert, async () => {
      database.close();
      return {};
    });
  },
  workerSqliteAwaited: (folder) => thread(folder, 'sqlite', true),
};

type Write = (record: Buffer, number: number) => void;

function of(write: Write, close: Way['close'] = async () => ({})): Way {
  let number = 0;
  return {
    append(events: readonly LineEvent[]) {
      number += 1;
      write(packRecord(encodeEntry({ number, fence: 1, events, causes: events.map(() => 0) })), number);
    },
    close,
  };
}

/** The journal as it is: with the lease looked at before and after each write. */
async function fileJournal(folder: string): Promise<Way> {
  const fault = (error: Error): never => {
    throw error;
  };
  const { journal } = await FileJournal.open(folder, { fault, warn: (message) => fault(new Error(message)) });
  const lease = await journal.lease('bench');
  return {
    append(events) {
      journal.append(lease, events);
    },
    async close() {
      await journal.close();
      return {};
    },
  };
}

/** As on a slow disk: a sync is always under way, and one that writers had to wait for would be seen. */
function alwaysSyncing(writer: SegmentWriter): Way {
  const syncs: number[] = [];
  let isOver = false;
  const syncing = (async () => {
    while (!isOver) {
      const before = performance.now();
      await writer.sync();
      syncs.push((performance.now() - before) * 1_000);
    }
  })();
  return of(
    (record) => writer.append(record),
    async () => {
      isOver = true;
      await syncing;
      writer.close();
      return { syncUs: spreadOf(syncs) };
    },
  );
}

async function thread(folder: string, kind: 'file' | 'sqlite', isAwaited: boolean): Promise<Way> {
  const writer = await WriterThread.open({ path: join(folder, kind), kind, isAwaited });
  return of(
    (record, number) => writer.append(record, number),
    async () => {
      const written = await writer.close();
      // from the append to the end of the write, in the other thread
      return isAwaited ? {} : { writtenUs: spreadOf(written) };
    },
  );
}
