/** Queues, the versions of their rules, and the profiles of their callers: made when somebody first needs them. */

import type { Hours } from '../ivr/schema.ts';
import type { AgentState } from './agent.ts';
import { HoursClock } from './hours-clock.ts';
import { Ability, canServe, Profile, QueueVersion } from './profile.ts';
import { rulesOf } from './rules.ts';
import type { AcdState, QueueState } from './state.ts';

export function queueOf(state: AcdState, line: string, name: string): QueueState {
  const key = `${line}/${name}`;
  const known = state.queues.get(key);
  if (known) return known;
  const queue: QueueState = {
    key,
    line,
    name,
    closed: undefined,
    turns: new Map(),
    offers: 0,
    model: undefined,
    versions: new Map(),
    list: [],
    count: 0,
    callbacks: new Set(),
    dialled: 0,
  };
  state.queues.set(key, queue);
  return queue;
}

/** A queue under the rules of one configuration; versions that say the same are one. Undefined for a queue of which the
 *  configuration knows nothing. */
export function versionOf(
  state: AcdState,
  configuration: number,
  line: string,
  name: string,
): QueueVersion | undefined {
  const known = state.versions.get(configuration)?.get(line)?.get(name);
  if (known) return known;
  const files = state.configurations.get(configuration);
  const rules = files && rulesOf(files, line, name);
  if (!rules) return undefined;
  const queue = queueOf(state, line, name);
  const text = JSON.stringify(rules, (_, value: unknown) => (value instanceof Map ? [...value] : value));
  let version = queue.versions.get(text);
  if (!version) {
    const { hours, lineHours, timezone } = rules;
    const clocks = [clockOf(state, hours, timezone), clockOf(state, lineHours, timezone)] as const;
    version = new QueueVersion(rules, queue, text, clocks, versionsIn(state));
    queue.versions.set(text, version);
    queue.list.push(version);
  }
  const ofConfiguration = made(state.versions, configuration);
  made(ofConfiguration, line).set(name, version);
  return version;
}

/** The map within a map. */
function made<Key, Inner, Value>(maps: Map<Key, Map<Inner, Value>>, key: Key): Map<Inner, Value> {
  const known = maps.get(key) ?? new Map<Inner, Value>();
  maps.set(key, known);
  return known;
}

function versionsIn({ queues }: AcdState): number {
  let count = 0;
  for (const { list } of queues.values()) count += list.length;
  return count;
}

function clockOf({ clocks }: AcdState, hours: Hours | undefined, timezone: string): HoursClock {
  const key = `${timezone} ${JSON.stringify(hours)}`;
  const known = clocks.get(key);
  if (known) return known;
  const clock = new HoursClock(hours, timezone);
  clocks.set(key, clock);
  return clock;
}

export function profileOf(state: AcdState, version: QueueVersion, language: string, stage: number): Profile {
  const spoken = version.rules.language === 'any' ? '' : language;
  const known = version.profiles.get(spoken);
  if (known) return known[stage]!;
  const profiles = version.rules.stages.map(
    (_, index) => new Profile(state.profiles.length + index, version, spoken, index),
  );
  version.profiles.set(spoken, profiles);
  for (const profile of profiles) {
    state.profiles.push(profile);
    state.heads.add(profile);
    for (const agent of state.agents.values()) link(agent, profile);
  }
  return profiles[stage]!;
}

/** The profile of a caller who has been in the queue for so long. */
export function profileAt(
  state: AcdState,
  version: QueueVersion,
  language: string,
  waitedMs: number,
): Profile {
  const { stages } = version.rules;
  let stage = 0;
  while (stage + 1 < stages.length && stages[stage + 1]!.afterMs <= waitedMs) stage += 1;
  return profileOf(state, version, language, stage);
}

/** The profile at which the least is asked: nobody who cannot serve it can ever serve. */
export function lastProfile(profile: Profile): Profile {
  const profiles = profile.version.profiles.get(profile.language)!;
  return profiles[profiles.length - 1]!;
}

/** Enters the agent where the agent could serve. */
export function link(agent: AgentState, profile: Profile): void {
  if (!canServe(agent, profile)) return;
  const ability = new Ability(agent, profile);
  agent.abilities.push(ability);
  agent.able.push(profile.number);
  if (agent.present) profile.present += 1;
  if (agent.coming) profile.coming += 1;
  if (agent.seated) profile.idle.push(ability, ability.order);
}
