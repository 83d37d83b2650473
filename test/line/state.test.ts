/** The line as a value. */
import { test } from 'tap';
import { newLine, restoreLine, snapshotLine } from '../../src/line/state.ts';
import { explainedDay } from './explain-days.ts';

test('a snapshot is what it was made of', (t) => {
  const { state } = explainedDay();
  const text = snapshotLine(state);
  const restored = restoreLine(text);
  t.equal(snapshotLine(restored), text);
  t.strictSame([...restored.calls.keys()], [...state.calls.keys()]);
  t.ok(restored.registrations.size > 0);
  t.strictSame(restored.registrations, state.registrations);
  t.equal(snapshotLine(restoreLine(snapshotLine(newLine()))), snapshotLine(newLine()), 'also of nothing');
  t.end();
});

test('a snapshot does not change with the line', (t) => {
  const { state } = explainedDay();
  const restored = restoreLine(snapshotLine(state));
  const before = snapshotLine(restored);
  state.calls.clear();
  state.registrations.clear();
  t.equal(snapshotLine(restored), before);
  t.end();
});

test('another version’s is not read', (t) => {
  const text = snapshotLine(newLine());
  for (const [what, other] of [
    ['an older one', text.replace(/"version":\d+/, '"version":0')],
    ['none', text.replace(/"version":\d+,/, '')],
  ] as const)
    t.throws(() => restoreLine(other), RangeError, what);
  t.throws(() => restoreLine(text.slice(0, -2)), SyntaxError, 'half of one');
  t.end();
});
