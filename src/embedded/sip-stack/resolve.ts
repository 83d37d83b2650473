import { lookup, resolveSrv } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { SipRequest } from '../../wire/sip/message.ts';
import { parseNameAddr } from '../../wire/sip/name-addr.ts';
import { bareHost, parseUri, type SipUri } from '../../wire/sip/uri.ts';
import type { Protocol } from './transport.ts';

/** Where a request goes: a host that may be a name, and the port if one was written. */
export interface Hop {
  readonly protocol: Protocol;
  readonly host: string;
  readonly port: number | undefined;
}

/** RFC 3261 §8.1.2: the first Route, else the Request-URI (a strict router already stands there, §12.2.1.1).
 *  @throws Error for a scheme or transport that cannot be reached */
export function nextHop(request: SipRequest): Hop {
  if (request.nextHop !== undefined) return hopOf(parseUri(request.nextHop));
  const route = request.headers.get('route');
  if (route !== undefined) {
    const uri = parseUri(parseNameAddr(route).uri);
    if (uri.params.has('lr')) return hopOf(uri);
  }
  return hopOf(parseUri(request.uri));
}

export function hopOf(uri: SipUri): Hop {
  if (uri.scheme !== 'sip') throw new Error(`no way to a ${uri.scheme}: address`);
  const transport = uri.params.get('transport')?.toLowerCase() ?? 'udp';
  if (transport !== 'udp' && transport !== 'tcp') throw new Error(`no transport ${transport}`);
  const host = uri.params.get('maddr') ?? uri.host;
  return { protocol: transport, host: bareHost(host), port: uri.port };
}

interface Resolved {
  readonly address: string;
  readonly port: number;
}

const CACHE_MS = 60_000;
const CACHE_SIZE = 1000;
const cache = new Map<string, { readonly until: number; readonly found: Promise<Resolved> }>();

/** The address of a hop, at once when it needs no DNS. */
export function resolveNow(hop: Hop): Resolved | undefined {
  return isIP(hop.host) === 0 ? undefined : { address: hop.host, port: hop.port ?? 5060 };
}

/** RFC 3263 §4: a port means an address look-up; without one, SRV records are asked first. Kept for a minute. */
export function resolve(hop: Hop, now: number): Promise<Resolved> {
  const key = `${hop.protocol} ${hop.host} ${hop.port ?? ''}`;
  const known = cache.get(key);
  if (known !== undefined && known.until > now) return known.found;
  const found = look(hop);
  if (cache.size >= CACHE_SIZE) cache.clear();
  cache.set(key, { until: now + CACHE_MS, found });
  found.catch(() => cache.delete(key));
  return found;
}

async function look(hop: Hop): Promise<Resolved> {
  if (hop.port === undefined && hop.host.includes('.')) {
    const records = await resolveSrv(`_sip._${hop.protocol}.${hop.host}`).catch(() => []);
    const best = records.toSorted((a, b) => a.priority - b.priority || b.weight - a.weight)[0];
    if (best !== undefined)
      return { address: (await lookup(best.name, { family: 4 })).address, port: best.port };
  }
  // IPv4 first: the listeners are IPv4 unless the operator says otherwise.
  const { address } = await lookup(hop.host, { order: 'ipv4first' });
  return { address, port: hop.port ?? 5060 };
}
