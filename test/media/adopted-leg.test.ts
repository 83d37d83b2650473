/** A leg that another process began, and one in a conference: what is asked of drachtio-fsmrf, in which order. */
import { test } from 'tap';
import { MediaError } from '../../src/media/port.ts';
import { FakeEndpoint, legOf, settled } from './fake-endpoint.ts';

const PARK = 'uuid_transfer leg park inline';

test('what another process had begun is left once, by the first that is heard', async (t) => {
  const endpoint = new FakeEndpoint();
  const leg = legOf(endpoint, undefined, { bridgedWith: undefined });
  t.equal(leg.bridgedWith, undefined);
  leg.music('hold');
  await settled();
  await leg.hush();
  t.strictSame(endpoint.journal, [PARK, 'playback local_stream://hold', 'uuid_break leg all']);
});

test('a talk is not touched', async (t) => {
  const endpoint = new FakeEndpoint();
  const leg = legOf(endpoint, undefined, { bridgedWith: 'other' });
  t.equal(leg.bridgedWith, 'other');
  await leg.hush();
  void leg.say(['/one.wav']);
  await settled();
  t.strictSame(endpoint.journal, ['playback /one.wav']);
});

test('a bridge ends what went on before', async (t) => {
  const endpoint = new FakeEndpoint();
  const leg = legOf(endpoint, undefined, { bridgedWith: undefined });
  await leg.bridge(legOf(new FakeEndpoint('other')));
  await leg.hush();
  t.strictSame(endpoint.journal, ['bridge other']);
});

test('a conference is joined, and left by whatever is heard next', async (t) => {
  const endpoint = new FakeEndpoint();
  const leg = legOf(endpoint);
  await leg.confer('room');
  const said = leg.say(['/one.wav']);
  await settled();
  endpoint.finish();
  t.strictSame(await said, { failed: false });
  t.strictSame(endpoint.journal, [
    "uuid_transfer leg 'conference:room@shortline' inline",
    PARK,
    'playback /one.wav',
  ]);
  t.equal(endpoint.conn.eventNames().length, 0, 'nobody listens on');
});

test('a conference that is refused, or too late', async (t) => {
  const endpoint = new FakeEndpoint();
  const leg = legOf(endpoint);
  endpoint.breakRefusal = new Error('-ERR No such channel!');
  await t.rejects(leg.confer('room'), new MediaError('conference refused', 500));
  endpoint.emit('destroy', { reason: 'NORMAL_CLEARING' });
  await t.rejects(leg.confer('room'), { name: 'MediaError' });
  const released = legOf(new FakeEndpoint());
  await released.release();
  await t.rejects(released.confer('room'), { name: 'MediaError', message: 'the leg has ended' });
});

test('keys are told unless one is awaited', async (t) => {
  const endpoint = new FakeEndpoint();
  const leg = legOf(endpoint);
  const keys: string[] = [];
  endpoint.emit('dtmf', { dtmf: '1' });
  leg.onKey((key) => keys.push(key));
  endpoint.emit('dtmf', { dtmf: '2' });
  const ask = leg.say(['/one.wav'], 1_000);
  await settled();
  endpoint.emit('dtmf', { dtmf: '3' });
  endpoint.finish({ digits: '3' });
  t.strictSame(await ask, { key: '3', failed: false });
  void leg.say(['/two.wav']);
  await settled();
  endpoint.emit('dtmf', { dtmf: '4' });
  t.strictSame(keys, ['2', '4']);
});

test('its handle is plain', async (t) => {
  const leg = legOf(new FakeEndpoint());
  t.strictSame(JSON.parse(JSON.stringify(leg.handle)), {
    channel: 'leg',
    server: '127.0.0.1:8021',
    localSdp: 'sdp of leg',
    dialog: { dialog: 'id' },
  });
});
