/** Readings for those who only want to know, and take "nothing" for an answer: they never throw. */
import { parseNameAddr } from './name-addr.ts';
import { splitList } from './text.ts';
import { parseUri, type SipUri } from './uri.ts';

export interface Address {
  readonly uri: string;
  /** Names in lower case. */
  readonly params: ReadonlyMap<string, string>;
}

/** The address of a From, To, Contact, P-Asserted-Identity …; undefined when it is none. */
export function addressOf(value: string | undefined): Address | undefined {
  if (value === undefined) return undefined;
  try {
    const { uri, params } = parseNameAddr(value);
    return { uri, params: new Map([...params].map(([name, text]) => [name.toLowerCase(), text ?? ''])) };
  } catch {
    return undefined;
  }
}

export function uriOf(text: string): SipUri | undefined {
  try {
    return parseUri(text);
  } catch {
    return undefined;
  }
}

/** Who a SIP or tel URI names, escapes decoded; empty when it names nobody (RFC 3261 §19.1.1, RFC 3966). */
export function userOf(text: string): string {
  const uri = uriOf(text);
  const user = (uri?.scheme === 'tel' ? uri.host : uri?.user?.split(';')[0]) ?? '';
  try {
    return decodeURIComponent(user);
  } catch {
    return user;
  }
}

/** The host of a SIP URI, without the brackets of an IPv6 address; empty when it has none. */
export function hostOf(text: string): string {
  return (uriOf(text)?.host ?? '').replace(/^\[|\]$/g, '');
}

/** The values of a header that may hold several, parted by commas (RFC 3261 §7.3.1). */
export function listOf(value: string): readonly string[] {
  return splitList(value);
}
