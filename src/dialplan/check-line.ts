/** One line against itself and against what it names: queues, destinations, languages, prompts, music. */
import type { Line } from '../ivr/schema.ts';
import type { Centre } from '../routing/schema.ts';
import { checkFlow } from './check-flow.ts';
import { checkHours, checkTimezone } from './check-hours.ts';
import type { Fault } from './fault.ts';
import { AGENT_PROMPTS, HOUSE_PROMPTS } from './house-prompts.ts';
import { suggestion } from './nearest.ts';
import type { PromptsFolder } from './prompts-folder.ts';
import { promptsOf, targetsOf } from './uses.ts';
import type { Path, YamlFile } from './yaml-file.ts';

/** What a line may name; undefined where the file that says so is faulty itself. */
export type Surroundings = {
  readonly centres: Readonly<Record<string, Centre>> | undefined;
  readonly sound: PromptsFolder | undefined;
  /** The instant from which openings are looked for, epoch milliseconds. */
  readonly at: number;
};

export function checkLine(file: YamlFile, line: Line, around: Surroundings): Fault[] {
  return [
    ...checkTimezone(file, ['timezone'], line.timezone),
    ...checkHours(file, ['hours'], line.hours, line.timezone, around.at),
    ...checkFlow(file, line),
    ...targetNames(file, line, around),
    ...unusedQueues(file, line),
    ...(around.sound === undefined ? [] : sounds(file, line, around.sound)),
    ...fullLine(file, line),
  ];
}

function targetNames(file: YamlFile, line: Line, { centres }: Surroundings): Fault[] {
  const faults: Fault[] = [];
  for (const { at, target } of targetsOf(line)) {
    if ('queue' in target && !Object.hasOwn(line.queues, target.queue)) {
      const hint = suggestion(target.queue, Object.keys(line.queues));
      faults.push(file.fault([...at, 'queue'], `there is no queue "${target.queue}" in this line`, { hint }));
    }
    if ('transfer' in target && centres !== undefined && !Object.hasOwn(centres, target.transfer)) {
      const hint = suggestion(target.transfer, Object.keys(centres));
      const message = `there is no destination "${target.transfer}" in sip-config/centres.yaml`;
      faults.push(file.fault([...at, 'transfer'], message, { hint }));
    }
    if ('go' in target && target.language !== undefined && !line.languages.includes(target.language)) {
      const hint = suggestion(target.language, line.languages);
      faults.push(file.fault([...at, 'language'], `this line does not speak "${target.language}"`, { hint }));
    }
  }
  return faults;
}

function unusedQueues(file: YamlFile, line: Line): Fault[] {
  const used = new Set(targetsOf(line).flatMap(({ target }) => ('queue' in target ? [target.queue] : [])));
  const unused = Object.keys(line.queues).filter((name) => !used.has(name));
  return unused.map((name) =>
    file.fault(['queues', name], `no call reaches the queue "${name}"`, { severity: 'warning', on: 'key' }),
  );
}

function sounds(file: YamlFile, line: Line, sound: PromptsFolder): Fault[] {
  const uses: { at: Path; name: string; hint?: string }[] = [...promptsOf(line)];
  for (const name of Object.keys({ ...HOUSE_PROMPTS, ...AGENT_PROMPTS })) {
    uses.push({ at: ['languages'], name, hint: 'the line says it by itself' });
  }
  const faults: Fault[] = [];
  for (const [index, language] of line.languages.entries()) {
    const known = sound.prompts.get(language);
    if (known === undefined) {
      const message = `there are no prompts in "${language}": the folder prompts/${language} is missing`;
      faults.push(
        file.fault(['languages', index], message, { hint: suggestion(language, sound.prompts.keys()) }),
      );
    } else if (!sound.unreadable.has(language)) {
      faults.push(...uses.flatMap((use) => missingPrompt(file, language, known, use)));
    }
  }
  for (const [name, queue] of Object.entries(line.queues)) {
    if (queue.music === undefined || sound.music.includes(queue.music)) continue;
    const message = `there is no hold music "${queue.music}" in prompts/music`;
    faults.push(
      file.fault(['queues', name, 'music'], message, { hint: suggestion(queue.music, sound.music) }),
    );
  }
  return faults;
}

function missingPrompt(
  file: YamlFile,
  language: string,
  known: ReadonlyMap<string, { rates: readonly number[] }>,
  { at, name, hint }: { at: Path; name: string; hint?: string },
): Fault[] {
  const prompt = known.get(name);
  if (prompt === undefined) {
    const near = suggestion(name, known.keys());
    const mend = near?.startsWith('did') ? near : `write it in prompts/${language}/texts.yaml`;
    const message = `there is no prompt "${name}" in ${language}`;
    return [file.fault(at, message, { hint: hint === undefined ? mend : `${hint}; ${mend}` })];
  }
  if (prompt.rates.includes(8000)) return [];
  const message = `the prompt "${name}" has a text but no sound in ${language}`;
  return [file.fault(at, message, { hint: '`npx shortline prompts render` makes it' })];
}

function fullLine(file: YamlFile, line: Line): Fault[] {
  if (line.capacity === undefined || line.full !== undefined || line.reserve === 0) return [];
  const message = 'callers beyond the capacity hear nothing';
  return [
    file.fault(['capacity'], message, {
      severity: 'warning',
      hint: 'name a prompt: full: line-full',
      on: 'key',
    }),
  ];
}
