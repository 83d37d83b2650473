/** The journal of one process: what is appended is there, in order, whatever becomes of the file's end. */
import { appendFile, copyFile, mkdir, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { test } from 'tap';
import type { LineEvent } from '../../src/events/line.generated.ts';
import { FileJournal } from '../../src/journal/file.ts';
import { FencedError, JournalError } from '../../src/journal/port.ts';
import { all, decided, filled, opened, readied, segmentsIn, watched } from './entries.ts';

const FIRST = '00000000000000000001-0000000001.journal';

test('entries come back as they were appended', async (t) => {
  const { journal } = await opened(t, t.testdir());
  t.equal(journal.last, 0);
  const lease = await journal.lease('one');
  t.equal(lease.fence, 1);
  const appended: (readonly LineEvent[])[] = [];
  const comesBack = fc.property(decided, (events) => {
    const number = journal.append(lease, events);
    if (number !== appended.push(events)) throw new Error(`it has the number ${number}`);
  });
  fc.assert(comesBack, { seed: 3939, numRuns: 200 });
  const entries = await all(journal, 1);
  t.equal(journal.last, appended.length);
  t.same(
    entries.map(({ events }) => events),
    appended,
    'what is appended is in the file when append returns',
  );
  t.same(
    entries.map(({ number }) => number),
    appended.map((_, index) => index + 1),
  );
  t.same(
    (await all(journal, 150)).map(({ number }) => number),
    entries.slice(149).map(({ number }) => number),
  );
  t.same(await all(journal, journal.last + 1), []);
});

test('each decision names the event that it was made upon', async (t) => {
  const { journal } = await opened(t, t.testdir());
  const lease = await journal.lease('one');
  const events = ['1', '2', '3'].map((agent) => readied(agent, 5));
  journal.append(lease, events, [0, 0, 1]);
  journal.append(lease, events);
  t.same(
    (await all(journal, 1)).map(({ causes }) => causes),
    [
      [0, 0, 1],
      [0, 0, 0],
    ],
  );
});

test('time never goes backwards', async (t) => {
  const folder = t.testdir();
  const { journal } = await opened(t, folder);
  const lease = await journal.lease('one');
  t.equal(journal.lastAt, 0);
  journal.append(lease, [readied('1', 500), readied('2', 400)]);
  journal.append(lease, [readied('3', 100)]);
  t.equal(journal.lastAt, 500);
  await journal.close();
  const { journal: again } = await opened(t, folder);
  t.equal(again.lastAt, 500);
  again.append(await again.lease('two'), [readied('4', 10), readied('5', 600)]);
  await again.close();
  const { journal: third } = await opened(t, folder);
  const empty = await third.lease('three');
  third.append(empty, [readied('6', 1)]);
  const times = (await all(third, 1)).flatMap(({ events }) => events.map(({ at }) => at));
  t.same(times, [500, 500, 500, 500, 600, 600]);
});

test('a torn tail, cut at any byte, is cut off and kept; the journal goes on', async (t) => {
  const source = t.testdir();
  const entries = await filled(join(source, 'whole'), 3);
  const bytes = await readFile(join(source, 'whole', FIRST));
  await filled(join(source, 'two'), 2);
  const from = (await readFile(join(source, 'two', FIRST))).length;
  for (let length = from + 1; length < bytes.length; length++) {
    const folder = join(source, `${length}`);
    await mkdir(folder);
    await writeFile(join(folder, FIRST), bytes.subarray(0, length));
    const { journal, cut, kept, warnings } = await opened(t, folder);
    t.strictSame([journal.last, cut], [2, length - from], `${length} bytes`);
    t.same((await readdir(folder)).length, 1, 'to open it changes nothing');
    const lease = await journal.lease('two');
    t.equal(journal.append(lease, entries[2]!.events), 3);
    t.same(
      (await all(journal, 1)).map(({ events }) => events),
      entries.map(({ events }) => events),
    );
    t.same(await readFile(kept!), bytes.subarray(from, length));
    t.match(warnings, [[/torn tail/, { bytes: length - from, kept }]]);
    await journal.close();
  }
});

test('random bits that change at the end: what stands before is kept, in order', async (t) => {
  const source = t.testdir();
  const entries = await filled(join(source, 'whole'), 30);
  const bytes = await readFile(join(source, 'whole', FIRST));
  let run = 0;
  const property = fc.asyncProperty(fc.nat(bytes.length * 8 - 1), async (bit) => {
    const folder = join(source, `${run++}`);
    const changed = Buffer.from(bytes);
    changed[bit >> 3]! ^= 1 << (bit & 7);
    await mkdir(folder);
    await writeFile(join(folder, FIRST), changed);
    const { journal, cut, kept } = await FileJournal.open(folder, watched().options);
    const left = journal.last;
    const lease = await journal.lease('two');
    journal.append(lease, entries[left]!.events);
    const found = await all(journal, 1);
    await journal.close();
    const same = found.every(
      ({ events }, at) => JSON.stringify(events) === JSON.stringify(entries[at]!.events),
    );
    if (!same || found.length !== left + 1) throw new Error(`${found.length} entries`);
    if (!(await readFile(kept!)).equals(changed.subarray(bytes.length - cut)))
      throw new Error('not all is kept');
  });
  for (const seed of [3939, Math.floor(Math.random() * 2 ** 31)]) {
    t.comment(`seed ${seed}`);
    await fc.assert(property, { seed, numRuns: 40 });
  }
});

test('a tail of zeros, as a power cut leaves it', async (t) => {
  const folder = t.testdir();
  await filled(folder, 4);
  await appendFile(join(folder, FIRST), Buffer.alloc(4_096));
  const { journal, cut } = await opened(t, folder);
  t.strictSame([journal.last, cut], [4, 4_096]);
});

test('segments follow each other', async (t) => {
  const folder = t.testdir();
  await filled(folder, 300, 1_000);
  const names = await segmentsIn(folder);
  t.ok(names.length > 5, `${names.length} segments`);
  t.notOk(names.some((name) => name.endsWith('.next')));
  const { journal } = await opened(t, folder);
  t.equal(journal.last, 300);
  for (const from of [1, 17, 250, 299, 300]) {
    t.same(
      (await all(journal, from)).map(({ number }) => number),
      Array.from({ length: 301 - from }, (_, at) => from + at),
    );
  }
});

test('a segment larger than what is read at once', async (t) => {
  const folder = t.testdir();
  const { journal } = await opened(t, folder);
  const lease = await journal.lease('one');
  const by = 'x'.repeat(100_000);
  for (let index = 0; index < 40; index++) journal.append(lease, [readied('1', index, by)]);
  await journal.close();
  const { journal: again } = await opened(t, folder);
  t.equal(again.last, 40);
  t.equal((await all(again, 1)).at(-1)!.number, 40);
});

test('damage in an older segment is told with its file and offset', async (t) => {
  const folder = t.testdir();
  await filled(folder, 300, 1_000);
  const [, second, third] = await segmentsIn(folder);
  const [from, to] = [second!, third!].map((name) => Number(name.slice(0, 20))) as [number, number];
  const bytes = await readFile(join(folder, second!));
  const length = 8 + bytes.readUInt32LE(0);
  bytes[length + 12]! ^= 1;
  await writeFile(join(folder, second!), bytes);
  const { journal } = await opened(t, folder);
  t.equal(journal.last, 300, 'it opens: what comes after the last snapshot may be whole');
  t.equal((await all(journal, to)).length, 301 - to);
  const message = new RegExp(
    `entry ${from + 1} .* at byte ${length} of .*${second}.* to ${to - 1} .*Restore this file`,
  );
  await t.rejects(all(journal, 1), { name: 'JournalError', message });
  await rename(join(folder, second!), join(folder, 'elsewhere'));
  await t.rejects(all(journal, 1), /entry .* is damaged, at byte/, 'a segment that is gone leaves a gap');
  await t.rejects(all(journal, from), /no longer kept|damaged/);
});

test('a record of something else', async (t) => {
  const folder = t.testdir();
  await filled(folder, 3);
  await copyFile(join(folder, FIRST), join(folder, '00000000000000000004-0000000002.journal'));
  const { journal } = await opened(t, folder);
  await t.rejects(all(journal, 1), { name: 'JournalError', message: /entry 4/, cause: /the number 1/ });
});

test('after a power cut while a segment was followed by another, nothing follows a gap', async (t) => {
  const folder = t.testdir();
  const entries = await filled(folder, 60, 1_000);
  const [first, second] = await segmentsIn(folder);
  // the successors were not yet on disk; of the first segment a part was lost
  for (const name of (await segmentsIn(folder)).slice(2))
    await rename(join(folder, name), join(folder, `${name}.gone`));
  await rename(join(folder, second!), join(folder, `${second}.next`));
  const whole = await readFile(join(folder, first!));
  const untorn = await opened(t, folder);
  const both = untorn.journal.last;
  t.ok(both > Number(second!.slice(0, 20)), 'without a loss the successor counts');
  t.equal((await all(untorn.journal, 1)).length, both);
  await writeFile(join(folder, first!), whole.subarray(0, -3));
  const { journal, cut, warnings } = await opened(t, folder);
  const left = Number(second!.slice(0, 20)) - 2;
  t.equal(journal.last, left);
  t.ok(cut > 0);
  t.equal((await all(journal, 1)).length, left, 'already before the lease');
  const lease = await journal.lease('two');
  t.match(warnings, [[/torn tail/], [/follows a gap/]]);
  t.equal(journal.append(lease, entries[0]!.events), left + 1);
  t.equal((await all(journal, 1)).length, left + 1);
});

test('a successor whose predecessor is whole is taken up by the next lease', async (t) => {
  const folder = t.testdir();
  await filled(folder, 60, 1_000);
  const names = await segmentsIn(folder);
  await rename(join(folder, names.at(-1)!), join(folder, `${names.at(-1)}.next`));
  const { journal } = await opened(t, folder);
  t.equal(journal.last, 60);
  await journal.lease('two');
  t.same((await segmentsIn(folder)).slice(0, -1), names);
  t.equal((await all(journal, 1)).length, 60);
});

test('the journal of the format before is left alone, and told', async (t) => {
  const folder = t.testdir({ 'line.journal': 'old' });
  const { journal, warnings } = await opened(t, folder);
  t.match(warnings, [[/older shortline/, { file: 'line.journal' }]]);
  await journal.lease('one');
  t.same(await all(journal, 1), []);
  t.equal(await readFile(join(folder, 'line.journal'), 'utf8'), 'old');
});

test('the folder is made', async (t) => {
  const folder = join(t.testdir(), 'a', 'b');
  await opened(t, folder);
  t.ok((await stat(folder)).isDirectory());
});

test('a journal that cannot be opened is told, with its path', async (t) => {
  const folder = join(t.testdir({ file: '' }), 'file');
  await t.rejects(FileJournal.open(folder, watched().options), {
    name: 'JournalError',
    message: new RegExp(folder),
  });
});

test('what cannot be written is told, and nothing of it stays', async (t) => {
  const { journal } = await opened(t, t.testdir());
  const lease = await journal.lease('one');
  const unknown = { type: 'CallForgotten', at: 1 } as unknown as LineEvent;
  t.throws(() => journal.append(lease, [readied('1', 1), unknown]), JournalError);
  t.throws(() => journal.append(lease, []), JournalError);
  t.equal(journal.last, 0);
  await lease.release();
  t.throws(() => journal.append(lease, [readied('1', 1)]), FencedError, 'after the release');
  await journal.close();
  await t.rejects(journal.lease('one'), JournalError, 'after the end');
});
