/** Digest access authentication of SIP (RFC 3261 §22, RFC 7616, RFC 8760), the server's side. */
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Algorithm, Credentials, Digest } from './port.ts';

const HASHES: Readonly<Record<Algorithm, string>> = { MD5: 'md5', 'SHA-256': 'sha256' };
/** How long a nonce is taken, in milliseconds: longer than the usual pause between challenge and answer. */
const NONCE_LIFE_MS = 120_000;

/** The credentials of an Authorization header; undefined when they are no Digest that we can check. */
export function parseCredentials(header: string): Credentials | undefined {
  if (!/^\s*digest\s/i.test(header)) return undefined;
  const fields = new Map<string, string>();
  for (const [, name, quoted, bare] of header.matchAll(
    /([a-z]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))/gi,
  )) {
    fields.set(name!.toLowerCase(), quoted?.replace(/\\(.)/g, '$1') ?? bare ?? '');
  }
  const name = (fields.get('algorithm') ?? 'MD5').toUpperCase();
  if (name !== 'MD5' && name !== 'SHA-256') return undefined;
  const [username, realm, nonce, uri, response] = ['username', 'realm', 'nonce', 'uri', 'response'].map(
    (field) => fields.get(field),
  );
  if (!username || realm === undefined || !nonce || !uri || !response) return undefined;
  const [qop, nc, cnonce] = [fields.get('qop'), fields.get('nc'), fields.get('cnonce')];
  const base = { username, realm, nonce, uri, response, algorithm: name } as const;
  return qop === undefined ? base : { ...base, qop, nc: nc ?? '', cnonce: cnonce ?? '' };
}

/** Whether the response proves knowledge of the secret behind this HA1 (RFC 7616 §3.4.1). */
export function provesSecret(credentials: Credentials, method: string, storedHa1: string): boolean {
  const { algorithm, nonce, uri, qop, nc, cnonce, response } = credentials;
  if (qop !== undefined && qop !== 'auth') return false;
  const ha2 = hash(algorithm, `${method}:${uri}`);
  const middle = qop === undefined ? nonce : `${nonce}:${nc}:${cnonce}:${qop}`;
  const expected = Buffer.from(hash(algorithm, `${storedHa1}:${middle}:${ha2}`));
  const given = Buffer.from(response.toLowerCase());
  return expected.length === given.length && timingSafeEqual(expected, given);
}

/** Nonces that need no memory: a time and its seal. Within their life each nonce count is taken once (no replay). */
export class Nonces {
  readonly #key = randomBytes(32);
  /** Highest nonce count seen, by nonce; dropped when the nonce is too old. */
  readonly #counts = new Map<string, { count: number; until: number }>();

  make(at: number): string {
    const time = `${at.toString(36)}.${randomBytes(6).toString('base64url')}`;
    return `${time}.${this.#seal(time)}`;
  }

  /** `stale` asks the client to answer again with a new nonce, without asking its user (RFC 7616 §3.3). */
  check({ nonce, nc }: Credentials, at: number): 'good' | 'stale' | 'forged' {
    const [time = '', salt = '', seal = ''] = nonce.split('.');
    const given = Buffer.from(seal);
    const expected = Buffer.from(this.#seal(`${time}.${salt}`));
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return 'forged';
    if (at - Number.parseInt(time, 36) > NONCE_LIFE_MS) return 'stale';
    this.#forget(at);
    const count = nc === undefined ? 1 : Number.parseInt(nc, 16);
    const seen = this.#counts.get(nonce);
    if (!(count > (seen?.count ?? 0))) return 'stale';
    this.#counts.delete(nonce);
    this.#counts.set(nonce, { count, until: at + NONCE_LIFE_MS });
    return 'good';
  }

  #seal(text: string): string {
    return createHmac('sha256', this.#key).update(text).digest('base64url').slice(0, 22);
  }

  /** The map is in order of use; the oldest are first. */
  #forget(at: number): void {
    for (const [nonce, { until }] of this.#counts) {
      if (until > at) return;
      this.#counts.delete(nonce);
    }
  }
}

/** One WWW-Authenticate value for each algorithm, the stronger first (RFC 8760 §2.4). drachtio-srf joins the values of a
 *  header by commas, which these may not be (RFC 3261 §7.3.1): so the header's name stands again inside the value. */
export function challenge(
  header: 'WWW-Authenticate' | 'Proxy-Authenticate',
  algorithms: readonly Algorithm[],
  realm: string,
  nonce: string,
  stale: boolean,
): string {
  const values = algorithms.map(
    (algorithm) =>
      `Digest realm="${realm}", nonce="${nonce}", algorithm=${algorithm}, qop="auth"${stale ? ', stale=true' : ''}`,
  );
  return values.join(`\r\n${header}: `);
}

function hash(algorithm: Algorithm, text: string): string {
  return createHash(HASHES[algorithm]).update(text).digest('hex');
}

/** The digest of one node: its nonces are its own. */
export class NodeDigest implements Digest {
  readonly #nonces = new Nonces();

  parse(header: string): Credentials | undefined {
    return parseCredentials(header);
  }

  freshness(credentials: Credentials, at: number): 'good' | 'stale' | 'forged' {
    return this.#nonces.check(credentials, at);
  }

  proves(credentials: Credentials, method: string, ha1: string): boolean {
    return provesSecret(credentials, method, ha1);
  }

  challenge(...[header, algorithms, realm, at, stale]: Parameters<Digest['challenge']>): string {
    return challenge(header, algorithms, realm, this.#nonces.make(at), stale);
  }
}
