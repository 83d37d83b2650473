import type { Ready } from './child.ts';

/** The system chooses. */
export const ANY_PORT = 0;

/** The port that a server said it took: it takes the same again when it is restarted.
 *  @throws Error when it said none */
export function keepPort(ready: Ready, name: string): number {
  const port = (ready[name] as { port?: unknown } | undefined)?.port;
  if (typeof port !== 'number') throw new Error(`a server was ready without its ${name} port`);
  return port;
}
