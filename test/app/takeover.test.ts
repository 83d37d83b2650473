/** A node dies, and another takes its calls up: what stands, and what is gone. */
import { test } from 'tap';
import type { Configuration } from '../../src/dialplan/configuration.ts';
import { lineWith } from '../call/lines.ts';
import { Deferred, settled } from './fakes.ts';
import { CONFIGURATION, type Gone, House } from './house.ts';
import { AGENTS } from './requests.ts';
import { ANSWERED, done, offeredCallback, talking, told, waiting } from './takeovers.ts';

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
