/** What a new application process takes up of one that was killed. On drachtio-server too: SHORTLINE_DRACHTIO. */
import { test } from 'tap';
import type { LegEvents } from '../../src/sip/port.ts';
import { Facts } from '../harness/facts.ts';
import { connect, FirstProcess, phoneAt, sdpAt, sipServer } from './servers.ts';

interface Ended {
  readonly cause: string;
}

function ears(): { readonly ended: Facts<Ended>; readonly events: LegEvents } {
  const ended = new Facts<Ended>('ends of a leg');
  return {
    ended,
    events: { hungUp: (cause) => ended.add({ cause }), modify: async (sdp) => sdp, info: () => undefined },
  };
}

test('INVITEs without a final response', async (t) => {
  const server = await sipServer(t);
  const first = await FirstProcess.start(t, server);
  const { sip: address } = await first.next('ready');
  const alice = await phoneAt(t, address, 'alice');
  const calls = [];
  for (const name of ['early', 'early', 'early', 'silent']) {
    const call = await alice.call(name, {
      headers: [['P-Asserted-Identity', '<sip:+33123456789@example.net>']],
    });
    const { call: handle } = (await first.told.until(
      'call',
      (told) => told.type === 'call' && told.call.headers['Call-ID'] === call.callId,
    )) as { call: Parameters<typeof sip.adoptCall>[0] };
    calls.push({ call, handle });
  }
  await first.kill();
  const sip = await connect(t, server);
  const [answered, cancelled, redirected, silent] = calls.map(({ call, handle }) => ({
    call,
    adopted: sip.adoptCall(JSON.parse(JSON.stringify(handle))),
  }));

  await t.test('is known as it was', async (t) => {
    const { call, adopted } = answered!;
    t.match(adopted, {
      callId: call.callId,
      dialled: 'early',
      source: { address: '127.0.0.1', port: alice.port },
    });
    t.equal(adopted.sdp, call.invite.text);
    t.equal(adopted.header('p-asserted-identity'), '<sip:+33123456789@example.net>');
    t.match(adopted.header('From'), /alice/);
  });

  await t.test('is answered, and its leg works', async (t) => {
    const { call, adopted } = answered!;
    t.equal(await adopted.probe(sdpAt(40_002)), true);
    t.match((await call.responds(183)).text, /40002|40000/);
    const leg = await adopted.answer(sdpAt(40_002));
    t.match((await call.answered()).text, /40002/);
    const { ended, events } = ears();
    leg.listen(events);
    t.equal(await leg.probe(), true);
    t.match(await leg.modify(sdpAt(40_004)), /m=audio/);
    t.match((await call.receives('INVITE')).text, /40004/);
    t.equal((await call.pressInfo('5')).status, 481, 'what the telephone sends reaches nobody');
    await call.hangUp();
    t.match(await ended.until('end', () => true), { cause: 'gone' });
    t.equal(await leg.probe(), false);
    await leg.hangUp();
    t.equal(sip.dialogs, 0);
  });

  await t.test('was given up: learnt by asking', async (t) => {
    const { call, adopted } = cancelled!;
    t.equal(await adopted.probe(sdpAt(40_002)), true);
    let told = false;
    adopted.onCancel(() => {
      told = true;
    });
    t.equal(await call.cancel(), 487);
    t.equal(told, false, 'the CANCEL reaches nobody');
    t.equal(await adopted.probe(), false);
    await t.rejects(adopted.answer(sdpAt(40_002)), { name: 'SipError', status: 487 });
  });

  await t.test('is sent elsewhere, or refused', async (t) => {
    redirected!.adopted.redirect('sip:other@127.0.0.1:5099');
    t.match((await redirected!.call.responds(302)).headers.get('contact'), /other/);
    t.equal(await redirected!.adopted.probe(), true, 'it has had its answer');
    silent!.adopted.reject(480);
    await silent!.call.responds(480);
  });
});

test('an INVITE that was given up before anybody asked', async (t) => {
  const server = await sipServer(t);
  const first = await FirstProcess.start(t, server);
  const alice = await phoneAt(t, (await first.next('ready')).sip, 'alice');
  const call = await alice.call('early');
  const { call: handle } = await first.next('call');
  await call.responds(183);
  await first.kill();
  t.equal(await call.cancel(), 487);
  const sip = await connect(t, server);
  const adopted = sip.adoptCall(handle);
  await t.rejects(adopted.answer(sdpAt(40_002)), { name: 'SipError', status: 487 });
  t.equal(await adopted.probe(), false);
  adopted.progress(183, sdpAt(40_002));
  adopted.reject(480);
});

test('dialogs', async (t) => {
  const server = await sipServer(t);
  const first = await FirstProcess.start(t, server);
  const { sip: address } = await first.next('ready');
  const [alice, bob] = [await phoneAt(t, address, 'alice'), await phoneAt(t, address, 'bob')];
  const caller = await alice.call('answered');
  await caller.answered();
  const { leg: callersHandle } = await first.next('call');
  first.dial(`sip:bob@127.0.0.1:${bob.port}`);
  const agent = await bob.rings();
  await agent.answer();
  const { leg: agentsHandle } = await first.next('answered');
  const lost = await alice.call('answered');
  await lost.answered();
  const told = await first.told.until(
    'leg',
    (each) => each.type === 'call' && each.call.headers['Call-ID'] === lost.callId,
  );
  await first.kill();
  t.equal((await lost.request('BYE')).status, 481, 'hung up while nobody was there');
  const sip = await connect(t, server);

  const ends = ears();
  const legs = [callersHandle!, agentsHandle].map((handle) =>
    sip.adoptLeg(JSON.parse(JSON.stringify(handle))),
  );
  t.equal(sip.dialogs, 2);
  for (const [at, leg] of legs.entries()) {
    leg.listen(ends.events);
    t.strictSame(leg.handle, [callersHandle, agentsHandle][at]);
    t.equal(await leg.probe(), true);
    t.match(await leg.modify(sdpAt(40_010 + at * 2)), /m=audio/);
    t.match(leg.handle, { localSdp: /4001/ });
  }
  t.match((await caller.receives('INVITE')).text, /40010/);
  t.match((await agent.receives('INVITE')).text, /40012/);
  await agent.facts.until('ACK', (fact) => fact.type === 'ack');
  t.equal((await caller.reinvite('sendonly')).status, 481);
  t.equal(await legs[0]!.probe(), true);
  await legs[0]!.hangUp();
  t.equal((await caller.ended()).how, 'BYE');
  await agent.hangUp();
  t.match(await ends.ended.until('end', () => true), { cause: 'gone' });
  t.equal(ends.ended.all.length, 1, 'who hangs up is not told of it');

  const gone = sip.adoptLeg((told as { leg: typeof agentsHandle }).leg);
  const late = ears();
  gone.listen(late.events);
  t.match(await late.ended.until('end', () => true), { cause: 'gone' });
  t.equal(sip.dialogs, 0);
});
