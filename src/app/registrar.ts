import type { IncomingRequest } from '../sip/port.ts';
import { addressOf, hostOf, listOf, uriOf, userOf } from '../wire/sip/lenient.ts';
import type { Authenticator } from './authenticator.ts';

/** Where an agent's telephone is. */
export interface Binding {
  readonly contact: string;
  /** Where requests are sent: the address that the REGISTER came from, when the contact names another (a router). */
  readonly via?: string;
  readonly address: string;
  /** Epoch milliseconds. */
  readonly expires: number;
}

export interface RegistrarEvents {
  registered(agent: string, binding: Binding): void;
  unregistered(agent: string): void;
  refused(request: IncomingRequest, status: number): void;
}

const SHORTEST_S = 30;
const LONGEST_S = 3_600;
const DEFAULT_S = 300;
/** A registration is kept a little beyond its end: the refresh may be on its way. */
const GRACE_MS = 2_000;

/** The registrar of the agents' telephones (RFC 3261 §10.3). One telephone an agent: the last one registered. */
export class Registrar {
  readonly #authenticator: Authenticator;
  readonly #events: RegistrarEvents;
  readonly #bindings = new Map<string, Binding>();
  readonly #timers = new Map<string, NodeJS.Timeout>();

  constructor(authenticator: Authenticator, events: RegistrarEvents) {
    this.#authenticator = authenticator;
    this.#events = events;
  }

  binding(agent: string): Binding | undefined {
    return this.#bindings.get(agent);
  }

  /** After a takeover: a registration that another process took. One whose time is over ends. */
  restore(agent: string, binding: Binding, at: number): void {
    this.#bindings.set(agent, binding);
    this.#expireAt(agent, Math.max(0, binding.expires - at + GRACE_MS));
  }

  /** Whether some telephone is registered from this address: it is never banned. */
  hasAddress(address: string): boolean {
    return [...this.#bindings.values()].some((binding) => binding.address === address);
  }

  register(request: IncomingRequest, at: number): void {
    const verdict = this.#authenticator.check(request, 401, at);
    if (!('agent' in verdict)) {
      this.#events.refused(request, verdict.status);
      request.reply(verdict.status, verdict.reason, verdict.headers);
      return;
    }
    const { agent } = verdict;
    const contact = request.header('Contact');
    // RFC 3261 §10.3: a user registers itself, nobody else
    const to = addressOf(request.header('To'))?.uri ?? '';
    if (userOf(to) !== agent) request.reply(403, 'Not Your Address');
    else if (contact === undefined) this.#answer(request, agent, at);
    else this.#bind(request, agent, contact, at);
  }

  #bind(request: IncomingRequest, agent: string, header: string, at: number): void {
    const contacts = listOf(header).map((value) => ({
      uri: value === '*' ? value : (addressOf(value)?.uri ?? ''),
      asked: addressOf(value)?.params.get('expires') ?? request.header('Expires'),
    }));
    // a telephone that moves takes its old contact away and gives the new one in the same request
    const { uri = '', asked } =
      contacts.findLast((contact) => Number(contact.asked) !== 0) ?? contacts[0] ?? {};
    const seconds = asked === undefined ? DEFAULT_S : Number(asked);
    if (!Number.isInteger(seconds) || seconds < 0) {
      request.reply(400, 'Bad Expires');
    } else if (seconds === 0) {
      // a telephone that goes takes away its own binding only, not that of another that has come since
      const current = this.#bindings.get(agent)?.contact;
      if (contacts.some((contact) => contact.uri === '*' || contact.uri === current)) this.remove(agent);
      this.#answer(request, agent, at);
    } else if (!/^sips?:/i.test(uri)) {
      request.reply(400, 'Bad Contact');
    } else if (seconds < SHORTEST_S) {
      request.reply(423, undefined, { 'Min-Expires': String(SHORTEST_S) });
    } else {
      const expires = at + Math.min(seconds, LONGEST_S) * 1_000;
      const { address: source, port, transport } = request.source;
      const host = source.includes(':') ? `[${source}]` : source;
      const direct = hostOf(uri) === source && (uriOf(uri)?.port ?? 5060) === port;
      const via = direct ? {} : { via: `sip:${host}:${port};transport=${transport}` };
      const binding = { contact: uri, address: source, expires, ...via };
      this.#bindings.set(agent, binding);
      this.#expireAt(agent, expires - at + GRACE_MS);
      this.#answer(request, agent, at);
      this.#events.registered(agent, binding);
    }
  }

  #answer(request: IncomingRequest, agent: string, at: number): void {
    const binding = this.#bindings.get(agent);
    const seconds = binding ? Math.round((binding.expires - at) / 1_000) : 0;
    request.reply(200, undefined, binding ? { Contact: `<${binding.contact}>;expires=${seconds}` } : {});
  }

  #expireAt(agent: string, delay: number): void {
    clearTimeout(this.#timers.get(agent));
    this.#timers.set(
      agent,
      setTimeout(() => this.remove(agent), delay),
    );
  }

  remove(agent: string): void {
    clearTimeout(this.#timers.get(agent));
    this.#timers.delete(agent);
    if (this.#bindings.delete(agent)) this.#events.unregistered(agent);
  }

  close(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }
}
