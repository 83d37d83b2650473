import type { Configuration } from '../dialplan/configuration.ts';
import { demoAccounts, demoSecret } from '../dialplan/secrets.ts';
import type { LineReady } from './line.ts';

/** What a person reads when the line is open. */
export function welcome(ready: LineReady, configuration: Configuration, startMs: number): string {
  const demo = new Set(demoAccounts(configuration.agents));
  const lines = [...configuration.lines.values()].map(
    ({ line, name }) => `  call    sip:${line}@${ready.sip}   ${name}`,
  );
  const agents = configuration.agents.agents.map(({ account, name }) => {
    const secret = demo.has(account) ? `   secret ${demoSecret(account)}` : '';
    return `  agent   sip:${account}@${ready.sip}   ${name}${secret}`;
  });
  return [
    '',
    `The line is open (${(startMs / 1_000).toFixed(1)} s).`,
    ...lines,
    ...agents,
    `  page    ${ready.http}`,
    'Ctrl-C closes it; calls in progress may finish.',
    '',
  ].join('\n');
}
