/** A node dies while something is under way of which nobody knows whether it was done. */
import { mock } from 'node:test';
import { test } from 'tap';
import { Deferred, settled } from './fakes.ts';
import { House } from './house.ts';
import { ANSWERED, done, offered, told, transferring } from './takeovers.ts';

test('a telephone that rang has stopped before it rings again (I1)', async (t) => {
  const next = await (await offered(t)).dies();
  t.strictSame(done(next).slice(0, 1), ['end INVITE of party1']);
  t.strictSame(told(next).slice(0, 3), ['LegEnded', 'OfferWithdrawn', 'CallOffered'], 'nobody missed it');
  t.equal(next.count('INVITE sip:2001@192.0.2.10'), 1);
  t.equal(next.node.state.centre.agents.get('2001')?.misses, 0);
  next.sip.last.answer();
  await settled();
  t.ok(next.journal.includes('media1 bridge next media1'));
});

test('an offer of which nobody knows whether it rings: nothing else until it would have stopped', async (t) => {
  mock.timers.enable({ apis: ['setTimeout'] });
  t.teardown(() => mock.timers.reset());
  const house = await House.open(t);
  await house.register();
  house.media.held = undefined;
  await house.call('c1');
  await house.say();
  house.media.held = [];
  await house.say('8');
  t.equal(house.status(), 'offered');
  t.strictSame(house.state()?.legs, {}, 'no INVITE is journalled');
  const next = await house.dies();
  mock.timers.tick(14_999);
  await settled();
  t.equal(next.sip.dialled.length, 0);
  mock.timers.tick(1);
  await settled();
  t.equal(next.types().filter((type) => type === 'OfferWithdrawn').length, 1);
  t.equal(next.sip.dialled.length, 1, 'then the caller is offered again');
});

test('an offer that the takeover itself makes is not taken back', async (t) => {
  mock.timers.enable({ apis: ['setTimeout'] });
  t.teardown(() => mock.timers.reset());
  const next = await (await offered(t)).dies();
  next.sip.last.answer();
  await settled();
  mock.timers.tick(15_000);
  await settled();
  const withdrawn = next.types().filter((type) => type === 'OfferWithdrawn');
  t.equal(withdrawn.length, 1, 'only the one that rang');
  t.equal(next.status(), 'talking');
});

test('an agent who had answered, which nobody had said yet', async (t) => {
  for (const [what, gone, expected] of [
    ['stands: accepted', {}, 'OfferAccepted'],
    ['gone: withdrawn', { sip: ['party1'] }, 'OfferWithdrawn'],
  ] as const) {
    const house = await offered(t);
    house.media.last.modify = () => new Deferred<string>().promise;
    house.sip.last.answer();
    await settled();
    t.equal(house.events.at(-1)?.type, 'LegAnswered', what);
    const next = await house.dies(gone);
    t.ok(next.types().includes(expected), what);
    const joined = expected === 'OfferAccepted';
    t.equal(next.journal.includes('media1 bridge media2'), joined, what);
    t.equal(next.types().includes('CallOffered'), !joined, `${what}, and offered again`);
    t.equal(next.types().includes('BridgeFailed'), false, what);
  }
});

test('a transfer in doubt has failed, and its fallback is said', async (t) => {
  const next = await (await transferring(t)).dies();
  t.strictSame(done(next).slice(0, 2), ['end INVITE of party1', 'media1 say pt/no-answer']);
  t.ok(told(next).includes('TransferFailed unreachable'));
});

test('a transfer of which no INVITE is known has failed too', async (t) => {
  const house = await House.open(t);
  await house.call('c1');
  await house.say();
  await house.say('2');
  house.media.held = [];
  await house.say();
  t.equal(house.state()?.phase, 'transferring');
  t.strictSame(house.state()?.legs, {});
  const next = await house.dies();
  t.ok(told(next).includes('TransferFailed unreachable'));
  t.equal(done(next)[0], 'media1 say pt/no-answer');
});

test('a REFER whose outcome nobody hears any more has failed', async (t) => {
  const house = await House.open(t, { configuration: ANSWERED });
  const call = await house.call('c1');
  call.leg!.refer = () => new Deferred<number>().promise;
  await house.say();
  await house.say('4');
  t.equal(house.state()?.phase, 'transferring');
  const next = await house.dies({}, ANSWERED);
  t.equal(done(next)[0], 'media1 say pt/no-answer');
  const gone = await house.dies({ sip: ['c1'] }, ANSWERED);
  t.ok(told(gone).includes('ended hungUp'), 'but a caller who followed it is gone');
});

test('a centre that had answered, which nobody had said yet', async (t) => {
  for (const [what, gone, expected] of [
    ['stands: the transfer goes on', {}, 'TransferAccepted'],
    ['gone: it has failed', { sip: ['party1'] }, 'TransferFailed'],
  ] as const) {
    const house = await transferring(t);
    house.media.last.modify = () => new Deferred<string>().promise;
    house.sip.last.answer();
    await settled();
    const next = await house.dies(gone);
    t.ok(next.types().includes(expected), what);
    const joined = expected === 'TransferAccepted';
    t.equal(next.journal.includes('media1 bridge media2'), joined, what);
    t.equal(next.journal.includes('media1 say pt/no-answer'), !joined, what);
  }
});

test('a bridge that was decided, and perhaps not made, is made', async (t) => {
  const house = await offered(t);
  house.sip.last.answer();
  await settled();
  t.equal(house.state()?.bridged, false);
  const next = await house.dies();
  t.equal(next.count('media1 bridge media2'), 1);
  next.media.leg('media1').bridged.resolve();
  await settled();
  t.equal(next.state()?.bridged, true);
});

test('an agent who hangs up before that bridge puts the caller back (I2)', async (t) => {
  const house = await offered(t);
  house.sip.last.answer();
  await settled();
  const next = await house.dies();
  next.sip.legs.get('party1')!.events!.hungUp('gone');
  await settled();
  t.ok(next.types().includes('BridgeFailed'));
  t.equal(next.state()?.phase, 'queued');
  t.equal(next.count('media2 release'), 1);
});
