/** Which queues share their agents: their callers wait for the same people. From the admin's files alone, so that it is the
 *  same after a restart. */
import type { ListedAgent } from './agent.ts';
import type { ActiveConfiguration } from './configuration.ts';
import { plainName, type QueueRules, rulesOf } from './rules.ts';

export interface Rival {
  /** `<line>/<queue>`. */
  readonly key: string;
  /** Part of its agents who serve the other queue too: above 0, at most 1. */
  readonly share: number;
}

/** Those that share most count; the others are left out, as each costs a look at every estimate. */
const MOST_RIVALS = 4;
const LEAST_SHARE = 0.05;

/** By `<line>/<queue>`. */
export function rivalsOf(files: ActiveConfiguration): Map<string, readonly Rival[]> {
  const queues = Object.entries(files.lines).flatMap(([line, { queues: names }]) =>
    Object.keys(names).map((queue) => ({ line, queue, rules: rulesOf(files, line, queue)! })),
  );
  const served = queues.map((one) => ({ ...one, agents: agentsOf(one.rules, files.agents.agents) }));
  return new Map(
    served.map((one) => {
      const rivals = served
        .filter((other) => other !== one)
        .map(({ line, queue, agents }) => ({ key: `${line}/${queue}`, share: shareOf(agents, one.agents) }))
        .filter(({ share }) => share >= LEAST_SHARE)
        .sort((first, second) => second.share - first.share);
      return [`${one.line}/${one.queue}`, rivals.slice(0, MOST_RIVALS)];
    }),
  );
}

/** A bit for each agent who serves the queue as it is asked at first, languages aside. */
function agentsOf({ stages, site, queue }: QueueRules, agents: readonly ListedAgent[]): Uint32Array {
  const bits = new Uint32Array(Math.ceil(agents.length / 32));
  const { skills, siteRequired, agentLevel } = stages[0];
  const needs = [...skills];
  agents.forEach((agent, index) => {
    const isAble =
      needs.every(([skill, level]) => (agent.skills[skill] ?? 0) >= level) &&
      (!siteRequired || agent.site === site) &&
      (agentLevel === undefined || (agent.level ?? 1) === agentLevel) &&
      (!agent.queues || Object.hasOwn(agent.queues, plainName(queue)));
    if (isAble) bits[index >> 5]! |= 1 << (index & 31);
  });
  return bits;
}

function shareOf(agents: Uint32Array, others: Uint32Array): number {
  let all = 0;
  let both = 0;
  for (let index = 0; index < agents.length; index += 1) {
    all += ones(agents[index]!);
    both += ones(agents[index]! & others[index]!);
  }
  return all === 0 ? 0 : both / all;
}

/** The number of ones in 32 bits. */
function ones(bits: number): number {
  const pairs = bits - ((bits >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
