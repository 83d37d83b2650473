/** `shortline explain`: real processes that read the journal of a scripted day. */
import { join } from 'node:path';
import { test } from 'tap';
import { DAY, written } from './day-journal.ts';
import { shortline } from './shell.ts';

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

test('explain tells of a call that goes on', async (t) => {
  const folder = t.testdir();
  const begun = DAY.entries.findIndex(({ events }) => events.some(({ type }) => type === 'CallOffered')) + 1;
  await written(t, folder, DAY.entries.slice(0, begun));
  const { code, out } = await shortline(['explain', 'missed-1', '--journal', folder]);
  t.equal(code, 0);
  t.match(out, new RegExp(` offer 1: .*\nThe call goes on, as of entry ${begun}\\.\n$`));
});

test('explain says what it cannot', async (t) => {
  const folder = t.testdir();
  await written(t, folder, DAY.entries);
  const rows: [args: string[], err: RegExp][] = [
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

test('a journal that is none', async (t) => {
  const folder = t.testdir({ empty: {} });
  t.strictSame(await shortline(['explain', 'call', '--journal', join(folder, 'none')]), {
    code: 1,
    out: '',
    err: `cannot read the journal ${folder}/none: there is no such folder\n`,
  });
  t.strictSame(await shortline(['replay', join(folder, 'empty')]), {
    code: 1,
    out: '',
    err: `the journal ${folder}/empty is empty: nothing has happened yet\n`,
  });
});
