/** Calls that leave, and parties that are called: over the session, with ports that keep everything. */
import { afterEach, test } from 'tap';
import { PartyCall } from '../../src/app/party.ts';
import { Deferred, FakeMedia, FakeSip, type Journal, NO_CODEC, settled } from './fakes.ts';
import { endSessions, SessionPlay } from './session-play.ts';

afterEach(endSessions);

const TAX = 'sip:tax@192.0.2.9';

async function inMenu(): Promise<SessionPlay> {
  const play = new SessionPlay();
  await play.arrive();
  await play.say();
  return play;
}

async function ringing(): Promise<SessionPlay> {
  const play = await inMenu();
  await play.say('2');
  await play.say();
  return play;
}

test('bridge: the centre’s leg has its audio before it is called', async (t) => {
  const play = await inMenu();
  t.strictSame(await play.say('2'), ['media1 say pt/sent']);
  const done = await play.say();
  t.strictSame(done, ['media for an offer', 'media1 music hold', `INVITE ${TAX}`]);
  t.match(play.sip.last.request, { sdp: 'sdp of media2', from: { number: '+555132890156' }, ringMs: 30_000 });
  t.equal(play.session.legs, 2, 'both legs count');
  const answered = await play.after(() => play.sip.last.answer());
  t.strictSame(answered, ['media2 modify sdp of the party', '200 sdp of media1', 'media1 bridge media2']);
});

test('a centre that is busy gives its leg back', async (t) => {
  const play = await ringing();
  const done = await play.after(() =>
    play.sip.last.ended.resolve({ ok: false, reason: 'busy', status: 486 }),
  );
  t.strictSame(done, ['media2 release', 'media1 say pt/no-answer']);
  t.equal(play.session.legs, 1);
});

test('the caller hangs up while the centre rings', async (t) => {
  const play = await ringing();
  const done = await play.after(() => play.call.cancel());
  t.strictSame(done, ['CANCEL', 'media1 release', 'media2 release']);
  t.equal(play.facts().at(-1), 'CallerHungUp');
});

test('the centre answers as the caller hangs up', async (t) => {
  const play = await ringing();
  const { last } = play.sip;
  last.cancel = () => play.journal.push('CANCEL');
  await play.after(() => play.call.cancel());
  const done = await play.after(() => last.answer());
  t.ok(done.includes('BYE'), 'it is hung up');
  t.ok(done.includes('media2 release'));
  t.notOk(play.facts().includes('TransferAccepted'));
});

test('a bridge to the centre that fails says so', async (t) => {
  const play = await ringing();
  await play.after(() => play.sip.last.answer());
  const done = await play.after(() => play.media.made[0]!.bridged.reject(new Error('refused')));
  t.strictSame(done, ['BYE', 'media2 release', 'media1 say pt/no-answer']);
  t.equal(play.session.legs, 1);
});

test('redirect', async (t) => {
  const play = await inMenu();
  t.strictSame(await play.say('3'), ['302 sip:hall@192.0.2.9', 'media1 release']);
  t.equal(play.session.state.phase, 'ended');
  t.equal(play.count('* CallRejected'), 0);
});

test('refer: answered first, then asked in the dialog', async (t) => {
  const play = await inMenu();
  const done = await play.say('4');
  t.strictSame(done, ['200 sdp of media1', 'REFER sip:hospital@192.0.2.9', 'BYE', 'media1 release']);
});

test('a closed centre is not called', async (t) => {
  const play = await inMenu();
  await play.say('5');
  t.strictSame(await play.say(), ['media1 say pt/no-answer']);
  t.strictSame(play.sip.dialled, []);
});

const REQUEST = { uri: 'sip:2001@192.0.2.10', from: { number: '' }, ringMs: 20_000 };

function calling(prepare: (media: FakeMedia) => void = () => undefined) {
  const journal: Journal = [];
  const media = new FakeMedia(journal);
  const sip = new FakeSip(journal);
  prepare(media);
  return { journal, media, sip, call: new PartyCall(sip, media, 'agent:2001', REQUEST) };
}

test('a party without media is not called', async (t) => {
  const { call, sip } = calling((media) => {
    media.refusal = NO_CODEC;
  });
  t.strictSame(await call.result, { ok: false, reason: 'failed' });
  t.strictSame(sip.dialled, []);
});

test('a party that is taken back while its media is made is not called', async (t) => {
  const { call, sip, journal, media } = calling((made) => {
    made.held = [];
  });
  call.cancel();
  media.held![0]!.resolve();
  t.strictSame(await call.result, { ok: false, reason: 'cancelled' });
  t.strictSame(sip.dialled, []);
  t.equal(journal.at(-1), 'media1 release');
});

test('a party whose answer has no codec of ours', async (t) => {
  const { call, sip, media, journal } = calling();
  await settled();
  media.last.modified = NO_CODEC;
  sip.last.answer();
  t.strictSame(await call.result, { ok: false, reason: 'failed' });
  t.strictSame(journal.slice(-2).sort(), ['BYE', 'media1 release']);
});

test('a party that is taken back while its answer goes to the media server', async (t) => {
  const { call, sip, media, journal } = calling();
  await settled();
  const modified = new Deferred<string>();
  media.last.modify = () => modified.promise;
  sip.last.answer();
  await settled();
  call.cancel();
  modified.resolve('sdp');
  t.strictSame(await call.result, { ok: false, reason: 'cancelled' }, 'nobody is joined');
  t.ok(journal.includes('BYE'));
  t.equal(journal.at(-1), 'media1 release');
});

test('a party that hangs up is told once, also before somebody listens', async (t) => {
  const { call, sip, media } = calling();
  await settled();
  const leg = sip.last.answer();
  const result = await call.result;
  if (!result.ok) throw new Error('not answered');
  const told: string[] = [];
  leg.events!.hungUp('bye');
  result.party.onHangUp(() => told.push('gone'));
  media.last.end('lost');
  t.strictSame(told, ['gone']);
});

test('a party whose audio ends is hung up', async (t) => {
  const { call, sip, media, journal } = calling();
  await settled();
  sip.last.answer();
  const result = await call.result;
  if (!result.ok) throw new Error('not answered');
  const told: string[] = [];
  result.party.onHangUp(() => told.push('gone'));
  media.last.end('MEDIA_TIMEOUT');
  t.strictSame(told, ['gone']);
  t.equal(journal.at(-1), 'BYE');
});
