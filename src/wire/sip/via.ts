import { SipParseError } from './error.ts';
import { formatParams, type Params, parseParams } from './params.ts';
import { findOutside } from './text.ts';
import { parseHostPort } from './uri.ts';

/** One hop of a message (RFC 3261 §20.42). */
export interface Via {
  /** Upper case: UDP, TCP, TLS, WS, WSS. */
  readonly transport: string;
  readonly host: string;
  readonly port: number | undefined;
  readonly params: Params;
}

/** RFC 3261 §8.1.1.7: branches that begin so are unique across space and time. */
export const MAGIC_COOKIE = 'z9hG4bK';

/** Reads the first Via of a header's value, which may hold several.
 *  @throws SipParseError */
export function parseVia(text: string): Via {
  const comma = findOutside(text, 44);
  const one = comma < 0 ? text : text.slice(0, comma);
  // sent-protocol: "SIP / 2.0 / UDP", where spaces around the slashes are allowed
  const first = one.indexOf('/');
  const second = one.indexOf('/', first + 1);
  if (second < 0) throw new SipParseError('Bad Via', { near: text });
  if (one.slice(0, first).trim().toUpperCase() !== 'SIP' || one.slice(first + 1, second).trim() !== '2.0') {
    throw new SipParseError('Bad Via Protocol', { near: text });
  }
  let at = second + 1;
  while (one.charCodeAt(at) === 32) at++;
  const space = one.indexOf(' ', at);
  if (space < 0) throw new SipParseError('Bad Via', { near: text });
  const transport = one.slice(at, space).toUpperCase();
  const semicolon = one.indexOf(';', space);
  const sentBy = one.slice(space + 1, semicolon < 0 ? undefined : semicolon).trim();
  const { host, port } = parseHostPort(sentBy);
  return { transport, host, port, params: parseParams(one, semicolon < 0 ? one.length : semicolon) };
}

export function formatVia(via: Via): string {
  const port = via.port === undefined ? '' : `:${via.port}`;
  return `SIP/2.0/${via.transport} ${via.host}${port}${formatParams(via.params)}`;
}

/** RFC 3261 §18.2.1 and RFC 3581 §4: what the server notes in the topmost Via of a request that it received.
 *  As sofia-sip does, `received` is left out when it would repeat the sent-by host. */
export function withSource(value: string, address: string, port: number, via = parseVia(value)): string {
  const wantsPort = via.params.has('rport');
  const elsewhere = via.host !== address;
  if (!wantsPort && !elsewhere && !via.params.has('received')) return value;
  const params = new Map(via.params);
  params.delete('received');
  if (wantsPort) params.set('rport', String(port));
  if (elsewhere) params.set('received', address);
  const comma = findOutside(value, 44);
  return formatVia({ ...via, params }) + (comma < 0 ? '' : value.slice(comma));
}

/** RFC 3261 §18.2.2 and RFC 3581 §4: where the response to a request with this Via goes over a datagram transport.
 *  `maddr` is not followed: it would let a stranger aim our responses at anybody. */
export function responseTarget(via: Via): { host: string; port: number } {
  const port = Number(via.params.get('rport') ?? via.port ?? 5060);
  return { host: via.params.get('received') ?? via.host, port };
}
