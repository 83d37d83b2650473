/** `sip-config/agents.yaml` by itself, and whether the agents can serve the lines' queues. */
import type { Agents } from '../acd/schema.ts';
import type { Line } from '../ivr/schema.ts';
import { twice } from './check-sip.ts';
import type { Fault } from './fault.ts';
import { nearest } from './nearest.ts';
import type { YamlFile } from './yaml-file.ts';

export type LineFile = { readonly file: YamlFile; readonly line: Line };

/** @param lines undefined when some line could not be read */
export function checkAgents(file: YamlFile, agents: Agents, lines: readonly LineFile[] | undefined): Fault[] {
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
  return lines === undefined ? faults : [...faults, ...unusedSkills(file, agents, lines)];
}

function unusedSkills(file: YamlFile, agents: Agents, lines: readonly LineFile[]): Fault[] {
  const needed = lines.flatMap(({ line }) => Object.values(line.queues).flatMap(({ skill }) => skill ?? []));
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

/** Queues that no agent can serve, in some language of the line. */
export function checkService({ file, line }: LineFile, { agents }: Agents): Fault[] {
  if (agents.length === 0) return [];
  return Object.entries(line.queues).flatMap(([name, { skill, level = 1 }]) => {
    const skilled = agents.filter(({ skills }) => skill === undefined || (skills[skill] ?? 0) >= level);
    if (skilled.length === 0) {
      const needs = level > 1 ? `"${skill}" at level ${level}` : `"${skill}"`;
      return [
        file.fault(
          ['queues', name, 'skill'],
          `no agent can serve the queue "${name}": none has the skill ${needs}`,
          {
            severity: 'warning',
            hint: 'give it to an agent of sip-config/agents.yaml',
          },
        ),
      ];
    }
    const speaks = (language: string) =>
      skilled.some(({ languages }) => languages === undefined || languages.includes(language));
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
