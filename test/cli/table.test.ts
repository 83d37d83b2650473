/** Tables and figures of the command line. */
import { test } from 'tap';
import { ProgressBar } from '../../src/cli/progress-bar.ts';
import { type Column, clock, table } from '../../src/cli/table.ts';
import { uniqueCall } from '../../src/cli/unique-call.ts';

test('columns are aligned, letters with accents too', (t) => {
  const columns: Column<{ name: string; calls: number }>[] = [
    { head: 'name', cell: ({ name }) => name },
    { head: 'calls', cell: ({ calls }) => calls, right: true },
    { head: 'note', cell: () => undefined },
  ];
  const rows = [
    { name: 'Zoé', calls: 5 },
    { name: 'Zoe\u0301 Aïcha', calls: 1234567 },
  ];
  t.equal(
    table(rows, columns, 'nobody'),
    ['NAME         CALLS  NOTE', 'Zoé              5  -', 'Zoe\u0301 Aïcha  1234567  -', ''].join('\n'),
  );
  t.equal(table([], columns, 'nobody'), 'nobody\n');
  t.end();
});

test('lengths of time', (t) => {
  const rows: [ms: number, text: string][] = [
    [0, '0:00'],
    [999, '0:00'],
    [65_000, '1:05'],
    [3_599_999, '59:59'],
    [3_725_000, '1:02:05'],
  ];
  for (const [ms, text] of rows) t.equal(clock(ms), text);
  t.end();
});

test('a call by the beginning of its id', (t) => {
  const known = ['3f2a-1', '3f2b-1', 'a001', 'a0012'];
  t.strictSame(uniqueCall('3f2a', known), { ok: true, callId: '3f2a-1' });
  t.strictSame(
    uniqueCall('a001', known),
    { ok: true, callId: 'a001' },
    'a whole id, though another begins so',
  );
  const rows: [given: string, fault: string][] = [
    ['3f', 'several calls begin with "3f": 3f2a-1, 3f2b-1'],
    ['3f2c', 'there is no call "3f2c"; did you mean "3f2a-1"?'],
    ['zzzzzzzz', 'there is no call "zzzzzzzz"'],
  ];
  for (const [given, fault] of rows) t.strictSame(uniqueCall(given, known), { ok: false, fault });
  t.strictSame(uniqueCall('x', []), { ok: false, fault: 'there is no call "x"' });
  t.end();
});

test('a progress bar is drawn on a terminal, ten times a second at most', (t) => {
  const written: string[] = [];
  let now = 0;
  const terminal = { isTTY: true, columns: 60, write: (text: string) => written.push(text) };
  const bar = new ProgressBar(terminal, 'reading', 200, () => now);
  bar.show(1);
  t.strictSame(written, [], 'a short work shows none');
  for (now = 500; now < 600; now += 10) bar.show(100);
  t.strictSame(written, [`\rreading ${'█'.repeat(15)}${'░'.repeat(15)} 50 % (100 of 200)\u001b[K`]);
  now = 600;
  bar.show(300);
  t.match(written[1], / 100 % /, 'a journal that grows meanwhile');
  bar.end();
  bar.end();
  t.strictSame(written.slice(2), ['\r\u001b[K'], 'the line is left empty, once');
  const file = new ProgressBar({ write: (text: string) => written.push(text) }, 'x', 0, () => now);
  now = 10_000;
  file.show(0);
  file.end();
  t.equal(written.length, 3, 'not in a file');
  t.end();
});
