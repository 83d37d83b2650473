import type { LineReady } from './line.ts';

/** What a person reads when the line is open. */
export function welcome(ready: LineReady, startMs: number): string {
  const lines = ready.lines.map(({ line, name }) => `  call    sip:${line}@${ready.sip}   ${name}`);
  const agents = ready.agents.map(({ account, name, secret }) => {
    const shown = secret === undefined ? '' : `   secret ${secret}`;
    return `  agent   sip:${account}@${ready.sip}   ${name}${shown}`;
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
