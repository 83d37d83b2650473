import type { SipRequest } from '../../wire/sip/message.ts';
import { parseNameAddr } from '../../wire/sip/name-addr.ts';
import { parseUri } from '../../wire/sip/uri.ts';
import type { Flow } from '../sip-stack/transport.ts';

const MAX = 10_000;

/** Connections of registered telephones. A telephone behind a NAT is reached only over the connection that it opened, so a
 *  request to a Contact registered over TCP goes there. */
export class Registrations {
  readonly #flows = new Map<string, { readonly flow: Flow; readonly until: number }>();

  /** A REGISTER was answered with 200. @param now epoch milliseconds */
  note(register: SipRequest, answer: { readonly expires: number }, flow: Flow, now: number): void {
    if (!flow.reliable) return;
    for (const contact of register.headers.list('contact')) {
      const key = keyOf(contact);
      if (key === undefined) continue;
      this.#flows.delete(key);
      if (answer.expires <= 0) continue;
      const oldest = this.#flows.keys().next();
      if (this.#flows.size >= MAX && !oldest.done) this.#flows.delete(oldest.value);
      this.#flows.set(key, { flow, until: now + answer.expires * 1000 });
    }
  }

  /** The connection for a Request-URI, while it is open and the registration valid. */
  flowFor(uri: string, now: number): Flow | undefined {
    if (this.#flows.size === 0) return undefined;
    const key = keyOf(`<${uri}>`);
    const known = key === undefined ? undefined : this.#flows.get(key);
    if (key === undefined || known === undefined) return undefined;
    if (known.until > now && known.flow.open) return known.flow;
    this.#flows.delete(key);
    return undefined;
  }
}

function keyOf(contact: string): string | undefined {
  try {
    const uri = parseUri(parseNameAddr(contact).uri);
    return `${uri.user ?? ''}@${uri.host}:${uri.port ?? 5060}`;
  } catch {
    return undefined;
  }
}
