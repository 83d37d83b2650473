import fc from 'fast-check';
import t from 'tap';
import {
  AudioRing,
  BLOCK,
  createRing,
  RingWriter,
} from '../../../../src/embedded/media-server/thread/audio-ring.ts';
import { JitterReader } from '../../../../src/embedded/media-server/thread/jitter-reader.ts';
import { ULAW_TO_ALAW } from '../../../../src/wire/g711.ts';

/** A packet of 20 ms whose octets all say which one it is. */
function block(number: number, length = BLOCK): Uint8Array {
  return new Uint8Array(length).fill(number & 0x7f);
}

function setUp(): { ring: AudioRing; writer: RingWriter; reader: JitterReader } {
  const memory = createRing();
  const ring = new AudioRing(memory);
  // the reader sees the memory as another thread does
  return { ring, writer: new RingWriter(ring), reader: new JitterReader(new AudioRing(memory)) };
}

/** What is heard at one tick: the number of the packet, −1 for nothing. */
function hear(reader: JitterReader): number {
  const into = new Uint8Array(BLOCK);
  return reader.read(into, 0, 'PCMU') ? into[0]! : -1;
}

t.test('packets in order are heard in order, a few ticks later', async (t) => {
  const { writer, reader } = setUp();
  const heard: number[] = [];
  for (let i = 1; i <= 50; i += 1) {
    writer.write(block(i), 0, BLOCK, 1_000_000 + i * BLOCK);
    heard.push(hear(reader));
  }
  const sounding = heard.filter((number) => number >= 0);
  t.equal(heard.length - sounding.length, 2, 'the first is heard after 40 ms');
  t.same(
    sounding,
    Array.from({ length: 48 }, (_, i) => i + 1),
  );
});

t.test('timestamps that go around, and another law', async (t) => {
  const { ring, writer, reader } = setUp();
  ring.codec = 'PCMU';
  for (let i = 1; i <= 10; i += 1) {
    writer.write(block(i), 0, BLOCK, (0xffffffff - 3 * BLOCK + i * BLOCK) >>> 0);
  }
  const into = new Uint8Array(BLOCK);
  t.ok(reader.read(into, 0, 'PCMA'));
  t.equal(into[0], ULAW_TO_ALAW[8]);
});

t.test('packets of 10, 30 and 60 ms sound as those of 20', async (t) => {
  for (const length of [80, 240, 480]) {
    const { writer, reader } = setUp();
    const samples = Uint8Array.from({ length: 160 * 24 }, (_, i) => (i / 160) & 0x7f);
    const heard: number[] = [];
    let at = 0;
    for (let tick = 0; tick < 24; tick += 1) {
      while (at < (tick + 1) * BLOCK && at + length <= samples.length) {
        writer.write(samples, at, at + length, 5_000 + at);
        at += length;
      }
      heard.push(hear(reader));
    }
    const sounding = heard.filter((number) => number > 0);
    const sorted = [...sounding].sort((a, b) => a - b);
    t.same(sounding, sorted, `${length / 8} ms`);
    t.ok(new Set(sounding).size >= 16, `${length / 8} ms`);
  }
});

t.test('late and swapped packets within the depth are all heard', async () => {
  fc.assert(
    fc.property(fc.array(fc.nat(1), { minLength: 60, maxLength: 60 }), (delays) => {
      const { writer, reader } = setUp();
      const arrivals = delays.map((delay, i) => ({ number: i + 1, at: i + delay }));
      const heard: number[] = [];
      for (let tick = 0; tick < 64; tick += 1) {
        for (const { number } of arrivals.filter(({ at }) => at === tick)) {
          writer.write(block(number), 0, BLOCK, number * BLOCK);
        }
        heard.push(hear(reader));
      }
      const sounding = heard.filter((number) => number > 0);
      return Array.from({ length: 56 }, (_, i) => i + 2).every((number) => sounding.includes(number));
    }),
  );
});

t.test('a lost packet is concealed by a quieter repetition; a silent peer is silence', async (t) => {
  const { writer, reader } = setUp();
  const loud = new Uint8Array(BLOCK).fill(0x90);
  for (let i = 1; i <= 10; i += 1) {
    if (i !== 7) writer.write(loud, 0, BLOCK, i * BLOCK);
    const into = new Uint8Array(BLOCK);
    const sounding = reader.read(into, 0, 'PCMU');
    if (i === 9) {
      t.ok(sounding);
      t.not(into[0], 0x90, 'concealed');
      t.not(into[0], 0xff, 'not silent');
    }
  }
  const after = Array.from({ length: 20 }, () => hear(reader));
  t.ok(after.slice(8).every((number) => number === -1));
});

t.test('another SSRC, with any timestamp, goes on at once', async (t) => {
  const { writer, reader } = setUp();
  for (let i = 1; i <= 10; i += 1) {
    writer.write(block(i), 0, BLOCK, i * BLOCK);
    hear(reader);
  }
  writer.restart();
  const heard: number[] = [];
  for (let i = 20; i <= 30; i += 1) {
    writer.write(block(i), 0, BLOCK, 77_000_000 + i * BLOCK);
    heard.push(hear(reader));
  }
  t.same(heard.slice(-3), [26, 27, 28]);
});

t.test('who starts to listen late hears what is said now', async (t) => {
  const { ring, writer } = setUp();
  for (let i = 1; i <= 100; i += 1) writer.write(block(i), 0, BLOCK, i * BLOCK);
  const late = new JitterReader(ring);
  t.equal(hear(late), 98);
});

t.test('a peer whose clock is faster than ours does not pile up delay', async (t) => {
  const { writer, reader } = setUp();
  let number = 0;
  let last = 0;
  for (let tick = 1; tick <= 10_000; tick += 1) {
    number += 1;
    writer.write(block(number), 0, BLOCK, number * BLOCK);
    if (tick % 100 === 0) {
      number += 1;
      writer.write(block(number), 0, BLOCK, number * BLOCK);
    }
    last = hear(reader);
  }
  const behind = ((number & 0x7f) - last + 128) % 128;
  t.ok(behind <= 8, `${behind} blocks behind`);
});
