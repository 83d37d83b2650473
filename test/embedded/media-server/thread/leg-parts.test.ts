import fc from 'fast-check';
import t from 'tap';
import { AudioRing, BLOCK, createRing } from '../../../../src/embedded/media-server/thread/audio-ring.ts';
import { EVENT_PACKET, KeySender } from '../../../../src/embedded/media-server/thread/key-sender.ts';
import type { Segment } from '../../../../src/embedded/media-server/thread/messages.ts';
import { Player } from '../../../../src/embedded/media-server/thread/player.ts';
import { Reception } from '../../../../src/embedded/media-server/thread/reception.ts';
import { Recorder } from '../../../../src/embedded/media-server/thread/recorder.ts';
import { SourceLatch } from '../../../../src/embedded/media-server/thread/source-latch.ts';
import { LINEAR_TO_ULAW } from '../../../../src/wire/g711.ts';
import { TelephoneEventReceiver } from '../../../../src/wire/telephone-event.ts';

t.test('source: the first packet settles it, whatever the SDP said', async (t) => {
  const latch = new SourceLatch();
  latch.name('10.0.0.1', 4_000);
  t.ok(latch.accept('203.0.113.5', 61_000, 1, 0));
  t.same([latch.address, latch.port], ['203.0.113.5', 61_000]);
});

t.test('source: a stranger is not heard while the peer speaks', async (t) => {
  const latch = new SourceLatch();
  latch.name('10.0.0.1', 4_000);
  latch.accept('10.0.0.1', 4_000, 1, 0);
  for (let i = 0; i < 20; i += 1) {
    t.notOk(latch.accept('198.51.100.1', 5_000, i, i * 20 + 10));
    t.ok(latch.accept('10.0.0.1', 4_000, i, i * 20 + 20));
  }
  t.equal(latch.port, 4_000);
});

t.test('source: a peer that moved is followed after 2 s and 5 packets in a row', async (t) => {
  const latch = new SourceLatch();
  latch.name('10.0.0.1', 4_000);
  latch.accept('10.0.0.1', 4_000, 1, 0);
  for (let i = 0; i < 4; i += 1) t.notOk(latch.accept('10.0.0.1', 4_100, 50 + i, 2_100 + i * 20));
  t.ok(latch.accept('10.0.0.1', 4_100, 54, 2_200));
  t.equal(latch.port, 4_100);
});

t.test(
  'source: the address that the peer named wins over a settled one; a re-INVITE settles anew',
  async (t) => {
    const latch = new SourceLatch();
    latch.name('10.0.0.1', 4_000);
    latch.accept('10.9.9.9', 1, 1, 0);
    t.ok(latch.accept('10.0.0.1', 4_000, 1, 20));
    t.equal(latch.address, '10.0.0.1');
    latch.name('10.0.0.2', 6_000);
    t.same([latch.address, latch.port], ['10.0.0.2', 6_000]);
    t.ok(latch.accept('10.0.0.2', 6_001, 1, 40));
  },
);

t.test(
  'keys: a marker, updates, three end packets, all with one timestamp; the receiver hears each key once',
  async (t) => {
    const sender = new KeySender();
    sender.press(1, 800);
    sender.press(1, 800);
    sender.press(11, 1_600);
    const packet = new Uint8Array(EVENT_PACKET);
    const receiver = new TelephoneEventReceiver();
    const keys: string[] = [];
    const firsts: number[] = [];
    let packets = 0;
    for (let tick = 0; sender.busy && tick < 100; tick += 1) {
      const sent = sender.tick(packet, tick * BLOCK);
      if (!sent) continue;
      packets += 1;
      if (sent.first) firsts.push(sender.timestamp);
      for (const { key, duration } of receiver.receive(packet.subarray(12), sender.timestamp)) {
        keys.push(`${key} ${duration}`);
      }
    }
    t.same(keys, ['1 800', '1 800', '# 1600']);
    t.equal(packets, 7 + 7 + 12);
    t.same(firsts, [0, 10 * BLOCK, 20 * BLOCK]);
  },
);

t.test('play: segments follow each other without a gap, whatever their lengths', async () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 6 }), (lengths) => {
      const expected: number[] = [];
      const segments = lengths.map((length, index): Segment => {
        const octets = new Uint8Array(length).fill(index + 1);
        expected.push(...octets);
        return { codec: 'PCMU', octets, from: 0, count: length, loop: false, shared: false };
      });
      const player = new Player(1, segments);
      const heard: number[] = [];
      while (!player.ended) {
        const into = new Uint8Array(BLOCK);
        player.fill(into, 0, 'PCMU', 0);
        heard.push(...into);
      }
      return (
        player.samples === expected.length &&
        expected.every((octet, i) => heard[i] === octet) &&
        heard.slice(expected.length).every((octet) => octet === 0xff)
      );
    }),
  );
});

t.test('play: a loop goes on, silence ends, and all who hear a shared stream hear the same', async (t) => {
  const octets = Uint8Array.from({ length: 480 }, (_, i) => i / 160);
  const loop = new Player(1, [{ codec: 'PCMU', octets, from: 0, count: -1, loop: true, shared: false }]);
  const into = new Uint8Array(BLOCK);
  const heard = [0, 1, 2, 3].map(() => {
    loop.fill(into, 0, 'PCMU', 99);
    return into[0];
  });
  t.same(heard, [0, 1, 2, 0]);
  const shared: Segment = { codec: 'PCMU', octets, from: 0, count: -1, loop: true, shared: true };
  const early = new Player(1, [shared]);
  early.fill(into, 0, 'PCMU', 100);
  early.fill(into, 0, 'PCMU', 101);
  const other = new Uint8Array(BLOCK);
  new Player(2, [shared]).fill(other, 0, 'PCMU', 101);
  t.same([...into], [...other]);
});

t.test('reception: loss and jitter as in RFC 3550, restarts forgiven', async (t) => {
  const reception = new Reception();
  for (let i = 0; i < 100; i += 1) {
    if (i % 10 !== 5) reception.packet(7, (65_500 + i) & 0xffff, i * 160, i * 160);
  }
  t.equal(reception.lost, 10);
  t.equal(reception.jitter, 0);
  const report = reception.report(0);
  t.equal(report.fractionLost, 25);
  t.equal(report.highestSequence, 65_500 + 99);
  t.equal(reception.report(0).fractionLost, 0);
  reception.packet(8, 1, 5, 5);
  t.equal(reception.lost, 0);
  for (let i = 2; i < 60; i += 1) reception.packet(8, i, i * 160, i * 160 + (i % 2) * 80);
  t.ok(Math.abs(reception.jitter - 80) < 5, `${reception.jitter}`);
});

t.test('recorder: both directions in their channels, or mixed, up to the limit', async (t) => {
  const sent = new Uint8Array(BLOCK).fill(LINEAR_TO_ULAW[1_000]!);
  const stereo = new Recorder(1, new AudioRing(createRing()), 'stereo', 320);
  t.notOk(stereo.tick(sent, 0, 'PCMU'));
  t.ok(stereo.tick(sent, 0, 'PCMU'), 'done');
  t.ok(stereo.done);
  const samples = stereo.take();
  t.equal(samples.length, 640);
  t.ok(Math.abs(samples[1]! - 1_000) < 40);
  t.equal(samples[0], 0);
  const mixed = new Recorder(2, new AudioRing(createRing()), 'mixed', 0);
  for (let i = 0; i < 9; i += 1) t.notOk(mixed.tick(undefined, 0, 'PCMU'));
  t.ok(mixed.tick(sent, 0, 'PCMU'), 'a batch is 200 ms');
  t.equal(mixed.take().length, 1_600);
});
