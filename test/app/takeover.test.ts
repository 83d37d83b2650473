/** A node dies, and another takes its calls up: one case for each moment of a call. */
import { mock } from 'node:test';
import { type Test, test } from 'tap';
import type { Configuration } from '../../src/dialplan/configuration.ts';
import type { LineEvent } from '../../src/events/line.generated.ts';
import { lineWith } from '../call/lines.ts';
import type { FakeCall } from './fake-sip.ts';
import { Deferred, settled } from './fakes.ts';
import { CONFIGURATION, type Gone, House } from './house.ts';
import { AGENTS } from './requests.ts';

/** What was done for calls, without what every start of a node does. */
const done = ({ journal }: House) => journal.filter((line) => !line.startsWith('reap'));

/** What was told at the start: facts and decisions. */
const told = (house: House): readonly string[] => house.events.map((event) => inWords(event));

function inWords(event: LineEvent): string {
  switch (event.type) {
    case 'CallAdopted':
      return `adopted${event.heard ? ' heard' : ''}${event.party ? ' party' : ''}`;
    case 'CallEnded':
      return `ended ${event.reason}`;
    default:
      return 'reason' in event ? `${event.type} ${event.reason}` : event.type;
  }
}

async function talking(t: Test): Promise<{ house: House; call: FakeCall }> {
  const house = await House.open(t);
  await house.register();
  const call = await house.caller('c1');
  house.sip.last.answer();
  await settled();
  house.media.leg('media1').bridged.resolve();
  await settled();
  if (house.state()?.bridged !== true) throw new Error('nobody talks');
  return { house, call };
}

const ANSWERED = {
  ...CONFIGURATION,
  lines: new Map([['156', lineWith({ answer: 'at-once', queues: { general: {}, water: {} } })]]),
};

async function waiting(t: Test, configuration = CONFIGURATION): Promise<House> {
  const house = await House.open(t, { configuration });
  await house.caller('c1');
  return house;
}

async function offered(t: Test): Promise<House> {
  const house = await House.open(t);
  await house.register();
  await house.caller('c1');
  return house;
}

/** Somebody waits to be called back, and the telephone there rings. */
async function offeredCallback(t: Test): Promise<House> {
  const house = await House.open(t);
  const call = await house.caller('c1');
  await house.happened({ type: 'CallbackAsked', at: house.now, callId: 'c1', number: '+555132890156' });
  call.cancel();
  await house.register();
  return house;
}

/** The centre `bridged` is called, from the menu. */
async function transferring(t: Test): Promise<House> {
  const house = await House.open(t);
  await house.call('c1');
  for (const key of [undefined, '2', undefined]) await house.say(key);
  return house;
}

test('a talk goes on, and each end of it is heard', async (t) => {
  const rows: [who: string, leaves: (next: House) => void, done: readonly string[], ended: string][] = [
    [
      'the agent hangs up',
      ({ sip }) => sip.legs.get('party1')!.events!.hungUp('gone'),
      ['BYE c1', 'media1 release', 'BYE party1', 'media2 release'],
      'ended served',
    ],
    [
      'the caller hangs up',
      ({ sip }) => sip.legs.get('c1')!.events!.hungUp('gone'),
      ['BYE party1', 'media2 release', 'BYE c1', 'media1 release'],
      'ended served',
    ],
  ];
  for (const [who, leaves, after, ended] of rows) {
    const { house } = await talking(t);
    const next = await house.dies();
    t.strictSame(told(next), ['adopted heard party'], who);
    t.strictSame(next.journal, ['reap, but for media1 media2'], 'nothing is done to it');
    t.equal(next.status(), 'talking');
    t.equal(next.node.sessions.get('c1')?.legs, 1);
    leaves(next);
    await settled();
    t.strictSame(done(next).toSorted(), after.toSorted(), who);
    t.ok(told(next).includes(ended), who);
    t.equal(next.node.sessions.size, 0);
    t.equal(next.status(), 'wrapUp');
  }
});

test('what of a talk is gone', async (t) => {
  const rows: [what: string, gone: Gone, told: readonly string[], done: readonly string[]][] = [
    [
      'the caller',
      { sip: ['c1'] },
      ['CallerHungUp', 'ended served', 'WrapUpStarted'],
      ['BYE c1', 'BYE party1', 'media1 release', 'media2 release'],
    ],
    [
      'the agent',
      { sip: ['party1'] },
      ['adopted heard', 'ended served', 'WrapUpStarted'],
      ['BYE c1', 'BYE party1', 'media1 release', 'media2 release'],
    ],
    [
      'the caller’s audio',
      { media: ['media1'] },
      ['adopted party', 'MediaRequested', 'MediaConnected', 'BridgeRequested'],
      ['media for sdp of c1', 're-INVITE sdp of next media1', 'next media1 bridge media2'],
    ],
    [
      'the agent’s audio: the agent is hung up',
      { media: ['media2'] },
      ['adopted heard', 'ended served', 'WrapUpStarted'],
      ['BYE c1', 'BYE party1', 'media1 release'],
    ],
  ];
  for (const [what, gone, expected, then] of rows) {
    const { house } = await talking(t);
    const next = await house.dies(gone);
    const decided = told(next).filter((words) => !/^(LegEnded|LegsReleased|MusicStarted)/.test(words));
    t.strictSame(decided, expected, what);
    t.strictSame(done(next).toSorted(), then.toSorted(), what);
  }
});

test('an early caller waits on', async (t) => {
  const house = await waiting(t);
  const place = house.node.state.centre.callers.get('c1')?.place;
  const next = await house.dies();
  t.strictSame(done(next), ['media1 music hold']);
  t.equal(next.node.state.centre.callers.get('c1')?.place, place, 'I3');
  t.ok(next.sip.calls.get('c1'), 'by the INVITE that is pending');
  await next.register();
  next.sip.last.answer();
  await settled();
  t.ok(next.journal.includes('200 sdp of media1'), 'and is answered when an agent is');
  t.ok(next.journal.includes('media1 bridge next media1'));
});

test('an early caller who is gone', async (t) => {
  const next = await (await waiting(t)).dies({ sip: ['c1'] });
  t.strictSame(told(next).slice(0, 1), ['CallerHungUp']);
  t.ok(told(next).includes('ended hungUp'));
  t.equal(next.count('media1 release'), 1);
});

test('a caller who is answered waits on', async (t) => {
  const next = await (await waiting(t, ANSWERED)).dies({}, ANSWERED);
  t.strictSame(done(next), ['media1 music hold']);
  next.sip.legs.get('c1')!.events!.hungUp('gone');
  await settled();
  t.strictSame(done(next).slice(1), ['BYE c1', 'media1 release']);
});

test('a caller whose audio is gone gets another, and waits on', async (t) => {
  const early = await (await waiting(t)).dies({ media: ['media1'] });
  t.strictSame(done(early), ['media for sdp of c1', '183 sdp of next media1', 'next media1 music hold']);
  const answered = await (await waiting(t, ANSWERED)).dies({ media: ['media1'] }, ANSWERED);
  const moved = ['media for sdp of c1', 're-INVITE sdp of next media1', 'next media1 music hold'];
  t.strictSame(done(answered), moved);
});

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

test('an agent who takes an offer while the caller is still looked for', async (t) => {
  const house = await waiting(t);
  const held = new Deferred<void>();
  const next = await house.dies({ held: held.promise });
  await next.register();
  next.sip.last.answer();
  await settled();
  t.equal(next.state()?.party, 'agent:2001');
  t.equal(next.count('media1 bridge next media1'), 0, 'nobody to bridge with yet');
  held.resolve();
  await settled();
  t.equal(next.count('media1 bridge next media1'), 1);
  t.notOk(next.types().includes('BridgeFailed'));
});

test('who can be offered a caller by new files is called when the calls are there', async (t) => {
  const skilled = (skills: Record<string, number>): Configuration => ({
    ...CONFIGURATION,
    lines: new Map([['156', lineWith({ queues: { general: { skill: 'general' }, water: {} } })]]),
    agents: { ...AGENTS, agents: AGENTS.agents.map((agent) => ({ ...agent, skills })) },
  });
  const house = await House.open(t, { configuration: skilled({}) });
  await house.register();
  await house.caller('c1');
  t.equal(house.status(), 'ready');
  const next = await house.dies({}, skilled({ general: 3 }));
  t.ok(next.journal.includes('INVITE sip:2001@192.0.2.10'));
  t.notOk(next.types().includes('OfferMissed'));
});

test('a caller who is called back', async (t) => {
  const house = await offeredCallback(t);
  house.sip.last.answer();
  await settled();
  t.equal(house.media.last.id, 'media2');
  const greeted = await house.dies();
  t.ok(done(greeted)[0]?.startsWith('media2 ask'), 'who had answered is asked again');
  greeted.sip.legs.get('party1')!.events!.hungUp('gone');
  await settled();
  t.ok(told(greeted).includes('CallbackMissed hungUp'), 'and is heard when hanging up');
  const gone = await house.dies({ sip: ['party1'] });
  t.equal(gone.state()?.callback?.released, true);
  t.ok(gone.types().includes('CallbackMissed'), 'who has hung up is called again later');
  const ringing = await (await offeredCallback(t)).dies();
  t.equal(done(ringing)[0], 'end INVITE of party1');
  t.ok(told(ringing).includes('CallbackMissed failed'));
  t.equal(ringing.state()?.phase, 'callback', 'the place is kept');
});
