/** Wrong use of the commands of supervisors, and their help. */
import { test } from 'tap';
import { shortline } from './shell.ts';

test('wrong use ends with 2', async (t) => {
  const rows: [args: string[], err: RegExp][] = [
    [['agents', 'lst'], /unknown command 'lst' \(did you mean "list"\?\)/],
    [['callers', 'mvoe', 'a', 'b'], /unknown command 'mvoe' \(did you mean "move"\?\)/],
    [['agents', 'pause', '2001'], /missing required argument 'reason'/],
    [['agents', 'wrap-up', '2001'], /give either --extend <seconds> or --done/],
    [['agents', 'wrap-up', '2001', '--extend', '5', '--done'], /give either/],
    [['agents', 'wrap-up', '2001', '--extend', 'x'], /Expected 1 to 3600 seconds/],
    [['agents', 'skills', '2001'], /give skills \(papers=3\), --languages, or both/],
    [['agents', 'skills', '2001', 'papers=6'], /papers=6: expected a skill and its level, as papers=3/],
    [['callers', 'prioritise', 'x', '101'], /Expected 0 to 100 points/],
    [['callers', 'conclude', 'x', 'stay'], /Allowed choices are leave, join, take-back/],
    [['crisis'], /Usage: shortline crisis/],
    [['crisis', 'start', '156'], /missing required argument 'name'/],
    [['replay', '--from', '0'], /Expected the number of an entry/],
  ];
  for (const [args, err] of rows) t.match(await shortline(args), { code: 2, out: '', err }, args.join(' '));
});

test('help with examples', async (t) => {
  for (const name of ['agents', 'callers', 'queues', 'centres', 'lines', 'crisis', 'replay', 'explain']) {
    t.match(await shortline([name, '--help']), { code: 0, out: /Examples?:\n {2}shortline/, err: '' }, name);
  }
});
