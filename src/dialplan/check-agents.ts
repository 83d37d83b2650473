/** `sip-config/agents.yaml` by itself, and against the queues that it names. */
import type { Agents } from '../acd/schema.ts';
import type { Line } from '../ivr/schema.ts';
import type { Centre } from '../routing/schema.ts';
import { needsOf } from './check-service.ts';
import { twice } from './check-sip.ts';
import type { Fault } from './fault.ts';
import { nearest, suggestion } from './nearest.ts';
import type { YamlFile } from './yaml-file.ts';

export type LineFile = { readonly file: YamlFile; readonly line: Line };

/** @param lines undefined when some line could not be read
 *  @param centres undefined when they could not be */
export function checkAgents(
  file: YamlFile,
  agents: Agents,
  lines: readonly LineFile[] | undefined,
  centres: Readonly<Record<string, Centre>> | undefined,
): Fault[] {
  // SIP accounts are compared by case, but two that differ only by it are one person's mistake.
  const accounts = agents.agents.map(({ account }, index) => ({
    at: ['agents', index, 'account'],
    name: account.toLowerCase(),
  }));
  const faults = twice(file, accounts, 'agent');
  if (agents.agents.length === 0) {
    faults.push(
      file.fault(['agents'], 'there is no agent: nobody answers', { severity: 'warning', on: 'key' }),
    );
  }
  if (lines === undefined || centres === undefined) return faults;
  return [...faults, ...unusedSkills(file, agents, lines, centres), ...unknownQueues(file, agents, lines)];
}

function unusedSkills(
  file: YamlFile,
  agents: Agents,
  lines: readonly LineFile[],
  centres: Readonly<Record<string, Centre>>,
): Fault[] {
  const needed = [
    ...lines.flatMap(({ line }) =>
      Object.values(line.queues).flatMap((queue) => Object.keys(needsOf(queue))),
    ),
    ...Object.values(centres).flatMap((centre) => Object.keys(centre.agents?.needs ?? {})),
  ];
  return agents.agents.flatMap(({ skills }, index) =>
    Object.keys(skills)
      // A skill that no queue needs yet is no fault; one letter beside a needed one is.
      .filter((skill) => !needed.includes(skill) && nearest(skill, needed) !== undefined)
      .map((skill) =>
        file.fault(['agents', index, 'skills', skill], `no queue needs the skill "${skill}"`, {
          severity: 'warning',
          hint: `did you mean "${nearest(skill, needed)}"?`,
          on: 'key',
        }),
      ),
  );
}

/** An agent who is kept to queues that do not exist answers nobody. */
function unknownQueues(file: YamlFile, agents: Agents, lines: readonly LineFile[]): Fault[] {
  const known = lines.flatMap(({ line }) => Object.keys(line.queues));
  return agents.agents.flatMap(({ queues }, index) =>
    Object.keys(queues ?? {})
      .filter((name) => !known.includes(name))
      .map((name) =>
        file.fault(['agents', index, 'queues', name], `no line has a queue "${name}"`, {
          hint: suggestion(name, known),
          on: 'key',
        }),
      ),
  );
}
