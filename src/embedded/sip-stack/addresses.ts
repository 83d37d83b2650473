import { isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';
import { uriHost } from '../../wire/sip/uri.ts';
import type { Protocol, Transport } from './transport.ts';

/** The address under which a peer reaches us: what goes into Via and Contact. */
export interface LocalAddress {
  readonly protocol: Protocol;
  /** As it stands in a URI. */
  readonly host: string;
  readonly port: number;
}

/** Which listener speaks to an address, and under what name. */
export class Addresses {
  readonly #transports: readonly Transport[];
  readonly #publicAddress: string | undefined;
  readonly #outward: string | undefined;

  constructor(transports: readonly Transport[], publicAddress: string | undefined) {
    this.#transports = transports;
    this.#publicAddress = publicAddress;
    this.#outward = outwardAddress();
  }

  /** The listener for a peer: of the protocol and address family, and loopback to loopback where there is a choice. */
  transportFor(protocol: Protocol, address: string): Transport | undefined {
    const fitting = this.#transports.filter(
      (transport) => transport.protocol === protocol && isIPv6(transport.host) === isIPv6(address),
    );
    if (fitting.length < 2) return fitting[0];
    const local = isLoopback(address);
    return fitting.find((transport) => isLoopback(transport.host) === local) ?? fitting[0];
  }

  /** How we name ourselves to that peer. The public address is for peers outside; loopback needs none. */
  local(transport: Transport, peer: string): LocalAddress {
    return {
      protocol: transport.protocol,
      host: uriHost(this.#hostFor(transport, peer)),
      port: transport.port,
    };
  }

  #hostFor(transport: Transport, peer: string): string {
    const loopback = isLoopback(peer);
    if (this.#publicAddress !== undefined && !loopback) return this.#publicAddress;
    if (transport.host !== '0.0.0.0' && transport.host !== '::') return transport.host;
    if (loopback) return isIPv6(transport.host) ? '::1' : '127.0.0.1';
    return this.#publicAddress ?? this.#outward ?? '127.0.0.1';
  }
}

export function isLoopback(address: string): boolean {
  return address.startsWith('127.') || address === '::1' || address === 'localhost';
}

function outwardAddress(): string | undefined {
  for (const list of Object.values(networkInterfaces())) {
    for (const each of list ?? []) if (!each.internal && each.family === 'IPv4') return each.address;
  }
  return undefined;
}
