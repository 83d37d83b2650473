import { SipParseError } from './error.ts';
import { formatParams, NO_PARAMS, type Params, parseParams } from './params.ts';
import { parseDigits } from './text.ts';

/** A URI of RFC 3261 §19.1 (`sip`, `sips`) or one of another scheme, of which only the rest is kept (`tel:+225…`). */
export interface SipUri {
  /** Lower case, without the colon. */
  readonly scheme: string;
  /** As written, escapes included; without a password. */
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  /** Lower case; an IPv6 address keeps its brackets. For other schemes: everything after the colon. */
  readonly host: string;
  readonly port?: number | undefined;
  readonly params: Params;
  /** What follows the question mark, as written. */
  readonly headers?: string | undefined;
}

/** Reads a URI.
 *  @throws SipParseError (status 416 for a missing scheme, 400 else) */
export function parseUri(text: string): SipUri {
  const colon = text.indexOf(':');
  if (colon <= 0) throw new SipParseError('Bad URI', { near: text });
  const scheme = text.slice(0, colon).toLowerCase();
  if (!/^[a-z][a-z0-9+.-]*$/.test(scheme) || /[\s<>"]/.test(text)) {
    throw new SipParseError('Bad URI', { near: text });
  }
  if (scheme !== 'sip' && scheme !== 'sips') {
    const rest = text.slice(colon + 1);
    const semicolon = rest.indexOf(';');
    if (semicolon < 0) return { scheme, host: rest, params: NO_PARAMS };
    return { scheme, host: rest.slice(0, semicolon), params: parseParams(rest, semicolon) };
  }

  // Semicolons and question marks are allowed in the user part, so the @ is looked for first.
  let rest = colon + 1;
  let user: string | undefined;
  let password: string | undefined;
  const at = text.indexOf('@', rest);
  if (at >= 0) {
    const info = text.slice(rest, at);
    const separator = info.indexOf(':');
    user = separator < 0 ? info : info.slice(0, separator);
    if (separator >= 0) password = info.slice(separator + 1);
    if (user === '') throw new SipParseError('Bad URI', { near: text });
    rest = at + 1;
  }
  let headers: string | undefined;
  let end = text.indexOf('?', rest);
  if (end < 0) end = text.length;
  else headers = text.slice(end + 1);
  const semicolon = text.indexOf(';', rest);
  const hostEnd = semicolon < 0 || semicolon > end ? end : semicolon;
  const params = hostEnd === end ? NO_PARAMS : parseParams(text.slice(0, end), hostEnd);
  const { host, port } = parseHostPort(text.slice(rest, hostEnd));
  return { scheme, user, password, host, port, params, headers };
}

/** Reads `host`, `host:port`, `[v6]`, `[v6]:port`.
 *  @throws SipParseError on an empty host or a port outside 1–65535 */
export function parseHostPort(text: string): { host: string; port: number | undefined } {
  let split: number;
  if (text.charCodeAt(0) === 91) {
    const close = text.indexOf(']');
    if (close < 0) throw new SipParseError('Bad Host', { near: text });
    split = close + 1;
    if (split < text.length && text.charCodeAt(split) !== 58)
      throw new SipParseError('Bad Host', { near: text });
  } else {
    split = text.indexOf(':');
    if (split < 0) split = text.length;
  }
  const host = text.slice(0, split).trim().toLowerCase();
  if (!isHost(host)) throw new SipParseError('Bad Host', { near: text });
  if (split >= text.length) return { host, port: undefined };
  const port = parseDigits(text.slice(split + 1).trim(), 65535);
  if (port === undefined || port === 0) throw new SipParseError('Bad Port', { near: text });
  return { host, port };
}

function isHost(host: string): boolean {
  if (host === '') return false;
  for (let i = 0; i < host.length; i++) {
    const c = host.charCodeAt(i);
    const letter = (c >= 97 && c <= 122) || (c >= 48 && c <= 57);
    // "_" is no host character, but real networks use it.
    if (letter || c === 45 || c === 46 || c === 95) continue;
    if (host.charCodeAt(0) === 91 && (c === 91 || c === 93 || c === 58)) continue;
    return false;
  }
  return true;
}

export function formatUri(uri: SipUri): string {
  const port = uri.port === undefined ? '' : `:${uri.port}`;
  const password = uri.password === undefined ? '' : `:${uri.password}`;
  const user = uri.user === undefined ? '' : `${uri.user}${password}@`;
  const headers = uri.headers === undefined ? '' : `?${uri.headers}`;
  return `${uri.scheme}:${user}${uri.host}${port}${formatParams(uri.params)}${headers}`;
}

/** The host without the brackets of an IPv6 address: what a socket wants. */
export function bareHost(host: string): string {
  return host.charCodeAt(0) === 91 ? host.slice(1, -1) : host;
}

/** The host as it stands in a URI or a Via: an IPv6 address in brackets. */
export function uriHost(address: string): string {
  return address.includes(':') && address.charCodeAt(0) !== 91 ? `[${address}]` : address;
}
