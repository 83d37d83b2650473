/** A leg on a media server: what is asked of drachtio-fsmrf, in which order. */
import { test } from 'tap';
import { MediaError, type MediaLeg } from '../../src/media/port.ts';
import { event, FakeEndpoint, legOf, settled } from './fake-endpoint.ts';

test('saying', async (t) => {
  const endpoint = new FakeEndpoint();
  const leg = legOf(endpoint);
  const one = leg.say(['/a b/one.wav']);
  await settled();
  endpoint.finish();
  t.strictSame(await one, { failed: false });
  const two = leg.say(['/two.wav', '/three.wav']);
  await settled();
  endpoint.finish(event('FILE NOT FOUND'));
  t.strictSame(await two, { failed: true }, 'a file that is missing');
  t.strictSame(endpoint.journal, ['playback /a b/one.wav', 'playback file_string:///two.wav!/three.wav']);
});

test('asking for a key', async (t) => {
  const endpoint = new FakeEndpoint();
  const leg = legOf(endpoint);
  const ask = leg.say(['/one.wav', '/two.wav'], 4_000);
  await settled();
  endpoint.finish({ digits: '5' });
  t.strictSame(await ask, { key: '5', failed: false });
  const silence = leg.say(['/a b/one.wav'], 500);
  await settled();
  endpoint.finish({ digits: null });
  t.strictSame(await silence, { failed: false });
  t.strictSame(endpoint.journal, [
    'collect file_string:///one.wav!/two.wav 4000',
    "collect '/a b/one.wav' 500",
  ]);
});

test('keys that come quickly after the one that is awaited are told after it', async (t) => {
  const endpoint = new FakeEndpoint();
  const leg = legOf(endpoint);
  const told: string[] = [];
  leg.onKey((key) => told.push(key));
  const press = (keys: string) => {
    for (const dtmf of keys) endpoint.emit('dtmf', { dtmf });
  };
  const ask = leg.say(['/one.wav'], 500);
  await settled();
  press('061');
  endpoint.finish({ digits: '0' });
  void ask.then(({ key }) => told.push(`collected ${key}`));
  await settled();
  press('2');
  t.strictSame(told, ['collected 0', '6', '1', '2']);

  // the next one is awaited in the same turn: its keys are its own
  const first = leg.say(['/one.wav'], 500);
  const second = first.then(() => leg.say(['/two.wav'], 500));
  await settled();
  press('5');
  endpoint.finish({ digits: '5' });
  await settled();
  press('7');
  endpoint.finish({ digits: '7' });
  t.strictSame(await second, { key: '7', failed: false });
  await settled();
  t.strictSame(told.slice(4), []);
});

test('what is said next breaks off what is being said, and never nests', async (t) => {
  const endpoint = new FakeEndpoint();
  const leg = legOf(endpoint);
  leg.music('hold');
  await settled();
  const said = leg.say(['/one.wav']);
  await settled();
  t.strictSame(endpoint.journal, ['playback local_stream://hold', 'uuid_break leg all', 'playback /one.wav']);
  const ask = leg.say(['/two.wav'], 100);
  await settled();
  t.strictSame(await said, { failed: false }, 'what was broken off has ended');
  leg.music('samba');
  leg.music('hold');
  const last = leg.say(['/three.wav']);
  await settled();
  t.strictSame(await ask, { failed: false });
  endpoint.finish();
  await last;
  t.equal(endpoint.nested, 1, 'one application at a time');
  t.equal(endpoint.journal.at(-1), 'playback /three.wav');
});

test('what has ended is not broken off', async (t) => {
  const endpoint = new FakeEndpoint();
  const leg = legOf(endpoint);
  const one = leg.say(['/one.wav']);
  await settled();
  endpoint.finish();
  await one;
  await leg.hush();
  const two = leg.say(['/two.wav']);
  await settled();
  endpoint.finish();
  await two;
  t.strictSame(endpoint.journal, ['playback /one.wav', 'playback /two.wav']);
});

test('hush', async (t) => {
  const endpoint = new FakeEndpoint();
  const leg = legOf(endpoint);
  leg.music('hold');
  await leg.hush();
  t.strictSame(endpoint.journal, ['playback local_stream://hold', 'uuid_break leg all']);
  t.equal(endpoint.running.length, 0);
});

test('a bridge waits until what was asked before has begun', async (t) => {
  const journal: string[] = [];
  const endpoint = new FakeEndpoint('caller', journal);
  const [leg, other] = [legOf(endpoint), legOf(new FakeEndpoint('agent', journal))];
  leg.music('hold');
  const said = leg.say(['/one.wav']);
  await leg.bridge(other);
  t.strictSame(journal, [
    'playback local_stream://hold',
    'uuid_break caller all',
    'playback /one.wav',
    'bridge agent',
  ]);
  endpoint.finish();
  await said;
});

test('a bridge that is refused', async (t) => {
  const endpoint = new FakeEndpoint();
  endpoint.bridgeRefusal = new Error('-ERR');
  const refused = legOf(endpoint).bridge(legOf(new FakeEndpoint('agent')));
  await t.rejects(refused, {
    name: 'MediaError',
    status: 500,
    facts: { legs: ['leg', 'agent'], reply: '-ERR' },
  });
  await t.rejects(legOf(endpoint).bridge({} as MediaLeg), TypeError, 'a leg of another adapter');
});

test('an application that fails', async (t) => {
  const endpoint = new FakeEndpoint();
  const leg = legOf(endpoint);
  const one = leg.say(['/one.wav']);
  await settled();
  endpoint.running.pop()!.fail(new Error('socket closed'));
  t.strictSame(await one, { failed: true });
  const two = leg.say(['/two.wav']);
  await settled();
  endpoint.finish();
  t.strictSame(await two, { failed: false }, 'what follows is said all the same');
});

test('a break that is refused does not stop what follows', async (t) => {
  const endpoint = new FakeEndpoint();
  const leg = legOf(endpoint);
  void leg.say(['/one.wav']);
  await settled();
  endpoint.breakRefusal = new Error('endpoint no longer active');
  const two = leg.say(['/two.wav']);
  await settled();
  endpoint.finish();
  await settled();
  endpoint.finish();
  t.strictSame(await two, { failed: false });
  t.equal(endpoint.nested, 1);
});

test('an endpoint that is gone ends everything', async (t) => {
  const standing = new Set<MediaLeg>();
  const endpoint = new FakeEndpoint();
  const leg = legOf(endpoint, standing);
  const ended: string[] = [];
  leg.onEnd((cause) => ended.push(cause));
  const said = leg.say(['/one.wav']);
  await settled();
  const next = leg.say(['/two.wav'], 100);
  endpoint.breakRefusal = new Error('endpoint no longer active');
  endpoint.emit('destroy', { reason: 'MEDIA_TIMEOUT' });
  t.strictSame(await said, { failed: true }, 'what was being said');
  t.strictSame(await next, { failed: true }, 'what waited');
  t.strictSame(await leg.say(['/three.wav']), { failed: true }, 'what comes after');
  t.strictSame(ended, ['MEDIA_TIMEOUT']);
  t.equal(standing.size, 0);
  await leg.release();
  t.notOk(endpoint.journal.includes('destroy'), 'and is not ended again');
});

test('an end that came before somebody listened', async (t) => {
  const endpoint = new FakeEndpoint();
  const leg = legOf(endpoint);
  endpoint.emit('destroy');
  const ended: string[] = [];
  leg.onEnd((cause) => ended.push(cause));
  t.strictSame(ended, ['lost'], 'without a reason its server is gone');
});

test('release', async (t) => {
  const standing = new Set<MediaLeg>();
  const endpoint = new FakeEndpoint();
  const leg = legOf(endpoint, standing);
  const ended: string[] = [];
  leg.onEnd((cause) => ended.push(cause));
  t.equal(standing.size, 1);
  await leg.release();
  t.equal(standing.size, 0);
  endpoint.emit('destroy', { reason: 'NORMAL_CLEARING' });
  t.strictSame(ended, [], 'our own end is none of the media server');
  await leg.release();
  t.strictSame(endpoint.journal, ['destroy'], 'once');
});

test('an endpoint that cannot be ended is let go', async (t) => {
  const endpoint = new FakeEndpoint();
  endpoint.destroyRefusal = new Error('endpoint no longer active');
  await legOf(endpoint).release();
  t.strictSame(endpoint.journal, ['destroy']);
});

test('modify', async (t) => {
  const leg = legOf(new FakeEndpoint());
  t.equal(await leg.modify('hold'), 'answer to hold');
  await t.rejects(leg.modify('bad'), { name: 'MediaError', status: 488, facts: { leg: 'leg' } });
  await t.rejects(leg.modify('lost'), MediaError, 'without a status');
});

test('keys by INFO', async (t) => {
  const endpoint = new FakeEndpoint();
  const leg = legOf(endpoint);
  leg.info('application/dtmf-relay', 'Signal=1');
  await settled();
  t.strictSame(endpoint.journal, ['INFO {"Content-Type":"application/dtmf-relay"} Signal=1']);
  endpoint.dialog.connected = false;
  leg.info('application/dtmf-relay', 'Signal=2');
  t.equal(endpoint.journal.length, 1, 'not to a dialog that is over');
});
