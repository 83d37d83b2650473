import { isCounted } from '../acd/caller.ts';
import type { Configuration } from '../dialplan/configuration.ts';
import type { Node } from './node.ts';

/** Callers who wait for an agent, or are on the way to a centre that may take them. */
export function waitingOf(node: Node): number {
  let waiting = 0;
  for (const caller of node.state.centre.callers.values()) if (isCounted(caller.standing)) waiting += 1;
  return waiting;
}

/** What the page and `GET /api/line` show of a node. */
export function viewOf(node: Node, configuration: Configuration, sip: string) {
  const calls = [...node.sessions.values()];
  return {
    open: node.isReady,
    sip,
    lines: [...configuration.lines.values()].map(({ line, name }) => ({
      line,
      name,
      calls: calls.filter((call) => call.line === line).length,
    })),
    waiting: waitingOf(node),
    agents: [...node.state.centre.agents.values()].map(({ account, name, status, registered, reason }) => ({
      account,
      name,
      status,
      registered,
      ...(reason ? { reason } : {}),
    })),
  };
}
