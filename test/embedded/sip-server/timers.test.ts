import t from 'tap';
import { ManualClock } from '../sip-stack/manual-clock.ts';
import { incomingCall, outgoingCall, Peer, RawApp, SDP, startTarget, type Target } from './harness.ts';

// These need a clock that a test can move: the embedded server only.
const real = process.env['SHORTLINE_TEST_DRACHTIO'] !== undefined;
const skip = real ? { skip: 'a real server keeps real time' } : {};

/** Lets time pass until the server sends something: no further, so that no retransmission follows. */
function untilSent(clock: ManualClock, target: Target, limit: number): void {
  const { sent } = target.server!.stats();
  for (let ms = 0; ms < limit && target.server!.stats().sent === sent; ms += 100) clock.advance(100);
}

t.test('we refresh: a re-INVITE half-way with the same session description', skip, async (t) => {
  const clock = new ManualClock();
  const target = await startTarget(t, { clock });
  const app = await RawApp.connect(t, target, ['invite']);
  const { caller, ok } = await incomingCall(t, target, app, { 'Session-Expires': '120;refresher=uas' });
  t.equal(ok.headers.get('session-expires'), '120;refresher=uas');
  for (let round = 0; round < 2; round++) {
    untilSent(clock, target, 66_000);
    const refresh = await caller.nextRequest('INVITE');
    t.equal(refresh.text, SDP);
    t.equal(refresh.headers.get('session-expires'), '120; refresher=uac');
    t.equal(refresh.headers.get('min-se'), '90');
    t.match(refresh.headers.get('contact'), /^<sip:/);
    caller.answer(refresh, 200, { 'Session-Expires': '120;refresher=uac' }, SDP);
    t.equal((await caller.nextRequest('ACK')).cseq.number, refresh.cseq.number, 'acknowledged by the server');
  }
  t.same(app.unasked, [], 'the application hears nothing of it');
});

for (const [name, status] of [
  ['refused', 408],
  ['unanswered', undefined],
] as const) {
  t.test(`a refresh that is ${name} ends the call, and the application is told`, skip, async (t) => {
    const clock = new ManualClock();
    const target = await startTarget(t, { clock });
    const app = await RawApp.connect(t, target, ['invite']);
    const { phone, id } = await outgoingCall(t, target, app, { 'Session-Expires': '90;refresher=uac' });
    untilSent(clock, target, 51_000);
    const refresh = await phone.nextRequest('INVITE');
    if (status === undefined) clock.advance(32_000);
    else phone.answer(refresh, status);
    const bye = await phone.nextRequest('BYE');
    t.equal(bye.headers.get('reason'), 'SIP;cause=200;text="Session timer expired"');
    const told = await app.nextSip('BYE');
    t.equal(told.source, 'application');
    t.equal(told.transactionId, 'unsolicited');
    t.equal(told.dialogId, id);
    t.equal(target.server!.stats().dialogs, 0);
  });
}

t.test('a refresh that crosses a re-INVITE (491) is tried again later', skip, async (t) => {
  const clock = new ManualClock();
  const target = await startTarget(t, { clock });
  const app = await RawApp.connect(t, target, ['invite']);
  const { phone } = await outgoingCall(t, target, app, { 'Session-Expires': '90' });
  untilSent(clock, target, 51_000);
  phone.answer(await phone.nextRequest('INVITE'), 491);
  await phone.nextRequest('ACK');
  untilSent(clock, target, 51_000);
  phone.answer(await phone.nextRequest('INVITE'), 200, {}, SDP);
  await phone.nextRequest('ACK');
});

t.test('they refresh: 422 when the interval is too small, BYE when they do not', skip, async (t) => {
  const clock = new ManualClock();
  const target = await startTarget(t, { clock });
  const app = await RawApp.connect(t, target, ['invite']);
  const { caller, ok, id } = await incomingCall(t, target, app, { 'Session-Expires': '60;refresher=uac' });
  t.equal(ok.headers.get('session-expires'), '90;refresher=uac', 'the first one is raised to the minimum');
  clock.advance(80_000);
  caller.send(caller.inDialog('INVITE', 2, ok, { 'Session-Expires': '60;refresher=uac' }, SDP));
  const small = await caller.nextResponse(422);
  t.equal(small.headers.get('min-se'), '90');
  caller.send(caller.inDialog('UPDATE', 3, ok, { 'Session-Expires': '90;refresher=uac' }));
  await app.respond(await app.nextSip('UPDATE'), '200 OK');
  const renewed = await caller.nextResponse(200, 'UPDATE');
  t.equal(renewed.headers.get('session-expires'), '90;refresher=uac');
  clock.advance(89_000);
  t.equal(target.server!.stats().dialogs, 1);
  clock.advance(1000);
  await caller.nextRequest('BYE');
  t.equal((await app.nextSip('BYE')).dialogId, id);
});

t.test('an offer that names no refresher starts no timer', skip, async (t) => {
  const clock = new ManualClock();
  const target = await startTarget(t, { clock });
  const app = await RawApp.connect(t, target, ['invite']);
  const { ok } = await incomingCall(t, target, app, { 'Session-Expires': '90' });
  t.notOk(ok.headers.has('session-expires'));
  clock.advance(3_600_000);
  t.equal(target.server!.stats().dialogs, 1);
});

t.test('a 200 is repeated until the ACK; without one the call is hung up', skip, async (t) => {
  const clock = new ManualClock();
  const target = await startTarget(t, { clock });
  const app = await RawApp.connect(t, target, ['invite']);
  const caller = await Peer.open(t, target);
  caller.send(caller.request('INVITE', '3939', {}, SDP));
  const sent = await app.respond(await app.nextSip('INVITE'), '200 OK', '', SDP);
  await caller.nextResponse(200);
  for (const ms of [500, 1000, 2000, 4000, 4000]) {
    clock.advance(ms);
    await caller.nextResponse(200);
  }
  clock.advance(20_500);
  const bye = await caller.nextRequest('BYE');
  t.equal(bye.headers.get('reason'), 'SIP;cause=200;text="ACK timeout"');
  const told = await app.nextSip('BYE');
  t.equal(told.transactionId, 'unsolicited');
  t.equal(told.dialogId, sent.tokens[7]);
});

t.test('nobody answers: the application gets 408', skip, async (t) => {
  const clock = new ManualClock();
  const target = await startTarget(t, { clock });
  const app = await RawApp.connect(t, target);
  const phone = await Peer.open(t, target);
  for (const method of ['INVITE', 'OPTIONS']) {
    const sent = await app.ask('sip||', `${method} ${phone.uri} SIP/2.0\r\n\r\n`);
    await phone.nextRequest(method);
    clock.advance(500);
    await phone.nextRequest(method);
    clock.advance(31_500);
    const timeout = await app.nextSip('SIP/2.0 408');
    t.equal(timeout.transactionId, sent.tokens[6]);
  }
  t.equal(target.server!.stats().pending, 0);
});

t.test('an application that never answers leaves nothing behind', skip, async (t) => {
  const clock = new ManualClock();
  const target = await startTarget(t, { clock });
  const app = await RawApp.connect(t, target, ['invite', 'options']);
  const phone = await Peer.open(t, target);
  phone.send(phone.request('OPTIONS', '3939'));
  await app.nextSip('OPTIONS');
  phone.send(phone.request('INVITE', '3939'));
  await app.nextSip('INVITE');
  t.equal(target.server!.stats().unanswered, 2);
  clock.advance(70_000);
  await phone.nextResponse(500, 'OPTIONS');
  await phone.nextResponse(500, 'INVITE');
  t.equal(target.server!.stats().unanswered, 0);
  clock.advance(40_000);
  t.equal(target.server!.stats().serverTransactions, 0);
});

t.test('after close() no timer is left', skip, async (t) => {
  const clock = new ManualClock();
  const target = await startTarget(t, { clock });
  const app = await RawApp.connect(t, target, ['invite']);
  await incomingCall(t, target, app, { 'Session-Expires': '120;refresher=uas' });
  await outgoingCall(t, target, app);
  t.ok(clock.running > 0);
  await target.server!.close();
  t.equal(clock.running, 0);
});
