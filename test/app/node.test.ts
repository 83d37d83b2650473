/** A whole node over ports that keep everything: doors, registrations, offers, feature codes, closing. */
import { mock } from 'node:test';
import { test } from 'tap';
import { JournalError } from '../../src/journal/port.ts';
import type { Source } from '../../src/sip/port.ts';
import { FakeCall } from './fake-sip.ts';
import { Deferred, settled } from './fakes.ts';
import { CONFIGURATION, House } from './house.ts';
import { authorization, FakeRequest, HOME } from './requests.ts';

const STRANGER: Source = { address: '203.0.113.66', port: 5060, transport: 'udp' };

test('a call from the trunk to an agent and back', async (t) => {
  const house = await House.open(t);
  await house.register();
  const call = await house.caller('c1');
  const { journal } = house;
  t.ok(journal.includes('INVITE sip:2001@192.0.2.10'));
  t.equal(house.status(), 'offered');
  const agent = house.sip.last.answer();
  await settled();
  house.media.made[0]!.bridged.resolve();
  await settled();
  t.strictSame([house.status(), house.node.sessions.size], ['talking', 1]);
  agent.events!.hungUp('bye');
  await settled();
  t.strictSame([house.status(), house.node.sessions.size], ['wrapUp', 0]);
  t.strictSame(house.types().slice(-3), ['PartyHungUp', 'CallEnded', 'WrapUpStarted']);
  t.ok(call.leg, 'it was answered');
});

test('a caller who leaves is offered no more, and the next one is', async (t) => {
  const house = await House.open(t);
  await house.register();
  const first = await house.caller('c1');
  await house.caller('c2');
  first.cancel();
  await settled();
  t.equal(house.journal.filter((line) => line === 'CANCEL').length, 1, 'the telephone stops');
  t.equal(house.sip.dialled.length, 2, 'and rings for the next');
  t.strictSame([...house.node.state.calls.keys()], ['c2']);
});

test('the same call by another way is not another call', async (t) => {
  const house = await House.open(t);
  await house.call('c1');
  const session = house.node.sessions.get('c1');
  await house.call('c1');
  t.equal(house.journal.at(-1), '482 Merged Request');
  t.equal(house.node.sessions.get('c1'), session, 'the first one stands');
});

test('the doors', async (t) => {
  const house = await House.open(t);
  await house.call('s1', { source: STRANGER });
  t.equal(house.journal.at(-1), '403 Unknown Peer');
  t.equal(house.types().at(-1), 'CallRefused');
  for (const callId of ['c1', 'c2', 'c3']) await house.call(callId);
  t.equal(house.state('c3')?.arrived.full, true, 'on the reserve');
  await house.call('c4');
  t.equal(house.journal.at(-1), '486 Line Full');
  t.equal(house.node.sessions.size, 3);
});

test('a stranger is banned, an agent behind the same router is not', async (t) => {
  const house = await House.open(t);
  for (let attempt = 0; attempt < 20; attempt++) await house.call(`s${attempt}`, { source: STRANGER });
  await house.call('again', { source: STRANGER, dialled: '*1' });
  t.equal(house.journal.at(-1), '403 Banned');
  await house.register(STRANGER);
  await house.call('agent', { source: STRANGER, dialled: '*1' });
  t.equal(house.journal.at(-1), '407 Proxy Authentication Required');
});

test('an agent dials a feature code', async (t) => {
  const house = await House.open(t);
  await house.register();
  const rejected: string[] = [];
  const challenged = new FakeCall(house.journal, 'sdp', { From: '<sip:2001@line.example>' });
  challenged.dialled = '*21';
  challenged.reject = (_status?: number, _reason?: string, headers?: Readonly<Record<string, unknown>>) => {
    rejected.push(String(headers?.['Proxy-Authenticate']));
  };
  house.node.call(challenged);
  const proof = authorization({ challenge: rejected[0]!, account: '2001', method: 'INVITE' });
  await house.call('code', { dialled: '*21', source: HOME, authorization: proof });
  t.equal(house.status(), 'paused');
  t.match(house.store.events.at(-1), { type: 'AgentPaused', agent: '2001', reason: 'lunch', by: '2001' });
  t.equal(house.journal.at(-1), 'media1 say fr/agent-paused');
  house.media.last.said.resolve({ failed: false });
  await settled();
  t.strictSame(house.journal.slice(-2), ['BYE code', 'media1 release']);
});

test('requests outside of calls', async (t) => {
  const house = await House.open(t);
  for (const [method, status] of [
    ['OPTIONS', 200],
    ['MESSAGE', 405],
    ['PUBLISH', 405],
  ] as const) {
    const request = new FakeRequest(method, {}, STRANGER);
    house.node.request(request);
    t.equal(request.replies[0]?.status, status, method);
  }
});

test('closing: new calls are refused, calls in progress may finish', async (t) => {
  const house = await House.open(t);
  const call = await house.caller('c1');
  let drained = false;
  const done = house.node.drain().then(() => {
    drained = true;
  });
  await house.call('c2');
  t.equal(house.journal.at(-1), '503 Closing');
  t.equal(house.node.isReady, false);
  t.equal(drained, false);
  call.cancel();
  await done;
  t.equal(house.node.sessions.size, 0);
});

test('ending: every call is told, and what it held is given back', async (t) => {
  const house = await House.open(t);
  await house.register();
  await house.caller('c1');
  const released = new Deferred<void>();
  house.media.made[0]!.release = () => released.promise;
  let ended = false;
  const done = house.node.end().then(() => {
    ended = true;
  });
  await settled();
  t.equal(ended, false, 'it waits for what the call held');
  released.resolve();
  await done;
  t.ok(house.journal.includes('503 closing'), 'an early call is refused');
  t.equal(house.journal.filter((line) => line === 'CANCEL').length, 1, 'no telephone rings on');
});

test('a journal that is away stops no call', async (t) => {
  const house = await House.open(t);
  await house.register();
  const call = await house.caller('c1');
  house.store.failure = new JournalError('no space left on device');
  call.cancel();
  await settled();
  t.equal(house.node.sessions.size, 0, 'the call has ended');
  t.ok(house.node.counters.faults > 0, 'and the fault is counted');
  t.equal(house.status(), 'ready');
});

test('the files are journalled when they have changed', async (t) => {
  const house = await House.open(t);
  t.strictSame(
    house.store.events.map(({ type }) => type),
    ['NodeStarted', 'ConfigurationActivated'],
  );
  t.notMatch(JSON.stringify(house.store.events), /md5|sha256/, 'without secrets');
  const next = await house.dies();
  t.strictSame(next.types(), [], 'not again by a restart');
  const changed = await house.dies({}, { ...CONFIGURATION, centres: {} });
  t.strictSame(changed.types(), ['ConfigurationActivated']);
});

test('an endpoint is kept ready for each telephone, up to a bound', async (t) => {
  const house = await House.open(t);
  t.equal(house.media.prepared, 0);
  await house.register();
  t.equal(house.media.prepared, 1);
  await house.register(HOME, '2002');
  t.equal(house.media.prepared, 2);
  const next = await house.dies();
  t.equal(next.media.prepared, 2, 'also after a takeover');
  house.node.registrar.remove('2001');
  t.equal(house.media.prepared, 1);
  for (let agent = 3000; agent < 3100; agent++) {
    const binding = { at: house.now, expires: house.now, contact: 'sip:a', via: '', address: '' };
    house.node.happened({ type: 'AgentRegistered', agent: String(agent), ...binding });
  }
  t.equal(house.media.prepared, 16);
});

test('a telephone is known after a takeover, until its registration ends', async (t) => {
  mock.timers.enable({ apis: ['setTimeout'] });
  t.teardown(() => mock.timers.reset());
  const house = await House.open(t);
  await house.register();
  const next = await house.dies();
  t.match(next.node.registrar.binding('2001'), { contact: 'sip:2001@192.0.2.10' });
  mock.timers.tick(302_000);
  t.equal(next.types().at(-1), 'AgentUnregistered');
  t.equal(next.node.registrar.binding('2001'), undefined);
});
