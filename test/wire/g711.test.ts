import fc from 'fast-check';
import t from 'tap';
import {
  ALAW_TO_LINEAR,
  ALAW_TO_ULAW,
  convertLaw,
  decode,
  encode,
  type G711Codec,
  LINEAR_TO_ALAW,
  LINEAR_TO_ULAW,
  SILENCE,
  ULAW_TO_ALAW,
  ULAW_TO_LINEAR,
} from '../../src/wire/g711.ts';

const BOTH: G711Codec[] = ['PCMU', 'PCMA'];

t.test('the extremes and the middle of both laws are those of G.711', async (t) => {
  t.equal(ULAW_TO_LINEAR[0x00], -32_124);
  t.equal(ULAW_TO_LINEAR[0x80], 32_124);
  t.equal(ULAW_TO_LINEAR[0xff], 0);
  t.equal(ALAW_TO_LINEAR[0x2a], -32_256);
  t.equal(ALAW_TO_LINEAR[0xaa], 32_256);
  t.equal(ALAW_TO_LINEAR[0xd5], 8);
  t.equal(ALAW_TO_LINEAR[0x55], -8);
  t.equal(LINEAR_TO_ULAW[0], 0xff);
  t.equal(LINEAR_TO_ALAW[0], 0xd5);
});

t.test('every octet is the code of its own sample', async (t) => {
  for (let octet = 0; octet < 256; octet += 1) {
    t.equal(LINEAR_TO_ALAW[ALAW_TO_LINEAR[octet]! & 0xffff], octet);
    // µ-law has two zeros; the positive one stands for both
    const expected = octet === 0x7f ? 0xff : octet;
    t.equal(LINEAR_TO_ULAW[ULAW_TO_LINEAR[octet]! & 0xffff], expected);
  }
});

t.test('a louder sample never gets a quieter code, and the error is at most half a step', async (t) => {
  for (const [decoding, encoding] of [
    [ULAW_TO_LINEAR, LINEAR_TO_ULAW],
    [ALAW_TO_LINEAR, LINEAR_TO_ALAW],
  ] as const) {
    const levels = [...new Set(decoding)].sort((a, b) => a - b);
    let before = Number.NEGATIVE_INFINITY;
    let faults = 0;
    for (let sample = -32_000; sample <= 32_000; sample += 1) {
      const level = decoding[encoding[sample & 0xffff]!]!;
      const place = levels.indexOf(level);
      const step = Math.max(level - levels[place - 1]!, levels[place + 1]! - level);
      if (level < before || Math.abs(level - sample) > step / 2 + 1) faults += 1;
      before = level;
    }
    t.equal(faults, 0);
  }
});

t.test('silence is silence, and samples survive a way there and back within the law’s step', async (t) => {
  for (const codec of BOTH) {
    t.ok(Math.abs(decode(Uint8Array.of(SILENCE[codec]), codec)[0]!) <= 8);
    fc.assert(
      fc.property(fc.int16Array({ minLength: 1, maxLength: 400 }), (samples) => {
        const back = decode(encode(samples, codec), codec);
        return samples.every(
          (sample, i) => Math.abs(sample - back[i]!) <= Math.max(16, Math.abs(sample) / 16 + 650),
        );
      }),
    );
  }
});

t.test('octets of one law become those of the other', async (t) => {
  for (let octet = 0; octet < 256; octet += 1) {
    const there = ALAW_TO_LINEAR[ULAW_TO_ALAW[octet]!]!;
    const from = ULAW_TO_LINEAR[octet]!;
    t.ok(Math.abs(there - from) <= Math.max(16, Math.abs(from) / 16));
    t.equal(ALAW_TO_ULAW[octet], LINEAR_TO_ULAW[ALAW_TO_LINEAR[octet]! & 0xffff]);
  }
});

t.test('a packet of the other law is converted in place, its header left alone', (t) => {
  const sound = Int16Array.from({ length: 160 }, (_, at) => 8_000 * Math.sin(at / 3));
  const packet = Uint8Array.from([1, 2, 3, ...encode(sound, 'PCMA')]);
  convertLaw(packet, 3, packet.length, 'PCMU');
  t.strictSame([...packet.subarray(0, 3)], [1, 2, 3]);
  const heard = decode(packet.subarray(3), 'PCMU');
  t.ok(
    heard.every((sample, at) => Math.abs(sample - sound[at]!) < 400),
    'the same sound',
  );
  t.end();
});
