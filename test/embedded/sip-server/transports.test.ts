import { fork } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import t from 'tap';
import { parseListen } from '../../../src/embedded/sip-server/options.ts';
import type { SipProcessReady } from '../../../src/embedded/sip-server/process.ts';
import { SipStack } from '../../../src/embedded/sip-stack/stack.ts';
import { responseTo } from '../../../src/wire/sip/build.ts';
import { SipHeaders } from '../../../src/wire/sip/headers.ts';
import { SipRequest, type SipResponse } from '../../../src/wire/sip/message.ts';
import { RawApp, SDP, startTarget } from './harness.ts';

t.test('TCP: a telephone that registers over its connection is called over it', async (t) => {
  const target = await startTarget(t);
  const app = await RawApp.connect(t, target, ['register', 'invite']);
  const got: SipRequest[] = [];
  const phone = await SipStack.start({
    listen: [{ protocol: 'tcp', host: '127.0.0.1', port: 0 }],
    handlers: {
      request(transaction) {
        got.push(transaction.request);
        const ok = responseTo(transaction.request, 200);
        ok.headers.append('Contact', '<sip:1005@192.0.2.9:5060;transport=tcp>');
        ok.body = Buffer.from(SDP);
        transaction.respond(ok);
      },
      ack: (ack) => got.push(ack),
    },
  });
  t.teardown(() => phone.close());
  const server = `127.0.0.1:${target.sip.port};transport=tcp`;
  const headers = SipHeaders.of(
    ['From', '<sip:1005@line>;tag=t'],
    ['To', '<sip:1005@line>'],
    ['Call-ID', `r${phone.transports[0]!.port}`],
    ['CSeq', '1 REGISTER'],
    ['Contact', '<sip:1005@192.0.2.9:5060;transport=tcp>'],
    ['Expires', '60'],
  );
  const registered = new Promise<SipResponse>((resolve, reject) => {
    phone.request(new SipRequest('REGISTER', `sip:${server}`, headers), {
      response: resolve,
      failed: reject,
    });
  });
  const register = await app.nextSip('REGISTER');
  t.equal(register.protocol, 'tcp');
  await app.respond(register, '200 OK', 'Contact: <sip:1005@192.0.2.9:5060;transport=tcp>;expires=60\r\n');
  t.equal((await registered).status, 200);

  await app.ask('sip||', `INVITE sip:1005@192.0.2.9:5060;transport=tcp SIP/2.0\r\n\r\n${SDP}`);
  const ok = await app.nextSip('SIP/2.0 200');
  t.equal(ok.protocol, 'tcp');
  t.match(got[0]!.headers.get('contact'), /;transport=tcp>$/);
  await app.ask(`sip||${ok.dialogId}`, 'ACK sip:x SIP/2.0\r\n\r\n');
  await app.ask(`sip||${ok.dialogId}`, 'BYE sip:placeholder SIP/2.0\r\n\r\n');
  await app.nextSip('SIP/2.0 200');
  t.same(
    got.map(({ method }) => method),
    ['INVITE', 'ACK', 'BYE'],
  );
  if (target.server !== undefined) t.equal(target.server.stats().connections, 1);
});

t.test('addresses in drachtio’s notation', async (t) => {
  t.same(parseListen('sip:127.0.0.1:5070;transport=udp,tcp'), [
    { protocol: 'udp', host: '127.0.0.1', port: 5070 },
    { protocol: 'tcp', host: '127.0.0.1', port: 5070 },
  ]);
  t.same(parseListen('sip:0.0.0.0;transport=udp'), [{ protocol: 'udp', host: '0.0.0.0', port: 5060 }]);
  t.same(parseListen('*:0;transport=tcp'), [{ protocol: 'tcp', host: '0.0.0.0', port: 0 }]);
  for (const bad of ['', 'sip:', 'sip:h:1;transport=wss', 'sip:h:99999', 'sip:h:1;x=y']) {
    t.throws(() => parseListen(bad), bad);
  }
});

const PROCESS = new URL('../../../src/embedded/sip-server/process.ts', import.meta.url);
const OPTIONS = {
  listen: ['sip:127.0.0.1:0'],
  control: { host: '127.0.0.1', port: 0, secret: 'x' },
  logLevel: 'silent',
};

for (const end of ['SIGTERM', 'disconnect'] as const) {
  t.test(`as a process it announces itself and ends on ${end}`, async (t) => {
    const child = fork(PROCESS, [JSON.stringify(OPTIONS)]);
    t.teardown(() => child.kill('SIGKILL'));
    const [ready] = (await once(child, 'message')) as [SipProcessReady];
    t.equal(ready.event, 'ready');
    const socket = connect(ready.control);
    socket.on('error', () => {});
    await once(socket, 'connect');
    const exit = once(child, 'exit');
    if (end === 'SIGTERM') child.kill('SIGTERM');
    else child.disconnect();
    t.same((await exit)[0], 0);
    socket.destroy();
  });
}

t.test('a process that cannot listen says why and exits with 1', async (t) => {
  const taken = await startTarget(t);
  const options = { ...OPTIONS, listen: [`sip:127.0.0.1:${taken.sip.port}`] };
  const child = fork(PROCESS, [], {
    env: { ...process.env, SHORTLINE_PROCESS_OPTIONS: JSON.stringify(options) },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  t.teardown(() => child.kill('SIGKILL'));
  const exit = once(child, 'exit');
  const [failed] = (await once(child, 'message')) as [{ event: string; error: string }];
  t.equal(failed.event, 'failed');
  t.match(failed.error, /EADDRINUSE/);
  t.same((await exit)[0], 1);
});
