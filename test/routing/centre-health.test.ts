/** What a probe of a centre changes: one row a rule. */
import { test } from 'tap';
import { answersFor, probed } from '../../src/routing/centre-health.ts';

test('probes', async (t) => {
  const rows: [what: string, failures: number, answered: boolean, isDown: boolean, after: object][] = [
    ['an answer changes nothing', 0, true, false, { failures: 0 }],
    ['one failure is none', 0, false, false, { failures: 1 }],
    ['an answer forgets it', 1, true, false, { failures: 0 }],
    ['two in a row: it is down', 1, false, false, { failures: 2, change: 'down' }],
    ['it stays down', 2, false, true, { failures: 3 }],
    ['the first answer: it is up', 7, true, true, { failures: 0, change: 'up' }],
    ['known as down from before, one more failure', 0, false, true, { failures: 1 }],
  ];
  for (const [what, failures, answered, isDown, after] of rows)
    t.strictSame(probed(failures, answered, isDown), after, what);
});

test('which answers say that a centre lives', async (t) => {
  for (const status of [200, 302, 401, 404, 405, 486, 500, 603]) t.ok(answersFor(status), String(status));
  for (const status of [408, 503]) t.notOk(answersFor(status), String(status));
});
