/** Which INVITEs make a call. The request URI decides the rule: a line's number by its trunk, anything else by digest
 *  (I8). Citizens, agents and strangers may share an address behind one router. */
import ipaddr from 'ipaddr.js';
import type { Line } from '../ivr/schema.ts';
import type { Trunk } from './schema.ts';

export interface Arrival {
  /** User part of the request URI. */
  readonly dialled: string;
  readonly address: string;
  /** The address is banned. */
  readonly banned: boolean;
}

/** How much is under way. */
export interface Load {
  /** Legs of calls of this line, transfers out counted. */
  legsOnLine(line: string): number;
  /** Legs on this trunk, both directions. */
  legsOnTrunk(trunk: string): number;
  readonly draining: boolean;
}

export type Admission =
  /** `full`: taken on the reserve, it only hears that the line is full. */
  | { readonly admit: { readonly line: Line; readonly trunk: Trunk; readonly full: boolean } }
  /** Not a line's number: only an agent with the right password gets further. */
  | { readonly authenticate: true }
  | { readonly refuse: { readonly status: number; readonly reason: string; readonly stranger: boolean } };

const DEFAULT_RESERVE = 2;

export class Doors {
  readonly #trunks: readonly Trunk[];
  readonly #lines: ReadonlyMap<string, Line>;
  readonly #networks = new Map<string, ReturnType<typeof ipaddr.parseCIDR>[]>();
  readonly #numbers: ReadonlySet<string>;
  /** Addresses of providers that the line has registered with, by trunk. */
  readonly #learnt = new Map<string, ReadonlySet<string>>();

  constructor(trunks: readonly Trunk[], lines: ReadonlyMap<string, Line>) {
    this.#trunks = trunks;
    this.#lines = lines;
    this.#numbers = new Set([...trunks.flatMap((trunk) => Object.keys(trunk.lines)), ...lines.keys()]);
    for (const trunk of trunks) this.#networks.set(trunk.name, (trunk.from ?? []).map(network));
  }

  /** A provider answered our registration from these addresses: its calls come from there. */
  learn(trunk: string, addresses: readonly string[]): void {
    this.#learnt.set(trunk, new Set(addresses));
  }

  isTrunk(address: string): boolean {
    return this.#trunks.some((trunk) => this.#isFrom(trunk, address));
  }

  admit(arrival: Arrival, load: Load): Admission {
    const { dialled, address } = arrival;
    const trunks = this.#trunks.filter((trunk) => this.#isFrom(trunk, address));
    const trunk = trunks.find((candidate) => Object.hasOwn(candidate.lines, dialled));
    const line = trunk && this.#lines.get(trunk.lines[dialled]!);
    if (trunk && line) return admitToLine(line, trunk, load);
    if (arrival.banned) return refuse(403, 'Banned', true);
    if (this.#numbers.has(dialled)) return refuse(403, 'Unknown Peer', true);
    return { authenticate: true };
  }

  #isFrom(trunk: Trunk, address: string): boolean {
    if (this.#learnt.get(trunk.name)?.has(address)) return true;
    const peer = ipaddr.isValid(address) ? ipaddr.process(address) : undefined;
    const networks = this.#networks.get(trunk.name) ?? [];
    return peer !== undefined && networks.some((cidr) => peer.kind() === cidr[0].kind() && peer.match(cidr));
  }
}

function admitToLine(line: Line, trunk: Trunk, load: Load): Admission {
  // 503 is for a node that drains, and for nothing else: a carrier takes it as a dead trunk (charter §8)
  if (load.draining) return refuse(503, 'Closing', false);
  if (trunk.channels !== undefined && load.legsOnTrunk(trunk.name) >= trunk.channels) {
    return refuse(486, 'Trunk Full', false);
  }
  const legs = load.legsOnLine(line.line);
  const capacity = line.capacity ?? Number.POSITIVE_INFINITY;
  if (legs >= capacity + (line.reserve ?? DEFAULT_RESERVE)) return refuse(486, 'Line Full', false);
  return { admit: { line, trunk, full: legs >= capacity } };
}

function refuse(status: number, reason: string, stranger: boolean): Admission {
  return { refuse: { status, reason, stranger } };
}

function network(text: string): ReturnType<typeof ipaddr.parseCIDR> {
  if (text.includes('/')) return ipaddr.parseCIDR(text);
  const address = ipaddr.parse(text);
  return [address, address.kind() === 'ipv6' ? 128 : 32];
}
