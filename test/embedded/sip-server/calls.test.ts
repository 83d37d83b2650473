import { once } from 'node:events';
import type { Dialog, SrfRequest, SrfResponse } from 'drachtio-srf';
import t from 'tap';
import { connectApp, hangUp, Peer, SDP, startTarget } from './harness.ts';

type Handler = (req: SrfRequest, res: SrfResponse) => void;

t.test('a call that comes in: 100, 180, 200, ACK, INFO, BYE of the caller', async (t) => {
  const target = await startTarget(t);
  const srf = await connectApp(t, target);
  const caller = await Peer.open(t, target);
  const answered = new Promise<Dialog>((resolve, reject) => {
    srf.invite((async (req, res) => {
      res.send(180);
      resolve(await srf.createUAS(req, res, { localSdp: SDP }));
    }) as Handler);
    setTimeout(reject, 8000, new Error('no dialog')).unref();
  });
  const invite = caller.request('INVITE', '3939', { 'X-Order': '42' }, SDP);
  caller.send(invite);
  const trying = await caller.nextResponse(100);
  t.equal(trying.toTag, undefined, 'a 100 has no To tag');
  const ringing = await caller.nextResponse(180);
  const ok = await caller.nextResponse(200);
  t.equal(ok.toTag, ringing.toTag, 'one To tag for the dialog');
  t.equal(ok.text, SDP);
  t.equal(ok.headers.get('content-type'), 'application/sdp', 'SDP is recognised');
  t.match(ok.headers.get('contact'), `<sip:127.0.0.1:${target.sip.port}>`);
  t.equal(
    ok.headers.get('via'),
    `${invite.headers.get('via')!.replace(';rport', '')}`.replace(';branch', `;rport=${caller.port};branch`),
  );
  caller.send(caller.inDialog('ACK', 1, ok));
  const dialog = await answered;
  t.equal((dialog as unknown as { id: string }).id, `${invite.callId};from-tag=${invite.fromTag}`);

  dialog.on('info', ((req: SrfRequest, res: SrfResponse) => {
    t.equal(req.body, 'Signal=5\r\nDuration=160\r\n');
    res.send(200);
  }) as never);
  caller.send(
    caller.inDialog(
      'INFO',
      2,
      ok,
      { 'Content-Type': 'application/dtmf-relay' },
      'Signal=5\r\nDuration=160\r\n',
    ),
  );
  await caller.nextResponse(200, 'INFO');

  const ended = once(dialog as never, 'destroy');
  caller.send(caller.inDialog('BYE', 3, ok));
  await caller.nextResponse(200, 'BYE');
  await ended;
  caller.send(caller.inDialog('BYE', 4, ok));
  await caller.nextResponse(481, 'BYE');
  t.same(caller.unasked, []);
});

t.test('a call that goes out: Via, tags, Call-ID, CSeq and Contact are the server’s', async (t) => {
  const target = await startTarget(t);
  const srf = await connectApp(t, target);
  const phone = await Peer.open(t, target);
  const calling = srf.createUAC(phone.uri, {
    localSdp: SDP,
    headers: { from: 'sip:+331234@localhost', 'x-order': '42', Subject: 'été' },
  });
  const invite = await phone.nextRequest('INVITE');
  t.equal(invite.uri, phone.uri);
  t.match(invite.headers.get('via'), /^SIP\/2\.0\/UDP 127\.0\.0\.1:\d+;rport;branch=z9hG4bK/);
  t.equal(invite.from.uri, `sip:+331234@127.0.0.1:${target.sip.port}`);
  t.equal(invite.to.uri, phone.uri);
  t.equal(invite.headers.get('max-forwards'), '70');
  t.equal(invite.headers.get('contact'), `<sip:127.0.0.1:${target.sip.port}>`);
  t.equal(invite.headers.get('subject'), 'été');
  t.ok(
    [...invite.headers].some(([name]) => name === 'x-order'),
    'an unknown header keeps its spelling',
  );
  phone.answer(invite, 100);
  phone.answer(invite, 180);
  phone.answer(invite, 200, {}, SDP);
  const ack = await phone.nextRequest('ACK');
  t.equal(ack.cseq.number, invite.cseq.number);
  t.equal(ack.uri, phone.uri);
  t.not(ack.via.params.get('branch'), invite.via.params.get('branch'));
  const dialog = await calling;

  phone.answer(invite, 200, {}, SDP);
  const again = await phone.nextRequest('ACK');
  t.equal(again.via.params.get('branch'), ack.via.params.get('branch'), 'a repeated 200 gets the same ACK');

  const modifying = dialog.modify(SDP.replace('sendrecv', 'inactive'));
  const reinvite = await phone.nextRequest('INVITE');
  t.equal(reinvite.cseq.number, invite.cseq.number + 1);
  t.equal(reinvite.toTag, 'callee');
  phone.answer(reinvite, 200, {}, SDP);
  t.equal((await phone.nextRequest('ACK')).cseq.number, reinvite.cseq.number);
  await modifying;

  const ended = hangUp(dialog);
  const bye = await phone.nextRequest('BYE');
  t.equal(bye.cseq.number, invite.cseq.number + 2);
  phone.answer(bye, 200);
  await ended;
  t.same(phone.unasked, []);
});

t.test('a rejection is acknowledged by the server and told to the application', async (t) => {
  const target = await startTarget(t);
  const srf = await connectApp(t, target);
  const phone = await Peer.open(t, target);
  const rejected = t.rejects(srf.createUAC(phone.uri, { localSdp: SDP }), { message: /486/ });
  const invite = await phone.nextRequest('INVITE');
  phone.answer(invite, 486);
  const ack = await phone.nextRequest('ACK');
  t.equal(
    ack.headers.get('via'),
    invite.headers.get('via'),
    '§17.1.1.3: the ACK of a rejection is hop by hop',
  );
  await rejected;
});

for (const ring of [true, false]) {
  const when = ring ? 'while it rings' : 'before any response';
  t.test(`the caller gives up ${when}: 200 to CANCEL, 487, the application hears`, async (t) => {
    const target = await startTarget(t);
    const srf = await connectApp(t, target);
    const caller = await Peer.open(t, target);
    const arrived = new Promise<SrfRequest>((resolve) => {
      srf.invite(((req, res) => {
        if (ring) res.send(180);
        resolve(req);
        (req as unknown as NodeJS.EventEmitter).on('cancel', () => {
          const send = res.send.bind(res) as unknown as (
            status: number,
            done: (error: unknown) => void,
          ) => void;
          send(487, refused);
        });
      }) as Handler);
    });
    let refused = (_error: unknown) => {};
    const refusal = new Promise<unknown>((resolve) => {
      refused = resolve;
    });
    const invite = caller.request('INVITE', '3939', {}, SDP);
    caller.send(invite);
    await caller.nextResponse(100);
    if (ring) await caller.nextResponse(180);
    await arrived;
    caller.send(caller.sibling('CANCEL', invite));
    await caller.nextResponse(200, 'CANCEL');
    const terminated = await caller.nextResponse(487, 'INVITE');
    caller.send(caller.sibling('ACK', invite, terminated));
    t.equal(await refusal, 'Response not sent due to unknown transaction', 'its own 487 comes too late');
    t.same(caller.unasked, []);
  });
}

t.test('the application gives up', async (t) => {
  const target = await startTarget(t);
  const srf = await connectApp(t, target);
  const phone = await Peer.open(t, target);
  let rejected: Promise<unknown> | undefined;
  const sent = new Promise<SrfRequest>((resolve) => {
    const calling = srf.createUAC(
      phone.uri,
      { localSdp: SDP },
      { cbRequest: ((_error: unknown, request: SrfRequest) => resolve(request)) as never },
    );
    rejected = t.rejects(calling, { message: /487/ });
  });
  const invite = await phone.nextRequest('INVITE');
  phone.answer(invite, 180);
  const request = await sent;
  (request as unknown as { cancel(): void }).cancel();
  const cancel = await phone.nextRequest('CANCEL');
  t.equal(cancel.headers.get('via'), invite.headers.get('via'));
  t.equal(cancel.toTag, undefined);
  phone.answer(cancel, 200);
  phone.answer(invite, 487);
  await phone.nextRequest('ACK');
  await rejected;
});
