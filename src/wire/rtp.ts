/** RTP packets, RFC 3550 §5.1. */

/** Octets of a header without CSRC list and extension. */
export const RTP_HEADER_LENGTH = 12;

export interface RtpPacket {
  payloadType: number;
  /** 16 bits */
  sequence: number;
  /** 32 bits, in units of the codec's clock (8,000 a second for G.711) */
  timestamp: number;
  /** 32 bits */
  ssrc: number;
  marker: boolean;
  payload: Uint8Array;
}

/** A packet's parts, or undefined for what is no RTP packet (RFC 3550 appendix A.1). The payload is a view. */
export function parseRtp(bytes: Uint8Array): RtpPacket | undefined {
  const start = payloadStart(bytes);
  if (start < 0) return undefined;
  return {
    payloadType: bytes[1]! & 0x7f,
    marker: (bytes[1]! & 0x80) !== 0,
    sequence: readUint16(bytes, 2),
    timestamp: readUint32(bytes, 4),
    ssrc: readUint32(bytes, 8),
    payload: bytes.subarray(start, payloadEnd(bytes, start)),
  };
}

/** Where the payload begins, in octets, or −1 for what is no RTP packet. */
export function payloadStart(bytes: Uint8Array): number {
  if (bytes.length < RTP_HEADER_LENGTH || bytes[0]! >> 6 !== 2) return -1;
  let start = RTP_HEADER_LENGTH + (bytes[0]! & 0x0f) * 4;
  if (bytes[0]! & 0x10) {
    if (bytes.length < start + 4) return -1;
    start += 4 + readUint16(bytes, start + 2) * 4;
  }
  return start <= payloadEnd(bytes, start) ? start : -1;
}

/** Where the payload ends, in octets: before the padding when there is any (RFC 3550 §5.1, P bit). */
export function payloadEnd(bytes: Uint8Array, start: number): number {
  if (!(bytes[0]! & 0x20)) return bytes.length;
  const padding = bytes[bytes.length - 1]!;
  const end = bytes.length - padding;
  return padding === 0 || end < start ? -1 : end;
}

/** Writes a fixed header (no CSRC, no extension) at the start of `into`. */
export function writeRtpHeader(
  into: Uint8Array,
  payloadType: number,
  marker: boolean,
  sequence: number,
  timestamp: number,
  ssrc: number,
): void {
  into[0] = 0x80;
  into[1] = (marker ? 0x80 : 0) | (payloadType & 0x7f);
  into[2] = (sequence >>> 8) & 0xff;
  into[3] = sequence & 0xff;
  writeUint32(into, 4, timestamp);
  writeUint32(into, 8, ssrc);
}

export function buildRtp(packet: RtpPacket): Uint8Array {
  const bytes = new Uint8Array(RTP_HEADER_LENGTH + packet.payload.length);
  const { payloadType, marker, sequence, timestamp, ssrc } = packet;
  writeRtpHeader(bytes, payloadType, marker, sequence, timestamp, ssrc);
  bytes.set(packet.payload, RTP_HEADER_LENGTH);
  return bytes;
}

export function readUint16(bytes: Uint8Array, at: number): number {
  return (bytes[at]! << 8) | bytes[at + 1]!;
}

export function readUint32(bytes: Uint8Array, at: number): number {
  return ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0;
}

export function writeUint16(into: Uint8Array, at: number, value: number): void {
  into[at] = (value >>> 8) & 0xff;
  into[at + 1] = value & 0xff;
}

export function writeUint32(into: Uint8Array, at: number, value: number): void {
  into[at] = (value >>> 24) & 0xff;
  into[at + 1] = (value >>> 16) & 0xff;
  into[at + 2] = (value >>> 8) & 0xff;
  into[at + 3] = value & 0xff;
}

/** How far sequence number `to` is ahead of `from`, −32768 … 32767: 16-bit arithmetic with wrap-around. */
export function sequenceDistance(from: number, to: number): number {
  return ((to - from) << 16) >> 16;
}

/** How far timestamp `to` is ahead of `from`, in ticks: 32-bit arithmetic with wrap-around. */
export function timestampDistance(from: number, to: number): number {
  return (to - from) | 0;
}
