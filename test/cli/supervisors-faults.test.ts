/** What the commands of supervisors say when something is wrong: real processes. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'tap';
import { CALLERS, serveFake, TOKEN } from '../api/fake-live.ts';
import { type Ran, shortline } from './shell.ts';

test('what cannot be done is said, with 1', async (t) => {
  const { url, facts } = await serveFake(t);
  const at = ['--url', url, '--token', TOKEN];
  const rows: [args: string[], err: string][] = [
    [['agents', 'pause', '2011', 'lunch', ...at], 'there is no agent "2011"; did you mean "2001"?\n'],
    [['agents', 'ready', '2001', ...at], '2001 is ready already\n'],
    [
      ['callers', 'move', 'call-queud', 'general', ...at],
      'there is no call "call-queud"; did you mean "call-queued"?\n',
    ],
    [
      ['callers', 'move', 'call-queued', 'genral', ...at],
      'there is no queue of the line 156 named "genral"; did you mean "general"?\n',
    ],
    [
      ['callers', 'prioritise', 'call', '5', ...at],
      `several calls begin with "call": ${CALLERS.slice(0, 5)
        .map(({ callId }) => callId)
        .join(', ')}, … (10 in all)\n`,
    ],
    [
      ['queues', 'close', '156', 'water', '--message', 'strom', ...at],
      'there is no prompt "strom"; did you mean "storm"?\n',
    ],
    [['lines', 'close', '15', ...at], 'there is no line "15"; did you mean "156"?\n'],
    [
      ['crisis', 'start', '156', 'flod', ...at],
      'there is no crisis mode of the line 156 named "flod"; did you mean "flood"?\n',
    ],
    [['crisis', 'end', '3939', 'flood', ...at], 'the line 3939 is in the crisis mode heat, not flood\n'],
    [
      ['agents', 'log-in', '2005', '--by', 'x'.repeat(65), ...at],
      'X-Author: expected 1 to 64 printable characters, in UTF-8\n',
    ],
    [
      ['agents', '--url', url, '--token', 'the-token-of-another-line'],
      `the line at ${url} does not take this token; give the one in the file api-token of its data folder with --token, or run where that folder is\n`,
    ],
    [['agents', '--url', 'nowhere', '--token', 'x'], '--url: expected http://host:port, found "nowhere"\n'],
  ];
  for (const [args, err] of rows) {
    t.strictSame(await shortline(args), { code: 1, out: '', err } satisfies Ran, args.join(' '));
  }
  t.strictSame(facts, []);
});

test('no line, no token, something else there', async (t) => {
  const closed = createServer().listen(0, '127.0.0.1');
  await once(closed, 'listening');
  const gone = `http://127.0.0.1:${(closed.address() as AddressInfo).port}`;
  closed.close();
  await once(closed, 'close');
  const other = createServer((_request, response) => response.end('<html>')).listen(0, '127.0.0.1');
  await once(other, 'listening');
  t.teardown(() => other.close());
  const elsewhere = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
  const cwd = t.testdir({ bad: { 'api-token': 'x' } });
  const rows: [args: string[], env: Record<string, string>, err: string][] = [
    [
      ['callers', '--url', gone, '--token', TOKEN],
      {},
      `no line answers at ${gone}: start it with \`npx shortline start\`\n`,
    ],
    [
      ['callers'],
      {},
      `there is no token ${cwd}/data/api-token: the first start of the line makes it (\`npx shortline start\`); for a line elsewhere (http://127.0.0.1:8080), give --token\n`,
    ],
    [
      ['callers'],
      { SHORTLINE_DATA: 'bad' },
      `the token cannot be read: ${cwd}/bad/api-token: expected a token of 32 or more letters, digits, - and _; remove the file, and the next start makes a new one; run as the line’s user, or give --token\n`,
    ],
    [
      ['callers', '--url', elsewhere, '--token', TOKEN],
      {},
      `what answers at ${elsewhere} (status 200) is no line of shortline\n`,
    ],
  ];
  for (const [args, env, err] of rows) {
    t.strictSame(await shortline(args, { cwd, env }), { code: 1, out: '', err }, args.join(' '));
  }
});
