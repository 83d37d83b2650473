/** Agents' SIP secrets: how they are kept, and which ones are published. */
import { createHash } from 'node:crypto';
import type { Agents } from '../acd/schema.ts';

export type Ha1 = { readonly md5: string; readonly sha256: string };

/** The digest's first half (RFC 7616 §3.4.2): what is kept instead of a secret. */
export function ha1(account: string, realm: string, secret: string): Ha1 {
  const text = `${account}:${realm}:${secret}`;
  const hash = (algorithm: string) => createHash(algorithm).update(text).digest('hex');
  return { md5: hash('md5'), sha256: hash('sha256') };
}

/** The secret of a demo account: published with shortline, so good on loopback only. */
export function demoSecret(account: string): string {
  return `demo-${account}`;
}

/** The accounts that have the published secret. */
export function demoAccounts({ realm, agents }: Agents): string[] {
  const isDemo = (account: string, kept: { md5?: string; sha256?: string }) => {
    const known = ha1(account, realm, demoSecret(account));
    return kept.md5 === known.md5 || kept.sha256 === known.sha256;
  };
  return agents.filter((agent) => isDemo(agent.account, agent.ha1)).map(({ account }) => account);
}

/** Why the line may not listen on this address with these agents, or undefined when it may. */
export function demoRefusal(host: string, agents: Agents): string | undefined {
  if (isLoopback(host)) return undefined;
  const accounts = demoAccounts(agents);
  if (accounts.length === 0) return undefined;
  return [
    `SHORTLINE_HOST=${host}: the agents ${accounts.join(', ')} have the published demo secrets, so anybody could answer as one of them.`,
    'Listen on 127.0.0.1, or give each agent a secret of their own: `npx shortline agent-secret <account>`',
    'prints the lines for sip-config/agents.yaml and the secret for the telephone.',
  ].join('\n');
}

export function isLoopback(host: string): boolean {
  return host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host) || /^::ffff:127\./i.test(host);
}
