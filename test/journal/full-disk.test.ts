/** Disks that are full or broken: what is refused is told, leaves nothing, and what comes later is taken again. */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { type Test, test } from 'tap';
import { all, opened, readied, watched } from './entries.ts';

/** The journal on a file system of which some calls are replaced. */
async function on(t: Test, calls: Partial<typeof fs>) {
  const { FileJournal } = await t.mockImport<typeof import('../../src/journal/file.ts')>(
    '../../src/journal/file.ts',
    { 'node:fs': { ...fs, ...calls } },
  );
  const folder = t.testdir();
  const told = watched();
  const { journal } = await FileJournal.open(folder, told.options);
  t.teardown(() => journal.close());
  return { journal, folder, ...told, lease: await journal.lease('one') };
}

test('a file that may not grow: what fits is taken, what does not is refused whole', async (t) => {
  const folder = t.testdir();
  const writer = fileURLToPath(new URL('writer.ts', import.meta.url));
  // in blocks of 512 or 1,024 bytes, as the shell has it; what the test runner adds ends a process at this limit
  const limited = `unset NODE_OPTIONS; ulimit -S -f 64 && exec "${process.execPath}" "${writer}" "${folder}" 1000000000`;
  const child = spawn('sh', ['-c', limited], { stdio: ['ignore', 'pipe', 'inherit'] });
  t.teardown(() => child.kill('SIGKILL'));
  const lines = (await text(child.stdout)).trim().split('\n');
  const refused = lines.filter((line) => line.startsWith('refused'));
  t.equal(refused.length, 3);
  t.match(refused, [/bytes were written|EFBIG/, /bytes were written|EFBIG/, /bytes were written|EFBIG/]);
  const appended = lines.flatMap((line) => /^(\d+) \d+$/.exec(line)?.[1] ?? []).map(Number);
  const between = lines.slice(lines.indexOf(refused[0]!), lines.lastIndexOf(refused[2]!));
  t.ok(
    between.some((line) => /^\d+ \d+$/.test(line)),
    'a smaller entry still fits',
  );
  const { journal, cut } = await opened(t, folder);
  t.strictSame([journal.last, cut], [appended.length, 0], 'nothing is torn');
  const lease = await journal.lease('with room');
  t.equal(journal.append(lease, [readied('1', 1)]), appended.length + 1);
  t.equal((await all(journal, 1)).length, appended.length + 1);
});

test('an entry that was written in part is taken back, at once or before the next', async (t) => {
  let room = Number.POSITIVE_INFINITY;
  let isBroken = false;
  const { journal, lease } = await on(t, {
    writeSync: ((descriptor: number, record: Buffer) =>
      fs.writeSync(descriptor, record, 0, Math.min(record.length, room))) as typeof fs.writeSync,
    ftruncateSync: (descriptor, length) => {
      if (isBroken) throw new Error('EIO');
      fs.ftruncateSync(descriptor, length);
    },
  });
  journal.append(lease, [readied('1', 1)]);
  room = 11;
  t.throws(() => journal.append(lease, [readied('2', 2)]), {
    name: 'JournalError',
    cause: { message: /^11 of/ },
  });
  isBroken = true;
  for (let time = 0; time < 2; time++) {
    t.throws(() => journal.append(lease, [readied('3', 3)]), {
      name: 'JournalError',
      cause: { message: 'EIO' },
    });
  }
  [room, isBroken] = [Number.POSITIVE_INFINITY, false];
  t.equal(journal.append(lease, [readied('4', 4)]), 2);
  t.match(await all(journal, 1), [{ events: [{ agent: '1' }] }, { events: [{ agent: '4' }] }]);
});

test('a sync that fails is told, and no snapshot counts on it', async (t) => {
  let isBroken = true;
  const { journal, lease, faults } = await on(t, {
    fdatasync: ((descriptor: number, done: fs.NoParamCallback) =>
      isBroken ? done(new Error('EIO')) : fs.fdatasync(descriptor, done)) as typeof fs.fdatasync,
  });
  const number = journal.append(lease, [readied('1', 1)]);
  await t.rejects(journal.saveSnapshot({ number, state: 'x' }), {
    name: 'JournalError',
    cause: { message: 'EIO' },
  });
  isBroken = false;
  await journal.saveSnapshot({ number: journal.append(lease, [readied('2', 2)]), state: 'y' });
  t.match(await journal.latestSnapshot(), { number: 2 });
  t.same(faults, []);
});

test('syncs come in groups, by themselves', async (t) => {
  const synced = Promise.withResolvers<number>();
  let syncs = 0;
  const { journal, lease, faults } = await on(t, {
    fdatasync: ((_: number, done: fs.NoParamCallback) => {
      syncs += 1;
      synced.resolve(journal.last);
      done(new Error('EIO'));
    }) as typeof fs.fdatasync,
  });
  for (let at = 1; at <= 50; at++) journal.append(lease, [readied('1', at)]);
  t.equal(syncs, 0, 'never within append');
  t.equal(await synced.promise, 50);
  await new Promise(setImmediate);
  t.match(faults, [{ message: 'EIO' }]);
  journal.append(lease, [readied('1', 51)]);
  await t.rejects(lease.release(), { message: 'EIO' });
  await journal.close();
  t.equal(faults.length, 1, 'a release tells it by itself');
});

test('a journal that is closed while its disk is broken tells it as a fault', async (t) => {
  const { journal, lease, faults } = await on(t, {
    fdatasync: ((_: number, done: fs.NoParamCallback) => done(new Error('EIO'))) as typeof fs.fdatasync,
  });
  journal.append(lease, [readied('1', 1)]);
  await journal.close();
  t.match(faults, [{ message: 'EIO' }]);
});

test('no room for another segment: the old one goes on', async (t) => {
  let isFull = false;
  const openSync = ((path: string, flags: string) => {
    if (isFull && path.endsWith('.next')) throw new Error('ENOSPC');
    return fs.openSync(path, flags);
  }) as typeof fs.openSync;
  const { FileJournal } = await t.mockImport<typeof import('../../src/journal/file.ts')>(
    '../../src/journal/file.ts',
    { 'node:fs': { ...fs, openSync } },
  );
  const told = watched({ segmentBytes: 500 });
  const { journal } = await FileJournal.open(t.testdir(), told.options);
  t.teardown(() => journal.close());
  const lease = await journal.lease('one');
  isFull = true;
  for (let at = 1; at <= 40; at++) journal.append(lease, [readied('1', at)]);
  t.match(told.faults[0], { message: 'ENOSPC' });
  t.ok(told.faults.length < 5, `told ${told.faults.length} times`);
  isFull = false;
  for (let at = 1; at <= 40; at++) journal.append(lease, [readied('1', at)]);
  await journal.flush();
  t.equal((await all(journal, 1)).length, 80);
});
