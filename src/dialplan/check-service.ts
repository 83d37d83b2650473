/** Whether the agents can serve the queues, and the centres that are ours. */
import type { Agent, Agents } from '../acd/schema.ts';
import type { Queue } from '../ivr/schema.ts';
import type { Centre } from '../routing/schema.ts';
import type { LineFile } from './check-agents.ts';
import type { Fault } from './fault.ts';
import type { YamlFile } from './yaml-file.ts';

type Needs = { readonly [skill: string]: number };
const MEND = 'give it to an agent of sip-config/agents.yaml';

/** Skill → the least level that a queue asks for at first. */
export function needsOf({ skill, level = 1, needs = {} }: Queue): Needs {
  return skill === undefined ? needs : { ...needs, [skill]: level };
}

/** Queues that no agent can serve, even after the last relaxation; or not in some language of the line. */
export function checkService({ file, line }: LineFile, { agents }: Agents): Fault[] {
  if (agents.length === 0) return [];
  return Object.entries(line.queues).flatMap(([name, queue]) => {
    const assigned = agents.filter(({ queues }) => queues === undefined || Object.hasOwn(queues, name));
    const dropped = new Set((queue.relax ?? []).flatMap(({ drop }) => drop ?? []));
    const asked = relaxed(queue, dropped);
    const serving = assigned.filter((agent) => isFit(agent, asked));
    if (serving.length === 0) return [unserved(file, name, queue, asked, agents)];
    if (queue.language === 'any') return [];
    const speaks = (language: string) =>
      serving.some(({ languages }) => languages === undefined || languages.includes(language));
    return line.languages
      .filter((language) => !speaks(language))
      .map((language) =>
        file.fault(['queues', name], `no agent of the queue "${name}" speaks "${language}"`, {
          severity: 'warning',
          hint: 'see `languages` of the agents in sip-config/agents.yaml',
          on: 'key',
        }),
      );
  });
}

type Asked = {
  readonly needs: Needs;
  readonly site?: string | undefined;
  readonly level?: number | undefined;
};

/** What the queue asks for in the end. */
function relaxed(queue: Queue, dropped: ReadonlySet<string>): Asked {
  const most = Math.min(5, ...(queue.relax ?? []).flatMap(({ level }) => level ?? []));
  const kept = Object.entries(needsOf(queue)).filter(([skill]) => !dropped.has(skill));
  return {
    needs: Object.fromEntries(kept.map(([skill, level]) => [skill, Math.min(level, most)])),
    site: dropped.has('site') ? undefined : queue.site,
    level: dropped.has('agent-level') ? undefined : queue.agentLevel,
  };
}

function isFit(agent: Agent, { needs, site, level }: Asked): boolean {
  const skilled = Object.entries(needs).every(([skill, least]) => (agent.skills[skill] ?? 0) >= least);
  return (
    skilled &&
    (site === undefined || agent.site === site) &&
    (level === undefined || (agent.level ?? 1) === level)
  );
}

function unserved(file: YamlFile, name: string, queue: Queue, asked: Asked, agents: readonly Agent[]): Fault {
  const lacking = Object.entries(asked.needs).find(
    ([skill, level]) => !agents.some(({ skills }) => (skills[skill] ?? 0) >= level),
  );
  const why = lacking ? `none has the skill ${skillWords(lacking)}` : 'none has all that it asks for';
  const isOne = lacking !== undefined && lacking[0] === queue.skill;
  const at = isOne ? ['queues', name, 'skill'] : ['queues', name];
  return file.fault(at, `no agent can serve the queue "${name}": ${why}`, {
    severity: 'warning',
    hint: lacking
      ? MEND
      : 'see `skills`, `site`, `level` and `queues` of the agents in sip-config/agents.yaml',
    on: isOne ? 'value' : 'key',
  });
}

function skillWords([skill, level]: [string, number]): string {
  return level > 1 ? `"${skill}" at level ${level}` : `"${skill}"`;
}

/** Centres of our own agents that none of them can serve. */
export function checkCentreService(
  file: YamlFile,
  centres: Readonly<Record<string, Centre>>,
  { agents }: Agents,
): Fault[] {
  if (agents.length === 0) return [];
  return Object.entries(centres).flatMap(([name, centre]) => {
    if (centre.agents === undefined) return [];
    const { needs = {}, site } = centre.agents;
    if (agents.some((agent) => isFit(agent, { needs, site, level: 2 }))) return [];
    const message = `no agent of level 2 can serve the centre "${name}"`;
    const hint = 'see `level`, `skills` and `site` of the agents in sip-config/agents.yaml';
    return [file.fault(['centres', name, 'agents'], message, { severity: 'warning', hint, on: 'key' })];
  });
}
