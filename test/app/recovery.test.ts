/** The state that a journal leads to: by a snapshot and what came after it, or by the whole. */
import { test } from 'tap';
import { recover } from '../../src/app/recovery.ts';
import { JournalError } from '../../src/journal/port.ts';
import { evolveEntry } from '../../src/line/machine.ts';
import { newLine, snapshotLine } from '../../src/line/state.ts';
import { explainedDay } from '../line/explain-days.ts';
import { MemoryJournal } from './memory-journal.ts';

const day = explainedDay();

/** The journal of a day. */
function written(): MemoryJournal {
  const store = new MemoryJournal();
  const lease = store.hold();
  for (const { events, causes } of day.entries) store.append(lease, events, causes);
  return store;
}

/** The state after so many entries. */
function after(count: number): string {
  const state = newLine();
  for (const entry of day.entries.slice(0, count)) evolveEntry(state, entry);
  return snapshotLine(state);
}

async function recovered(store: MemoryJournal) {
  const warnings: string[] = [];
  const { state, ...read } = await recover(store, (message, facts) =>
    warnings.push(`${message}: ${JSON.stringify(facts)}`),
  );
  return { state: snapshotLine(state), warnings, ...read };
}

const ALL = day.entries.length;

test('a journal that is empty', async (t) => {
  const { state, snapshotAt, entries } = await recovered(new MemoryJournal());
  t.strictSame({ state, snapshotAt, entries }, { state: snapshotLine(newLine()), snapshotAt: 0, entries: 0 });
});

test('without a snapshot the whole is read, and leads to the state that was live', async (t) => {
  const { state, snapshotAt, entries } = await recovered(written());
  t.strictSame({ snapshotAt, entries }, { snapshotAt: 0, entries: ALL });
  t.equal(state, snapshotLine(day.state));
});

test('a snapshot and what came after it are the whole', async (t) => {
  for (const number of [1, 2, Math.floor(ALL / 3), Math.floor(ALL / 2), ALL - 1, ALL]) {
    const store = written();
    await store.saveSnapshot({ number, state: after(number) });
    const { state, snapshotAt, entries, warnings } = await recovered(store);
    t.strictSame({ snapshotAt, entries }, { snapshotAt: number, entries: ALL - number }, `at ${number}`);
    t.equal(state, snapshotLine(day.state));
    t.strictSame(warnings, []);
  }
});

test('a snapshot that cannot be used is passed over, and said', async (t) => {
  const rows: [what: string, state: string, warning: RegExp][] = [
    ['another version’s', after(50).replace(/"version":\d+/, '"version":0'), /version 0, not/],
    ['no version', '{}', /version undefined/],
    ['no JSON', 'half of a sna', /JSON/],
  ];
  for (const [what, text, warning] of rows) {
    const store = written();
    await store.saveSnapshot({ number: 50, state: text });
    const { state, snapshotAt, entries, warnings } = await recovered(store);
    t.strictSame({ snapshotAt, entries }, { snapshotAt: 0, entries: ALL }, what);
    t.equal(state, snapshotLine(day.state), what);
    t.match(warnings, [/passed over.*"number":50/], what);
    t.match(warnings, [warning], what);
  }
});

test('a journal that is damaged is an error', async (t) => {
  const store = written();
  store.read = async function* damaged() {
    yield day.entries[0]!;
    throw new JournalError('entry 2 is damaged');
  };
  await t.rejects(recovered(store), { message: 'entry 2 is damaged' });
});

test('a journal whose beginning has expired, without a snapshot: the line begins anew, and says so', async (t) => {
  const store = written();
  store.read = async function* later() {
    yield* day.entries.slice(40);
  };
  const { state, snapshotAt, entries, warnings } = await recovered(store);
  t.strictSame({ state, snapshotAt, entries }, { state: snapshotLine(newLine()), snapshotAt: 0, entries: 0 });
  t.match(warnings, [/no longer holds its beginning.*"oldest":41/]);
});
