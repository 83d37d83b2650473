import { createHash, randomBytes } from 'node:crypto';

/** What a telephone knows of itself. */
export interface Login {
  readonly account: string;
  readonly secret: string;
}

export type Algorithm = 'MD5' | 'SHA-256';

/** The telephone's side of digest authentication (RFC 7616), written apart from the product's own.
 *  @param challenges values of WWW-Authenticate or Proxy-Authenticate
 *  @param wanted the algorithm to answer with; else the first that is offered
 *  @returns the value of the Authorization, or undefined when no challenge offers the algorithm */
export function answerChallenge(
  challenges: readonly string[],
  login: Login,
  method: string,
  uri: string,
  wanted?: Algorithm,
): string | undefined {
  const offered = challenges.map(parseChallenge);
  const chosen = offered.find((each) => wanted === undefined || algorithmOf(each) === wanted);
  if (!chosen) return undefined;
  const algorithm = algorithmOf(chosen);
  const hash = (text: string) =>
    createHash(algorithm === 'MD5' ? 'md5' : 'sha256')
      .update(text)
      .digest('hex');
  const { realm = '', nonce = '', opaque } = chosen;
  const cnonce = randomBytes(8).toString('hex');
  const ha1 = hash(`${login.account}:${realm}:${login.secret}`);
  const ha2 = hash(`${method}:${uri}`);
  const qop = chosen['qop'] !== undefined;
  const response = qop
    ? hash(`${ha1}:${nonce}:00000001:${cnonce}:auth:${ha2}`)
    : hash(`${ha1}:${nonce}:${ha2}`);
  const parts = [
    `username="${login.account}"`,
    `realm="${realm}"`,
    `nonce="${nonce}"`,
    `uri="${uri}"`,
    `response="${response}"`,
    `algorithm=${algorithm}`,
    ...(qop ? ['qop=auth', 'nc=00000001', `cnonce="${cnonce}"`] : []),
    ...(opaque === undefined ? [] : [`opaque="${opaque}"`]),
  ];
  return `Digest ${parts.join(', ')}`;
}

export const algorithmOf = (challenge: Readonly<Record<string, string>>): Algorithm =>
  challenge['algorithm']?.toUpperCase() === 'SHA-256' ? 'SHA-256' : 'MD5';

export function parseChallenge(value: string): Record<string, string> {
  const parts: Record<string, string> = {};
  for (const match of value.matchAll(/([a-z]+)=(?:"([^"]*)"|([^",\s]+))/gi)) {
    parts[match[1]!.toLowerCase()] = match[2] ?? match[3] ?? '';
  }
  return parts;
}
