/** Small readings of SIP texts that drachtio-srf hands over. */
import type { Source } from './port.ts';
import type { SrfMessage } from './srf.ts';

export function sourceOf(message: Pick<SrfMessage, 'source_address' | 'source_port' | 'protocol'>): Source {
  return { address: message.source_address, port: message.source_port, transport: message.protocol || 'udp' };
}

/** The user part of a SIP or tel URI, percent-decoded; empty when it has none (RFC 3261 §19.1.1, RFC 3966). */
export function userOf(uri: string): string {
  const [, user = ''] =
    /^(?:sips?:([^@;?]*)(?:;[^@]*)?@|tel:([^;?]*))/i.exec(uri)?.filter((part) => part !== undefined) ?? [];
  try {
    return decodeURIComponent(user.split(':')[0] ?? '');
  } catch {
    return user;
  }
}

/** The host part of a SIP URI, brackets of an IPv6 address removed. */
export function hostOf(uri: string): string {
  const host = /^sips?:(?:[^@]*@)?(\[[^\]]+\]|[^:;?>]+)/i.exec(uri)?.[1] ?? '';
  return host.replace(/^\[|\]$/g, '');
}

/** The URI of a name-addr or addr-spec header value, without angle brackets and header parameters (RFC 3261 §20.10). */
export function addressOf(value: string): string {
  return /<([^>]*)>/.exec(value)?.[1] ?? value.split(';')[0]?.trim() ?? '';
}

/** The parameters after a name-addr, names in lower case. */
export function headerParameters(value: string): ReadonlyMap<string, string> {
  const after = value.includes('>') ? value.slice(value.indexOf('>') + 1) : value.slice(value.indexOf(';'));
  const pairs = after.split(';').slice(1);
  return new Map(
    pairs.map((pair) => {
      const [name = '', text = ''] = pair.split('=');
      return [name.trim().toLowerCase(), text.trim()] as const;
    }),
  );
}
