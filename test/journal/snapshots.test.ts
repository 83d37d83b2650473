/** Snapshots: the newest whole one counts, and old segments go once snapshots have what is in them. */
import { readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { test } from 'tap';
import { JournalError } from '../../src/journal/port.ts';
import { all, filled, opened, readied, segmentsIn } from './entries.ts';

const nameOf = (number: number) => `snapshot-${String(number).padStart(20, '0')}.json`;

test('the newest comes back as it was', async (t) => {
  const folder = t.testdir();
  await filled(folder, 5);
  const { journal, warnings } = await opened(t, folder);
  t.equal(await journal.latestSnapshot(), undefined);
  for (const [number, state] of [
    [2, 'two'],
    [4, '{"callers":["é\n"]}'],
    [3, ''],
  ] as const) {
    await journal.saveSnapshot({ number, state });
  }
  t.same(await journal.latestSnapshot(), { number: 4, state: '{"callers":["é\n"]}' });
  t.same(warnings, []);
});

test('any text is a state', async (t) => {
  const folder = t.testdir();
  await filled(folder, 1);
  const { journal } = await opened(t, folder);
  const comesBack = fc.asyncProperty(fc.string({ unit: 'grapheme' }), async (state) => {
    await journal.saveSnapshot({ number: 1, state });
    const found = await journal.latestSnapshot();
    if (found?.state !== state) throw new Error(JSON.stringify(found));
  });
  await fc.assert(comesBack, { seed: 3939, numRuns: 30 });
});

test('one that is damaged at any byte is passed over with a warning', async (t) => {
  const folder = t.testdir();
  await filled(folder, 5);
  const { journal, warnings } = await opened(t, folder);
  await journal.saveSnapshot({ number: 2, state: 'the one before' });
  await journal.saveSnapshot({ number: 5, state: 'the newest' });
  const path = join(folder, nameOf(5));
  const bytes = await readFile(path);
  for (let length = 0; length < bytes.length; length++) {
    const changed = Buffer.from(bytes);
    changed[length]! ^= 4;
    for (const damaged of [bytes.subarray(0, length), changed]) {
      await writeFile(path, damaged);
      const found = await journal.latestSnapshot();
      // what JSON does not mind, in the header, is no damage of the state
      if (found?.state !== 'the newest')
        t.same(found, { number: 2, state: 'the one before' }, `byte ${length}`);
    }
  }
  t.ok(warnings.length >= 1.9 * bytes.length - 5, `${warnings.length} warnings`);
  t.match(warnings[0], [/passed over/, { file: path, reason: String }]);
});

test('one of entries that a power cut took is none', async (t) => {
  const folder = t.testdir();
  const { journal } = await opened(t, folder);
  const lease = await journal.lease('one');
  for (let at = 1; at <= 3; at++) journal.append(lease, [readied('1', at)]);
  await journal.saveSnapshot({ number: 2, state: 'two' });
  await journal.saveSnapshot({ number: 3, state: 'three' });
  await journal.close();
  const [segment] = await segmentsIn(folder);
  const bytes = await readFile(join(folder, segment!));
  await writeFile(join(folder, segment!), bytes.subarray(0, -1));
  const { journal: again, warnings } = await opened(t, folder);
  t.match(await again.latestSnapshot(), { number: 2 });
  t.match(warnings, [[/passed over/, { reason: /ends at entry 2/ }]]);
  await t.rejects(again.saveSnapshot({ number: 3, state: 'of nothing' }), JournalError);
});

test('the last three are kept', async (t) => {
  const folder = t.testdir();
  await filled(folder, 6);
  await writeFile(join(folder, `${nameOf(1)}.tmp`), 'of a process that ended meanwhile');
  const { journal } = await opened(t, folder);
  for (let number = 1; number <= 6; number++) await journal.saveSnapshot({ number, state: `${number}` });
  const names = (await readdir(folder)).filter((name) => name.startsWith('snapshot'));
  t.same(names.sort(), [4, 5, 6].map(nameOf));
});

test('old segments go once every snapshot has what is in them', async (t) => {
  const folder = t.testdir();
  await filled(folder, 300, 1_000);
  const names = await segmentsIn(folder);
  const firsts = names.map((name) => Number(name.slice(0, 20)));
  const monthOld = Date.now() / 1_000 - 31 * 86_400;
  for (const name of names.slice(0, 6)) await utimes(join(folder, name), monthOld, monthOld);

  const lease = async (keepDays?: number) => {
    const { journal, faults } = await opened(t, folder, keepDays === undefined ? {} : { keepDays });
    await journal.lease('next');
    await journal.close();
    t.same(faults, []);
    return (await segmentsIn(folder)).filter((name) => names.includes(name));
  };
  t.same(await lease(), names, 'without a snapshot');

  const { journal } = await opened(t, folder);
  await journal.saveSnapshot({ number: firsts[4]! - 1, state: 'a' });
  await journal.saveSnapshot({ number: firsts[9]!, state: 'b' });
  t.same(await lease(32), names, 'as many days as are asked for');
  t.same(await lease(), names.slice(4), 'before the oldest snapshot');
  t.same((await all(journal, 0))[0]!.number, firsts[4], 'from the oldest that is kept');
  t.equal((await all(journal, firsts[4]!)).length, 301 - firsts[4]!);
  await t.rejects(all(journal, firsts[4]! - 1), { name: 'JournalError', message: /no longer kept/ });

  for (const number of [200, 250, 299]) await journal.saveSnapshot({ number, state: 'c' });
  t.same(await lease(), names.slice(6), 'only those that are old');
});

test('old segments go when one is followed by another, too', async (t) => {
  const folder = t.testdir();
  const { journal } = await opened(t, folder, { segmentBytes: 1_000, keepDays: 0 });
  const lease = await journal.lease('one');
  for (let at = 1; at <= 200; at++) {
    const number = journal.append(lease, [readied('1', at)]);
    if (number === 100) await journal.saveSnapshot({ number, state: 'x' });
    await journal.flush();
  }
  await journal.close();
  const [oldest] = await segmentsIn(folder);
  const first = Number(oldest!.slice(0, 20));
  t.ok(first > 60 && first <= 101, `the oldest begins with ${first}`);
});
