/** The tests' telephones call each other: what they say of the line is only worth what they can do alone. */
import { type Test, test } from 'tap';
import { missing } from '../peers.ts';
import { findTone, levelDb } from './audio.ts';
import { Baresip } from './baresip.ts';
import { Phone } from './phone.ts';
import { Sipp } from './sipp.ts';
import { Scenario } from './sipp-scenario.ts';

const NOWHERE = '127.0.0.1:9';
const skip = (program: string) => {
  const reason = missing(program);
  return reason === undefined ? {} : { skip: reason };
};

async function pair(t: Test, protocol: 'udp' | 'tcp' = 'udp'): Promise<[Phone, Phone]> {
  const callee = await Phone.open({ server: NOWHERE, user: 'bob', protocol });
  const caller = await Phone.open({ server: `127.0.0.1:${callee.port}`, user: 'alice', protocol });
  t.teardown(async () => {
    await caller.close();
    await callee.close();
  });
  return [caller, callee];
}

for (const protocol of ['udp', 'tcp'] as const) {
  test(`two telephones talk over ${protocol}: tones both ways, keys, and the end`, async (t) => {
    const [caller, callee] = await pair(t, protocol);
    const out = await caller.call('bob');
    const inward = await callee.rings();
    inward.ring();
    await out.responds(180);
    await inward.answer();
    await out.answered();
    out.audio.hum(400);
    inward.audio.hum(800);
    await inward.audio.hearsTone(400);
    await out.audio.hearsTone(800);
    t.equal(findTone(out.audio.heard(), 400), undefined, 'nobody hears himself');
    out.audio.press('42#');
    await inward.audio.keys.until('the last key', (key) => key === '#');
    t.strictSame(inward.audio.keys.all, ['4', '2', '#']);
    await inward.hangUp();
    t.match(await out.ended(), { by: 'them', how: 'BYE' });
  });
}

test('a late offer is answered in the ACK', async (t) => {
  const [caller, callee] = await pair(t);
  const out = await caller.call('bob', { lateOffer: true });
  const inward = await callee.rings();
  t.equal(inward.invite.text, '', 'the INVITE has no SDP');
  await inward.answer();
  await out.answered();
  out.audio.hum(400);
  await inward.audio.hearsTone(400);
  await out.hangUp();
  t.match(await inward.ended(), { by: 'them', how: 'BYE' });
});

test('cancel, refusal and re-INVITE are seen on the other side', async (t) => {
  const [caller, callee] = await pair(t);
  const given = await caller.call('bob');
  const first = await callee.rings();
  first.ring();
  await given.responds(180);
  t.equal(await given.cancel(), 487);
  t.match(await first.ended(), { by: 'them', how: 'CANCEL' });

  const refused = await caller.call('bob');
  (await callee.rings()).reject(486);
  t.equal((await refused.final()).status, 486);
  t.match(await refused.ended(), { how: '486' });

  const held = await caller.call('bob');
  const third = await callee.rings();
  await third.answer();
  await held.answered();
  const answer = await held.reinvite('sendonly');
  t.match(answer.text, 'a=recvonly');
  t.match((await third.receives('INVITE')).text, 'a=sendonly');
  t.equal((await held.pressInfo('5')).status, 200);
  t.match((await third.receives('INFO')).text, 'Signal=5');
  await held.hangUp();
  await t.rejects(held.responds(603, 50), /no 603 to INVITE within 50 ms/, 'what does not come is told');
});

test('sipp calls, stops where the test wants, and says how it went', skip('sipp'), async (t) => {
  const callee = await Phone.open({ server: NOWHERE, user: 'bob' });
  t.teardown(() => callee.close());
  const scenario = new Scenario('bob').invite().expect(200).ack().wait('talking').info('7').bye();
  const sipp = await Sipp.run(scenario, `127.0.0.1:${callee.port}`);
  t.teardown(() => sipp.close());
  const call = await callee.rings();
  await call.answer();
  await sipp.at('talking');
  call.audio.hum(400);
  await sipp.audio.hearsTone(400);
  sipp.audio.press('1');
  await call.audio.keys.until('key 1', (key) => key === '1');
  await sipp.go('talking');
  t.match((await call.receives('INFO')).text, 'Signal=7');
  const result = await sipp.result();
  t.equal(result.code, 0, result.errors);
  t.match(result.messages, /BYE sip:bob@/);
  t.match(await call.ended(), { by: 'them', how: 'BYE' });
});

test('sipp tells when the call goes otherwise than its scenario says', skip('sipp'), async (t) => {
  const callee = await Phone.open({ server: NOWHERE, user: 'bob' });
  t.teardown(() => callee.close());
  const sipp = await Sipp.run(new Scenario('bob').invite().expect(200).ack(), `127.0.0.1:${callee.port}`);
  t.teardown(() => sipp.close());
  (await callee.rings()).reject(486);
  const result = await sipp.result();
  t.not(result.code, 0);
  t.match(result.errors, /486/);
});

test('baresip calls and is called, and its loudspeaker is heard', skip('baresip'), async (t) => {
  const phone = await Phone.open({ server: NOWHERE, user: 'bob' });
  t.teardown(() => phone.close());
  const baresip = await Baresip.start({ server: `127.0.0.1:${phone.port}`, user: 'alice' });
  t.teardown(() => baresip.close());
  await baresip.dial('bob');
  const call = await phone.rings();
  await call.answer();
  await baresip.event('CALL_ESTABLISHED');
  call.audio.hum(400);
  await call.audio.hearsTone(500);
  await baresip.press('9');
  await call.audio.keys.until('key 9', (key) => key === '9');
  await call.hangUp();
  const heard = await baresip.heard();
  t.ok(findTone(heard, 400), 'baresip heard the tone');
  t.ok(levelDb(heard) > -40);
});
