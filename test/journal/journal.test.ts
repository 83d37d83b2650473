/** The journal: records, torn tails, damage, disks that are full. */

import fs from 'node:fs';
import { appendFile, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Test, test } from 'tap';
import { decodeEvent, encodeEvent } from '../../src/events/codec.ts';
import type { LineEvent } from '../../src/events/line.generated.ts';
import { FileJournal } from '../../src/journal/file.ts';
import { JournalError } from '../../src/journal/port.ts';
import { packRecord, unpackRecords } from '../../src/journal/record.ts';

const events: readonly LineEvent[] = ['1001', '1002', '1003', '1004'].map((agent, index) => ({
  type: 'AgentReadied',
  at: 1_000 + index,
  agent,
  by: 'é'.repeat(index * 3),
}));
const records = events.map((event) => packRecord(encodeEvent(event)));
const bytes = Buffer.concat(records);
/** Where each record ends. */
const ends = records.map((_, index) => Buffer.concat(records.slice(0, index + 1)).length);

const unfaulty = (error: Error): void => {
  throw error;
};

async function opened(t: Test, content?: Uint8Array) {
  const folder = t.testdir();
  const path = join(folder, 'line.journal');
  if (content) await writeFile(path, content);
  const result = await FileJournal.open(folder, unfaulty);
  t.teardown(() => result.journal.close().catch(() => undefined));
  const read = async () => unpackRecords(await readFile(path)).bodies.map((body) => decodeEvent(body));
  return { ...result, folder, path, read };
}

test('records come back whole, cut at any byte', async (t) => {
  for (let length = 0; length <= bytes.length; length++) {
    const { bodies, good, damaged } = unpackRecords(bytes.subarray(0, length));
    const whole = ends.filter((end) => end <= length);
    t.strictSame([bodies.length, good, damaged], [whole.length, whole.at(-1) ?? 0, false], `${length} bytes`);
  }
  t.same(
    unpackRecords(bytes).bodies.map((body) => decodeEvent(body)),
    events,
  );
});

test('any byte that changes is noticed, and what stands before it is kept', async (t) => {
  for (let at = 0; at < bytes.length; at++) {
    const changed = Buffer.from(bytes);
    changed[at]! ^= 0x10;
    const { bodies, good } = unpackRecords(changed);
    const before = ends.filter((end) => end <= at).length;
    t.equal(bodies.length, before, `byte ${at}`);
    t.equal(good, ends[before - 1] ?? 0);
  }
});

test('zeros are no records', async (t) => {
  const found = unpackRecords(Buffer.concat([bytes, Buffer.alloc(64)]));
  t.strictSame([found.bodies.length, found.good, found.damaged], [4, bytes.length, true]);
});

test('a length that no event has', async (t) => {
  const header = Buffer.alloc(8);
  header.writeUInt32LE(2 ** 32 - 1);
  t.match(unpackRecords(Buffer.concat([bytes, header])), { good: bytes.length, damaged: true });
});

test('a new journal', async (t) => {
  const { journal, records: found, cut, read } = await opened(t);
  t.strictSame([found, cut], [0, 0]);
  for (const event of events) journal.append(event);
  t.same(await read(), events, 'what is appended is in the file when append returns');
});

test('a journal goes on', async (t) => {
  const { journal, records: found, cut, kept, read } = await opened(t, bytes);
  t.strictSame([found, cut, kept], [4, 0, undefined]);
  journal.append(events[0]!);
  t.same(await read(), [...events, events[0]]);
});

test('a torn tail is cut at any byte, and the journal goes on', async (t) => {
  const from = ends[2]!;
  for (let length = from + 1; length < bytes.length; length++) {
    const { journal, records: found, cut, kept, read } = await opened(t, bytes.subarray(0, length));
    journal.append(events[3]!);
    t.strictSame([found, cut], [3, length - from], `${length} bytes`);
    t.same(await readFile(kept!), bytes.subarray(from, length));
    t.same(await read(), events);
  }
});

test('damage in the middle: what follows is cut, but kept beside', async (t) => {
  const changed = Buffer.from(bytes);
  changed[ends[0]! + 10]! ^= 0xff;
  const { journal, records: found, cut, kept, folder, read } = await opened(t, changed);
  t.strictSame([found, cut], [1, bytes.length - ends[0]!]);
  t.equal(kept, join(folder, `line.journal.cut-at-${ends[0]}`));
  t.same(await readFile(kept!), changed.subarray(ends[0]), 'every byte of it');
  journal.append(events[3]!);
  t.same(await read(), [events[0], events[3]]);
});

test('a tail of zeros, as a power cut leaves it', async (t) => {
  const { records: found, cut } = await opened(t, Buffer.concat([bytes, Buffer.alloc(4_096)]));
  t.strictSame([found, cut], [4, 4_096]);
});

test('a journal larger than what is read at once', async (t) => {
  const many = Buffer.concat(Array.from({ length: 60_000 }, (_, index) => records[index % 4]!));
  t.ok(many.length > 1 << 20, `${many.length} bytes`);
  const { records: found, cut, path } = await opened(t, many.subarray(0, many.length - 1));
  t.strictSame([found, cut], [59_999, records[3]!.length - 1]);
  t.equal((await readFile(path)).length, many.length - records[3]!.length);
});

test('the folder is made', async (t) => {
  const { journal } = await FileJournal.open(join(t.testdir(), 'a', 'b'), unfaulty);
  await journal.close();
});

test('a journal that cannot be opened is told, with its path', async (t) => {
  const folder = t.testdir({ 'line.journal': {} });
  const refused = FileJournal.open(folder, unfaulty);
  await t.rejects(refused, { name: 'JournalError', message: new RegExp(folder) });
});

test('what cannot be written is told', async (t) => {
  const { journal } = await opened(t);
  const unknown = { type: 'CallForgotten', at: 1 } as unknown as LineEvent;
  t.throws(() => journal.append(unknown), JournalError);
  await journal.close();
  t.throws(() => journal.append(events[0]!), JournalError, 'after the end');
});

test('a full disk: a record that was written in part is taken back', async (t) => {
  let room = Number.POSITIVE_INFINITY;
  const writeSync = (descriptor: number, record: Buffer) =>
    fs.writeSync(descriptor, record, 0, Math.min(record.length, room));
  const { FileJournal: Mocked } = await t.mockImport<typeof import('../../src/journal/file.ts')>(
    '../../src/journal/file.ts',
    { 'node:fs': { ...fs, writeSync } },
  );
  const folder = t.testdir();
  const { journal } = await Mocked.open(folder, unfaulty);
  t.teardown(() => journal.close());
  journal.append(events[0]!);
  room = 11;
  t.throws(() => journal.append(events[1]!), { name: 'JournalError', cause: { message: /^11 of/ } });
  room = Number.POSITIVE_INFINITY;
  journal.append(events[2]!);
  const content = await readFile(join(folder, 'line.journal'));
  t.same(
    unpackRecords(content).bodies.map((body) => decodeEvent(body)),
    [events[0], events[2]],
  );
});

test('a sync that fails is told', async (t) => {
  const fdatasync = (_descriptor: number, done: (error: Error) => void) => done(new Error('EIO'));
  const { FileJournal: Mocked } = await t.mockImport<typeof import('../../src/journal/file.ts')>(
    '../../src/journal/file.ts',
    { 'node:fs': { ...fs, fdatasync } },
  );
  const told: string[] = [];
  const { journal } = await Mocked.open(t.testdir(), (error) => told.push(error.message));
  await journal.close();
  t.strictSame(told, [], 'nothing to sync');
  const { journal: second } = await Mocked.open(t.testdir(), (error) => told.push(error.message));
  second.append(events[0]!);
  await second.close();
  t.strictSame(told, ['EIO']);
});

test('what a second process adds in a torn way does not hide what comes after', async (t) => {
  const { journal, path, folder } = await opened(t, bytes);
  await journal.close();
  await appendFile(path, records[0]!.subarray(0, 5));
  const again = await FileJournal.open(folder, unfaulty);
  again.journal.append(events[1]!);
  await again.journal.close();
  t.equal(unpackRecords(await readFile(path)).bodies.length, 5);
  t.strictSame((await readdir(folder)).sort(), ['line.journal', `line.journal.cut-at-${bytes.length}`]);
});
