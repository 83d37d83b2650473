/** WAV files: 16-bit PCM, A-law and µ-law, one or two channels. */

import { ALAW_TO_LINEAR, ULAW_TO_LINEAR } from './g711.ts';

const PCM = 1;
const A_LAW = 6;
const MU_LAW = 7;
const EXTENSIBLE = 0xfffe;

export const WAV_HEADER_LENGTH = 44;

export interface Wav {
  /** in hertz */
  sampleRate: number;
  channels: number;
  /** 16-bit samples; those of two channels alternate */
  samples: Int16Array;
}

export class WavError extends Error {
  override name = 'WavError';
}

/** @throws WavError when the bytes are no WAV file of a known form */
export function parseWav(bytes: Uint8Array): Wav {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 12 || tag(bytes, 0) !== 'RIFF' || tag(bytes, 8) !== 'WAVE') {
    throw new WavError('not a RIFF WAVE file');
  }
  let format: { code: number; channels: number; sampleRate: number; bits: number } | undefined;
  for (let at = 12; at + 8 <= bytes.length; ) {
    const name = tag(bytes, at);
    const start = at + 8;
    const length = Math.min(view.getUint32(at + 4, true), bytes.length - start);
    if (name === 'fmt ' && length >= 16) {
      const code = view.getUint16(start, true);
      format = {
        code: code === EXTENSIBLE && length >= 26 ? view.getUint16(start + 24, true) : code,
        channels: view.getUint16(start + 2, true),
        sampleRate: view.getUint32(start + 4, true),
        bits: view.getUint16(start + 14, true),
      };
    }
    if (name === 'data') {
      if (!format) throw new WavError('samples before the format');
      const { sampleRate, channels } = format;
      if (channels < 1 || channels > 2) throw new WavError(`${channels} channels`);
      if (sampleRate < 4_000 || sampleRate > 192_000) throw new WavError(`${sampleRate} Hz`);
      return { sampleRate, channels, samples: samplesOf(bytes, view, start, length, format) };
    }
    at = start + length + (length % 2);
  }
  throw new WavError('no samples');
}

function samplesOf(
  bytes: Uint8Array,
  view: DataView,
  start: number,
  length: number,
  format: { code: number; bits: number },
): Int16Array {
  if (format.code === PCM && format.bits === 16) {
    const samples = new Int16Array(length >> 1);
    for (let i = 0; i < samples.length; i += 1) samples[i] = view.getInt16(start + i * 2, true);
    return samples;
  }
  if ((format.code === A_LAW || format.code === MU_LAW) && format.bits === 8) {
    const table = format.code === A_LAW ? ALAW_TO_LINEAR : ULAW_TO_LINEAR;
    const samples = new Int16Array(length);
    for (let i = 0; i < length; i += 1) samples[i] = table[bytes[start + i]!]!;
    return samples;
  }
  throw new WavError(`format ${format.code} of ${format.bits} bits`);
}

function tag(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(bytes[at]!, bytes[at + 1]!, bytes[at + 2]!, bytes[at + 3]!);
}

/** The header of a 16-bit PCM file.
 *  @param dataLength octets of samples that follow */
export function wavHeader(sampleRate: number, channels: number, dataLength: number): Uint8Array {
  const bytes = new Uint8Array(WAV_HEADER_LENGTH);
  const view = new DataView(bytes.buffer);
  bytes.set(new TextEncoder().encode('RIFF'), 0);
  view.setUint32(4, dataLength + WAV_HEADER_LENGTH - 8, true);
  bytes.set(new TextEncoder().encode('WAVEfmt '), 8);
  view.setUint32(16, 16, true);
  view.setUint16(20, PCM, true);
  view.setUint16(22, channels, true);
  view.setUint32(24, sampleRate, true);
  view.setUint32(28, sampleRate * channels * 2, true);
  view.setUint16(32, channels * 2, true);
  view.setUint16(34, 16, true);
  bytes.set(new TextEncoder().encode('data'), 36);
  view.setUint32(40, dataLength, true);
  return bytes;
}

/** A whole 16-bit PCM file. */
export function buildWav(wav: Wav): Uint8Array {
  const bytes = new Uint8Array(WAV_HEADER_LENGTH + wav.samples.length * 2);
  bytes.set(wavHeader(wav.sampleRate, wav.channels, wav.samples.length * 2));
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < wav.samples.length; i += 1) {
    view.setInt16(WAV_HEADER_LENGTH + i * 2, wav.samples[i]!, true);
  }
  return bytes;
}
