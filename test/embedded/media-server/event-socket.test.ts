/** The event socket as its clients see it. */

import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect } from 'node:net';
import t from 'tap';
import { startMediaServer } from '../../../src/embedded/media-server/media-server.ts';
import { EventClient } from './event-client.ts';
import { startServer } from './fixture.ts';

const SECRET = 'cymru';

t.test('a wrong password is told, and the door closed', async (t) => {
  const server = await startServer(t);
  const client = await EventClient.open(t, server.esl.port);
  t.equal(await client.command('api status'), '-ERR command not found');
  t.equal(await client.command('auth wrong'), '-ERR invalid');
  await client.next('text/disconnect-notice');
  await client.closed;
});

t.test('commands and their replies are those of FreeSWITCH', async (t) => {
  const server = await startServer(t);
  const client = await EventClient.open(t, server.esl.port, SECRET);
  for (const [command, reply] of [
    ['event json HEARTBEAT', '+OK event listener enabled json'],
    ['event plain ALL', '+OK event listener enabled plain'],
    ['event json', '-ERR no keywords supplied'],
    ['nixevent ALL', '+OK events nixed'],
    ['noevents', '+OK no longer listening for events'],
    ['filter Unique-ID x', '+OK filter added. [Unique-ID]=[x]'],
    ['filter delete Unique-ID x', '+OK filter deleted. [Unique-ID][x]'],
    ['linger', '-ERR not controlling a session'],
    ['sendmsg 1\ncall-command: execute', '-ERR invalid session id [1]'],
    ['nosuch', '-ERR command not found'],
  ] as const) {
    t.equal(await client.command(command), reply, command);
  }
  t.equal(await client.command('exit'), '+OK bye');
  await client.closed;
});

t.test('what is asked of the server', async (t) => {
  const server = await startServer(t, {
    profiles: [
      { name: 'drachtio_mrf', port: 0 },
      { name: 'second', port: 0 },
    ],
  });
  const client = await EventClient.open(t, server.esl.port, SECRET);
  const status = await client.api('sofia status');
  // the expression by which fsmrf finds its profile
  for (const { name, port } of server.profiles) {
    const found = new RegExp(
      `^\\s*${name}\\s.*sip:mod_sofia@((?:[0-9]{1,3}\\.){3}[0-9]{1,3}:\\d+)`,
      'm',
    ).exec(status);
    t.equal(found?.[1], `127.0.0.1:${port}`);
  }
  t.match(await client.api('status'), /^UP 0 years.*\n.*is ready\n/);
  t.equal(await client.api('show channels count'), '\n0 total.\n');
  t.same(JSON.parse(await client.api('show channels as json')), { row_count: 0 });
  t.match(await client.api('conference room list count'), /Conference.*not found/);
  t.equal(await client.api('uuid_exists 1'), 'false');
  t.equal(await client.api('uuid_bridge 1 2'), '-ERR Invalid uuid\n');
  t.equal(await client.api('uuid_kill 1'), '-ERR No such channel!\n');
  t.equal(await client.api('uuid_kill'), '-USAGE: <uuid> [cause]\n');
  t.equal(await client.api('nosuch 1'), '-ERR nosuch Command not found!\n');
  t.equal(await client.api('global_getvar nosuch'), '-ERR no reply\n');
  t.match(await client.api('create_uuid'), /^[0-9a-f-]{36}$/);
});

t.test('a job in the background', async (t) => {
  const server = await startServer(t);
  const client = await EventClient.open(t, server.esl.port, SECRET);
  await client.command('event json BACKGROUND_JOB');
  t.equal(await client.command('bgapi hostname\nJob-UUID: mine'), '+OK Job-UUID: mine');
  t.match(await client.event('BACKGROUND_JOB', { 'Job-UUID': 'mine' }), {
    'Job-Command': 'hostname',
    _body: /./,
  });
});

t.test('clients that flood, lie about lengths, or never authenticate harm nobody', async (t) => {
  const server = await startServer(t);
  const flood = await EventClient.open(t, server.esl.port);
  flood.write('a'.repeat(100_000));
  await flood.closed;
  const liar = await EventClient.open(t, server.esl.port, SECRET);
  liar.write('sendmsg\nContent-Length: 99999999999\n\n');
  await liar.closed;
  const gone = connect(server.esl.port, '127.0.0.1');
  gone.on('connect', () => gone.resetAndDestroy());
  await new Promise((resolve) => gone.once('close', resolve));
  const client = await EventClient.open(t, server.esl.port, SECRET);
  t.match(await client.api('version'), 'FreeSWITCH Version');
});

t.test('no free port for RTP: it does not start, and says why', async (t) => {
  const taken = createSocket('udp4').bind(0, '127.0.0.1');
  await once(taken, 'listening');
  t.teardown(() => taken.close());
  const min = taken.address().port & ~1;
  const start = startMediaServer({
    profiles: [{ name: 'drachtio_mrf', port: 0 }],
    esl: { port: 0 },
    rtp: { min, max: min + 1 },
    threads: 1,
  });
  await t.rejects(start, new RegExp(`no pair of ports from ${min}`));
});
