/** ITU-T G.711: A-law and µ-law, by table, 8,000 samples a second, one octet a sample. */

export type G711Codec = 'PCMU' | 'PCMA';

/** Static payload types, RFC 3551 table 4. */
export const STATIC_TYPES: Readonly<Record<G711Codec, number>> = { PCMU: 0, PCMA: 8 };

/** The octet that stands for silence in each law. */
export const SILENCE: Readonly<Record<G711Codec, number>> = { PCMU: 0xff, PCMA: 0xd5 };

const ULAW_BIAS = 0x84;
const ULAW_CLIP = 32_635;

function decodeUlaw(octet: number): number {
  const code = ~octet & 0xff;
  const magnitude = (((code & 0x0f) << 3) + ULAW_BIAS) << ((code & 0x70) >> 4);
  return code & 0x80 ? ULAW_BIAS - magnitude : magnitude - ULAW_BIAS;
}

function encodeUlaw(sample: number): number {
  const sign = sample < 0 ? 0x80 : 0;
  const magnitude = Math.min(sign ? -sample : sample, ULAW_CLIP) + ULAW_BIAS;
  const exponent = 31 - Math.clz32(magnitude) - 7;
  return ~(sign | (exponent << 4) | ((magnitude >> (exponent + 3)) & 0x0f)) & 0xff;
}

function decodeAlaw(octet: number): number {
  const code = octet ^ 0x55;
  const exponent = (code & 0x70) >> 4;
  const mantissa = ((code & 0x0f) << 4) + 8;
  const magnitude = exponent === 0 ? mantissa : (mantissa + 0x100) << (exponent - 1);
  return code & 0x80 ? magnitude : -magnitude;
}

function encodeAlaw(sample: number): number {
  const mask = sample >= 0 ? 0xd5 : 0x55;
  // G.711 §3.1: negative values are taken in ones' complement, so that −1 and 0 share a magnitude.
  const magnitude = sample >= 0 ? sample : -sample - 1;
  const exponent = magnitude < 0x100 ? 0 : 31 - Math.clz32(magnitude) - 7;
  const mantissa = (magnitude >> (exponent === 0 ? 4 : exponent + 3)) & 0x0f;
  return ((exponent << 4) | mantissa) ^ mask;
}

/** Sample of each octet. */
export const ULAW_TO_LINEAR = Int16Array.from({ length: 256 }, (_, octet) => decodeUlaw(octet));
/** Sample of each octet. */
export const ALAW_TO_LINEAR = Int16Array.from({ length: 256 }, (_, octet) => decodeAlaw(octet));

/** Octet of each sample, indexed by `sample & 0xffff`. */
export const LINEAR_TO_ULAW = Uint8Array.from({ length: 65_536 }, (_, index) =>
  encodeUlaw((index << 16) >> 16),
);
/** Octet of each sample, indexed by `sample & 0xffff`. */
export const LINEAR_TO_ALAW = Uint8Array.from({ length: 65_536 }, (_, index) =>
  encodeAlaw((index << 16) >> 16),
);

/** Octet to octet; goes through the linear sample, as G.711 §3.3 describes the conversion. */
export const ULAW_TO_ALAW = Uint8Array.from(
  { length: 256 },
  (_, octet) => LINEAR_TO_ALAW[(ULAW_TO_LINEAR[octet] ?? 0) & 0xffff] ?? 0,
);
export const ALAW_TO_ULAW = Uint8Array.from(
  { length: 256 },
  (_, octet) => LINEAR_TO_ULAW[(ALAW_TO_LINEAR[octet] ?? 0) & 0xffff] ?? 0,
);

/** Table from octets of a law to 16-bit samples. */
export function decodingTable(codec: G711Codec): Int16Array {
  return codec === 'PCMU' ? ULAW_TO_LINEAR : ALAW_TO_LINEAR;
}

/** Table from `sample & 0xffff` to octets of a law. */
export function encodingTable(codec: G711Codec): Uint8Array {
  return codec === 'PCMU' ? LINEAR_TO_ULAW : LINEAR_TO_ALAW;
}

/** 16-bit samples of octets of a law. */
export function decode(octets: Uint8Array, codec: G711Codec): Int16Array {
  const table = decodingTable(codec);
  const samples = new Int16Array(octets.length);
  for (let i = 0; i < octets.length; i += 1) samples[i] = table[octets[i]!]!;
  return samples;
}

/** Octets of a law for 16-bit samples.
 *  @param into filled when given (at least as long as the samples), else a new array */
export function encode(
  samples: Int16Array,
  codec: G711Codec,
  into: Uint8Array = new Uint8Array(samples.length),
): Uint8Array {
  const table = encodingTable(codec);
  for (let i = 0; i < samples.length; i += 1) into[i] = table[samples[i]! & 0xffff]!;
  return into;
}

/** Turns octets of the other law into this one, in place; exact to G.711's own tables. */
export function convertLaw(octets: Uint8Array, from: number, to: number, codec: G711Codec): void {
  const table = codec === 'PCMU' ? ALAW_TO_ULAW : ULAW_TO_ALAW;
  for (let at = from; at < to; at++) octets[at] = table[octets[at]!]!;
}
