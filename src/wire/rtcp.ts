/** RTCP compound packets, RFC 3550 §6: sender and receiver reports, source description, goodbye. */

import { readUint16, readUint32, writeUint16, writeUint32 } from './rtp.ts';

const SENDER_REPORT = 200;
const RECEIVER_REPORT = 201;
const SOURCE_DESCRIPTION = 202;
const GOODBYE = 203;
const CNAME = 1;

/** Seconds from 1900 (NTP) to 1970 (Unix). */
const NTP_EPOCH_OFFSET = 2_208_988_800;

export interface ReportBlock {
  /** source that the block speaks of */
  ssrc: number;
  /** share of packets lost since the last report, in 1/256 */
  fractionLost: number;
  /** packets lost since the beginning; negative when duplicates outnumber losses */
  cumulativeLost: number;
  /** highest sequence number received, with its count of cycles above */
  highestSequence: number;
  /** interarrival jitter, in timestamp units */
  jitter: number;
  /** middle 32 bits of the last sender report's NTP time, 0 for none */
  lastSenderReport: number;
  /** since that report was received, in 1/65536 s */
  delaySinceLastSenderReport: number;
}

export type RtcpPacket =
  | {
      type: 'SR';
      ssrc: number;
      /** 64 bits: seconds since 1900, and 1/2^32 s */
      ntpSeconds: number;
      ntpFraction: number;
      rtpTimestamp: number;
      packets: number;
      octets: number;
      reports: ReportBlock[];
    }
  | { type: 'RR'; ssrc: number; reports: ReportBlock[] }
  | { type: 'SDES'; ssrc: number; cname: string }
  | { type: 'BYE'; ssrcs: number[]; reason?: string }
  | { type: 'other'; packetType: number };

/** NTP time of an instant.
 *  @param epochMs milliseconds since 1970 */
export function ntpTime(epochMs: number): { seconds: number; fraction: number } {
  const seconds = Math.floor(epochMs / 1000);
  return {
    seconds: (seconds + NTP_EPOCH_OFFSET) >>> 0,
    fraction: Math.floor(((epochMs - seconds * 1000) / 1000) * 4_294_967_296) >>> 0,
  };
}

/** Middle 32 bits of an NTP time: what a report block names a sender report by. */
export function compactNtp(seconds: number, fraction: number): number {
  return (((seconds & 0xffff) << 16) | (fraction >>> 16)) >>> 0;
}

/** The packets of a compound, or undefined where it is malformed (RFC 3550 appendix A.2). */
export function parseRtcp(bytes: Uint8Array): RtcpPacket[] | undefined {
  const packets: RtcpPacket[] = [];
  let at = 0;
  while (at < bytes.length) {
    if (bytes.length - at < 4 || bytes[at]! >> 6 !== 2) return undefined;
    const end = at + (readUint16(bytes, at + 2) + 1) * 4;
    if (end > bytes.length) return undefined;
    const packet = parseOne(bytes.subarray(at, end));
    if (!packet) return undefined;
    packets.push(packet);
    at = end;
  }
  return packets.length > 0 ? packets : undefined;
}

function parseOne(bytes: Uint8Array): RtcpPacket | undefined {
  const count = bytes[0]! & 0x1f;
  const packetType = bytes[1]!;
  switch (packetType) {
    case SENDER_REPORT:
      if (bytes.length < 28 + count * 24) return undefined;
      return {
        type: 'SR',
        ssrc: readUint32(bytes, 4),
        ntpSeconds: readUint32(bytes, 8),
        ntpFraction: readUint32(bytes, 12),
        rtpTimestamp: readUint32(bytes, 16),
        packets: readUint32(bytes, 20),
        octets: readUint32(bytes, 24),
        reports: parseReports(bytes, 28, count),
      };
    case RECEIVER_REPORT:
      if (bytes.length < 8 + count * 24) return undefined;
      return { type: 'RR', ssrc: readUint32(bytes, 4), reports: parseReports(bytes, 8, count) };
    case SOURCE_DESCRIPTION:
      return parseSourceDescription(bytes);
    case GOODBYE:
      return parseGoodbye(bytes, count);
    default:
      return { type: 'other', packetType };
  }
}

function parseReports(bytes: Uint8Array, start: number, count: number): ReportBlock[] {
  return Array.from({ length: count }, (_, index) => {
    const at = start + index * 24;
    return {
      ssrc: readUint32(bytes, at),
      fractionLost: bytes[at + 4]!,
      cumulativeLost: (readUint32(bytes, at + 4) << 8) >> 8,
      highestSequence: readUint32(bytes, at + 8),
      jitter: readUint32(bytes, at + 12),
      lastSenderReport: readUint32(bytes, at + 16),
      delaySinceLastSenderReport: readUint32(bytes, at + 20),
    };
  });
}

/** Only the first chunk's CNAME is read: a two-party call has one source a packet. */
function parseSourceDescription(bytes: Uint8Array): RtcpPacket | undefined {
  if (bytes.length < 8) return { type: 'SDES', ssrc: 0, cname: '' };
  const ssrc = readUint32(bytes, 4);
  let at = 8;
  while (at + 1 < bytes.length && bytes[at] !== 0) {
    const length = bytes[at + 1]!;
    if (at + 2 + length > bytes.length) return undefined;
    if (bytes[at] === CNAME) {
      return { type: 'SDES', ssrc, cname: new TextDecoder().decode(bytes.subarray(at + 2, at + 2 + length)) };
    }
    at += 2 + length;
  }
  return { type: 'SDES', ssrc, cname: '' };
}

function parseGoodbye(bytes: Uint8Array, count: number): RtcpPacket | undefined {
  if (bytes.length < 4 + count * 4) return undefined;
  const ssrcs = Array.from({ length: count }, (_, index) => readUint32(bytes, 4 + index * 4));
  const at = 4 + count * 4;
  if (at >= bytes.length) return { type: 'BYE', ssrcs };
  const length = bytes[at]!;
  if (at + 1 + length > bytes.length) return undefined;
  return { type: 'BYE', ssrcs, reason: new TextDecoder().decode(bytes.subarray(at + 1, at + 1 + length)) };
}

/** One compound datagram of the packets, in their order. */
export function buildRtcp(packets: readonly RtcpPacket[]): Uint8Array {
  const parts = packets.map(buildOne);
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function buildOne(packet: RtcpPacket): Uint8Array {
  switch (packet.type) {
    case 'SR': {
      const bytes = frame(SENDER_REPORT, packet.reports.length, 28 + packet.reports.length * 24);
      writeUint32(bytes, 4, packet.ssrc);
      writeUint32(bytes, 8, packet.ntpSeconds);
      writeUint32(bytes, 12, packet.ntpFraction);
      writeUint32(bytes, 16, packet.rtpTimestamp);
      writeUint32(bytes, 20, packet.packets);
      writeUint32(bytes, 24, packet.octets);
      writeReports(bytes, 28, packet.reports);
      return bytes;
    }
    case 'RR': {
      const bytes = frame(RECEIVER_REPORT, packet.reports.length, 8 + packet.reports.length * 24);
      writeUint32(bytes, 4, packet.ssrc);
      writeReports(bytes, 8, packet.reports);
      return bytes;
    }
    case 'SDES': {
      const cname = new TextEncoder().encode(packet.cname).subarray(0, 255);
      // §6.5: the item list ends with at least one null octet, up to the next 32-bit boundary
      const bytes = frame(SOURCE_DESCRIPTION, 1, 8 + padded(2 + cname.length + 1));
      writeUint32(bytes, 4, packet.ssrc);
      bytes[8] = CNAME;
      bytes[9] = cname.length;
      bytes.set(cname, 10);
      return bytes;
    }
    case 'BYE': {
      const reason = new TextEncoder().encode(packet.reason ?? '').subarray(0, 255);
      const tail = packet.reason === undefined ? 0 : padded(1 + reason.length);
      const bytes = frame(GOODBYE, packet.ssrcs.length, 4 + packet.ssrcs.length * 4 + tail);
      packet.ssrcs.forEach((ssrc, index) => {
        writeUint32(bytes, 4 + index * 4, ssrc);
      });
      if (tail > 0) {
        bytes[4 + packet.ssrcs.length * 4] = reason.length;
        bytes.set(reason, 5 + packet.ssrcs.length * 4);
      }
      return bytes;
    }
    case 'other':
      throw new RangeError(`RTCP packet type ${packet.packetType} cannot be built`);
  }
}

function frame(packetType: number, count: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  bytes[0] = 0x80 | (count & 0x1f);
  bytes[1] = packetType;
  writeUint16(bytes, 2, length / 4 - 1);
  return bytes;
}

function padded(length: number): number {
  return Math.ceil(length / 4) * 4;
}

function writeReports(bytes: Uint8Array, start: number, reports: readonly ReportBlock[]): void {
  reports.forEach((report, index) => {
    const at = start + index * 24;
    writeUint32(bytes, at, report.ssrc);
    writeUint32(bytes, at + 4, ((report.fractionLost & 0xff) << 24) | (report.cumulativeLost & 0xffffff));
    writeUint32(bytes, at + 8, report.highestSequence);
    writeUint32(bytes, at + 12, report.jitter);
    writeUint32(bytes, at + 16, report.lastSenderReport);
    writeUint32(bytes, at + 20, report.delaySinceLastSenderReport);
  });
}
