import fc from 'fast-check';
import t from 'tap';
import { encode } from '../../src/wire/g711.ts';
import { buildWav, parseWav, WavError } from '../../src/wire/wav.ts';

t.test('what is built is read back', async () => {
  fc.assert(
    fc.property(
      fc.constantFrom(8_000, 16_000),
      fc.constantFrom(1, 2),
      fc.int16Array({ maxLength: 200 }),
      (sampleRate, channels, samples) => {
        const even = samples.subarray(0, samples.length - (samples.length % channels));
        const wav = parseWav(buildWav({ sampleRate, channels, samples: even }));
        return (
          wav.sampleRate === sampleRate &&
          wav.channels === channels &&
          wav.samples.length === even.length &&
          even.every((sample, i) => wav.samples[i] === sample)
        );
      },
    ),
  );
});

/** A RIFF file of chunks. */
function riff(...chunks: [string, Uint8Array][]): Buffer {
  const parts = chunks.map(([name, data]) => {
    const head = Buffer.alloc(8);
    head.write(name, 0, 'latin1');
    head.writeUInt32LE(data.length, 4);
    return Buffer.concat([head, data, Buffer.alloc(data.length % 2)]);
  });
  const body = Buffer.concat([Buffer.from('WAVE'), ...parts]);
  const head = Buffer.from('RIFF0000');
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body]);
}

function format(code: number, channels: number, rate: number, bits: number): Buffer {
  const bytes = Buffer.alloc(18);
  bytes.writeUInt16LE(code, 0);
  bytes.writeUInt16LE(channels, 2);
  bytes.writeUInt32LE(rate, 4);
  bytes.writeUInt16LE(bits, 14);
  return bytes;
}

t.test('A-law and µ-law files, with chunks that are passed over', async (t) => {
  const samples = Int16Array.of(0, 1_000, -1_000, 20_000);
  for (const [code, codec] of [
    [6, 'PCMA'],
    [7, 'PCMU'],
  ] as const) {
    const file = riff(
      ['fmt ', format(code, 1, 8_000, 8)],
      ['LIST', Buffer.from('odd')],
      ['data', encode(samples, codec)],
    );
    const wav = parseWav(file);
    t.equal(wav.samples.length, 4);
    t.ok(Math.abs(wav.samples[3]! - 20_000) < 700);
  }
});

t.test('a file cut short gives the samples that are there', async (t) => {
  const whole = buildWav({ sampleRate: 8_000, channels: 1, samples: new Int16Array(100) });
  t.equal(parseWav(whole.subarray(0, 44 + 100)).samples.length, 50);
});

t.test('what cannot be played says why', async (t) => {
  t.throws(() => parseWav(Buffer.from('ID3')), { name: 'WavError', message: 'not a RIFF WAVE file' });
  t.throws(() => parseWav(riff(['data', Buffer.alloc(4)])), { message: 'samples before the format' });
  t.throws(() => parseWav(riff(['fmt ', format(1, 1, 8_000, 16)])), { message: 'no samples' });
  t.throws(() => parseWav(riff(['fmt ', format(1, 6, 8_000, 16)], ['data', Buffer.alloc(4)])), {
    message: '6 channels',
  });
  t.throws(() => parseWav(riff(['fmt ', format(3, 1, 8_000, 32)], ['data', Buffer.alloc(4)])), {
    message: 'format 3 of 32 bits',
  });
});

t.test('no bytes make it fail otherwise than by WavError', async () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
      try {
        parseWav(Buffer.concat([Buffer.from('RIFF0000WAVE'), bytes]));
        return true;
      } catch (error) {
        return error instanceof WavError;
      }
    }),
  );
});
