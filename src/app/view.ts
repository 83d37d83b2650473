import type { Configuration } from '../dialplan/configuration.ts';
import type { Node } from './node.ts';

/** What the page and `GET /api/line` show of a node. */
export function viewOf(node: Node, configuration: Configuration, sip: string) {
  const calls = [...node.sessions.values()];
  return {
    open: node.isReady,
    sip,
    lines: [...configuration.lines.values()].map(({ line, name }) => ({
      line,
      name,
      calls: calls.filter(({ state }) => state.arrived.line === line).length,
    })),
    waiting: node.centre.state.waiting.size,
    agents: [...node.centre.state.agents.values()].map(({ account, name, status, registered, reason }) => ({
      account,
      name,
      status,
      registered,
      ...(reason ? { reason } : {}),
    })),
  };
}
