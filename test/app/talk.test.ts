/** Who hears whom: agents and centres who come, leave, and are given back once. */
import { afterEach, test } from 'tap';
import type { LineEvent } from '../../src/events/line.generated.ts';
import { FakeParty } from './fake-party.ts';
import { Deferred, settled } from './fakes.ts';
import { endSessions, inQueue, type SessionPlay, talking as talk } from './session-play.ts';

afterEach(endSessions);

/** The caller talks to the agent. */
async function talking() {
  const { play, agent } = await talk();
  const told = (fact: object) =>
    play.after(() => play.happened({ at: play.now, callId: 'call-1', by: '2001', ...fact } as LineEvent));
  return { play, agent, told };
}

/** The agent has asked for the centre, whose telephone rings. */
async function escalating(how: 'warm' | 'cold' = 'warm') {
  const talk = await talking();
  const asked = await talk.told({ type: 'EscalationRequested', centre: 'bridged', how });
  return { ...talk, asked };
}

/** Agent and centre speak, the caller hears music. */
async function consulting() {
  const talk = await escalating();
  const answered = await talk.play.after(() => talk.play.sip.last.answer());
  talk.agent.media.bridged.resolve();
  await settled();
  return { ...talk, answered, centre: talk.play.sip.last };
}

const given = ({ journal }: SessionPlay, what: string) => journal.filter((line) => line === what).length;

test('a warm escalation: the agent speaks with the centre first', async (t) => {
  const { play, asked, answered } = await consulting();
  t.ok(asked.includes('media1 music samba') || asked.includes('media1 music hold'), 'the caller hears music');
  t.ok(asked.includes('media of agent:2001 say pt/agent-escalating'), 'and the agent a word');
  t.ok(asked.includes('INVITE sip:tax@192.0.2.9'));
  t.ok(answered.includes('media of agent:2001 bridge media2'), 'without the caller');
  t.equal(play.state?.phase, 'consulting');
  t.equal(play.session.legs, 2);
});

test('how a consultation goes on', async (t) => {
  const rows: [how: 'leave' | 'join' | 'takeBack', done: readonly string[], phase: string][] = [
    ['leave', ['BYE agent:2001', 'media1 bridge media2'], 'talking'],
    ['join', ['conference media1+media of agent:2001+media2'], 'conference'],
    ['takeBack', ['BYE party1', 'media1 bridge media of agent:2001', 'media2 release'], 'talking'],
  ];
  for (const [how, done, phase] of rows) {
    const { play, told } = await consulting();
    const all = await told({ type: 'EscalationConcluded', how });
    t.strictSame(all.toSorted(), done, how);
    t.equal(play.state?.phase, phase, how);
  }
});

test('the agent hangs up in a consultation: the caller is with the centre', async (t) => {
  const { play, agent } = await consulting();
  const done = await play.after(() => agent.leave());
  t.strictSame(done.toSorted(), ['BYE agent:2001', 'media1 bridge media2']);
  play.media.leg('media1').bridged.resolve();
  await settled();
  t.match(play.state, { phase: 'talking', party: 'centre:bridged', bridged: true });
  await play.after(() => play.call.leg!.events!.hungUp('bye'));
  for (const what of ['BYE agent:2001', 'BYE party1', 'media2 release', 'media1 release'])
    t.equal(given(play, what), 1, `${what}, once`);
});

test('the centre hangs up in a consultation: the caller is with the agent again', async (t) => {
  const { play, agent } = await consulting();
  const leg = play.state?.legs;
  t.equal(Object.keys(leg ?? {}).length, 1);
  const done = await play.after(() => hangUp(play));
  t.ok(done.includes('media1 bridge media of agent:2001'));
  play.media.leg('media1').bridged.resolve();
  await settled();
  t.match(play.state, { phase: 'talking', party: 'agent:2001' });
  t.equal(play.session.legs, 1, 'the centre’s leg is not held any more');
  await play.after(() => agent.leave());
  for (const what of ['BYE agent:2001', 'media2 release', 'media1 release', 'BYE call-1'])
    t.equal(given(play, what), 1, `${what}, once`);
});

/** The centre's telephone says BYE. */
function hangUp(play: SessionPlay): void {
  play.media.leg('media2').end('MEDIA_TIMEOUT');
}

test('the centre does not answer: the agent has the caller again', async (t) => {
  const { play } = await escalating();
  const done = await play.after(() => play.sip.last.fail('noAnswer'));
  t.ok(done.includes('media1 bridge media of agent:2001'));
  t.equal(given(play, 'media2 release'), 1);
});

test('a consultation that cannot be bridged', async (t) => {
  const { play, agent } = await escalating();
  await play.after(() => play.sip.last.answer());
  const done = await play.after(() => agent.media.bridged.reject(new Error('refused')));
  t.ok(done.includes('BYE party1'), 'the centre is hung up');
  t.ok(done.includes('media1 bridge media of agent:2001'), 'the caller is with the agent again');
  t.equal(given(play, 'media2 release'), 1);
  t.equal(play.session.legs, 1);
});

test('the agent hangs up while the consultation is bridged', async (t) => {
  const { play, agent } = await escalating();
  await play.after(() => play.sip.last.answer());
  const done = await play.after(() => agent.leave());
  t.ok(done.includes('media1 bridge media2'), 'the caller is with the centre');
  t.equal(given(play, 'BYE agent:2001'), 1);
});

test('a cold escalation: the agent is free at once', async (t) => {
  const { play, asked } = await escalating('cold');
  t.ok(asked.includes('BYE agent:2001'));
  const done = await play.after(() => play.sip.last.answer());
  t.ok(done.includes('media1 bridge media2'));
});

test('a conference: one leaves, the other stays', async (t) => {
  const { play, agent, told } = await consulting();
  await told({ type: 'EscalationConcluded', how: 'join' });
  const left = await play.after(() => agent.leave());
  t.ok(left.includes('media1 bridge media2'));
  t.equal(play.state?.phase, 'talking');

  const other = await consulting();
  await other.told({ type: 'EscalationConcluded', how: 'join' });
  const done = await other.play.after(() => hangUp(other.play));
  t.ok(done.includes('media1 bridge media of agent:2001'));
});

test('the caller hangs up in a conference: all are', async (t) => {
  const { play, told } = await consulting();
  await told({ type: 'EscalationConcluded', how: 'join' });
  const done = await play.after(() => play.call.leg!.events!.hungUp('bye'));
  t.strictSame(done.toSorted(), [
    'BYE agent:2001',
    'BYE call-1',
    'BYE party1',
    'media1 release',
    'media2 release',
  ]);
  t.equal(play.session.legs, 0, 'nothing counts any more');
});

test('a conference that cannot be made is told', async (t) => {
  const { play, told } = await consulting();
  play.media.conferenceRefusal = new Error('no room');
  await told({ type: 'EscalationConcluded', how: 'join' });
  t.match(play.faults, [{ message: 'no room' }]);
});

test('a party whose audio moves is awaited before the bridge', async (t) => {
  const play = await inQueue();
  await play.say();
  const agent = new FakeParty('agent:2001', play.journal);
  const moved = new Deferred<void>();
  agent.ready = moved.promise;
  t.strictSame(await play.accept(agent), ['200 sdp of media1']);
  t.strictSame(await play.after(() => moved.resolve()), ['media1 bridge media of agent:2001']);

  const gone = await play.after(() => agent.leave());
  t.ok(gone.includes('media1 music samba'), 'one who hangs up before puts the caller back');
});

test('an agent who hangs up while the audio moves puts the caller back', async (t) => {
  const play = await inQueue();
  await play.say();
  const agent = new FakeParty('agent:2001', play.journal);
  agent.ready = new Deferred<void>().promise;
  await play.accept(agent);
  const gone = await play.after(() => agent.leave());
  t.strictSame(gone, ['BYE agent:2001', 'media1 music samba']);
});
