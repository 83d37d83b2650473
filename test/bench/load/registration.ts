/** Registers the agents' telephones of one socket, by digest. */
import { createHash } from 'node:crypto';
import { within } from './clock.ts';
import type { SipSocket } from './sip-socket.ts';
import { headerOf, requestText, type SipText } from './sip-text.ts';

const REGISTER_MS = 10_000;
const EXPIRES_S = 3_600;
/** How many register at a time. */
const ABREAST = 16;

export const BENCH_REALM = 'bench';
export const secretOf = (account: string): string => `bench-${account}`;

export function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}

export class Registration {
  readonly #socket: SipSocket;
  readonly #waiting = new Map<string, (response: SipText) => void>();

  constructor(socket: SipSocket) {
    this.#socket = socket;
  }

  /** @throws Error when one is refused */
  async register(accounts: readonly string[]): Promise<void> {
    const left = [...accounts].reverse();
    const one = async (): Promise<void> => {
      for (let account = left.pop(); account !== undefined; account = left.pop())
        await this.#register(account);
    };
    await Promise.all(Array.from({ length: ABREAST }, one));
  }

  /** A final response to a REGISTER. */
  receive(response: SipText): void {
    this.#waiting.get(response.callId)?.(response);
  }

  async #register(account: string): Promise<void> {
    const challenge = await this.#send(account, 1);
    const header = headerOf(challenge, 'www-authenticate') ?? '';
    const nonce = /nonce="([^"]*)"/.exec(header)?.[1] ?? '';
    const uri = `sip:${this.#socket.server.host}`;
    const ha1 = md5(`${account}:${BENCH_REALM}:${secretOf(account)}`);
    const ha2 = md5(`REGISTER:${uri}`);
    const response = md5(`${ha1}:${nonce}:00000001:bench:auth:${ha2}`);
    const authorization = `Authorization: Digest username="${account}", realm="${BENCH_REALM}", nonce="${nonce}", uri="${uri}", response="${response}", algorithm=MD5, qop=auth, nc=00000001, cnonce="bench"`;
    const answer = await this.#send(account, 2, authorization);
    if (answer.status !== 200) throw new Error(`agent ${account} was not registered: ${answer.status}`);
  }

  async #send(account: string, cseq: number, authorization?: string): Promise<SipText> {
    const { host } = this.#socket.server;
    const callId = `register-${account}-${cseq}`;
    const headers = [
      `Via: SIP/2.0/UDP 127.0.0.1:${this.#socket.port};branch=z9hG4bK${callId};rport`,
      'Max-Forwards: 70',
      `From: <sip:${account}@${host}>;tag=${account}`,
      `To: <sip:${account}@${host}>`,
      `Call-ID: ${callId}`,
      `CSeq: ${cseq} REGISTER`,
      `Contact: <sip:${account}@127.0.0.1:${this.#socket.port}>`,
      `Expires: ${EXPIRES_S}`,
      ...(authorization === undefined ? [] : [authorization]),
    ];
    const final = Promise.withResolvers<SipText>();
    this.#waiting.set(callId, final.resolve);
    const sending = this.#socket.repeat(requestText(`REGISTER sip:${host}`, headers));
    const response = await within(final.promise, REGISTER_MS);
    sending.stop();
    this.#waiting.delete(callId);
    if (!response) throw new Error(`no answer to the REGISTER of ${account}`);
    return response;
  }
}
