/** What a receiver knows of a stream for its reports: loss and jitter (RFC 3550 §6.4.1, appendices A.3 and A.8). */

import { compactNtp, type ReportBlock, type RtcpPacket } from '../../../wire/rtcp.ts';
import { sequenceDistance } from '../../../wire/rtp.ts';

export class Reception {
  ssrc = 0;
  #first = 0;
  /** highest sequence number with its cycles */
  #highest = 0;
  #received = 0;
  #expectedBefore = 0;
  #receivedBefore = 0;
  #transit = 0;
  /** timestamp units, times 16 */
  #jitter = 0;
  #senderReport = 0;
  #senderReportAt = 0;
  heard = false;

  /** @param arrival in timestamp units of our own clock */
  packet(ssrc: number, sequence: number, timestamp: number, arrival: number): void {
    if (!this.heard || ssrc !== this.ssrc) this.#restart(ssrc, sequence);
    const ahead = sequenceDistance(this.#highest & 0xffff, sequence);
    // A.1: a jump of thousands is a sender that restarted, not that many losses
    if (ahead > 3_000 || ahead < -3_000) this.#restart(ssrc, sequence);
    else if (ahead > 0) this.#highest += ahead;
    this.#received += 1;
    const transit = (arrival - timestamp) | 0;
    if (this.#received > 1) {
      const change = Math.abs(transit - this.#transit);
      // a change of more than a second is a new timestamp base
      if (change < 8_000) this.#jitter += change - this.#jitter / 16;
    }
    this.#transit = transit;
  }

  /** @param now milliseconds */
  senderReport(report: Extract<RtcpPacket, { type: 'SR' }>, now: number): void {
    this.#senderReport = compactNtp(report.ntpSeconds, report.ntpFraction);
    this.#senderReportAt = now;
  }

  /** In timestamp units. */
  get jitter(): number {
    return Math.round(this.#jitter / 16);
  }

  get lost(): number {
    return this.heard ? this.#highest - this.#first + 1 - this.#received : 0;
  }

  /** The report block since the last one. */
  report(now: number): ReportBlock {
    const expected = this.#highest - this.#first + 1;
    const expectedNow = expected - this.#expectedBefore;
    const lostNow = expectedNow - (this.#received - this.#receivedBefore);
    this.#expectedBefore = expected;
    this.#receivedBefore = this.#received;
    return {
      ssrc: this.ssrc,
      fractionLost: expectedNow > 0 && lostNow > 0 ? Math.floor((lostNow * 256) / expectedNow) : 0,
      cumulativeLost: Math.max(-0x800000, Math.min(0x7fffff, this.lost)),
      highestSequence: this.#highest >>> 0,
      jitter: this.jitter,
      lastSenderReport: this.#senderReport,
      delaySinceLastSenderReport: this.#senderReport
        ? Math.round(((now - this.#senderReportAt) * 65_536) / 1_000) >>> 0
        : 0,
    };
  }

  #restart(ssrc: number, sequence: number): void {
    this.heard = true;
    this.ssrc = ssrc;
    this.#first = sequence;
    this.#highest = sequence;
    this.#received = 0;
    this.#expectedBefore = 0;
    this.#receivedBefore = 0;
    this.#jitter = 0;
  }
}
