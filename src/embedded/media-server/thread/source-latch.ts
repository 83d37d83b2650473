/** Symmetric RTP: packets go back to where they come from, guarded against strangers.
 *
 *  1. The first valid packet after an offer or answer settles the source, since a router may have changed
 *     the address that the peer believes to have.
 *  2. A packet from the very address that the peer named always wins.
 *  3. A settled source is left only when it has been silent for 2 s and another sent 5 packets in a row. */

import { sequenceDistance } from '../../../wire/rtp.ts';

/** Milliseconds. */
const SILENT = 2_000;
const IN_A_ROW = 5;

export class SourceLatch {
  address = '';
  port = 0;
  #namedAddress = '';
  #namedPort = 0;
  #settled = false;
  #heardAt = 0;
  #rivalAddress = '';
  #rivalPort = 0;
  #rivalSequence = 0;
  #rivalCount = 0;

  /** The peer's SDP names this place. */
  name(address: string, port: number): void {
    if (address === this.#namedAddress && port === this.#namedPort) return;
    this.#namedAddress = address;
    this.#namedPort = port;
    this.address = address;
    this.port = port;
    this.#settled = false;
    this.#rivalCount = 0;
  }

  /** A valid packet came from there.
   *  @param now milliseconds
   *  @returns whether it is the peer's */
  accept(address: string, port: number, sequence: number, now: number): boolean {
    if (this.#settled && port === this.port && address === this.address) {
      this.#heardAt = now;
      return true;
    }
    if (!this.#settled || (port === this.#namedPort && address === this.#namedAddress)) {
      this.#settle(address, port, now);
      return true;
    }
    if (now - this.#heardAt < SILENT) return false;
    const follows =
      port === this.#rivalPort &&
      address === this.#rivalAddress &&
      sequenceDistance(this.#rivalSequence, sequence) === 1;
    this.#rivalAddress = address;
    this.#rivalPort = port;
    this.#rivalSequence = sequence;
    this.#rivalCount = follows ? this.#rivalCount + 1 : 1;
    if (this.#rivalCount < IN_A_ROW) return false;
    this.#settle(address, port, now);
    return true;
  }

  #settle(address: string, port: number, now: number): void {
    this.address = address;
    this.port = port;
    this.#settled = true;
    this.#heardAt = now;
    this.#rivalCount = 0;
  }
}
