import type { Agent, Agents } from '../acd/schema.ts';
import { failedAgain, isLocked, type Lockout } from '../routing/lockout.ts';
import type { Algorithm, Digest, Source } from '../sip/port.ts';
import { addressOf, userOf } from '../wire/sip/lenient.ts';

export type Verdict =
  | { readonly agent: string }
  | {
      readonly status: 401 | 403 | 407;
      readonly reason: string;
      readonly headers: Readonly<Record<string, string>>;
    };

/** How many pairs of address and account are remembered: a bound on what strangers can make us keep. */
const MOST_LOCKOUTS = 10_000;

/** Says which agent a request comes from, by digest. */
export class Authenticator {
  readonly #agents: Agents;
  readonly #digest: Digest;
  readonly #lockouts = new Map<string, Lockout>();

  constructor(agents: Agents, digest: Digest) {
    this.#agents = agents;
    this.#digest = digest;
  }

  /** @param status 401 for REGISTER, 407 for the rest (RFC 3261 §22.2, §22.3) */
  check(
    request: { readonly method: string; readonly source: Source; header(name: string): string | undefined },
    status: 401 | 407,
    at: number,
  ): Verdict {
    const given = request.header(status === 401 ? 'Authorization' : 'Proxy-Authorization');
    const credentials = given === undefined ? undefined : this.#digest.parse(given);
    const account = credentials?.username ?? userOf(addressOf(request.header('From'))?.uri ?? '');
    const agent = this.#agents.agents.find((candidate) => candidate.account === account);
    const algorithms = algorithmsOf(agent);
    if (!credentials) return this.#challenge(status, at, false, algorithms);
    const pair = `${request.source.address} ${credentials.username}`;
    if (isLocked(this.#lockouts.get(pair), at))
      return { status: 403, reason: 'Too Many Wrong Passwords', headers: {} };
    const freshness = this.#digest.freshness(credentials, at);
    if (freshness !== 'good') return this.#challenge(status, at, freshness === 'stale', algorithms);
    const stored = credentials.algorithm === 'MD5' ? agent?.ha1.md5 : agent?.ha1.sha256;
    if (
      agent &&
      stored &&
      credentials.realm === this.#agents.realm &&
      this.#digest.proves(credentials, request.method, stored)
    ) {
      this.#lockouts.delete(pair);
      return { agent: agent.account };
    }
    this.#remember(pair, at);
    return { status: 403, reason: 'Forbidden', headers: {} };
  }

  #challenge(status: 401 | 407, at: number, stale: boolean, algorithms: readonly Algorithm[]): Verdict {
    const header = status === 401 ? 'WWW-Authenticate' : 'Proxy-Authenticate';
    const value = this.#digest.challenge(header, algorithms, this.#agents.realm, at, stale);
    return {
      status,
      reason: status === 401 ? 'Unauthorized' : 'Proxy Authentication Required',
      headers: { [header]: value },
    };
  }

  #remember(pair: string, at: number): void {
    const lockout = failedAgain(this.#lockouts.get(pair), at);
    this.#lockouts.delete(pair);
    this.#lockouts.set(pair, lockout);
    const [oldest] = this.#lockouts.keys();
    if (this.#lockouts.size > MOST_LOCKOUTS && oldest !== undefined) this.#lockouts.delete(oldest);
  }
}

/** What an agent's telephone is challenged with: the algorithms whose HA1 is kept, since some telephones fail at a
 *  challenge that they do not know instead of passing over it (RFC 8760 §2.4). A stranger is shown the common one. */
function algorithmsOf(agent: Agent | undefined): readonly Algorithm[] {
  if (!agent) return ['MD5'];
  const kept: Algorithm[] = [];
  if (agent.ha1.sha256 !== undefined) kept.push('SHA-256');
  if (agent.ha1.md5 !== undefined) kept.push('MD5');
  return kept;
}
