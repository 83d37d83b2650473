/** What events do to the centre as a whole: the admin's files, closures, crises, the health of centres. */
import type { ConfigurationActivated, LineEvent } from '../events/line.generated.ts';
import { AgentState, type ListedAgent } from './agent.ts';
import type { ActiveConfiguration } from './configuration.ts';
import { doubtOffer } from './evolve-agents.ts';
import { reindex } from './reindex.ts';
import type { AcdState, LineOverride } from './state.ts';
import { queueOf } from './versions.ts';

export function evolveCentre(state: AcdState, event: LineEvent, entry: number): void {
  switch (event.type) {
    case 'ConfigurationActivated':
      activated(state, event, entry);
      break;
    case 'CentreUp':
      state.down.delete(event.centre);
      break;
    case 'CentreDown':
      state.down.set(event.centre, event.reason);
      break;
    case 'QueueClosed':
    case 'QueueReopened': {
      if (!isQueue(state, event.line, event.queue)) break;
      const queue = queueOf(state, event.line, event.queue);
      queue.closed = event.type === 'QueueClosed' ? event.message : undefined;
      for (const version of queue.versions.values()) state.agenda.versions.add(version);
      break;
    }
    case 'LineClosed':
      changeLine(state, event.line, ({ crisis }) => ({
        closed: { message: event.message },
        ...(crisis && { crisis }),
      }));
      break;
    case 'LineReopened':
      changeLine(state, event.line, ({ crisis }) => (crisis ? { crisis } : {}));
      break;
    case 'CrisisStarted':
      changeLine(state, event.line, (line) => ({ ...line, crisis: event.crisis }));
      break;
    case 'CrisisEnded':
      changeLine(state, event.line, ({ closed }) => (closed ? { closed } : {}));
      break;
    default:
      break;
  }
}

function isQueue(state: AcdState, line: string, queue: string): boolean {
  const files = state.configurations.get(state.current);
  if (!files || !Object.hasOwn(files.lines, line)) return false;
  if (!queue.startsWith('centre:')) return Object.hasOwn(files.lines[line]!.queues, queue);
  return files.centres[queue.slice('centre:'.length)]?.agents !== undefined;
}

/** Callbacks of a line wait while it is closed: their queues are looked at again. */
function changeLine(state: AcdState, line: string, change: (line: LineOverride) => LineOverride): void {
  const files = state.configurations.get(state.current);
  if (!files || !Object.hasOwn(files.lines, line)) return;
  state.lines.set(line, change(state.lines.get(line) ?? {}));
  for (const queue of state.queues.values()) {
    if (queue.line === line && queue.callbacks.size > 0) state.agenda.callbacks.add(queue);
  }
}

function activated(state: AcdState, event: ConfigurationActivated, entry: number): void {
  const files = JSON.parse(event.configuration) as ActiveConfiguration;
  const before = state.configurations.get(state.current);
  state.configurations.set(entry, files);
  state.current = entry;
  const listed = new Map(files.agents.agents.map((agent) => [agent.account, agent]));
  const former = new Map(before?.agents.agents.map((agent) => [agent.account, JSON.stringify(agent)]));
  for (const agent of state.agents.values()) agent.removed = !listed.has(agent.account);
  for (const [account, agent] of listed) {
    const known = state.agents.get(account);
    // whom the files say nothing new of keeps what a supervisor has changed since
    if (!known) state.agents.set(account, new AgentState(agent, state.ordinals++, state.at));
    else if (former.get(account) !== JSON.stringify(agent)) update(known, agent);
  }
  forgetConfigurations(state);
  reindex(state);
  for (const agent of state.agents.values()) if (agent.removed) doubtOffer(state, agent);
  for (const { list } of state.queues.values())
    for (const version of list) state.agenda.versions.add(version);
}

function update(agent: AgentState, listed: ListedAgent): void {
  const { name, skills, languages, site, level, queues, wrapUpMs } = new AgentState(listed, 0, 0);
  Object.assign(agent, { name, skills, languages, site, level, queues, wrapUpMs });
}

/** Those that no call keeps to any more. */
function forgetConfigurations(state: AcdState): void {
  const kept = new Set([state.current]);
  for (const { configuration } of state.calls.values()) kept.add(configuration);
  for (const { configuration } of state.callers.values()) kept.add(configuration);
  for (const entry of state.configurations.keys()) if (!kept.has(entry)) state.configurations.delete(entry);
}
