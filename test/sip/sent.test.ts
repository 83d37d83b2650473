/** Offers in doubt: INVITEs of a process that was killed. On drachtio-server too: SHORTLINE_DRACHTIO. */
import { test } from 'tap';
import { DrachtioSip } from '../../src/sip/drachtio.ts';
import { Facts } from '../harness/facts.ts';
import type { PhoneCall } from '../harness/phone-call.ts';
import { connect, FirstProcess, NOBODY, phoneAt, sdpAt, sipServer } from './servers.ts';

/** Answers the CANCEL, but not the INVITE, until the test has it do so. */
function ignoreCancel(call: PhoneCall): Facts<'CANCEL'> {
  const cancels = new Facts<'CANCEL'>('CANCELs');
  call.cancelled = () => cancels.add('CANCEL');
  return cancels;
}

interface Row {
  readonly what: string;
  /** What the telephone does before the process dies, after it, and when its end is asked for. */
  before(call: PhoneCall): unknown;
  after?(call: PhoneCall): unknown;
  meanwhile?(call: PhoneCall): unknown;
  /** How the telephone sees it end. */
  readonly how: string;
}

const ROWS: readonly Row[] = [
  { what: 'rings', before: (call) => call.ring(), how: 'CANCEL' },
  { what: 'answered before the death', before: (call) => call.answer(), how: 'BYE' },
  {
    what: 'answered after it',
    before: (call) => call.ring(),
    // resolves at the ACK, which the dead process cannot send
    after: (call) => void call.answer(),
    how: 'BYE',
  },
  { what: 'refused after it', before: (call) => call.ring(), after: (call) => call.reject(486), how: '486' },
  {
    what: 'no response before the CANCEL, which waits for one',
    before: () => undefined,
    meanwhile: (call) => call.ring(),
    how: 'CANCEL',
  },
];

test('ended, whatever became of it', async (t) => {
  for (const { what, before, after, meanwhile, how } of ROWS) {
    await t.test(what, async (t) => {
      const server = await sipServer(t);
      const first = await FirstProcess.start(t, server);
      const bob = await phoneAt(t, (await first.next('ready')).sip, 'bob');
      first.dial(`sip:bob@127.0.0.1:${bob.port}`);
      const { sent } = await first.next('sent');
      const call = await bob.rings();
      await before(call);
      if (how === 'BYE' && !after) await first.next('answered');
      await first.kill();
      after?.(call);
      const sip = await connect(t, server);
      t.equal(call.facts.find((fact) => fact.type === 'ack') !== undefined, how === 'BYE' && !after);
      const ended = sip.cancelSent(sent);
      meanwhile?.(call);
      await ended;
      t.equal(call.isOver, true);
      t.equal((await call.ended()).how, how);
      await sip.cancelSent(sent);
    });
  }
});

test('the answer crosses the CANCEL', async (t) => {
  const server = await sipServer(t);
  const first = await FirstProcess.start(t, server);
  const bob = await phoneAt(t, (await first.next('ready')).sip, 'bob');
  first.dial(`sip:bob@127.0.0.1:${bob.port}`);
  const { sent } = await first.next('sent');
  const call = await bob.rings();
  call.ring();
  const cancels = ignoreCancel(call);
  await first.kill();
  const sip = await connect(t, server);
  let ended = false;
  const done = sip.cancelSent(sent).then(() => {
    ended = true;
  });
  await cancels.until('CANCEL', () => true);
  t.equal(ended, false, 'as long as it may be answered it has not ended');
  await call.answer();
  await done;
  t.equal((await call.ended()).how, 'BYE');
});

test('never on the wire', async (t) => {
  const server = await sipServer(t);
  const sip = await connect(t, server);
  const call = sip.dial({
    uri: 'sip:x@nowhere.invalid',
    sdp: sdpAt(40_000),
    from: { number: '1' },
    ringMs: 2_000,
  });
  t.match(await call.result, { ok: false, reason: 'unreachable' });
  const refused = sip.dial({
    uri: 'sip:x@127.0.0.1:5999',
    sdp: 'no session description',
    from: { number: '1' },
    ringMs: 2_000,
  });
  t.match(await refused.result, { ok: false });
  await t.rejects(refused.sent, { name: 'SipError' });
  t.throws(() => sip.cancelSent('nonsense'), TypeError);
});

test('offers carry their end, and are told with their credentials', async (t) => {
  const server = await sipServer(t);
  const sip = await DrachtioSip.connect({ ...server, log: () => undefined }, NOBODY);
  t.teardown(() => sip.close());
  const bob = await phoneAt(t, sip.address, 'bob');
  const plain = sip.dial({
    uri: `sip:bob@127.0.0.1:${bob.port}`,
    sdp: sdpAt(40_000),
    from: { number: '1' },
    ringMs: 14_500,
  });
  const call = await bob.rings();
  t.equal(call.invite.headers.get('expires'), '15');
  call.reject(486);
  t.match(await plain.result, { reason: 'busy' });
  t.match(await plain.sent, new RegExp(`^\\S+ 15 ${call.callId};from-tag=`));
  const login = { username: 'u', password: 'p' };
  const asked = sip.dial({
    uri: `sip:bob@127.0.0.1:${bob.port}`,
    sdp: sdpAt(40_000),
    from: { number: '1' },
    ringMs: 9_000,
    credentials: login,
  });
  const challenged = await bob.rings();
  challenged.reject(407, [['Proxy-Authenticate', 'Digest realm="x", nonce="n", algorithm=MD5']]);
  // of the same Call-ID, which this telephone takes for the same call, and answers
  t.match(await asked.result, { ok: true });
  const again = challenged.requests.find((each) => each.method === 'INVITE');
  t.ok(again?.headers.has('proxy-authorization'));
  await sip.cancelSent(await asked.sent);
  await challenged.receives('BYE');
});
