import { randomBytes } from 'node:crypto';
import type { ClientTransaction } from '../../src/embedded/sip-stack/client-transaction.ts';
import type { ServerTransaction } from '../../src/embedded/sip-stack/server-transaction.ts';
import { SipStack } from '../../src/embedded/sip-stack/stack.ts';
import { responseTo } from '../../src/wire/sip/build.ts';
import { SipHeaders } from '../../src/wire/sip/headers.ts';
import { SipRequest, type SipResponse } from '../../src/wire/sip/message.ts';
import { type Algorithm, answerChallenge, type Login } from './digest.ts';
import { Facts, SOON, within } from './facts.ts';
import { type CallOptions, PhoneCall } from './phone-call.ts';

export interface PhoneOptions {
  /** `host:port` of the line. */
  readonly server: string;
  /** Who the telephone says it is, and how it proves it when asked. Without a secret it cannot. */
  readonly user: string;
  readonly login?: Login | undefined;
  readonly protocol?: 'udp' | 'tcp';
  /** Where it listens; any free port unless the line's files name one. */
  readonly port?: number;
}

/** A scriptable telephone in the test's own process: a SIP user agent whose every message the test can see. */
export class Phone {
  readonly user: string;
  readonly server: string;
  /** Requests outside of calls that came in, and were answered 200. */
  readonly requests = new Facts<SipRequest>('requests to the telephone');
  readonly #login: Login | undefined;
  readonly #protocol: 'udp' | 'tcp';
  readonly #incoming = new Facts<PhoneCall>('calls to the telephone');
  readonly #calls = new Set<PhoneCall>();
  #stack!: SipStack;
  #taken = 0;
  #registerCSeq = 0;
  readonly #registerCallId = randomBytes(8).toString('hex');

  private constructor(options: PhoneOptions) {
    this.user = options.user;
    this.server = options.server;
    this.#login = options.login;
    this.#protocol = options.protocol ?? 'udp';
  }

  static async open(options: PhoneOptions): Promise<Phone> {
    const phone = new Phone(options);
    phone.#stack = await SipStack.start({
      listen: [{ protocol: phone.#protocol, host: '127.0.0.1', port: options.port ?? 0 }],
      handlers: {
        request: (transaction) => void phone.#receive(transaction),
        ack: (ack) => phone.#callOf(ack)?.acknowledged(ack),
        cancel: (_, invite) => phone.#callOf(invite.request)?.cancelled(),
      },
    });
    return phone;
  }

  get port(): number {
    return this.#stack.transports[0]!.port;
  }

  /** Registers this telephone's address. @param expires in seconds; 0 takes it back */
  async register(
    options: { expires?: number; algorithm?: Algorithm; headers?: [string, string][] } = {},
  ): Promise<SipResponse> {
    const { expires = 300, algorithm, headers = [] } = options;
    const aor = `sip:${this.user}@${this.server}`;
    const send = (authorization?: [string, string]) =>
      this.send('REGISTER', `sip:${this.server}`, {
        callId: this.#registerCallId,
        cseq: ++this.#registerCSeq,
        to: `<${aor}>`,
        headers: [['Expires', String(expires)], ...headers, ...(authorization ? [authorization] : [])],
      });
    return this.#authenticated(await send(), 'REGISTER', `sip:${this.server}`, send, algorithm);
  }

  /** A request outside of a call, and its final response. */
  async send(
    method: string,
    uri: string,
    options: {
      to?: string;
      callId?: string;
      cseq?: number;
      headers?: readonly [string, string][];
      body?: string;
    } = {},
  ): Promise<SipResponse> {
    const request = this.newRequest(method, uri, options);
    const final = Promise.withResolvers<SipResponse>();
    this.transact(request, {
      response: (response) => {
        if (response.status >= 200) final.resolve(response);
      },
      failed: (failure) => final.reject(new Error(`${method} ${uri}: ${failure}`)),
    });
    return within(`the response to ${method}`, final.promise);
  }

  /** Calls somebody. The call is returned at once; wait for `answered`, `responds` … */
  async call(to: string, options: CallOptions = {}): Promise<PhoneCall> {
    const uri = to.startsWith('sip:') ? to : `sip:${to}@${this.server}`;
    const call = await PhoneCall.outgoing(this, uri, { login: this.#login, ...options });
    this.#calls.add(call);
    return call;
  }

  /** The next call that comes in and that no test has taken yet. */
  async rings(ms = SOON): Promise<PhoneCall> {
    const call = await this.#incoming.until('call', () => true, ms, this.#taken);
    this.#taken = this.#incoming.all.indexOf(call) + 1;
    return call;
  }

  /** How many calls have come in. */
  get rung(): number {
    return this.#incoming.all.length;
  }

  /** Ends what is left and closes the telephone. */
  async close(): Promise<void> {
    await Promise.all([...this.#calls].map((call) => call.close()));
    await this.#stack.close();
  }

  /** @internal for calls */
  transact(...args: Parameters<SipStack['request']>): ClientTransaction {
    const [request, handlers] = args;
    return this.#stack.request(request, handlers, { prepare: (each) => this.#addContact(each) });
  }

  /** @internal for calls */
  newRequest(
    method: string,
    uri: string,
    options: {
      to?: string;
      callId?: string;
      cseq?: number;
      headers?: readonly [string, string][];
      body?: string;
    },
  ): SipRequest {
    const [toHost] = /@([^;>]+)/.exec(uri)?.slice(1) ?? [this.server];
    const headers = SipHeaders.of(
      ['From', `<sip:${this.user}@${toHost}>;tag=${randomBytes(6).toString('hex')}`],
      ['To', options.to ?? `<${uri}>`],
      ['Call-ID', options.callId ?? randomBytes(12).toString('hex')],
      ['CSeq', `${options.cseq ?? 1} ${method}`],
      ['User-Agent', 'shortline-test-phone'],
      ...(options.headers ?? []),
    );
    return new SipRequest(
      method,
      this.#protocol === 'tcp' ? `${uri};transport=tcp` : uri,
      headers,
      options.body,
    );
  }

  get contact(): string {
    const transport = this.#protocol === 'tcp' ? ';transport=tcp' : '';
    return `<sip:${this.user}@127.0.0.1:${this.port}${transport}>`;
  }

  #addContact(request: SipRequest): void {
    const carries = ['INVITE', 'REGISTER', 'UPDATE', 'SUBSCRIBE', 'REFER', 'NOTIFY'].includes(request.method);
    if (carries && !request.headers.has('contact')) request.headers.append('Contact', this.contact);
  }

  async #authenticated(
    response: SipResponse,
    method: string,
    uri: string,
    again: (authorization: [string, string]) => Promise<SipResponse>,
    algorithm?: Algorithm,
  ): Promise<SipResponse> {
    const answer = this.authorization(response, method, uri, this.#login, algorithm);
    return answer ? again(answer) : response;
  }

  /** The header that answers a challenge; undefined when there is none, or no secret to answer it with. */
  authorization(
    response: SipResponse,
    method: string,
    uri: string,
    login: Login | undefined,
    algorithm?: Algorithm,
  ): [string, string] | undefined {
    if (!login || (response.status !== 401 && response.status !== 407)) return undefined;
    const isProxy = response.status === 407;
    const challenges = response.headers.getAll(isProxy ? 'proxy-authenticate' : 'www-authenticate');
    const value = answerChallenge(challenges, login, method, uri, algorithm);
    return value === undefined ? undefined : [isProxy ? 'Proxy-Authorization' : 'Authorization', value];
  }

  async #receive(transaction: ServerTransaction): Promise<void> {
    const { request } = transaction;
    const call = this.#callOf(request);
    if (call) return call.receive(transaction);
    if (request.toTag !== undefined) return void transaction.respond(responseTo(request, 481));
    if (request.method !== 'INVITE') {
      this.requests.add(request);
      return void transaction.respond(responseTo(request, 200));
    }
    const incoming = await PhoneCall.incoming(this, transaction);
    this.#calls.add(incoming);
    this.#incoming.add(incoming);
  }

  #callOf(request: SipRequest): PhoneCall | undefined {
    return [...this.#calls].find((call) => call.callId === request.callId);
  }
}
