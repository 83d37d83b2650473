import { SipParseError } from './error.ts';
import { formatParams, NO_PARAMS, type Params, parseParams } from './params.ts';
import { skipQuoted } from './text.ts';

/** The value of From, To, Contact, Route, Refer-To …: `"name" <uri>;params` or `uri;params` (RFC 3261 §20.10). */
export interface NameAddr {
  /** As written, with its quotes; empty when there is none. */
  readonly display: string;
  readonly uri: string;
  /** The header's parameters: without angle brackets, everything after the first `;` belongs to the header. */
  readonly params: Params;
}

/** @throws SipParseError on unbalanced quotes or brackets, or an empty URI */
export function parseNameAddr(text: string): NameAddr {
  let at = 0;
  while (at < text.length && text.charCodeAt(at) === 32) at++;
  let displayEnd = at;
  if (text.charCodeAt(at) === 34) {
    displayEnd = skipQuoted(text, at);
    if (displayEnd < 0) throw new SipParseError('Unclosed Quote', { near: text });
  }
  const open = text.indexOf('<', displayEnd);
  if (open < 0) {
    if (displayEnd > at) throw new SipParseError('Bad Address', { near: text });
    const semicolon = text.indexOf(';', at);
    const uri = (semicolon < 0 ? text.slice(at) : text.slice(at, semicolon)).trim();
    if (uri === '' || /[\s">]/.test(uri)) throw new SipParseError('Bad Address', { near: text });
    return { display: '', uri, params: semicolon < 0 ? NO_PARAMS : parseParams(text, semicolon) };
  }
  const close = text.indexOf('>', open);
  if (close < 0) throw new SipParseError('Bad Address', { near: text });
  const uri = text.slice(open + 1, close).trim();
  if (uri === '' || uri.includes('<')) throw new SipParseError('Bad Address', { near: text });
  return { display: text.slice(at, open).trim(), uri, params: parseParams(text, close + 1) };
}

export function formatNameAddr(address: NameAddr): string {
  const display = address.display === '' ? '' : `${address.display} `;
  return `${display}<${address.uri}>${formatParams(address.params)}`;
}

/** The `tag` of a From or To, or undefined. */
export function tagOf(address: NameAddr): string | undefined {
  return address.params.get('tag') ?? undefined;
}
