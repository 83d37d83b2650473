import { createSocket } from 'node:dgram';
import { connect } from 'node:net';
import t, { type Test } from 'tap';
import { ManualClock } from '../sip-stack/manual-clock.ts';
import { Peer, RawApp, SDP, startTarget, type Target } from './harness.ts';

const skip = process.env['SHORTLINE_TEST_DRACHTIO'] ? { skip: 'bounds of the embedded server' } : {};

async function tcp(t: Test, at: { host: string; port: number }) {
  const socket = connect(at);
  socket.on('error', () => {});
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  // A refused connection may be reset before it is seen to be open.
  await Promise.race([new Promise<void>((resolve) => socket.once('connect', () => resolve())), closed]);
  t.teardown(() => socket.destroy());
  return { socket, closed };
}

/** Waits until the server has done all that was sent to it before. */
async function settled(t: Test, target: Target): Promise<void> {
  const phone = await Peer.open(t, target);
  phone.send(phone.request('OPTIONS', 'x'));
  await phone.nextResponse(503);
}

t.test('malformed datagrams: 400 with the reason, or nothing, never a crash', skip, async (t) => {
  const target = await startTarget(t);
  const phone = await Peer.open(t, target);
  const bad = phone.request('OPTIONS', 'x').headers;
  const head = [...bad].map(([name, value]) => `${name}: ${value}`);
  const lines = (change: (line: string) => string | undefined) =>
    ['OPTIONS sip:x@y SIP/2.0', ...head].map(change).filter((line) => line !== undefined);
  const cases: [number, string, string[]][] = [
    [400, 'CSeq Method Mismatch', lines((line) => (line.startsWith('CSeq') ? 'CSeq: 1 INVITE' : line))],
    [400, 'Content-Length Past The End', [...lines((line) => line), 'Content-Length: 500']],
    [400, 'Bad Content-Length', [...lines((line) => line), 'Content-Length: -5']],
    [400, 'Repeated content-length', [...lines((line) => line), 'Content-Length: 0', 'l: 4']],
    [
      505,
      'Version Not Supported',
      lines((line) => line.replace('SIP/2.0', line.startsWith('OPT') ? 'SIP/7.0' : 'SIP/2.0')),
    ],
    [416, 'Unsupported URI Scheme', lines((line) => line.replace('sip:x@y', 'nonsense'))],
  ];
  for (const [status, reason, text] of cases) {
    phone.send(`${text.join('\r\n')}\r\n\r\n`);
    t.equal((await phone.nextResponse(status)).reason, reason);
  }
  const unanswerable = [
    '\0\0\0\0',
    '\r\n\r\n',
    'hello',
    'SIP/2.0 200 OK\r\n\r\n',
    'OPTIONS sip:x@y SIP/2.0\r\n\r\n',
    `ACK sip:x@y SIP/2.0\r\n${head.join('\r\n').replace('OPTIONS', 'NONSENSE')}\r\n\r\n`,
  ];
  for (const text of unanswerable) phone.send(text);
  const big = Buffer.alloc(60_000, 'a');
  phone.send(big);
  await settled(t, target);
  const stats = target.server!.stats();
  t.equal(stats.malformedAnswered, cases.length);
  t.equal(stats.malformed, cases.length + 5);
  t.same(phone.unasked, []);
});

t.test('random bytes and mutations never stop the server', skip, async (t) => {
  const target = await startTarget(t);
  await RawApp.connect(t, target, ['invite', 'options']);
  const phone = await Peer.open(t, target);
  const socket = createSocket('udp4');
  t.teardown(() => new Promise<void>((resolve) => socket.close(() => resolve())));
  let seed = 1;
  const random = (below: number) => {
    seed = (seed * 48_271) % 0x7fffffff;
    return seed % below;
  };
  const { serialize } = await import('../../../src/wire/sip/build.ts');
  for (let i = 0; i < 500; i++) {
    const bytes = serialize(phone.request(i % 2 ? 'OPTIONS' : 'INVITE', 'x', {}, 'v=0\r\n'));
    for (let n = random(8); n >= 0; n--) bytes[random(bytes.length)] = random(256);
    socket.send(bytes, target.sip.port, target.sip.host);
    if (i % 50 === 0) await settledWith(phone);
  }
  await settledWith(phone);
  t.ok(target.server!.stats().malformed > 0);

  async function settledWith(peer: Peer): Promise<void> {
    peer.send(peer.request('MESSAGE', 'x'));
    await peer.nextResponse(503, 'MESSAGE');
  }
});

t.test('SIP over TCP: slow, silent, oversized and too many connections', skip, async (t) => {
  const clock = new ManualClock();
  const target = await startTarget(t, { clock, limits: { sip: { connections: 3 } } });
  const slow = await tcp(t, target.sip);
  slow.socket.write('OPTIONS sip:x@y SIP/2.0\r\nVia: SIP/2.0/TCP a;branch=z9hG4bKx\r\n');
  const silent = await tcp(t, target.sip);
  const large = await tcp(t, target.sip);
  const refused = await tcp(t, target.sip);
  await refused.closed;
  large.socket.write(`OPTIONS sip:x@y SIP/2.0\r\nSubject: ${'x'.repeat(40_000)}`);
  await large.closed;
  await settled(t, target);
  clock.advance(16_000);
  await Promise.all([slow.closed, silent.closed]);
  const { dropped, malformed, connections } = target.server!.stats();
  t.same(dropped, { tooManyConnections: 1, slowConnection: 2 });
  t.equal(malformed, 1);
  t.equal(connections, 0);
});

t.test('the control port: slow, silent, oversized and too many connections', skip, async (t) => {
  const clock = new ManualClock();
  const target = await startTarget(t, { clock, limits: { controlConnections: 3 } });
  const app = await RawApp.connect(t, target);
  const silent = await tcp(t, target.control);
  const broken = await tcp(t, target.control);
  broken.socket.write('hello\r\n');
  await broken.closed;
  const large = await tcp(t, target.control);
  const refused = await tcp(t, target.control);
  await refused.closed;
  large.socket.write('999999999#x');
  await large.closed;
  clock.advance(11_000);
  await silent.closed;
  t.same((await app.ask('ping')).tokens, ['pong'], 'an application that has authenticated may be silent');
  app.raw('400#half');
  await settled(t, target);
  clock.advance(11_000);
  await app.closed;
  t.equal(target.server!.stats().controlConnections, 0);
});

t.test('an unknown command closes the connection', skip, async (t) => {
  const target = await startTarget(t);
  const app = await RawApp.connect(t, target);
  const answer = await app.ask('nonsense');
  t.equal(answer.verdict, 'NO');
  await app.closed;
});

t.test('whatever an application writes, the server answers it and goes on', skip, async (t) => {
  const target = await startTarget(t);
  const app = await RawApp.connect(t, target, ['invite']);
  const phone = await Peer.open(t, target);
  phone.send(phone.request('INVITE', '3939', {}, SDP));
  const frame = await app.nextSip('INVITE');
  let seed = 7;
  const random = (below: number) => {
    seed = (seed * 48_271) % 0x7fffffff;
    return seed % below;
  };
  const good = [
    `INVITE ${phone.uri} SIP/2.0\r\nFrom: <sip:a@localhost>\r\nTo: <sip:b@c>;x=y\r\nContact: sip:a@localhost\r\nContent-Type: application/sdp\r\n\r\n${SDP}`,
    `OPTIONS ${phone.uri} SIP/2.0\r\nCSeq: 5 OPTIONS\r\nX-Order: 42\r\nCall-ID: x\r\n\r\n`,
    'SIP/2.0 180 Ringing\r\nCSeq: 1 INVITE\r\nRequire: 100rel\r\nTo: <sip:x>;tag=chosen\r\n\r\n',
  ];
  for (let i = 0; i < 300; i++) {
    const bytes = Buffer.from(good[i % good.length]!);
    for (let n = random(6); n >= 0; n--) bytes[random(bytes.length)] = random(256);
    const answer = await app.ask(`sip|${i % 3 === 2 ? frame.transactionId : ''}|`, bytes);
    if (answer.verdict !== 'OK' && answer.verdict !== 'NOK') t.fail(answer.verdict);
  }
  t.same((await app.ask('ping')).tokens, ['pong']);
});
