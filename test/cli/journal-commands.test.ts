/** `replay` and `explain`: real processes that read a journal of a scripted day. */
import { join } from 'node:path';
import { type Test, test } from 'tap';
import type { Entry } from '../../src/events/codec.ts';
import type { LineEvent } from '../../src/events/line.generated.ts';
import { FileJournal } from '../../src/journal/file.ts';
import { evolveEntry } from '../../src/line/machine.ts';
import { newLine, snapshotLine } from '../../src/line/state.ts';
import { explainedDay } from '../line/explain-days.ts';
import { shortline } from './shell.ts';

/** Writes a journal as a running line does, and keeps it open for writing. */
async function written(t: Test, folder: string, entries: readonly Entry[]): Promise<FileJournal> {
  const { journal } = await FileJournal.open(folder, {
    fault: (error) => t.fail(error.message),
    warn: () => undefined,
  });
  t.teardown(() => journal.close());
  const lease = await journal.lease('paris-1');
  for (const { events, causes } of entries) journal.append(lease, events, causes);
  return journal;
}

const DAY = explainedDay();
const FACTS = DAY.entries.length;
const DECISIONS = DAY.entries.reduce((sum, { events }) => sum + events.length - 1, 0);

/** The day with a decision changed, as one who cheats would. */
function tampered(change: (event: LineEvent) => LineEvent | undefined): { entries: Entry[]; number: number } {
  let number = 0;
  const entries = DAY.entries.map((entry) => {
    if (number > 0) return entry;
    const index = entry.events.findIndex((event, at) => at > 0 && change(event) !== undefined);
    if (index < 0) return entry;
    number = entry.number;
    return { ...entry, events: entry.events.with(index, change(entry.events[index]!)!) };
  });
  return { entries, number };
}

test('replay decides as the journal says', async (t) => {
  const folder = t.testdir();
  await written(t, join(folder, 'data', 'journal'), DAY.entries);
  const none = `${FACTS} facts, ${DECISIONS} decisions: none differs\n`;
  t.strictSame(
    await shortline(['replay'], { cwd: folder }),
    { code: 0, out: none, err: '' },
    'of the settings',
  );
  t.strictSame(await shortline(['replay', join(folder, 'data', 'journal')]), { code: 0, out: none, err: '' });
  const json = await shortline(['replay', '--json'], { cwd: folder });
  t.strictSame(JSON.parse(json.out), { from: 1, facts: FACTS, decisions: DECISIONS });
});

test('replay from an entry, upon the snapshot before it', async (t) => {
  const folder = t.testdir();
  const journal = await written(t, folder, DAY.entries);
  const state = newLine();
  for (const entry of DAY.entries.slice(0, 20)) evolveEntry(state, entry);
  await journal.saveSnapshot({ number: 20, state: snapshotLine(state) });
  const rest = DAY.entries.slice(29);
  const decisions = rest.reduce((sum, { events }) => sum + events.length - 1, 0);
  t.strictSame(await shortline(['replay', folder, '--from', '30']), {
    code: 0,
    out: `${rest.length} facts, ${decisions} decisions from entry 30 on: none differs\n`,
    err: '',
  });
  t.strictSame(await shortline(['replay', folder, '--from', String(FACTS + 1)]), {
    code: 1,
    out: '',
    err: `the journal ends at entry ${FACTS}\n`,
  });
});

test('replay finds the first decision that was changed', async (t) => {
  const rows: [what: string, change: (event: LineEvent) => LineEvent | undefined, out: RegExp][] = [
    [
      'another agent',
      (event) => (event.type === 'CallOffered' ? { ...event, agent: '1004' } : undefined),
      /: decision \d+ differs; of \d+ facts before it none does\n {2}fact {6}\w+ at .*\n {2}expected {2}CallOffered at .* agent 1004,.*\n {2}found {5}CallOffered at .*/,
    ],
    [
      'a decision of another kind',
      (event) =>
        event.type === 'CallOverflowed'
          ? { type: 'MusicStarted', at: event.at, callId: event.callId, music: 'x' }
          : undefined,
      /\n {2}expected {2}MusicStarted at .*\n {2}found {5}CallOverflowed at /,
    ],
  ];
  for (const [what, change, out] of rows) {
    const { entries, number } = tampered(change);
    const folder = join(t.testdir(), what.replaceAll(' ', '-'));
    await written(t, folder, entries);
    const ran = await shortline(['replay', folder]);
    t.match(ran, { code: 1, out, err: '' }, what);
    t.match(ran.out, `entry ${number}: `, what);
    t.match(JSON.parse((await shortline(['replay', folder, '--json'])).out), {
      difference: { entry: number },
    });
  }
});

test('replay finds a decision that is missing, and one too many', async (t) => {
  const at = DAY.entries.findIndex(({ events }) => events.length > 1);
  const { events, causes } = DAY.entries[at]!;
  const rows: [what: string, changed: Partial<Entry>, out: RegExp][] = [
    ['missing', { events: events.slice(0, -1), causes: causes.slice(0, -1) }, /expected {2}no decision more/],
    [
      'too many',
      { events: [...events, events.at(-1)!], causes: [...causes, causes.at(-1)!] },
      /found {5}no decision more/,
    ],
  ];
  for (const [what, changed, out] of rows) {
    const folder = join(t.testdir(), what.replaceAll(' ', '-'));
    await written(t, folder, DAY.entries.with(at, { ...DAY.entries[at]!, ...changed }));
    t.match(await shortline(['replay', folder]), { code: 1, out }, what);
  }
});

test('a journal that is none', async (t) => {
  const folder = t.testdir({ empty: {} });
  for (const args of [['replay'], ['explain', 'call', '--journal']]) {
    t.strictSame(await shortline([...args, join(folder, 'none')]), {
      code: 1,
      out: '',
      err: `cannot read the journal ${folder}/none: there is no such folder\n`,
    });
    t.strictSame(await shortline([...args, join(folder, 'empty')]), {
      code: 1,
      out: '',
      err: `the journal ${folder}/empty is empty: nothing has happened yet\n`,
    });
  }
});

test('explain tells the story of a call, while the line runs', async (t) => {
  const cwd = t.testdir();
  await written(t, join(cwd, 'data', 'journal'), DAY.entries);
  const told = await shortline(['explain', 'missed'], { cwd });
  t.equal(told.err, '');
  t.equal(told.code, 0);
  t.match(
    told.out,
    /^missed-1, times of Europe\/Paris\n2026-11-23 09:3\d:\d\d\.\d{3} +\+0\.000 s {2}came to the line 3939/,
  );
  t.match(told.out, / {2}offer 1: asked for papers at level 3.*: offered to Alice Martin \(1001\)/);
  t.match(told.out, / {2}Alice Martin \(1001\) did not answer; the caller kept the place/);
  t.match(told.out, / {2}offer 2: .* offered to Bruno Diallo \(1002\)/);
  t.match(told.out, / {2}ended: was served by an agent|ended: the caller hung up/);

  const second = await shortline(['explain', 'missed-1', '--offer', '2'], { cwd });
  t.match(
    second.out,
    /^missed-1, times of Europe\/Paris\n.* offer 2: .*\n\nAGENT +NAME +WHY\n1002 +Bruno Diallo/,
  );
  t.equal(second.out.split('\n').length, 10, 'every agent has a row');

  const json = JSON.parse((await shortline(['explain', 'missed-1', '--json'], { cwd })).out);
  t.match(json, {
    callId: 'missed-1',
    story: [{ event: 'CallArrived', entry: Number, at: Number, text: String }],
  });
});

test('explain says what it cannot', async (t) => {
  const folder = t.testdir();
  await written(t, folder, DAY.entries);
  const rows: [args: string[], err: RegExp][] = [
    [['misssed-1'], /^there is no call "misssed-1"; did you mean "missed-1"\?\n$/],
    [['overflow'], /^several calls begin with "overflow": overflowed-1, overflowed-2/],
    [['missed-1', '--offer', '9'], /^the call missed-1 was offered 2 times\n$/],
  ];
  for (const [args, err] of rows) {
    t.match(
      await shortline(['explain', ...args, '--journal', folder]),
      { code: 1, out: '', err },
      args.join(' '),
    );
  }
});
