import { createHash, randomBytes } from 'node:crypto';
import type { ServerTransaction } from '../../src/embedded/sip-stack/server-transaction.ts';
import { SipStack } from '../../src/embedded/sip-stack/stack.ts';
import { responseTo } from '../../src/wire/sip/build.ts';
import { SipHeaders } from '../../src/wire/sip/headers.ts';
import { SipRequest } from '../../src/wire/sip/message.ts';
import { type Login, parseChallenge } from './digest.ts';
import { Facts, within } from './facts.ts';

const REALM = 'provider.example';

/** Only a codec that the line has not: an INVITE that is let in gets 488, one that is not gets its refusal. */
const UNKNOWN_CODEC = [
  'v=0',
  'o=- 1 1 IN IP4 127.0.0.1',
  's=-',
  'c=IN IP4 127.0.0.1',
  't=0 0',
  'm=audio 40000 RTP/AVP 96',
  'a=rtpmap:96 unknown/8000',
  '',
].join('\r\n');

/** A telephone provider with a registrar of its own, at its own address. */
export class Provider {
  /** Registrations that were accepted: the contact and the seconds granted. */
  readonly registrations = new Facts<{ contact: string; seconds: number }>('registrations with the provider');
  readonly #login: Login;
  readonly #nonce = randomBytes(8).toString('hex');
  #stack!: SipStack;

  private constructor(login: Login) {
    this.#login = login;
  }

  static async open(host: string, login: Login): Promise<Provider> {
    const provider = new Provider(login);
    provider.#stack = await SipStack.start({
      listen: [{ protocol: 'udp', host, port: 0 }],
      handlers: {
        request: (transaction) => provider.#register(transaction),
        ack: () => undefined,
        cancel: () => undefined,
      },
    });
    return provider;
  }

  /** `host:port` */
  get address(): string {
    const { host, port } = this.#stack.transports[0]!;
    return `${host}:${port}`;
  }

  /** Sends an INVITE that no line can take. @returns 488 where it was let in */
  async knock(uri: string): Promise<number> {
    const headers = SipHeaders.of(
      ['From', `<sip:0612345678@${this.address}>;tag=${randomBytes(6).toString('hex')}`],
      ['To', `<${uri}>`],
      ['Call-ID', randomBytes(12).toString('hex')],
      ['CSeq', '1 INVITE'],
      ['Contact', `<sip:${this.address}>`],
      ['Content-Type', 'application/sdp'],
    );
    const final = Promise.withResolvers<number>();
    this.#stack.request(new SipRequest('INVITE', uri, headers, UNKNOWN_CODEC), {
      response: ({ status }) => {
        if (status >= 200) final.resolve(status);
      },
      failed: (failure) => final.reject(new Error(`INVITE ${uri}: ${failure}`)),
    });
    return within('the answer to the INVITE', final.promise);
  }

  close(): Promise<void> {
    return this.#stack.close();
  }

  #register(transaction: ServerTransaction): void {
    const { request } = transaction;
    const { headers } = request;
    if (request.method !== 'REGISTER' || !this.#proves(headers.get('authorization'))) {
      const response = responseTo(request, 401, 'Unauthorized');
      response.headers.append(
        'WWW-Authenticate',
        `Digest realm="${REALM}", nonce="${this.#nonce}", qop="auth"`,
      );
      transaction.respond(response);
      return;
    }
    const contact = headers.get('contact') ?? '';
    const seconds = Number(/expires=(\d+)/.exec(contact)?.[1] ?? headers.get('expires'));
    const response = responseTo(request, 200, 'OK');
    response.headers.append('Contact', contact);
    transaction.respond(response);
    this.registrations.add({ contact, seconds });
  }

  #proves(authorization: string | undefined): boolean {
    if (authorization === undefined) return false;
    const given = parseChallenge(authorization);
    const md5 = (text: string) => createHash('md5').update(text).digest('hex');
    const ha1 = md5(`${this.#login.account}:${REALM}:${this.#login.secret}`);
    const ha2 = md5(`REGISTER:${given['uri']}`);
    const { nc, cnonce, qop } = given;
    return given['response'] === md5(`${ha1}:${this.#nonce}:${nc}:${cnonce}:${qop}:${ha2}`);
  }
}
