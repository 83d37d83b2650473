/** Makes the indexes from what they follow from: after a restart, and when the admin's files change. */
import { Calendar } from './calendar.ts';
import type { Caller } from './caller.ts';
import { count } from './evolve-transfers.ts';
import { numberKey } from './numbers.ts';
import { canServe } from './profile.ts';
import { refreshAgent } from './seating.ts';
import { enterIndexes } from './standing.ts';
import type { AcdState } from './state.ts';
import { profileAt, versionOf } from './versions.ts';

export function reindex(state: AcdState): void {
  const { silent, loud } = state;
  // what time alone has put there belongs to the indexes that go
  state.agenda.profiles.clear();
  state.agenda.versions.clear();
  state.agenda.unstaffed.clear();
  state.versions.clear();
  state.profiles.length = 0;
  state.rivals = undefined;
  state.load.clear();
  state.numbers.clear();
  Object.assign(silent, { callers: new Calendar(), agents: new Calendar(), versions: new Calendar() });
  Object.assign(loud, { callers: new Calendar(), agents: new Calendar() });
  for (const queue of state.queues.values()) {
    queue.versions.clear();
    queue.list.length = 0;
    queue.callbacks.clear();
    queue.count = 0;
    queue.dialled = 0;
  }
  for (const agent of state.agents.values()) {
    Object.assign(agent, {
      abilities: [],
      able: [],
      present: false,
      coming: false,
      idle: false,
      seated: false,
      held: [],
    });
    agent.wrapUpTimer.slot = -1;
    agent.breathTimer.slot = -1;
    refreshAgent(state, agent);
  }
  for (const { centre, emergency } of state.transfers.values()) count(state, centre, emergency, 1);
  for (const caller of state.callers.values()) reenter(state, caller);
}

function reenter(state: AcdState, caller: Caller): void {
  const { configuration, version, language } = caller;
  const { line, queue } = version.rules;
  caller.version = versionOf(state, configuration, line, queue) ?? version;
  caller.profile = profileAt(state, caller.version, language, state.at - caller.joinedAt);
  caller.silent.slot = -1;
  caller.loud = undefined;
  if (caller.held) {
    const agent = state.agents.get(caller.lastAgent ?? '');
    caller.held = false;
    if (agent?.isComing && canServe(agent, caller.profile)) {
      caller.held = true;
      agent.held.push(caller);
    }
  }
  if (caller.version.rules.redialMs > 0 && caller.number !== '') {
    const key = numberKey(caller);
    state.numbers.set(key, (state.numbers.get(key) ?? 0) + 1);
  }
  enterIndexes(state, caller);
}
