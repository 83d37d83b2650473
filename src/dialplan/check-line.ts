/** One line against itself and against what it names: queues, destinations, languages, prompts, music. */
import type { Line } from '../ivr/schema.ts';
import type { Centre, Trunk } from '../routing/schema.ts';
import { checkFlow } from './check-flow.ts';
import { checkHours, checkTimezone } from './check-hours.ts';
import { checkQueues } from './check-queues.ts';
import { checkServices } from './check-services.ts';
import { checkSpeech } from './check-speech.ts';
import { type Fault, isFaulty } from './fault.ts';
import { AGENT_PROMPTS, HOUSE_PROMPTS } from './house-prompts.ts';
import { nearest, suggestion } from './nearest.ts';
import type { PromptsFolder } from './prompts-folder.ts';
import { queueNode, reachedOf } from './reach.ts';
import { promptsOf, targetsOf } from './uses.ts';
import type { Path, YamlFile } from './yaml-file.ts';

/** What a line may name; undefined where the file that says so is faulty itself. */
export type Surroundings = {
  readonly centres: Readonly<Record<string, Centre>> | undefined;
  readonly trunks: readonly Trunk[] | undefined;
  readonly sound: PromptsFolder | undefined;
  /** The instant from which openings are looked for, epoch milliseconds. */
  readonly at: number;
};

export function checkLine(file: YamlFile, line: Line, around: Surroundings): Fault[] {
  const faults = [
    ...checkTimezone(file, ['timezone'], line.timezone),
    ...checkHours(file, ['hours'], line.hours, line.timezone, around.at),
    ...checkFlow(file, line),
    ...targetNames(file, line, around),
    ...checkQueues(file, line, around.at),
    ...checkServices(file, line, around.trunks),
    ...(around.sound === undefined ? [] : sounds(file, line, around.sound)),
    ...fullLine(file, line),
  ];
  // A queue may be out of reach because of an error: it is told once that is mended.
  return isFaulty(faults) ? faults : [...faults, ...unusedQueues(file, line)];
}

function targetNames(file: YamlFile, line: Line, { centres }: Surroundings): Fault[] {
  const faults: Fault[] = [];
  for (const { at, target } of targetsOf(line)) {
    if ('queue' in target && !Object.hasOwn(line.queues, target.queue)) {
      const hint = suggestion(target.queue, Object.keys(line.queues));
      faults.push(file.fault([...at, 'queue'], `there is no queue "${target.queue}" in this line`, { hint }));
    }
    if ('transfer' in target)
      faults.push(...unknownCentre(file, [...at, 'transfer'], target.transfer, centres));
    if ('emergency' in target)
      faults.push(...unknownCentre(file, [...at, 'emergency'], target.emergency, centres));
    if ('go' in target && target.language !== undefined && !line.languages.includes(target.language)) {
      const hint = suggestion(target.language, line.languages);
      faults.push(file.fault([...at, 'language'], `this line does not speak "${target.language}"`, { hint }));
    }
  }
  const { emergency } = line;
  return emergency === undefined
    ? faults
    : [...faults, ...unknownCentre(file, ['emergency', 'to'], emergency.to, centres)];
}

function unknownCentre(file: YamlFile, at: Path, name: string, centres: Surroundings['centres']): Fault[] {
  if (centres === undefined || Object.hasOwn(centres, name)) return [];
  const message = `there is no destination "${name}" in sip-config/centres.yaml`;
  return [file.fault(at, message, { hint: suggestion(name, Object.keys(centres)) })];
}

function unusedQueues(file: YamlFile, line: Line): Fault[] {
  const reached = reachedOf(line);
  const unused = Object.keys(line.queues).filter((name) => !reached.has(queueNode(name)));
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
    if (sound.prompts.has(language)) continue;
    const message = `there are no prompts in "${language}": the folder prompts/${language} is missing`;
    const hint = suggestion(language, sound.prompts.keys());
    faults.push(file.fault(['languages', index], message, { hint }));
  }
  faults.push(...uses.flatMap((use) => missingPrompt(file, line.languages, sound, use)));
  faults.push(...checkSpeech(file, line.languages, sound));
  for (const [name, queue] of Object.entries(line.queues)) {
    if (queue.music === undefined || sound.music.includes(queue.music)) continue;
    const message = `there is no hold music "${queue.music}" in prompts/music`;
    faults.push(
      file.fault(['queues', name, 'music'], message, { hint: suggestion(queue.music, sound.music) }),
    );
  }
  return faults;
}

/** One fault for all the languages that lack a prompt, and one for all that lack its sound. */
function missingPrompt(
  file: YamlFile,
  languages: readonly string[],
  sound: PromptsFolder,
  { at, name, hint }: { at: Path; name: string; hint?: string },
): Fault[] {
  const known = languages.filter(
    (language) => sound.prompts.has(language) && !sound.unreadable.has(language),
  );
  const lacking = known.filter((language) => !sound.prompts.get(language)?.has(name));
  const silent = known.filter(
    (language) => sound.prompts.get(language)?.get(name)?.rates.includes(8000) === false,
  );
  const faults: Fault[] = [];
  if (lacking.length > 0) {
    const near = nearest(name, sound.prompts.get(lacking[0]!)?.keys() ?? []);
    const mend =
      near === undefined ? `write it in prompts/${lacking[0]}/texts.yaml` : `did you mean "${near}"?`;
    const message = `there is no prompt "${name}" in ${lacking.join(' and ')}`;
    faults.push(file.fault(at, message, { hint: hint === undefined ? mend : `${hint}; ${mend}` }));
  }
  if (silent.length > 0) {
    const message = `the prompt "${name}" has a text but no sound in ${silent.join(' and ')}`;
    faults.push(file.fault(at, message, { hint: '`npx shortline prompts render` makes it' }));
  }
  return faults;
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
