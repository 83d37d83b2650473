/** What supervisors see of a node, in the API's shapes, and the way in for what they do. */

import type { AgentState } from '../acd/agent.ts';
import type { Caller, Standing } from '../acd/caller.ts';
import { expectedWait } from '../acd/expectation.ts';
import { agentView, callerView, centreViews, lineView, queueViews } from '../acd/views.ts';
import type { CallState } from '../call/state.ts';
import type { Configuration } from '../dialplan/configuration.ts';
import type { LineEvent } from '../events/line.generated.ts';
import { isOpen } from '../ivr/hours.ts';
import type { Node } from './node.ts';

export function liveOf(node: Node, configuration: Configuration, now: () => number) {
  const centre = () => node.state.centre;
  const agentOf = (agent: AgentState) => ({
    ...agentView(agent),
    misses: agent.misses,
    sinceMs: Math.max(0, now() - agent.idleSince),
  });
  return {
    callers: () => [...node.state.calls.values()].map((call) => callerOf(node, call, now())),
    agents: () => [...centre().agents.values()].map(agentOf),
    agent: (account: string) => {
      const agent = centre().agents.get(account);
      return agent && agentOf(agent);
    },
    queues: () =>
      queueViews(centre(), now()).map(
        ({ line, queue, waiting, oldestWaitMs, agents, ready, callbacks, closed }) => ({
          line,
          queue,
          name: configuration.lines.get(line)?.queues[queue]?.name ?? queue,
          waiting,
          oldestMs: oldestWaitMs ?? 0,
          agentsAble: agents,
          agentsReady: ready,
          callbacks,
          ...(closed === undefined ? {} : { closed: { message: closed } }),
        }),
      ),
    centres: () =>
      centreViews(centre()).map(({ name, up, load, channels }) => {
        const { name: title, hours, timezone } = configuration.centres[name]!;
        return {
          name,
          title,
          up,
          load,
          ...(channels === undefined ? {} : { channels }),
          open: !hours || isOpen(hours, timezone ?? zoneOf(configuration), now()),
        };
      }),
    lines: () =>
      [...configuration.lines.values()].map(
        ({ line, name, hours, timezone, crises = {}, queues, emergency }) => {
          const { closed, crisis } = lineView(centre(), line);
          const calls = [...node.state.calls.values()].filter(({ arrived }) => arrived.line === line);
          const waiting = queueViews(centre(), now()).filter((queue) => queue.line === line);
          return {
            line,
            name,
            calls: calls.length,
            waiting: waiting.reduce((sum, queue) => sum + queue.waiting, 0),
            ...(closed ? { closed } : {}),
            ...(crisis === undefined ? {} : { crisis }),
            open: !closed && isOpen(hours, timezone, now()),
            crises: Object.keys(crises),
            queues: Object.keys(queues),
            ...(emergency ? { emergency: emergency.to } : {}),
          };
        },
      ),
    prompts: (line: string) => {
      const [first = new Set<string>(), ...others] = (configuration.lines.get(line)?.languages ?? []).map(
        (language) => new Set(configuration.prompts.get(language)?.keys()),
      );
      return [...first].filter((prompt) => others.every((prompts) => prompts.has(prompt)));
    },
    happened: (fact: LineEvent) => node.happened(fact),
    now,
  };
}

/** Centres without a time zone of their own have that of the line that the call came to: shown is the first line's. */
function zoneOf({ lines }: Configuration): string {
  const [first] = lines.values();
  return first?.timezone ?? 'UTC';
}

type CallerPhase = 'menu' | 'queued' | 'offered' | 'away' | 'talking' | 'consult' | 'conference' | 'callback';

const PHASES: Readonly<Partial<Record<Standing, CallerPhase>>> = {
  waiting: 'queued',
  offered: 'offered',
  away: 'away',
  refused: 'away',
  callback: 'callback',
  dialled: 'callback',
  talking: 'talking',
  transferred: 'talking',
};

function phaseOf(call: CallState, caller: Caller | undefined): CallerPhase {
  if (call.phase === 'consulting') return 'consult';
  if (call.phase === 'conference') return 'conference';
  if (call.phase === 'talking') return 'talking';
  return (caller && PHASES[caller.standing]) ?? (call.phase === 'transferring' ? 'away' : 'menu');
}

function callerOf(node: Node, call: CallState, at: number) {
  const { centre } = node.state;
  const { callId, line, caller: number, at: arrivedAt } = call.arrived;
  const caller = centre.callers.get(callId);
  const view = caller && callerView(centre, caller, at);
  const expected = caller?.standing === 'waiting' ? expectedWait(centre, caller) : undefined;
  const agent = view?.offeredTo ?? view?.talksTo[0];
  return {
    callId,
    line,
    number,
    queue: view?.queue ?? '',
    phase: phaseOf(call, caller),
    place: view?.place ?? 0,
    position: view?.position ?? 0,
    priority: Math.round((view?.priority ?? 0) * 10) / 10,
    waitedMs: view?.waitedMs ?? at - arrivedAt,
    ...(view?.emergency ? { emergency: true } : {}),
    ...(agent === undefined ? {} : { agent }),
    ...(call.centre === undefined ? {} : { centre: call.centre }),
    ...(expected ? { expected } : {}),
  };
}
