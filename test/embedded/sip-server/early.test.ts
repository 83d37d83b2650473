import type { SrfResponse } from 'drachtio-srf';
import t from 'tap';
import { connectApp, hangUp, Peer, RawApp, SDP, startTarget } from './harness.ts';

t.test('early media, then the answer', async (t) => {
  const target = await startTarget(t);
  const app = await RawApp.connect(t, target, ['invite']);
  const caller = await Peer.open(t, target);
  caller.send(caller.request('INVITE', '3939', {}, SDP));
  const frame = await app.nextSip('INVITE');
  await app.respond(frame, '183 Session Progress', '', SDP);
  const early = await caller.nextResponse(183);
  t.equal(early.text, SDP);
  await app.respond(frame, '200 OK', '', SDP);
  const ok = await caller.nextResponse(200);
  t.equal(ok.toTag, early.toTag);
  caller.send(caller.inDialog('ACK', 1, ok));
  await app.nextSip('ACK');
});

t.test('a reliable provisional response to the network: RSeq, PRACK to the application', async (t) => {
  const target = await startTarget(t);
  const app = await RawApp.connect(t, target, ['invite']);
  const caller = await Peer.open(t, target);
  caller.send(caller.request('INVITE', '3939', { Supported: '100rel' }, SDP));
  const frame = await app.nextSip('INVITE');
  const sent = await app.respond(frame, '183 Session Progress', 'Require: 100rel\r\n', SDP);
  t.equal(sent.verdict, 'OK');
  const early = await caller.nextResponse(183);
  t.match(early.headers.get('rseq'), /^\d+$/);
  t.same(early.headers.list('require'), ['100rel']);
  t.match(early.headers.get('contact'), /^<sip:/);
  const again = await caller.nextResponse(183);
  t.equal(again.headers.get('rseq'), early.headers.get('rseq'), 'repeated until the PRACK');
  caller.send(caller.inDialog('PRACK', 2, early, { RAck: `${early.headers.get('rseq')} 1 INVITE` }));
  const prack = await app.nextSip('PRACK');
  t.equal(prack.dialogId, sent.tokens[7]);
  await app.respond(prack, '200 OK');
  await caller.nextResponse(200, 'PRACK');
  await app.respond(frame, '200 OK', '', SDP);
  const ok = await caller.nextResponse(200, 'INVITE');
  caller.send(caller.inDialog('ACK', 1, ok));
  await app.nextSip('ACK');
  caller.send(caller.inDialog('BYE', 3, ok));
  await app.respond(await app.nextSip('BYE'), '200 OK');
  await caller.nextResponse(200, 'BYE');
});

t.test('a caller that knows nothing of 100rel gets no reliable response', async (t) => {
  const target = await startTarget(t);
  const app = await RawApp.connect(t, target, ['invite']);
  const caller = await Peer.open(t, target);
  caller.send(caller.request('INVITE', '3939', {}, SDP));
  const frame = await app.nextSip('INVITE');
  const refused = await app.respond(frame, '183 Session Progress', 'Require: 100rel\r\n', SDP);
  t.equal(refused.verdict, 'NOK');
  t.equal(refused.tokens[0], 'Remote endpoint does not support 100rel');
  t.equal((await app.respond(frame, '486 Busy Here')).verdict, 'OK', 'the INVITE can still be answered');
  await caller.nextResponse(486);
});

t.test('a reliable provisional response from the network: drachtio-srf sends PRACK', async (t) => {
  const target = await startTarget(t);
  const srf = await connectApp(t, target);
  const phone = await Peer.open(t, target);
  const calling = srf.createUAC(phone.uri, { localSdp: SDP, headers: { Supported: '100rel' } });
  const invite = await phone.nextRequest('INVITE');
  phone.answer(invite, 183, { Require: '100rel', RSeq: '7' }, SDP);
  const prack = await phone.nextRequest('PRACK');
  t.equal(prack.headers.get('rack'), `7 ${invite.cseq.number} INVITE`);
  t.equal(prack.uri, phone.uri);
  t.equal(prack.toTag, 'callee');
  t.equal(prack.cseq.number, invite.cseq.number + 1);
  phone.answer(prack, 200);
  phone.answer(invite, 200, {}, SDP);
  const ack = await phone.nextRequest('ACK');
  t.equal(ack.cseq.number, invite.cseq.number);
  const dialog = await calling;
  const ended = hangUp(dialog);
  phone.answer(await phone.nextRequest('BYE'), 200);
  await ended;
});

t.test('UPDATE before the answer shares the INVITE’s id', async (t) => {
  const target = await startTarget(t);
  const app = await RawApp.connect(t, target, ['invite']);
  const caller = await Peer.open(t, target);
  caller.send(caller.request('INVITE', '3939', {}, SDP));
  const frame = await app.nextSip('INVITE');
  await app.respond(frame, '180 Ringing');
  const ringing = await caller.nextResponse(180);
  caller.send(caller.inDialog('UPDATE', 2, ringing, {}, SDP));
  const update = await app.nextSip('UPDATE');
  t.equal(update.transactionId, frame.transactionId);
  await app.respond(update, '200 OK', '', SDP);
  await caller.nextResponse(200, 'UPDATE');
  await app.respond(frame, '486 Busy Here');
  await caller.nextResponse(486);
});

t.test('a caller that hangs up with BYE before the answer', async (t) => {
  const target = await startTarget(t);
  const app = await RawApp.connect(t, target, ['invite']);
  const caller = await Peer.open(t, target);
  const invite = caller.request('INVITE', '3939', {}, SDP);
  caller.send(invite);
  const frame = await app.nextSip('INVITE');
  await app.respond(frame, '180 Ringing');
  const ringing = await caller.nextResponse(180);
  caller.send(caller.inDialog('BYE', 2, ringing));
  if (target.server === undefined) await caller.nextResponse(481, 'BYE');
  else {
    await caller.nextResponse(200, 'BYE');
    caller.send(caller.sibling('ACK', invite, await caller.nextResponse(487, 'INVITE')));
  }
  const late = await app.respond(frame, '200 OK', '', SDP);
  t.equal(late.tokens[0], 'Response not sent due to unknown transaction');
});

t.test('several branches ring: each provisional response is told; the first answer counts', async (t) => {
  const target = await startTarget(t);
  const srf = await connectApp(t, target);
  const phone = await Peer.open(t, target);
  const tags: string[] = [];
  const calling = srf.createUAC(
    phone.uri,
    { localSdp: SDP },
    {
      cbProvisional: (res: unknown) => {
        const parsed = (
          res as SrfResponse & { getParsedHeader(name: string): { params?: { tag: string } } }
        ).getParsedHeader('to');
        tags.push(parsed.params?.tag ?? '');
      },
    },
  );
  const invite = await phone.nextRequest('INVITE');
  const to = invite.headers.get('to')!;
  phone.answer(invite, 180, { To: `${to};tag=one` });
  phone.answer(invite, 180, { To: `${to};tag=two` });
  phone.answer(invite, 200, { To: `${to};tag=two` }, SDP);
  t.equal((await phone.nextRequest('ACK')).toTag, 'two');
  const dialog = await calling;
  t.same(tags, ['one', 'two']);
  if (target.server !== undefined) {
    phone.answer(invite, 200, { To: `${to};tag=one` }, SDP);
    t.equal(
      (await phone.nextRequest('ACK')).toTag,
      'one',
      'RFC 3261 §13.2.2.4: the other branch is acknowledged',
    );
    const bye = await phone.nextRequest('BYE');
    t.equal(bye.toTag, 'one', '… and hung up');
    phone.answer(bye, 200);
  }
  const ended = hangUp(dialog);
  const bye = await phone.nextRequest('BYE');
  t.equal(bye.toTag, 'two');
  phone.answer(bye, 200);
  await ended;
});

t.test('an answer that crosses the CANCEL is acknowledged and hung up', async (t) => {
  const target = await startTarget(t);
  const app = await RawApp.connect(t, target);
  const phone = await Peer.open(t, target);
  const sent = await app.ask('sip||', `INVITE ${phone.uri} SIP/2.0\r\n\r\n${SDP}`);
  const invite = await phone.nextRequest('INVITE');
  phone.answer(invite, 180);
  await app.nextSip('SIP/2.0 180');
  await app.ask(`sip|${sent.tokens[6]}|`, `CANCEL ${phone.uri} SIP/2.0\r\n\r\n`);
  await phone.nextRequest('CANCEL');
  phone.answer(invite, 200, {}, SDP);
  const ok = await app.nextSip('SIP/2.0 200');
  await app.ask(`sip||${ok.dialogId}`, `ACK ${phone.uri} SIP/2.0\r\n\r\n`);
  await phone.nextRequest('ACK');
  const bye = await phone.nextRequest('BYE');
  t.equal(bye.headers.get('reason'), 'SIP;cause=200;text="ACK-BYE due to cancel race condition"');
  const told = await app.nextSip('BYE');
  t.equal(told.source, 'application');
  t.equal(told.transactionId, 'unsolicited');
  t.equal(told.dialogId, ok.dialogId);
});

t.test('a CANCEL that crosses the answer has no effect: 481', async (t) => {
  const target = await startTarget(t);
  const app = await RawApp.connect(t, target, ['invite']);
  const caller = await Peer.open(t, target);
  const invite = caller.request('INVITE', '3939', {}, SDP);
  caller.send(invite);
  await app.respond(await app.nextSip('INVITE'), '200 OK', '', SDP);
  const ok = await caller.nextResponse(200);
  caller.send(caller.sibling('CANCEL', invite));
  await caller.nextResponse(481, 'CANCEL');
  caller.send(caller.inDialog('ACK', 1, ok));
  await app.nextSip('ACK');
});

t.test('a re-INVITE that crosses ours', async (t) => {
  const target = await startTarget(t);
  if (target.server === undefined) {
    t.comment('drachtio-server leaves glare to the application');
    return;
  }
  const srf = await connectApp(t, target);
  const phone = await Peer.open(t, target);
  const calling = srf.createUAC(phone.uri, { localSdp: SDP });
  const invite = await phone.nextRequest('INVITE');
  phone.answer(invite, 200, {}, SDP);
  await phone.nextRequest('ACK');
  const dialog = await calling;
  const modifying = dialog.modify(SDP);
  const ours = await phone.nextRequest('INVITE');
  const theirs = phone.backInDialog('INVITE', 1, invite, 'callee', SDP);
  phone.send(theirs);
  const glare = await phone.nextResponse(491, 'INVITE');
  phone.send(phone.sibling('ACK', theirs, glare));
  phone.answer(ours, 200, {}, SDP);
  await phone.nextRequest('ACK');
  await modifying;
});
