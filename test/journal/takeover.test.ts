/** Several holders of a journal's lease: what an append returned is there, and nothing else takes its place. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type Test, test } from 'tap';
import { encodeEntry } from '../../src/events/codec.ts';
import type { FileJournal } from '../../src/journal/file.ts';
import { FileLease } from '../../src/journal/lease.ts';
import { FencedError } from '../../src/journal/port.ts';
import { packRecord } from '../../src/journal/record.ts';
import { all, Listener, opened, readied, segmentsIn, watched } from './entries.ts';

const WRITER = fileURLToPath(new URL('writer.ts', import.meta.url));

/** A process that writes. */
class Writer {
  readonly child: ChildProcess;
  /** What it has told, by line. */
  readonly lines: string[] = [];
  readonly ended: Promise<unknown>;
  readonly #awaited: { readonly pattern: RegExp; readonly come: () => void }[] = [];

  constructor(t: Test, folder: string) {
    this.child = spawn(process.execPath, [WRITER, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
    t.teardown(() => this.child.kill('SIGKILL'));
    const lines = createInterface({ input: this.child.stdout! });
    lines.on('line', (line) => {
      this.lines.push(line);
      for (const { pattern, come } of this.#awaited) if (pattern.test(line)) come();
    });
    this.ended = Promise.all([once(this.child, 'close'), once(lines, 'close')]);
  }

  async told(pattern: RegExp): Promise<void> {
    if (this.lines.some((line) => pattern.test(line))) return;
    await new Promise<void>((come) => this.#awaited.push({ pattern, come }));
  }

  async written(count: number): Promise<void> {
    await this.told(new RegExp(`^\\d+ ${count}$`));
  }

  get fence(): number {
    return Number(/^fence (\d+)$/m.exec(this.lines.join('\n'))?.[1]);
  }

  /** Number of the entry → what the writer counted. */
  get appended(): Map<number, string> {
    const pairs = this.lines.flatMap((line) => /^(\d+) (\d+)$/.exec(line)?.slice(1) ?? []);
    return new Map(pairs.flatMap((number, at) => (at % 2 === 0 ? [[Number(number), pairs[at + 1]!]] : [])));
  }
}

/** Every entry that a writer was told of stands under its number, as its own. */
async function assertAllThere(t: Test, journal: FileJournal, writers: readonly Writer[]): Promise<void> {
  const entries = await all(journal, 1);
  t.same(
    entries.map(({ number }) => number),
    entries.map((_, index) => index + 1),
    'no number is missing',
  );
  for (const { appended, fence, child } of writers) {
    const missing = [...appended].filter(([number, count]) => {
      const { events, fence: found } = entries[number - 1] ?? { events: [] };
      const [fact, decision] = events as readonly { agent: string }[];
      return found !== fence || fact?.agent !== `${child.pid}` || decision?.agent !== count;
    });
    t.same(missing, [], `${appended.size} entries under the fence ${fence}`);
  }
}

test('a process that is killed in the middle of its writing has lost nothing that was appended', async (t) => {
  const folder = t.testdir();
  const writers: Writer[] = [];
  for (let round = 1; round <= 6; round++) {
    const writer = new Writer(t, folder);
    writers.push(writer);
    await writer.written(20 + round * 171);
    writer.child.kill('SIGKILL');
    await writer.ended;
  }
  const { journal } = await opened(t, folder);
  t.ok(journal.last >= writers.reduce((sum, { appended }) => sum + appended.size, 0));
  await journal.lease('last');
  await assertAllThere(t, journal, writers);
});

test('processes that take over from each other while they write', async (t) => {
  const folder = t.testdir();
  const writers: Writer[] = [];
  for (let round = 1; round <= 5; round++) {
    const writer = new Writer(t, folder);
    writers.push(writer);
    await writer.written(200);
    const former = writers.at(-2);
    if (former) await Promise.all([former.told(/^fenced$/), former.told(/^lost$/)]);
  }
  const { journal, warnings } = await opened(t, folder);
  const lease = await journal.lease('last');
  t.equal(lease.fence, 6);
  await Promise.all(writers.map((writer) => writer.told(/^lost$/)));
  await Promise.all(writers.map((writer) => writer.told(/^fenced$/)));
  journal.append(lease, [readied('1', 1)]);
  await assertAllThere(t, journal, writers);
  t.comment(`warned of: ${JSON.stringify(warnings)}`);
});

test('many who take the lease at once: each has a fence of its own, and one holds it', async (t) => {
  const folder = t.testdir();
  const journals = await Promise.all(Array.from({ length: 6 }, () => opened(t, folder)));
  const leases = await Promise.all(journals.map(({ journal }, index) => journal.lease(`${index}`)));
  const fences = leases.map(({ fence }) => fence);
  t.equal(new Set(fences).size, fences.length, `${fences.join(' ')}`);
  const newest = Math.max(...fences);
  for (const [index, lease] of leases.entries()) {
    const { journal } = journals[index]!;
    if (lease.fence === newest) t.equal(journal.append(lease, [readied('1', 1)]), 1);
    else t.throws(() => journal.append(lease, [readied('2', 1)]), FencedError);
  }
  t.equal((await all(journals[0]!.journal, 1)).length, 1);
  t.same(readdirSync(folder).filter((name) => name.startsWith('lease')).length, 1);
});

test('a lease that was taken over by the same process', async (t) => {
  const { journal } = await opened(t, t.testdir());
  const first = await journal.lease('one');
  journal.append(first, [readied('1', 1)]);
  const second = await journal.lease('one');
  await first.lost;
  t.equal(second.fence, 2);
  t.throws(() => journal.append(first, [readied('2', 1)]), FencedError);
  t.equal(journal.append(second, [readied('2', 1)]), 2);
  await first.release();
  t.equal(journal.append(second, [readied('3', 1)]), 3, 'its release changes nothing any more');
  t.same(
    (await all(journal, 1)).map(({ fence }) => fence),
    [1, 2, 2],
  );
});

test('a lease that is taken over between the write and its end', async (t) => {
  const folder = t.testdir();
  const { journal } = await opened(t, folder);
  const lease = await journal.lease('one');
  journal.append(lease, [readied('1', 1)]);
  let looks = 0;
  t.intercept(lease as FileLease, 'stands', { value: () => ++looks < 2 });
  t.throws(() => journal.append(lease, [readied('2', 1)]), FencedError);
  t.equal(journal.last, 1, 'whether it stands is for the next holder to read');
});

test('what a former leader adds after the takeover is ignored, and told', async (t) => {
  const folder = t.testdir();
  const { journal } = await opened(t, folder);
  const lease = await journal.lease('one');
  for (let at = 1; at <= 3; at++) journal.append(lease, [readied('1', at)]);
  const [former] = await segmentsIn(folder);
  const { journal: other, warnings } = await opened(t, folder);
  const second = await other.lease('two');
  const late = { number: 4, fence: 1, events: [readied('late', 4)], causes: [0] };
  await appendFile(join(folder, former!), packRecord(encodeEntry(late)));
  other.append(second, [readied('2', 5)]);
  const found = await all(other, 1);
  t.same(
    found.map(({ fence }) => fence),
    [1, 1, 1, 2],
  );
  t.match(warnings, [[/former writer/, { file: join(folder, former!) }]]);
  const { journal: third } = await opened(t, folder);
  t.equal(third.last, 4);
  await third.lease('three');
  t.match(await readFile(join(folder, former!), 'latin1'), /late/, 'nothing is thrown away');
});

test('fences go on from the newest that stands', async (t) => {
  const folder = t.testdir({ 'lease-0000000007.json': '{}' });
  const { options, faults } = watched();
  const owner = { fault: options.fault, release: async () => undefined };
  const lease = await FileLease.acquire(folder, 'one', owner);
  t.equal(lease.fence, 8);
  t.same(readdirSync(folder), ['lease-0000000008.json']);
  t.ok(lease.stands());
  const next = await FileLease.acquire(folder, 'two', owner);
  await lease.lost;
  t.notOk(lease.stands());
  await next.release();
  t.notOk(next.stands());
  t.same(faults, []);
});

test('leases without entries leave no heap of segments', async (t) => {
  const folder = t.testdir();
  for (let round = 0; round < 5; round++) {
    const { journal } = await opened(t, folder);
    await journal.lease('one');
    await journal.close();
  }
  t.same(await segmentsIn(folder), ['00000000000000000001-0000000005.journal']);
});

test('a tail sees what there is, then each entry, also those of other processes', async (t) => {
  const folder = t.testdir();
  const { journal } = await opened(t, folder);
  const lease = await journal.lease('one');
  journal.append(lease, [readied('1', 1)]);
  journal.append(lease, [readied('2', 2)]);
  const [own, late] = [new Listener(), new Listener()];
  const stop = journal.tail(1, own.hear);
  journal.tail(3, late.hear);
  journal.append(lease, [readied('3', 3)]);
  t.same(own.numbers, [], 'never within append');
  await Promise.all([own.heard(3), late.heard(3)]);
  for (let at = 4; at <= 9; at++) journal.append(lease, [readied('4', at)]);
  await Promise.all([own.heard(9), late.heard(9)]);
  const writer = new Writer(t, folder);
  await writer.written(100);
  await own.heard(109);
  t.ok(journal.last >= 109, 'what it follows, it knows of');
  writer.child.kill('SIGKILL');
  await writer.ended;
  const again = await journal.lease('one again');
  const next = journal.append(again, [readied('5', 10)]);
  await Promise.all([own.heard(next), late.heard(next)]);
  const numbers = Array.from({ length: next }, (_, index) => index + 1);
  t.same(own.numbers, numbers);
  t.same(late.numbers, numbers.slice(2));
  t.same(
    own.entries.map(({ fence }) => fence),
    (await all(journal, 1)).map(({ fence }) => fence),
  );
  stop();
  journal.append(again, [readied('6', 11)]);
  await late.heard(next + 1);
  t.equal(own.numbers.at(-1), next, 'a tail that was stopped hears nothing more');
});

test('a listener that fails ends its own tail, and nothing else', async (t) => {
  const told = Promise.withResolvers<Error>();
  const { journal } = await opened(t, t.testdir(), { fault: told.resolve });
  const lease = await journal.lease('one');
  const other = new Listener();
  journal.tail(0, other.hear);
  journal.tail(0, () => {
    throw new Error('deaf');
  });
  journal.append(lease, [readied('1', 1)]);
  t.match(await told.promise, { message: 'deaf' });
  journal.append(lease, [readied('2', 2)]);
  await other.heard(2);
});

test('a tail from what is no longer kept', async (t) => {
  const folder = t.testdir();
  const told = Promise.withResolvers<Error>();
  const { journal } = await opened(t, folder, { fault: told.resolve });
  await appendFile(join(folder, '00000000000000000009-0000000001.journal'), '');
  journal.tail(5, () => t.fail('nothing is told'));
  t.match(await told.promise, { name: 'JournalError', message: /no longer kept/ });
});
