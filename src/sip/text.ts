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
  const address = unquoted(value);
  return /<([^>]*)>/.exec(address)?.[1] ?? address.split(';')[0]?.trim() ?? '';
}

/** The parameters after a name-addr, names in lower case. */
export function headerParameters(value: string): ReadonlyMap<string, string> {
  const address = unquoted(value);
  const after = address.includes('>') ? address.slice(address.indexOf('>') + 1) : address;
  const pairs = after.split(';').slice(1);
  return new Map(
    pairs.map((pair) => {
      const [name = '', text = ''] = pair.split('=');
      return [name.trim().toLowerCase(), text.trim()] as const;
    }),
  );
}

/** The values of a header that lists several, parted by commas outside of quotes and angle brackets (RFC 3261 §7.3.1). */
export function listOf(value: string): readonly string[] {
  const parts = value.match(/(?:"(?:[^"\\]|\\.)*"|<[^>]*>|[^,"<])+/g) ?? [];
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

/** Without the display name in quotes, which may hold anything: an address among it. */
function unquoted(value: string): string {
  return value.replace(/^\s*"(?:[^"\\]|\\.)*"/, '');
}
