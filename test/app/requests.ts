/** Requests of telephones, as the registrar and the authenticator see them; and answers to their challenges. */
import { createHash } from 'node:crypto';
import type { Agents } from '../../src/acd/schema.ts';
import { ha1 as hashes } from '../../src/dialplan/secrets.ts';
import type { Algorithm, IncomingRequest, Source } from '../../src/sip/port.ts';

export const REALM = 'line';
export const SECRET = 'a secret';
export const HOME: Source = { address: '192.0.2.10', port: 5060, transport: 'udp' };
export const ELSEWHERE: Source = { address: '203.0.113.66', port: 40_000, transport: 'udp' };

/** The HA1 by one algorithm, as the product keeps it. */
export const ha1 = (algorithm: Algorithm, account: string, realm: string, secret: string): string =>
  hashes(account, realm, secret)[algorithm === 'MD5' ? 'md5' : 'sha256'];

const agent = (account: string, algorithms: readonly Algorithm[]): Agents['agents'][number] => ({
  account,
  name: account,
  ha1: Object.fromEntries(
    algorithms.map((algorithm) => [
      algorithm === 'MD5' ? 'md5' : 'sha256',
      ha1(algorithm, account, REALM, SECRET),
    ]),
  ),
  skills: {},
});

export const AGENTS: Agents = {
  realm: REALM,
  agents: [agent('2001', ['MD5', 'SHA-256']), agent('2002', ['MD5']), agent('2003', ['SHA-256'])],
};

export interface Reply {
  readonly status: number;
  readonly reason: string | undefined;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
}

/** A request that keeps what it was answered. */
export class FakeRequest implements IncomingRequest {
  readonly method: string;
  readonly uri = 'sip:line.example';
  readonly source: Source;
  readonly replies: Reply[] = [];
  readonly #headers: ReadonlyMap<string, string>;

  constructor(method: string, headers: Readonly<Record<string, string>>, source: Source = HOME) {
    this.method = method;
    this.source = source;
    this.#headers = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  }

  header(name: string): string | undefined {
    return this.#headers.get(name.toLowerCase());
  }

  reply(status: number, reason?: string, headers: Reply['headers'] = {}): void {
    this.replies.push({ status, reason, headers });
  }
}

export interface Proof {
  readonly challenge: string;
  readonly account: string;
  readonly method: string;
  readonly secret?: string;
  readonly algorithm?: Algorithm;
  readonly nc?: number;
}

/** The Authorization header with which a telephone answers a challenge, made by RFC 7616 and not by our own code. */
export function authorization(proof: Proof): string {
  const { challenge, account, method, secret = SECRET, algorithm = 'MD5', nc = 1 } = proof;
  const hash = (text: string) =>
    createHash(algorithm === 'MD5' ? 'md5' : 'sha256')
      .update(text)
      .digest('hex');
  const field = (name: string) => new RegExp(`${name}="([^"]*)"`).exec(challenge)?.[1] ?? '';
  const [realm, nonce, uri, cnonce] = [field('realm'), field('nonce'), 'sip:line.example', '0a4f113b'];
  const count = nc.toString(16).padStart(8, '0');
  const response = hash(
    [hash(`${account}:${realm}:${secret}`), nonce, count, cnonce, 'auth', hash(`${method}:${uri}`)].join(':'),
  );
  return `Digest username="${account}", realm="${realm}", nonce="${nonce}", uri="${uri}", algorithm=${algorithm}, qop=auth, nc=${count}, cnonce="${cnonce}", response="${response}"`;
}
