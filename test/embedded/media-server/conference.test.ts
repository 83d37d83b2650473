/** The conference of the embedded media server: its mixer, and its commands and events as FreeSWITCH has them. */
import t from 'tap';
import {
  AudioRing,
  BLOCK,
  createRing,
  RingWriter,
} from '../../../src/embedded/media-server/thread/audio-ring.ts';
import { Listening } from '../../../src/embedded/media-server/thread/listening.ts';
import { decode, encode, type G711Codec } from '../../../src/wire/g711.ts';
import { levelDb, tone, toneShare } from '../../harness/audio.ts';
import { eventually } from '../../harness/facts.ts';
import { startDriver, whole } from './fixture.ts';

/** A leg that has received these samples. */
function source(
  leg: number,
  codec: G711Codec,
  samples: Int16Array,
): { leg: number; ring: SharedArrayBuffer } {
  const ring = createRing();
  const view = new AudioRing(ring);
  view.codec = codec;
  new RingWriter(view).write(encode(samples, codec), 0, samples.length, 0);
  return { leg, ring };
}

function read(listening: Listening, codec: G711Codec, blocks: number): Int16Array {
  const octets = new Uint8Array(blocks * BLOCK);
  for (let i = 0; i < blocks; i += 1) t.ok(listening.read(octets, i * BLOCK, codec));
  return decode(octets, codec);
}

t.test('mixes both laws into the law of who listens', async (t) => {
  const listening = new Listening();
  listening.listenTo([source(1, 'PCMA', tone(500, 0.06, 0.2)), source(2, 'PCMU', tone(1_000, 0.06, 0.2))]);
  for (const codec of ['PCMA'] as const) {
    const mixed = read(listening, codec, 3);
    t.ok(toneShare(mixed, 500) > 0.45 && toneShare(mixed, 500) < 0.55);
    t.ok(toneShare(mixed, 1_000) > 0.45);
  }
});

t.test('several loud voices are cut off, not wrapped around', async (t) => {
  const listening = new Listening();
  const loud = Int16Array.from({ length: 3 * BLOCK }, () => 30_000);
  listening.listenTo([1, 2, 3].map((leg) => source(leg, 'PCMU', loud)));
  t.ok(read(listening, 'PCMU', 3).every((sample) => sample > 31_000));
});

t.test('one voice comes through as it is, none is silence', async (t) => {
  const listening = new Listening();
  t.notOk(listening.read(new Uint8Array(BLOCK), 0, 'PCMA'));
  const said = tone(500, 0.06);
  listening.listenTo([source(1, 'PCMA', said)]);
  t.same(read(listening, 'PCMA', 3), decode(encode(said, 'PCMA'), 'PCMA'));
  listening.listenTo([source(2, 'PCMA', new Int16Array(0)), source(3, 'PCMU', new Int16Array(0))]);
  t.notOk(listening.read(new Uint8Array(BLOCK), 0, 'PCMA'));
});

t.test('who is listened to already goes on where it was', async (t) => {
  const listening = new Listening();
  const one = source(1, 'PCMA', tone(500, 0.06));
  listening.listenTo([one]);
  read(listening, 'PCMA', 2);
  listening.listenTo([one, source(2, 'PCMA', new Int16Array(3 * BLOCK))]);
  const heard = read(listening, 'PCMA', 1);
  t.ok(levelDb(heard) > -20);
  t.ok(toneShare(heard, 500) > 0.9);
});

t.test('is joined, listed and left', async (t) => {
  const driver = await startDriver(t);
  const legs = [await driver.leg('PCMA'), await driver.leg('PCMU')];
  t.equal(await driver.fsmrf.api('conference list'), '+OK No active conferences.\n');
  t.match(await driver.fsmrf.api('conference room list'), /^-ERR Conference room not found/);
  for (const { endpoint } of legs) {
    t.equal(
      await driver.fsmrf.api(`uuid_transfer ${endpoint.uuid} 'conference:room@shortline' inline`),
      '+OK\n',
    );
  }
  await eventually(
    'two members',
    () => driver.fsmrf.api('conference room list count'),
    (count) => count === '2',
  );
  t.match(await driver.fsmrf.api('conference room list'), /^\d+;sofia\/.*;hear\|speak;0;0;0\n\d+;sofia/);
  legs[0]!.phone.hum(500);
  await legs[1]!.phone.hearsTone(500);
  t.match(await driver.fsmrf.api('conference room kick 99'), /^-ERR/);
  t.match(await driver.fsmrf.api('conference room fly'), /^-ERR/);
  t.match(await driver.fsmrf.api('conference list'), /room \(2 members\)/);
  t.equal(await driver.fsmrf.api(`uuid_transfer ${legs[0]!.endpoint.uuid} park inline`), '+OK\n');
  await whole(legs[0]!).play('tone_stream://%(300,0,800)');
  t.equal(await driver.fsmrf.api('conference room list count'), '1');
  // as on FreeSWITCH: the plan has nothing after the conference
  t.match(await driver.fsmrf.api('conference room kick all'), /^\+OK kicked \d+/);
  await legs[1]!.told.until('end', ({ event }) => event === 'destroy');
  t.match(await driver.fsmrf.api('conference room list'), /not found/);
});
