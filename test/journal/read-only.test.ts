/** A journal that is only read, while a line writes it. */
import { appendFile, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Test, test } from 'tap';
import { FileJournal } from '../../src/journal/file.ts';
import { journalExtent, readJournal, snapshotNumbers, snapshotUntil } from '../../src/journal/read-only.ts';

const event = (at: number) => ({ type: 'NodeStarted', at, node: 'n' }) as const;

async function opened(t: Test, folder: string) {
  const { journal } = await FileJournal.open(folder, {
    fault: (error) => t.fail(error.message),
    warn: () => {},
  });
  t.teardown(() => journal.close());
  return journal;
}

/** Names, sizes and times of a folder's files. */
async function traces(folder: string): Promise<object[]> {
  const names = (await readdir(folder)).sort();
  return Promise.all(
    names.map(async (name) => {
      const { size, mtimeMs } = await stat(join(folder, name));
      return { name, size, mtimeMs };
    }),
  );
}

async function numbers(folder: string, from: number): Promise<number[]> {
  const read: number[] = [];
  for await (const { number } of readJournal(folder, from, () => {})) read.push(number);
  return read;
}

test('what is there is read, and nothing is changed', async (t) => {
  const folder = t.testdir();
  const journal = await opened(t, folder);
  const lease = await journal.lease('writer');
  t.equal(await journalExtent(folder), undefined, 'nothing has happened yet');
  for (let at = 1; at <= 5; at++) journal.append(lease, [event(at)]);
  await journal.saveSnapshot({ number: 2, state: 'two' });
  await journal.saveSnapshot({ number: 4, state: 'four' });
  const before = await traces(folder);
  t.strictSame(await journalExtent(folder), { first: 1, last: 5 });
  t.strictSame(await numbers(folder, 0), [1, 2, 3, 4, 5]);
  t.strictSame(await numbers(folder, 4), [4, 5]);
  t.strictSame(await snapshotNumbers(folder), [2, 4]);
  t.match(await snapshotUntil(folder, 3), { number: 2, state: 'two' });
  t.match(await snapshotUntil(folder, 4), { number: 4, state: 'four' });
  t.equal(await snapshotUntil(folder, 1), undefined);
  t.strictSame(await traces(folder), before, 'no lease, no new file, nothing cut');
  t.equal(journal.append(lease, [event(6)]), 6, 'the writer goes on');
  t.strictSame(await numbers(folder, 6), [6]);
});

test('a torn tail is the end, and stays', async (t) => {
  const folder = t.testdir();
  const journal = await opened(t, folder);
  const lease = await journal.lease('writer');
  for (let at = 1; at <= 3; at++) journal.append(lease, [event(at)]);
  await lease.release();
  const segment = (await readdir(folder)).find((name) => name.endsWith('.journal'))!;
  const path = join(folder, segment);
  await appendFile(path, Buffer.from([40, 0, 0, 0, 1, 2]));
  const bytes = await readFile(path);
  t.strictSame(await journalExtent(folder), { first: 1, last: 3 });
  t.strictSame(await numbers(folder, 0), [1, 2, 3]);
  t.ok(bytes.equals(await readFile(path)), 'what a line may be writing is not cut');
});

test('what is no journal is said', async (t) => {
  const folder = t.testdir({ old: { 'line.journal': 'x' }, file: 'x', empty: {} });
  await t.rejects(journalExtent(join(folder, 'none')), {
    message: `cannot read the journal ${folder}/none: there is no such folder`,
  });
  await t.rejects(journalExtent(join(folder, 'file')), { message: /there is no such folder/ });
  await t.rejects(journalExtent(join(folder, 'old')), { message: /journal of an older shortline/ });
  t.equal(await journalExtent(join(folder, 'empty')), undefined);
});
