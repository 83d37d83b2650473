/** The tally decides whether the project is green: it must count what failed, however it failed. */
import { test } from 'tap';
import { Report } from '../reporter.ts';

function read(...runs: string[]): { report: Report; said: string } {
  let said = '';
  const report = new Report((text) => {
    said += text;
  });
  for (const tap of runs) {
    const parser = report.parser();
    parser.end(`TAP version 14\n${tap}`);
  }
  report.finish();
  return { report, said };
}

const FILE = `# Subtest: test/a.test.ts
    # Subtest: one
        ok 1 - first
        ok 2 - second
        1..2
    ok 1 - one
    1..1
ok 1 - test/a.test.ts # time=12ms
1..1
`;

test('assertions are counted, not the points that close a test', async (t) => {
  const { report, said } = read(FILE);
  t.equal(report.tally(), '2 passed, 0 failed');
  t.match(said, /\n2 passed, 0 failed\n$/, 'the last line');
  t.equal(read(FILE, FILE).report.tally(), '4 passed, 0 failed', 'over several runs');
});

test('a failed assertion counts once, and is told in full', async (t) => {
  const tap = FILE.replace(
    'ok 2 - second',
    'not ok 2 - second\n          ---\n          diff: "1 is not 2"\n          ...',
  )
    .replace('    ok 1 - one', '    not ok 1 - one')
    .replace('ok 1 - test/a', 'not ok 1 - test/a');
  const { report, said } = read(tap);
  t.equal(report.tally(), '1 passed, 1 failed');
  t.match(said, 'test/a.test.ts › one');
  t.match(said, 'diff: 1 is not 2');
});

test('a file that crashes without a failed assertion is a failure', async (t) => {
  const crashed = FILE.replace('ok 1 - test/a.test.ts', 'not ok 1 - test/a.test.ts');
  t.equal(read(crashed).report.tally(), '2 passed, 1 failed');
  const empty = '# Subtest: test/b.test.ts\n    1..0\nnot ok 1 - test/b.test.ts\n1..1\n';
  t.equal(read(empty).report.tally(), '0 passed, 1 failed');
});

test('skips are counted apart, with their reason; a fault of the runner is a failure', async (t) => {
  const tap = FILE.replace('ok 2 - second', 'ok 2 - second # SKIP sipp is not installed');
  const { report, said } = read(tap);
  t.equal(report.tally(), '1 passed, 0 failed, 1 skipped');
  t.match(said, 'sipp is not installed');
  report.fault('tap', 'ended with 1');
  t.equal(report.tally(), '1 passed, 1 failed, 1 skipped');
});
