import { isIPv6 } from 'node:net';
import type { SipRequest } from '../../wire/sip/message.ts';
import type { Addresses, LocalAddress } from './addresses.ts';
import type { Clock } from './clock.ts';
import { type Hop, nextHop, resolve, resolveNow } from './resolve.ts';
import type { Flow } from './transport.ts';

/** How a request is sent. */
export interface SendOptions {
  /** Send over this way instead of looking up the next hop (a connection that the peer opened). */
  readonly flow?: Flow | undefined;
  /** Where to send it, instead of the next hop that Route or Request-URI name: the true address of a peer behind a NAT. */
  readonly hop?: Hop | undefined;
  /** Completes the request when our address towards the peer is known: for Contact and From. */
  readonly prepare?: (request: SipRequest, local: LocalAddress) => void;
}

/** The way of requests out: the next hop, its address, the flow to it, and what the request still needs for it. */
export class Outbound {
  readonly #addresses: Addresses;
  readonly #clock: Clock;
  #closed = false;

  constructor(addresses: Addresses, clock: Clock) {
    this.#addresses = addresses;
    this.#clock = clock;
  }

  /** Finds the way, completes the request for it (Via, Max-Forwards, and what `prepare` does), and goes. At once when no DNS is
   *  needed; `fail` is told of everything that stands in the way. */
  route(
    request: SipRequest,
    branch: string,
    options: SendOptions,
    go: (flow: Flow) => void,
    fail: (error: Error) => void,
  ): void {
    const leave = (flow: Flow) => {
      try {
        this.#complete(request, branch, flow, options);
      } catch (error) {
        fail(error instanceof Error ? error : new Error(String(error)));
        return;
      }
      go(flow);
    };
    if (options.flow?.open) {
      leave(options.flow);
      return;
    }
    let hop: Hop;
    try {
      hop = options.hop ?? nextHop(request);
    } catch (error) {
      // Told later, so that the caller always has its transaction first.
      process.nextTick(fail, error);
      return;
    }
    const target = resolveNow(hop);
    if (target !== undefined) {
      this.#flowTo(hop, target.address, target.port, leave, fail);
      return;
    }
    resolve(hop, this.#clock.now()).then(
      ({ address, port }) => this.#flowTo(hop, address, port, leave, fail),
      (error: unknown) => fail(error instanceof Error ? error : new Error(String(error))),
    );
  }

  /** What still waits for DNS goes nowhere. */
  close(): void {
    this.#closed = true;
  }

  #flowTo(
    hop: Hop,
    address: string,
    port: number,
    leave: (flow: Flow) => void,
    fail: (error: Error) => void,
  ): void {
    if (this.#closed) return;
    const transport = this.#addresses.transportFor(hop.protocol, address);
    if (transport === undefined) {
      const family = isIPv6(address) ? 'IPv6' : 'IPv4';
      process.nextTick(fail, new Error(`no listener for ${hop.protocol} over ${family}`));
      return;
    }
    leave(transport.flowTo(address, port));
  }

  #complete(request: SipRequest, branch: string, flow: Flow, options: SendOptions): void {
    const local = this.#addresses.local(flow.transport, flow.address);
    options.prepare?.(request, local);
    const { headers } = request;
    if (!headers.has('max-forwards')) headers.prepend('Max-Forwards', '70');
    // RFC 3581 §3: rport, always, so that answers over UDP find the way back through a NAT.
    const rport = flow.reliable ? '' : ';rport';
    const protocol = local.protocol.toUpperCase();
    headers.prepend('Via', `SIP/2.0/${protocol} ${local.host}:${local.port}${rport};branch=${branch}`);
  }
}
