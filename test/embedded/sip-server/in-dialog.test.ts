import t from 'tap';
import { incomingCall, outgoingCall, Peer, RawApp, SDP, startTarget } from './harness.ts';

t.test('the frames of an incoming call are those of drachtio', async (t) => {
  const target = await startTarget(t);
  const app = await RawApp.connect(t, target, ['invite']);
  const { caller, invite, frame, answered, ack, id } = await incomingCall(t, target, app);
  t.equal(frame.source, 'network');
  t.equal(frame.protocol, 'udp');
  t.equal(frame.port, String(caller.port));
  t.match(frame.time, /^\d\d:\d\d:\d\d\.\d{6}$/);
  t.equal(frame.dialogId, '');
  t.equal(frame.receivedOn, `127.0.0.1|${target.sip.port}`);
  t.equal(answered.verdict, 'OK');
  t.same(answered.tokens.slice(0, 1), ['application']);
  t.same(answered.tokens.slice(2, 5), ['udp', '127.0.0.1', String(caller.port)]);
  t.same(answered.tokens.slice(6), [frame.transactionId, id, '', 'Msg sent:', '']);
  t.equal(id, `${invite.callId};from-tag=${invite.fromTag}`);
  t.equal(ack.protocol, '', 'drachtio names no protocol for an ACK');
  t.equal(ack.transactionId, frame.transactionId);
  t.equal(ack.receivedOn, undefined);
});

t.test('the frames of an outgoing call are those of drachtio', async (t) => {
  const target = await startTarget(t);
  const app = await RawApp.connect(t, target);
  const { phone, invite, sent, ok, acked, id } = await outgoingCall(t, target, app);
  t.equal(sent.verdict, 'OK');
  t.same(sent.tokens.slice(2, 5), ['udp', '127.0.0.1', String(target.sip.port)]);
  t.equal(sent.tokens[7], 'Msg sent:');
  t.equal(ok.transactionId, sent.tokens[6]);
  t.equal(ok.port, String(phone.port));
  t.equal(id, `${invite.callId};from-tag=${invite.fromTag}`);
  t.equal(acked.tokens[7], 'Msg sent:');
});

t.test('late offer: the ACK’s session description passes both ways', async (t) => {
  const target = await startTarget(t);
  const app = await RawApp.connect(t, target, ['invite']);
  const caller = await Peer.open(t, target);
  caller.send(caller.request('INVITE', '3939'));
  const frame = await app.nextSip('INVITE');
  await app.respond(frame, '200 OK', '', SDP);
  const ok = await caller.nextResponse(200);
  caller.send(caller.inDialog('ACK', 1, ok, {}, SDP));
  const ack = await app.nextSip('ACK');
  t.ok(ack.message.toString().endsWith(SDP));

  const phone = await Peer.open(t, target);
  await app.ask('sip||', `INVITE ${phone.uri} SIP/2.0\r\n\r\n`);
  const invite = await phone.nextRequest('INVITE');
  t.equal(invite.body.length, 0);
  phone.answer(invite, 200, {}, SDP);
  const answered = await app.nextSip('SIP/2.0 200');
  await app.ask(`sip||${answered.dialogId}`, `ACK ${phone.uri} SIP/2.0\r\n\r\n${SDP}`);
  const sent = await phone.nextRequest('ACK');
  t.equal(sent.text, SDP);
  t.equal(sent.headers.get('content-type'), 'application/sdp');
});

t.test('requests of the telephone in its dialog reach the application and are answered by it', async (t) => {
  const target = await startTarget(t);
  const app = await RawApp.connect(t, target, ['invite']);
  const { caller, ok, id } = await incomingCall(t, target, app);
  let cseq = 1;
  for (const method of ['INFO', 'UPDATE', 'REFER', 'NOTIFY', 'OPTIONS', 'MESSAGE']) {
    caller.send(caller.inDialog(method, ++cseq, ok, { 'Refer-To': '<sip:x@y>', Event: 'refer' }));
    const frame = await app.nextSip(method);
    t.equal(frame.dialogId, id, method);
    t.equal(frame.receivedOn, undefined);
    const echo = await app.respond(frame, '202 Accepted');
    t.equal(echo.verdict, 'OK');
    t.equal(echo.tokens[2], '', 'no protocol');
    t.equal(echo.tokens[7], id);
    await caller.nextResponse(202, method);
  }
  caller.send(caller.inDialog('BYE', ++cseq, ok));
  const bye = await app.nextSip('BYE');
  t.equal(bye.dialogId, id);
  const echo = await app.respond(bye, '200 OK');
  t.equal(echo.tokens[7], '', 'the dialog is over');
  await caller.nextResponse(200, 'BYE');
  const late = await app.ask(`sip||${id}`, 'INFO sip:placeholder SIP/2.0\r\n\r\n');
  t.equal(late.verdict, 'NOK');
  t.equal(late.tokens[0], 'Server error: unable to find dialog for dialog id provided');
});

t.test(
  'a re-INVITE of the telephone: 100 by the server, 200 by the application, ACK with an id of its own',
  async (t) => {
    const target = await startTarget(t);
    const app = await RawApp.connect(t, target, ['invite']);
    const { caller, ok, id } = await incomingCall(t, target, app);
    caller.send(caller.inDialog('INVITE', 2, ok, {}, SDP));
    await caller.nextResponse(100, 'INVITE');
    const frame = await app.nextSip('INVITE');
    t.equal(frame.dialogId, id);
    await app.respond(frame, '200 OK', '', SDP);
    const again = await caller.nextResponse(200, 'INVITE');
    t.match(again.headers.get('contact'), `<sip:127.0.0.1:${target.sip.port}>`);
    t.equal(again.toTag, ok.toTag);
    caller.send(caller.inDialog('ACK', 2, ok));
    const ack = await app.nextSip('ACK');
    t.equal(ack.dialogId, id);
    t.not(ack.transactionId, frame.transactionId);
  },
);

t.test('surprise 4: a provisional response to a re-INVITE loses the final one', async (t) => {
  const target = await startTarget(t);
  const app = await RawApp.connect(t, target, ['invite']);
  const { caller, ok } = await incomingCall(t, target, app);
  caller.send(caller.inDialog('INVITE', 2, ok, {}, SDP));
  const frame = await app.nextSip('INVITE');
  t.equal((await app.respond(frame, '180 Ringing')).verdict, 'OK');
  const lost = await app.respond(frame, '200 OK', '', SDP);
  t.equal(lost.verdict, 'NOK');
  t.equal(lost.tokens[0], 'Response not sent due to unknown transaction');
  await caller.nextResponse(180, 'INVITE');
  await caller.nextResponse(500, 'INVITE');
});

t.test(
  'surprise 4, the other way: after a provisional response to our re-INVITE the final one is kept back',
  async (t) => {
    const target = await startTarget(t);
    const app = await RawApp.connect(t, target);
    const { phone, id } = await outgoingCall(t, target, app);
    await app.ask(`sip||${id}`, `INVITE sip:placeholder SIP/2.0\r\n\r\n${SDP}`);
    const reinvite = await phone.nextRequest('INVITE');
    phone.answer(reinvite, 180);
    await app.nextSip('SIP/2.0 180');
    phone.answer(reinvite, 200, {}, SDP);
    // drachtio-server leaves the telephone without one; the embedded server does not.
    if (target.server !== undefined) await phone.nextRequest('ACK');
    t.equal((await app.ask('ping')).tokens[0], 'pong');
    t.same(app.unasked, []);
  },
);

t.test('requests of the application in both kinds of dialog', async (t) => {
  const target = await startTarget(t);
  const app = await RawApp.connect(t, target, ['invite']);
  const incoming = await incomingCall(t, target, app);
  const outgoing = await outgoingCall(t, target, app);
  for (const { id, peer } of [
    { id: incoming.id, peer: incoming.caller },
    { id: outgoing.id, peer: outgoing.phone },
  ]) {
    let last = 0;
    for (const method of ['INFO', 'UPDATE', 'REFER', 'NOTIFY', 'OPTIONS', 'MESSAGE']) {
      const sent = await app.ask(
        `sip||${id}`,
        `${method} sip:placeholder SIP/2.0\r\nContent-Type: text/plain\r\n\r\nhé`,
      );
      t.equal(sent.verdict, 'OK', method);
      const got = await peer.nextRequest(method);
      t.equal(got.uri, peer.uri);
      t.equal(got.text, 'hé');
      t.ok(last === 0 || got.cseq.number === last + 1, 'numbers follow');
      last = got.cseq.number;
      peer.answer(got, 202);
      const back = await app.nextSip('SIP/2.0 202');
      t.equal(back.transactionId, sent.tokens[6]);
      t.equal(back.dialogId, id);
    }
    await app.ask(`sip||${id}`, `INVITE sip:placeholder SIP/2.0\r\n\r\n${SDP}`);
    const reinvite = await peer.nextRequest('INVITE');
    t.match(reinvite.headers.get('contact'), `<sip:127.0.0.1:${target.sip.port}>`);
    peer.answer(reinvite, 200, {}, SDP);
    await app.nextSip('SIP/2.0 200');
    await app.ask(`sip||${id}`, 'ACK sip:placeholder SIP/2.0\r\n\r\n');
    t.equal((await peer.nextRequest('ACK')).cseq.number, reinvite.cseq.number);
    await app.ask(`sip||${id}`, 'BYE sip:placeholder SIP/2.0\r\n\r\n');
    peer.answer(await peer.nextRequest('BYE'), 200);
    t.equal((await app.nextSip('SIP/2.0 200')).dialogId, id);
  }
});

t.test('an ACK for a rejection is refused: the server has sent it', async (t) => {
  const target = await startTarget(t);
  const app = await RawApp.connect(t, target);
  const phone = await Peer.open(t, target);
  await app.ask('sip||', `INVITE ${phone.uri} SIP/2.0\r\n\r\n${SDP}`);
  phone.answer(await phone.nextRequest('INVITE'), 486);
  const busy = await app.nextSip('SIP/2.0 486');
  const ack = await app.ask(`sip||${busy.dialogId}`, `ACK ${phone.uri} SIP/2.0\r\n\r\n`);
  t.equal(ack.verdict, 'NOK');
  t.equal(
    ack.tokens[0],
    'Server error: ACK for non-success final response is automatically generated by server',
  );
});

t.test('route sets: requests follow the proxies of Record-Route, loose and strict', async (t) => {
  const target = await startTarget(t);
  const app = await RawApp.connect(t, target, ['invite']);
  const proxy = await Peer.open(t, target);
  const route = `<sip:127.0.0.1:${proxy.port};lr>`;
  const { id, caller } = await incomingCall(t, target, app, {
    'Record-Route': `${route}, <sip:second.invalid;lr>`,
  });
  await app.ask(`sip||${id}`, 'INFO sip:placeholder SIP/2.0\r\n\r\n');
  const info = await proxy.nextRequest('INFO');
  t.equal(info.uri, caller.uri);
  t.same(info.headers.list('route'), [route, '<sip:second.invalid;lr>']);

  if (target.server === undefined) {
    t.comment('drachtio-server knows no strict routers');
    return;
  }
  const strict = `<sip:127.0.0.1:${proxy.port}>`;
  const phone = await Peer.open(t, target);
  await app.ask('sip||', `INVITE ${phone.uri} SIP/2.0\r\n\r\n${SDP}`);
  phone.answer(
    await phone.nextRequest('INVITE'),
    200,
    { 'Record-Route': `<sip:far.invalid;lr>, ${strict}` },
    SDP,
  );
  const ok = await app.nextSip('SIP/2.0 200');
  await app.ask(`sip||${ok.dialogId}`, 'ACK sip:x SIP/2.0\r\n\r\n');
  const ack = await proxy.nextRequest('ACK');
  t.equal(ack.uri, `sip:127.0.0.1:${proxy.port}`);
  t.same(ack.headers.list('route'), ['<sip:far.invalid;lr>', `<${phone.uri}>`]);
});

t.test('a telephone behind a NAT: requests go where its messages come from', async (t) => {
  const target = await startTarget(t);
  const app = await RawApp.connect(t, target, ['invite']);
  const { id, caller } = await incomingCall(t, target, app, { Contact: '<sip:peer@192.0.2.77:5060>' });
  await app.ask(`sip||${id}`, 'INFO sip:placeholder SIP/2.0\r\n\r\n');
  t.equal((await caller.nextRequest('INFO')).uri, 'sip:peer@192.0.2.77:5060');
  const {
    id: other,
    phone,
    ack,
  } = await outgoingCall(t, target, app, { Contact: '<sip:peer@192.0.2.78:5060>' });
  t.equal(ack.uri, 'sip:peer@192.0.2.78:5060');
  await app.ask(`sip||${other}`, 'INFO sip:placeholder SIP/2.0\r\n\r\n');
  t.equal((await phone.nextRequest('INFO')).uri, 'sip:peer@192.0.2.78:5060');
});

t.test('481 for what belongs to no dialog', async (t) => {
  const target = await startTarget(t);
  await RawApp.connect(t, target, ['invite', 'info']);
  const caller = await Peer.open(t, target);
  for (const method of ['INVITE', 'BYE', 'UPDATE']) {
    const request = caller.request(method, 'x', {}, '');
    request.headers.set('To', `${request.headers.get('to')};tag=nobody`);
    caller.send(request);
    const answer = await caller.nextResponse(481, method);
    if (method === 'INVITE') caller.send(caller.sibling('ACK', request, answer));
  }
});

t.test('INFOs that overtake each other all arrive', async (t) => {
  const target = await startTarget(t);
  const app = await RawApp.connect(t, target, ['invite']);
  const { caller, ok } = await incomingCall(t, target, app);
  for (const cseq of [10, 9]) {
    caller.send(caller.inDialog('INFO', cseq, ok));
    await app.respond(await app.nextSip('INFO'), '200 OK');
    await caller.nextResponse(200, 'INFO');
  }
});
