import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import t from 'tap';
import { connectApp, handle, incomingCall, outgoingCall, Peer, RawApp, SDP, startTarget } from './harness.ts';

t.test('authentication', async (t) => {
  const target = await startTarget(t);
  const stranger = await RawApp.open(t, target);
  const refused = await stranger.ask('authenticate|wrong|');
  t.equal(refused.verdict, 'NO');
  t.same(refused.tokens, ['incorrect secret']);
  await stranger.closed;

  const app = await RawApp.open(t, target);
  const accepted = await app.ask(`authenticate|${target.secret}|ivr,night`);
  t.equal(accepted.verdict, 'OK');
  const hostports = `tcp/127.0.0.1:${target.sip.port},udp/127.0.0.1:${target.sip.port}`;
  t.equal(accepted.tokens[0], hostports);
  t.match(accepted.tokens[1], /^v0\.9\.\d+/);
  t.equal(accepted.tokens[2], hostports);
  t.same((await app.ask('ping')).tokens, ['pong']);
});

t.test('without authentication nothing is done', async (t) => {
  const target = await startTarget(t);
  if (target.server === undefined)
    return t.comment('drachtio-server does not ask: the embedded one is stricter');
  const stranger = await RawApp.open(t, target);
  t.equal((await stranger.ask('route|invite')).verdict, 'NO');
  await stranger.closed;
  t.equal(target.server.stats().clients, 0);
});

t.test('methods that nobody wants get 503, and 503 again after remove_route', async (t) => {
  const target = await startTarget(t);
  const app = await RawApp.connect(t, target, ['options']);
  const phone = await Peer.open(t, target);
  phone.send(phone.request('OPTIONS', '3939'));
  await app.respond(await app.nextSip('OPTIONS'), '200 OK');
  await phone.nextResponse(200, 'OPTIONS');
  for (const method of ['INVITE', 'REGISTER', 'MESSAGE', 'INFO', 'NOTIFY', 'SUBSCRIBE', 'PUBLISH']) {
    const request = phone.request(method, '3939');
    phone.send(request);
    const answer = await phone.nextResponse(503, method);
    if (method === 'INVITE') phone.send(phone.sibling('ACK', request, answer));
  }
  t.equal((await app.ask('remove_route|options')).verdict, 'OK');
  phone.send(phone.request('OPTIONS', '3939'));
  await phone.nextResponse(503, 'OPTIONS');
});

t.test('requests go to the applications in turn', async (t) => {
  const target = await startTarget(t);
  const counts = [0, 0];
  for (const which of [0, 1]) {
    const srf = await connectApp(t, target);
    handle(srf, 'options', (_req, res) => {
      counts[which]!++;
      res.send(200);
    });
    // The route has been taken when the next command is answered.
    await RawApp.connect(t, target);
  }
  const phone = await Peer.open(t, target);
  for (let i = 0; i < 4; i++) {
    phone.send(phone.request('OPTIONS', '3939'));
    await phone.nextResponse(200, 'OPTIONS');
  }
  t.same(counts, [2, 2]);
});

t.test('a dialog outlives its application, but nobody inherits what comes in it', async (t) => {
  const target = await startTarget(t);
  const old = await RawApp.connect(t, target, ['invite']);
  const { caller, ok, id } = await incomingCall(t, target, old);
  const { phone, id: out, invite } = await outgoingCall(t, target, old);
  old.kill();
  await old.closed;
  const app = await RawApp.connect(t, target, ['invite', 'info', 'options']);

  caller.send(caller.inDialog('INFO', 2, ok));
  await caller.nextResponse(481, 'INFO');
  caller.send(caller.inDialog('OPTIONS', 3, ok));
  await caller.nextResponse(481, 'OPTIONS');

  for (const [peer, dialog] of [
    [caller, id],
    [phone, out],
  ] as const) {
    for (const method of ['INFO', 'OPTIONS']) {
      await app.ask(`sip||${dialog}`, `${method} sip:placeholder SIP/2.0\r\n\r\n`);
      peer.answer(await peer.nextRequest(method), 200);
      t.equal((await app.nextSip('SIP/2.0 200')).dialogId, dialog, method);
    }
    await app.ask(`sip||${dialog}`, `INVITE sip:placeholder SIP/2.0\r\n\r\n${SDP}`);
    peer.answer(await peer.nextRequest('INVITE'), 200, {}, SDP);
    await app.nextSip('SIP/2.0 200');
    await app.ask(`sip||${dialog}`, 'ACK sip:placeholder SIP/2.0\r\n\r\n');
    await peer.nextRequest('ACK');
  }
  // Also after a re-INVITE of the new application.
  caller.send(caller.inDialog('INFO', 4, ok));
  await caller.nextResponse(481, 'INFO');

  await app.ask(`sip||${id}`, 'BYE sip:placeholder SIP/2.0\r\n\r\n');
  caller.answer(await caller.nextRequest('BYE'), 200);
  t.match((await app.nextSip('SIP/2.0 200')).message.toString(), /BYE/);
  phone.send(phone.backInDialog('BYE', 1, invite, 'callee'));
  await phone.nextResponse(481, 'BYE');
  const gone = await app.ask(`sip||${out}`, 'OPTIONS sip:placeholder SIP/2.0\r\n\r\n');
  t.equal(gone.verdict, 'NOK', 'the BYE ended the dialog all the same');
  t.same(app.unasked, []);
});

t.test('a new application answers and cancels what its predecessor left', async (t) => {
  const target = await startTarget(t);
  const old = await RawApp.connect(t, target, ['invite']);
  const caller = await Peer.open(t, target);
  const invites = [];
  for (const ring of [false, true]) {
    const invite = caller.request('INVITE', '3939', {}, SDP);
    caller.send(invite);
    const frame = await old.nextSip('INVITE');
    if (ring) await old.respond(frame, '180 Ringing');
    invites.push(frame);
  }
  const phone = await Peer.open(t, target);
  const sent = await old.ask('sip||', `INVITE ${phone.uri} SIP/2.0\r\n\r\n${SDP}`);
  const invite = await phone.nextRequest('INVITE');
  phone.answer(invite, 180);
  await old.nextSip('SIP/2.0 180');
  old.kill();
  await old.closed;
  const app = await RawApp.connect(t, target, ['invite']);
  for (const frame of invites) {
    t.equal((await app.respond(frame, '200 OK', '', SDP)).verdict, 'OK');
    const ok = await caller.nextResponse(200, 'INVITE');
    caller.send(caller.inDialog('ACK', 1, ok));
    caller.send(caller.inDialog('BYE', 2, ok));
    await caller.nextResponse(481, 'BYE');
  }
  const cancelled = await app.ask(`sip|${sent.tokens[6]}|`, `CANCEL ${phone.uri} SIP/2.0\r\n\r\n`);
  t.equal(cancelled.verdict, 'OK');
  phone.answer(await phone.nextRequest('CANCEL'), 200);
  phone.answer(invite, 487);
  await phone.nextRequest('ACK');
  const unknown = await app.ask('sip|nothing|', `CANCEL ${phone.uri} SIP/2.0\r\n\r\n`);
  t.equal(unknown.tokens[0], 'unable to cancel unknown transaction id: nothing');
});

t.test('drachtio-srf connects again by itself, and gets its requests again', async (t) => {
  const target = await startTarget(t);
  // A relay whose connections a test can cut, as a network does.
  const cut: Socket[] = [];
  const relay = createServer((socket) => {
    const onward = connect(target.control);
    cut.push(socket, onward);
    for (const each of [socket, onward]) each.on('error', () => {});
    socket.pipe(onward);
    onward.pipe(socket);
    socket.on('close', () => onward.destroy());
    onward.on('close', () => socket.destroy());
  });
  relay.listen(0, '127.0.0.1');
  await once(relay, 'listening');
  t.teardown(() => {
    relay.close();
    for (const socket of cut) socket.destroy();
  });
  const { port } = relay.address() as AddressInfo;
  const srf = await connectApp(t, { ...target, control: { host: '127.0.0.1', port } });
  handle(srf, 'options', (_req, res) => res.send(200));
  const phone = await Peer.open(t, target);
  // Not once(): the error of the cut connection would end the wait.
  const again = new Promise((resolve) => {
    srf.on('connect', resolve);
  });
  for (const socket of cut.splice(0)) socket.destroy();
  await again;
  // The route goes out before the application says that it is connected; this one's answer comes after it.
  await RawApp.connect(t, target);
  phone.send(phone.request('OPTIONS', '3939'));
  await phone.nextResponse(200, 'OPTIONS');
});
