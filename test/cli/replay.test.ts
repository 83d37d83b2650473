/** `shortline replay`: real processes that read the journal of a scripted day. */
import { join } from 'node:path';
import { test } from 'tap';
import type { LineEvent } from '../../src/events/line.generated.ts';
import { journalExtent } from '../../src/journal/read-only.ts';
import { evolveEntry } from '../../src/line/machine.ts';
import { newLine, snapshotLine } from '../../src/line/state.ts';
import { DAY, written } from './day-journal.ts';
import { shortline } from './shell.ts';

const FACTS = DAY.entries.length;
const DECISIONS = DAY.entries.reduce((sum, { events }) => sum + events.length - 1, 0);

test('replay decides as the journal says', async (t) => {
  const folder = t.testdir();
  await written(t, join(folder, 'data', 'journal'), DAY.entries);
  const none = `${FACTS} facts, ${DECISIONS} decisions: none differs\n`;
  t.strictSame(
    await shortline(['replay'], { cwd: folder }),
    { code: 0, out: none, err: '' },
    'of the settings',
  );
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

test('where the oldest entries are no longer kept, the oldest snapshot is the beginning', async (t) => {
  const folder = t.testdir();
  const journal = await written(t, folder, DAY.entries, { segmentBytes: 2_000, keepDays: 0 });
  const state = newLine();
  const at = 40;
  for (const entry of DAY.entries.slice(0, at)) evolveEntry(state, entry);
  await journal.saveSnapshot({ number: at, state: snapshotLine(state) });
  // whoever takes over removes what the snapshot makes needless
  await journal.lease('paris-2');
  await journal.close();
  const extent = await journalExtent(folder);
  t.ok(extent && extent.first > 1 && extent.first <= at + 1, `entries from ${extent?.first} on are kept`);
  const facts = DAY.entries.length - at;
  t.match(await shortline(['replay', folder, '--from', '2']), {
    code: 0,
    out: new RegExp(`^${facts} facts, \\d+ decisions from entry ${at + 1} on: none differs\n$`),
  });
  t.match(await shortline(['explain', 'relaxed', '--journal', folder]), { code: 0, out: /The call goes on/ });
  t.match(await shortline(['explain', 'danger-1', '--journal', folder]), {
    code: 1,
    err: /^(the call danger-1 began before entry 41, from which on the journal can be told|there is no call "danger-1")/,
  });
});

test('replay finds the decision that was changed', async (t) => {
  const at = DAY.entries.findIndex(({ events }) => events.some(({ type }) => type === 'CallOffered'));
  const entry = DAY.entries[at]!;
  const index = entry.events.findIndex(({ type }) => type === 'CallOffered');
  const offer = { ...entry.events[index]!, agent: '1004' } as LineEvent;
  const folder = t.testdir();
  await written(t, folder, DAY.entries.with(at, { ...entry, events: entry.events.with(index, offer) }));
  t.match(await shortline(['replay', folder]), {
    code: 1,
    out: new RegExp(
      `^entry ${entry.number}: decision ${index} differs; of ${at} facts before it none does\\n` +
        ` {2}fact {6}${entry.events[0]!.type} at 2026-11-23T08:.*\\n` +
        ` {2}expected {2}CallOffered at .*, agent 1004, offerId .*\\n` +
        ` {2}found {5}CallOffered at .*, agent 1001, offerId .*\\n$`,
    ),
    err: '',
  });
  const json = await shortline(['replay', folder, '--json']);
  t.equal(json.code, 1);
  t.match(JSON.parse(json.out), { facts: at + 1, difference: { entry: entry.number, decision: index } });
});
