import { headerKey, headerName, isStandardHeader } from '../../wire/sip/header-names.ts';
import type { SipHeaders } from '../../wire/sip/headers.ts';
import type { SipMessage } from '../../wire/sip/message.ts';
import { formatNameAddr, parseNameAddr } from '../../wire/sip/name-addr.ts';
import { formatUri, parseUri } from '../../wire/sip/uri.ts';
import type { LocalAddress } from '../sip-stack/addresses.ts';

/** An application's wish that cannot be granted; the text goes back to it after `NOK|`. */
export class RefusedError extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'RefusedError';
  }
}

/** Headers that the server alone writes (drachtio: immutable). */
const OURS = new Set(['via', 'route', 'rseq', 'record-route', 'content-length']);

/** Headers in which `@localhost` stands for our own address. */
const ADDRESSED = new Set(['from', 'contact', 'to', 'p-asserted-identity']);

/** Adds what the application wrote to a message that has its own Via, From, To, Call-ID and CSeq: first the standard headers,
 *  then Content-Type and Content-Length, then the application's own. The body comes along.
 *  @param keep keys of headers that the application may not write here
 *  @throws RefusedError when a body has no Content-Type and is not SDP */
export function addAppHeaders(
  message: SipMessage,
  app: SipMessage,
  local: LocalAddress,
  keep: ReadonlySet<string>,
): void {
  const { headers } = message;
  const own: [string, string][] = [];
  app.headers.each((name, value, key) => {
    if (OURS.has(key) || keep.has(key) || key === 'content-type') return;
    const text = ADDRESSED.has(key) ? atOurAddress(value, local) : value;
    if (!isStandardHeader(name)) own.push([name, text]);
    else if (key === 'max-forwards') headers.set(headerName(name), text);
    else headers.append(headerName(name), text);
  });
  const type = contentType(app);
  if (type !== undefined) headers.append('Content-Type', type);
  message.body = app.body;
  headers.append('Content-Length', '0');
  for (const [name, value] of own) headers.append(name, value);
}

/** The body's type: as given, or found out for SDP.
 *  @throws RefusedError */
export function contentType(app: SipMessage): string | undefined {
  const given = app.headers.get('content-type');
  if (given !== undefined || app.body.length === 0) return given;
  if (app.body[0] === 118 && app.body[1] === 61 && app.body[2] === 48) return 'application/sdp';
  if (app.kind === 'response') return undefined;
  throw new RefusedError('missing content-type');
}

/** `sip:alice@localhost` → `<sip:alice@192.0.2.1:5060>`; anything else stays. */
export function atOurAddress(value: string, local: LocalAddress): string {
  if (!value.includes('localhost')) return value;
  try {
    const address = parseNameAddr(value);
    const uri = parseUri(address.uri);
    if (uri.host !== 'localhost') return value;
    return formatNameAddr({ ...address, uri: formatUri({ ...uri, host: local.host, port: local.port }) });
  } catch {
    return value;
  }
}

/** Headers of a CANCEL that an application may add: none that identify the transaction. */
export function safeHeaders(headers: SipHeaders): [string, string][] {
  const identifying = ['from', 'to', 'call-id', 'cseq', 'contact', 'max-forwards', 'content-type'];
  return [...headers].filter(([name]) => {
    const key = headerKey(name) ?? name;
    return !OURS.has(key) && !identifying.includes(key);
  });
}
