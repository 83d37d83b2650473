/** The shell of one call: what is done, in which order, and that nothing is done after the end. */
import { afterEach, test } from 'tap';
import { lineWith } from '../call/lines.ts';
import { FakeParty } from './fake-party.ts';
import { CANCELLED } from './fake-sip.ts';
import { Deferred, settled } from './fakes.ts';
import { endSessions, inQueue, SessionPlay, talking } from './session-play.ts';

afterEach(endSessions);

const AT_ONCE = { line: lineWith({ answer: 'at-once' }) };
const GONE = ['BYE call-1', 'media1 release'];

test('early media', async (t) => {
  const play = new SessionPlay();
  t.strictSame(await play.arrive(), [
    'media for sdp of the caller',
    '183 sdp of media1',
    'media1 say pt/welcome',
  ]);
  t.strictSame(await play.say(), ['media1 ask 4000 pt/topics+pt/choose+pt/or-wait']);
  t.strictSame(await play.say('8'), ['media1 say pt/general-topic+pt/please-wait']);
  t.strictSame(await play.say(), ['media1 music samba']);
  const agent = new FakeParty('agent:2001', play.journal);
  t.strictSame(await play.accept(agent), ['200 sdp of media1', 'media1 bridge media of agent:2001']);
  play.media.last.bridged.resolve();
  await settled();
  t.strictSame(play.facts().slice(-3), ['OfferAccepted', 'CallAnswered', 'CallBridged']);
  t.equal(play.session.legs, 1);
});

test('an answer at once', async (t) => {
  const play = new SessionPlay(AT_ONCE);
  const done = await play.arrive();
  t.strictSame(done, ['media for sdp of the caller', '200 sdp of media1', 'media1 say pt/welcome']);
  t.strictSame(play.facts(), ['CallArrived', 'CallAnswered', 'MediaConnected']);
});

test('each decision is journalled before it is done, and the fact before it', async (t) => {
  const play = await inQueue();
  await play.accept(new FakeParty('agent:2001', play.journal));
  t.strictSame(play.journal.slice(play.journal.indexOf('- OfferAccepted')).slice(0, 5), [
    '- OfferAccepted',
    '* AnswerRequested',
    '200 sdp of media1',
    '* BridgeRequested',
    'media1 bridge media of agent:2001',
  ]);
});

test('the caller cancels', async (t) => {
  const connecting = new SessionPlay();
  connecting.media.held = [];
  await connecting.arrive();
  await connecting.after(() => connecting.call.cancel());
  const late = await connecting.after(() => connecting.media.held![0]!.resolve());
  t.strictSame(late, ['media1 release'], 'while media is made: it is given back, nothing is sent');

  const inMenu = new SessionPlay();
  await inMenu.arrive();
  t.strictSame(await inMenu.after(() => inMenu.call.cancel()), ['media1 release'], 'in early media');
  t.strictSame(await inMenu.say('8'), [], 'a key that comes after');
  t.equal(inMenu.count('* CallEnded'), 1);
  t.strictSame(await inMenu.after(() => inMenu.call.cancel()), [], 'once');
});

test('the caller cancels while the answer is sent', async (t) => {
  const play = new SessionPlay(AT_ONCE);
  play.call.held = new Deferred();
  await play.arrive();
  await play.after(() => play.call.cancel());
  t.strictSame(
    await play.after(() => play.call.held!.resolve()),
    ['BYE call-1'],
    'the answer crossed: it is hung up',
  );
  t.equal(play.count('media1 release'), 1);
});

test('an answer that the caller’s CANCEL made impossible is that CANCEL', async (t) => {
  const play = new SessionPlay(AT_ONCE);
  play.call.refusal = CANCELLED;
  await play.arrive();
  t.match(play.store.events.at(-1), { type: 'CallEnded', reason: 'hungUp' }, 'no failure of ours');
  await play.after(() => play.call.cancel());
  t.equal(play.count('* CallEnded'), 1, 'once, also when it is told besides');
  t.equal(play.count('media1 release'), 1);
});

test('an answer that fails ends the call', async (t) => {
  const play = await inQueue();
  play.call.refusal = new Error('the server is gone');
  const agent = new FakeParty('agent:2001', play.journal);
  const done = await play.accept(agent);
  t.equal(play.state, undefined);
  t.ok(done.includes('BYE agent:2001'), 'the agent is hung up');
  t.ok(done.includes('media1 release'));
});

test('the talk', async (t) => {
  const { play, agent } = await talking();
  await play.after(() => play.call.leg!.events!.info('application/dtmf-relay', 'Signal=1'));
  t.equal(play.journal.at(-1), 'media1 info application/dtmf-relay Signal=1', 'keys by INFO');
  t.equal(await play.call.leg!.events!.modify('hold'), 'sdp of media1', 'the caller holds');
  const done = await play.after(() => agent.leave());
  t.strictSame(done, [...GONE, 'BYE agent:2001'], 'the agent hangs up: so do all');
  t.equal(play.facts().at(-1), 'PartyHungUp');
  await play.session.over;
});

test('the caller hangs up in the talk', async (t) => {
  const { play, agent } = await talking();
  const done = await play.after(() => play.call.leg!.events!.hungUp('bye'));
  t.strictSame(done, ['BYE agent:2001', ...GONE]);
  t.strictSame(await play.after(() => agent.leave()), [], 'nothing after the end');
  t.equal(play.facts().at(-1), 'CallerHungUp');
});

test('an agent who hangs up before the talk puts the caller back (I2)', async (t) => {
  const play = await inQueue();
  const agent = new FakeParty('agent:2001', play.journal);
  await play.accept(agent);
  const done = await play.after(() => agent.leave());
  t.strictSame(done, ['BYE agent:2001', 'media1 music samba']);
  t.equal(play.facts().at(-1), 'BridgeFailed');
  t.equal(play.state?.phase, 'queued');

  const early = await inQueue();
  const gone = new FakeParty('agent:2001', early.journal);
  gone.leave();
  await early.accept(gone);
  t.equal(early.state?.phase, 'queued', 'also one who was gone before we knew');
  t.equal(early.count('- PartyHungUp'), 0);
});

test('a bridge that is refused puts the caller back, and the next one stands', async (t) => {
  const play = await inQueue();
  const agent = new FakeParty('agent:2001', play.journal);
  await play.accept(agent);
  const done = await play.after(() => play.media.last.bridged.reject(new Error('refused')));
  t.strictSame(done, ['BYE agent:2001', 'media1 music samba']);
  t.strictSame(await play.after(() => agent.leave()), [], 'the first agent is no more of this call');
  const again = await play.accept(new FakeParty('agent:2002', play.journal));
  t.strictSame(again, ['media1 bridge media of agent:2002'], 'no second answer');
});

test('the caller hangs up while the bridge is made', async (t) => {
  const play = await inQueue();
  const agent = new FakeParty('agent:2001', play.journal);
  await play.accept(agent);
  t.strictSame(await play.after(() => play.call.leg!.events!.hungUp('bye')), ['BYE agent:2001', ...GONE]);
  t.strictSame(await play.after(() => play.media.last.bridged.reject(new Error('gone'))), []);
  t.equal(play.facts().at(-1), 'CallerHungUp');
});

test('a fault of ours while something is done is told, and the call goes on', async (t) => {
  const play = new SessionPlay();
  play.media.connect = () => {
    throw new TypeError('a fault');
  };
  t.strictSame(await play.arrive(), ['500 TypeError: a fault'], 'but for a call without any audio');
  const broken = new SessionPlay();
  await broken.arrive();
  broken.media.last.music = () => {
    throw new TypeError('a fault');
  };
  await broken.say();
  await broken.say('8');
  await broken.say();
  t.match(broken.faults, [{ message: 'a fault' }]);
  const taken = await broken.accept(new FakeParty('agent:2001', broken.journal));
  t.strictSame(taken, ['200 sdp of media1', 'media1 bridge media of agent:2001']);
});

test('an agent’s keys in the talk', async (t) => {
  const { play, agent } = await talking({ line: lineWith({ emergency: { to: 'samu' } }) });
  agent.press('*');
  agent.press('9');
  const done = await play.after(() => agent.press('9'));
  t.match(
    play.store.events.findLast(({ type }) => type === 'EmergencyRaised'),
    { via: 'agent', by: '2001' },
  );
  t.ok(done.includes('INVITE sip:samu@192.0.2.9'), 'and it is done');
});
