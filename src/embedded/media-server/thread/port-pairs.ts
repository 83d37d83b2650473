/** RTP and RTCP sockets on neighbouring ports, bound in advance: a new leg has its port without waiting. */

import { createSocket, type Socket } from 'node:dgram';
import type { ThreadOptions } from './messages.ts';

export interface SocketPair {
  port: number;
  rtp: Socket;
  rtcp: Socket;
}

/** Milliseconds that a pair rests after use, so that a late packet of the old call has died out. */
const REST = 2_000;
/** Pairs kept at rest or free, as a multiple of those wished: after a rush of calls the others are closed. */
const KEPT = 2;

/** Addresses are numeric: no look-up, and the packet leaves in this very turn of the event loop. */
function lookup(
  address: string,
  _options: unknown,
  callback: (error: Error | null, address: string, family: number) => void,
): void {
  callback(null, address, address.includes(':') ? 6 : 4);
}

export class PortPairs {
  readonly #options: ThreadOptions;
  readonly #announce: (ports: number[]) => void;
  readonly #free = new Map<number, SocketPair>();
  readonly #resting = new Set<NodeJS.Timeout>();
  readonly #pairs = new Set<SocketPair>();
  #next: number;
  #binding = 0;
  #closed = false;

  constructor(options: ThreadOptions, announce: (ports: number[]) => void) {
    this.#options = options;
    this.#announce = announce;
    this.#next = options.portMin + options.portOffset;
  }

  /** Binds until as many pairs as wished are free.
   *  @throws when not a single one can be had */
  async fill(): Promise<void> {
    const missing = this.#options.spare - this.#free.size - this.#binding;
    const bound: number[] = [];
    for (let i = 0; i < missing; i += 1) {
      this.#binding += 1;
      const pair = await this.#bindNext();
      this.#binding -= 1;
      if (!pair) break;
      if (this.#closed) {
        closePair(pair);
        return;
      }
      this.#pairs.add(pair);
      this.#free.set(pair.port, pair);
      bound.push(pair.port);
    }
    if (bound.length > 0) this.#announce(bound);
    else if (this.#pairs.size === 0) {
      const { host, portMin, portMax } = this.#options;
      throw new Error(`no pair of ports from ${portMin} to ${portMax} can be bound on ${host}`);
    }
  }

  /** The pair that was announced as free. */
  take(port: number): SocketPair | undefined {
    const pair = this.#free.get(port);
    this.#free.delete(port);
    return pair;
  }

  /** The leg is gone; the pair rests and is free again. */
  giveBack(pair: SocketPair): void {
    pair.rtp.removeAllListeners('message');
    pair.rtcp.removeAllListeners('message');
    if (this.#free.size + this.#resting.size >= this.#options.spare * KEPT) {
      this.#pairs.delete(pair);
      closePair(pair);
      return;
    }
    const timer = setTimeout(() => {
      this.#resting.delete(timer);
      this.#free.set(pair.port, pair);
      this.#announce([pair.port]);
    }, REST);
    this.#resting.add(timer);
  }

  close(): void {
    this.#closed = true;
    for (const timer of this.#resting) clearTimeout(timer);
    for (const pair of this.#pairs) closePair(pair);
    this.#pairs.clear();
    this.#free.clear();
  }

  /** Tries each pair of the range once. */
  async #bindNext(): Promise<SocketPair | undefined> {
    const { portMin, portMax, portStep, portOffset } = this.#options;
    const tries = Math.ceil((portMax - portMin + 1) / portStep);
    for (let i = 0; i < tries; i += 1) {
      const port = this.#next;
      this.#next += portStep;
      if (this.#next + 1 > portMax) this.#next = portMin + portOffset;
      const rtp = port + 1 <= portMax ? await this.#bind(port) : undefined;
      const rtcp = rtp && (await this.#bind(port + 1));
      if (rtp && rtcp) return { port, rtp, rtcp };
      rtp?.close();
    }
    return undefined;
  }

  #bind(port: number): Promise<Socket | undefined> {
    const { host } = this.#options;
    const socket = createSocket({ type: host.includes(':') ? 'udp6' : 'udp4', lookup });
    return new Promise((resolve) => {
      socket.once('error', () => {
        socket.close();
        resolve(undefined);
      });
      socket.bind({ port, address: host, exclusive: true }, () => {
        socket.removeAllListeners('error');
        // an unreachable peer is told by its silence (media timeout), not by an error here
        socket.on('error', () => {});
        resolve(socket);
      });
    });
  }
}

function closePair(pair: SocketPair): void {
  pair.rtp.close();
  pair.rtcp.close();
}
