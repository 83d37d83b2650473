/** The media server as the launcher has it: a process of its own; and its command. */

import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import t, { type Test } from 'tap';
import { EventClient } from './event-client.ts';

const ENTRY = new URL('../../../src/embedded/media-server/process.ts', import.meta.url);
const OPTIONS = {
  profiles: [{ name: 'drachtio_mrf', port: 0 }],
  esl: { port: 0, password: 'secret' },
  rtp: { min: 50_000, max: 50_999 },
  threads: 1,
  logLevel: 'error',
};

async function start(t: Test, options: object): Promise<{ child: ReturnType<typeof fork>; ready: Ready }> {
  const child = fork(ENTRY, { env: { ...process.env, SHORTLINE_PROCESS_OPTIONS: JSON.stringify(options) } });
  t.teardown(() => child.kill('SIGKILL'));
  const [ready] = (await once(child, 'message')) as [Ready];
  return { child, ready };
}

interface Ready {
  event: string;
  sip: { host: string; port: number };
  esl: { host: string; port: number };
}

t.test('says when it is ready, takes connections, and closes on SIGTERM', async (t) => {
  const { child, ready } = await start(t, OPTIONS);
  t.equal(ready.event, 'ready');
  const client = await EventClient.open(t, ready.esl.port, 'secret');
  t.match(await client.api('sofia status'), `127.0.0.1:${ready.sip.port}`);
  child.kill('SIGTERM');
  t.same(await once(child, 'exit'), [0, null]);
});

t.test('closes when its parent is gone, not by Ctrl-C', async (t) => {
  const { child, ready } = await start(t, OPTIONS);
  child.kill('SIGINT');
  const client = await EventClient.open(t, ready.esl.port, 'secret');
  t.equal(await client.api('uuid_exists x'), 'false');
  child.disconnect();
  t.same(await once(child, 'exit'), [0, null]);
});

t.test('a port that is taken ends it with the reason', async (t) => {
  const { ready } = await start(t, OPTIONS);
  const { child, ready: failed } = await start(t, {
    ...OPTIONS,
    logLevel: 'silent',
    esl: { port: ready.esl.port },
    rtp: { min: 51_000, max: 51_100 },
  });
  t.match(failed, { event: 'failed', message: /EADDRINUSE/ });
  const [code] = (await once(child, 'exit')) as [number];
  t.equal(code, 1);
});

t.test('the command: one line of JSON on standard output, and an end by Ctrl-C', async (t) => {
  const cli = new URL('../../../src/cli/shortline.mjs', import.meta.url).pathname;
  const args = [
    'media-server',
    '--profile',
    'one:0',
    '--profile',
    'two:0',
    '--esl-port',
    '0',
    '--rtp-ports',
    '52000-52100',
  ];
  const child = spawn(process.execPath, [cli, ...args, '--threads', '1'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  t.teardown(() => child.kill('SIGKILL'));
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const ready = JSON.parse(line.toString()) as Ready & { profiles: { name: string }[] };
  t.match(ready, { event: 'ready', profiles: [{ name: 'one' }, { name: 'two' }] });
  const socket = connect(ready.esl.port, ready.esl.host);
  await once(socket, 'data');
  socket.destroy();
  child.kill('SIGINT');
  t.same(await once(child, 'exit'), [0, null]);
});
