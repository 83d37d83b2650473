/** Sound as numbers: 16-bit mono PCM, its level, its silence, and the WAV files that hold it. */
import { encode } from '../wire/g711.ts';

/** Samples from -1 to 1. */
export type Samples = Float64Array;

/** Speech below this is silence, as a share of full scale. */
const SILENCE = 0.004;

/** Decibels relative to full scale → a factor. */
export function fromDb(db: number): number {
  return 10 ** (db / 20);
}

/** Raw signed 16-bit little-endian PCM → samples. */
export function fromPcm16(pcm: Buffer): Samples {
  const samples = new Float64Array(Math.floor(pcm.length / 2));
  for (let i = 0; i < samples.length; i++) samples[i] = pcm.readInt16LE(2 * i) / 32_768;
  return samples;
}

export function toPcm16(samples: Samples): Buffer {
  const pcm = Buffer.alloc(samples.length * 2);
  for (const [i, sample] of samples.entries()) {
    pcm.writeInt16LE(Math.max(-32_768, Math.min(32_767, Math.round(sample * 32_768))), 2 * i);
  }
  return pcm;
}

/** Cuts silence at both ends, and leaves `keepMs` of it so that no word begins hard. */
export function trimmed(samples: Samples, rate: number, keepMs: number): Samples {
  const keep = Math.round((rate * keepMs) / 1_000);
  const first = samples.findIndex((sample) => Math.abs(sample) > SILENCE);
  const last = samples.findLastIndex((sample) => Math.abs(sample) > SILENCE);
  if (first < 0) return new Float64Array(0);
  return samples.slice(Math.max(0, first - keep), last + 1 + keep);
}

/** Root mean square of what is not silence, in decibels relative to full scale; -Infinity for silence. */
export function levelDb(samples: Samples): number {
  let sum = 0;
  let count = 0;
  for (const sample of samples) {
    if (Math.abs(sample) <= SILENCE) continue;
    sum += sample * sample;
    count += 1;
  }
  return count === 0 ? Number.NEGATIVE_INFINITY : 10 * Math.log10(sum / count);
}

/** Brings the level to `db`; a peak that would pass -1 dBFS is bent softly, so that nothing is clipped. */
export function levelled(samples: Samples, db: number): Samples {
  const gain = fromDb(db - levelDb(samples));
  if (!Number.isFinite(gain)) return samples;
  const knee = fromDb(-4);
  const room = fromDb(-1) - knee;
  return samples.map((sample) => {
    const loud = Math.abs(sample * gain);
    if (loud <= knee) return sample * gain;
    return Math.sign(sample) * (knee + room * Math.tanh((loud - knee) / room));
  });
}

/** A WAV file of 16-bit mono PCM: RIFF, `fmt `, `data`, 44 bytes before the samples. */
export function wavFile(samples: Samples, rate: number): Buffer {
  const data = toPcm16(samples);
  const header = Buffer.alloc(44);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(36 + data.length, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20); // PCM
  header.writeUInt16LE(1, 22); // one channel
  header.writeUInt32LE(rate, 24);
  header.writeUInt32LE(rate * 2, 28); // bytes a second
  header.writeUInt16LE(2, 32); // bytes a sample
  header.writeUInt16LE(16, 34); // bits a sample
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(data.length, 40);
  return Buffer.concat([header, data]);
}

/**
 * A WAV file of mono A-law, half the size of PCM and as good as a telephone is: RIFF, `fmt `, `fact` (which any form but
 * PCM has), `data`, 58 bytes before the samples.
 */
export function lawWavFile(samples: Samples, rate: number): Buffer {
  const pcm = toPcm16(samples);
  const linear = Int16Array.from(samples, (_, index) => pcm.readInt16LE(2 * index));
  const header = Buffer.alloc(58);
  const padding = samples.length % 2;
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(50 + samples.length + padding, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(18, 16);
  header.writeUInt16LE(6, 20); // A-law
  header.writeUInt16LE(1, 22); // one channel
  header.writeUInt32LE(rate, 24);
  header.writeUInt32LE(rate, 28); // bytes a second
  header.writeUInt16LE(1, 32); // bytes a sample
  header.writeUInt16LE(8, 34); // bits a sample
  header.write('fact', 38, 'latin1');
  header.writeUInt32LE(4, 42);
  header.writeUInt32LE(samples.length, 46);
  header.write('data', 50, 'latin1');
  header.writeUInt32LE(samples.length, 54);
  return Buffer.concat([header, encode(linear, 'PCMA'), Buffer.alloc(padding)]);
}
