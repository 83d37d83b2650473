/** The caller's audio: how it is agreed upon, what is done when it is lost. */
import { mock } from 'node:test';
import { afterEach, test } from 'tap';
import { lineWith } from '../call/lines.ts';
import { NO_CODEC } from './fake-media.ts';
import { FakeParty } from './fake-party.ts';
import { Deferred, settled } from './fakes.ts';
import { endSessions, inQueue, SessionPlay, talking } from './session-play.ts';

afterEach(endSessions);

const AT_ONCE = { line: lineWith({ answer: 'at-once' }) };

test('a late offer has its answer in the ACK', async (t) => {
  const play = new SessionPlay({ sdp: '' });
  t.strictSame(await play.arrive(), ['media for an offer', '200 sdp of media1'], 'nothing is said before');
  const done = await play.after(() => play.call.lateAnswer.resolve('sdp of the ACK'));
  t.strictSame(done, ['media1 modify sdp of the ACK', 'media1 say pt/welcome']);
});

test('a late offer without an answer', async (t) => {
  const play = new SessionPlay({ sdp: '' });
  await play.arrive();
  t.strictSame(await play.after(() => play.call.lateAnswer.resolve(undefined)), ['media1 say pt/welcome']);
});

test('no codec in common', async (t) => {
  for (const [what, situation] of [
    ['early', {}],
    ['at once', AT_ONCE],
    ['late offer', { sdp: '' }],
  ] as const) {
    const play = new SessionPlay(situation);
    play.media.refusal = NO_CODEC;
    const done = await play.arrive();
    t.equal(done.filter((line) => line.startsWith('488')).length, 1, `${what}: 488`);
    t.equal(play.state, undefined, what);
  }
});

test('the media server is lost', async (t) => {
  const early = new SessionPlay();
  await early.arrive();
  t.strictSame(
    await early.after(() => early.media.last.end('lost')),
    ['media for sdp of the caller', '183 sdp of media2', 'media2 say pt/welcome'],
    'early: the caller is told where, and hears it again',
  );
  const { play, agent } = await talking();
  t.strictSame(
    await play.after(() => play.media.last.end('lost')),
    ['media for sdp of the caller', 're-INVITE sdp of media2', 'media2 bridge media of agent:2001'],
    'talking: by re-INVITE, and on with the talk',
  );
  t.strictSame(await play.after(() => play.media.made[0]!.end('lost')), [], 'the old one, once more');
  play.media.last.bridged.resolve();
  await settled();
  const done = await play.after(() => agent.leave());
  t.strictSame(done, ['BYE call-1', 'media2 release', 'BYE agent:2001']);
});

test('an agent who accepts while the caller has no media is bridged when there is', async (t) => {
  const play = await inQueue();
  play.media.held = [];
  await play.after(() => play.media.last.end('lost'));
  t.strictSame(await play.accept(new FakeParty('agent:2001', play.journal)), [], 'nothing to bridge yet');
  const done = await play.after(() => play.media.held![0]!.resolve());
  t.strictSame(done, ['200 sdp of media2', 'media2 bridge media of agent:2001']);
  t.equal(play.count('- BridgeFailed'), 0);
});

test('a media server that is lost while the answer is sent', async (t) => {
  const play = new SessionPlay(AT_ONCE);
  play.call.held = new Deferred();
  await play.arrive();
  await play.after(() => play.media.last.end('lost'));
  const done = await play.after(() => play.call.held!.resolve());
  t.ok(done.includes('re-INVITE sdp of media2'), 'the caller is told where');
  t.equal(play.count('200 sdp of media2'), 0, 'one answer');
  t.equal(play.count('media2 say pt/welcome'), 1);
});

test('a caller whose audio has stopped is gone', async (t) => {
  const { play } = await talking();
  const done = await play.after(() => play.media.last.end('MEDIA_TIMEOUT'));
  t.strictSame(done, ['BYE agent:2001', 'BYE call-1'], 'the leg is gone by itself');
});

test('timers', async (t) => {
  mock.timers.enable({ apis: ['setTimeout'] });
  t.teardown(() => mock.timers.reset());
  const play = new SessionPlay();
  const pass = (seconds: number) =>
    play.after(() => {
      play.now += seconds * 1_000;
      mock.timers.tick(seconds * 1_000);
    });
  await play.arrive();
  t.strictSame(await pass(54), []);
  t.strictSame(await pass(1), ['183 sdp of media1']);
  t.strictSame(await pass(55), ['183 sdp of media1']);
  t.strictSame(await pass(55), ['183 sdp of media1']);
  t.strictSame(await pass(5), ['media1 say pt/line-answers-now'], 'the network’s limit');
  t.strictSame(await play.say(), ['200 sdp of media1', 'media1 say pt/welcome']);
  t.strictSame(await pass(600), [], 'nothing once answered');

  const ended = new SessionPlay();
  await ended.arrive();
  await ended.after(() => ended.call.cancel());
  const facts = ended.facts().length;
  await ended.after(() => mock.timers.tick(600_000));
  t.equal(ended.facts().length, facts, 'no timer outlives the call');
});

test('what cannot be said goes on', async (t) => {
  const play = new SessionPlay();
  await play.arrive();
  const done = await play.after(() => play.media.last.said.reject(new Error('the media server hiccups')));
  t.strictSame(done, ['media1 ask 4000 pt/topics+pt/choose+pt/or-wait']);
});
