/** What `GET /metrics` says, in Prometheus' text format. */
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { AgentStatus } from '../acd/agent.ts';
import type { Node } from './node.ts';
import { waitingOf } from './view.ts';

const STATUSES: readonly AgentStatus[] = ['loggedOut', 'ready', 'offered', 'talking', 'wrapUp', 'paused'];

export function nodeMetrics(node: Node): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const gauge = (name: string, help: string, value: () => number): void => {
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(value());
      },
    });
  };
  gauge('shortline_ready', '1 when the node takes calls', () => (node.isReady ? 1 : 0));
  gauge('shortline_calls', 'Calls in progress', () => node.sessions.size);
  gauge('shortline_calls_total', 'Calls admitted since the start', () => node.counters.calls);
  gauge('shortline_refused_total', 'Calls refused at the door since the start', () => node.counters.refused);
  gauge('shortline_events_total', 'Events journalled since the start', () => node.counters.events);
  gauge('shortline_faults_total', 'Faults of shortline since the start', () => node.counters.faults);
  gauge('shortline_offers', 'Offers under way', () => node.offers);
  gauge('shortline_endpoints', 'Legs on media servers', () => node.media.legs);
  gauge('shortline_dialogs', 'SIP dialogs with callers, agents and centres', () => node.sip.dialogs);
  gauge('shortline_media_servers', 'Media servers that take calls', () => node.media.ready);
  gauge('shortline_queue_waiting', 'Callers who wait for an agent', () => waitingOf(node));
  new Gauge({
    name: 'shortline_agents',
    help: 'Agents whose telephone is registered, by status',
    labelNames: ['status'],
    registers: [registry],
    collect() {
      const agents = [...node.state.centre.agents.values()].filter(({ registered }) => registered);
      for (const status of STATUSES) {
        this.set({ status }, agents.filter((agent) => agent.status === status).length);
      }
    },
  });
  return registry;
}
