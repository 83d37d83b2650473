/** Loads everything that an admin wrote, and checks it whole: either all of it holds, or nothing does. */
import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Agents } from '../acd/schema.ts';
import { Line } from '../ivr/schema.ts';
import { Centres, Trunks } from '../routing/schema.ts';
import { checkAgents, type LineFile } from './check-agents.ts';
import { checkLine } from './check-line.ts';
import { checkCentreService, checkService } from './check-service.ts';
import { checkCentres, checkTrunks } from './check-sip.ts';
import { type Configuration, deepFreeze, type Folders } from './configuration.ts';
import { type Fault, inOrder, isFaulty } from './fault.ts';
import { suggestion } from './nearest.ts';
import { readPrompts, subfolders } from './prompts-folder.ts';
import { type Checked, schemaCheck } from './schema-check.ts';
import { demoAccounts } from './secrets.ts';
import { readYaml, YamlFile } from './yaml-file.ts';

export type Loaded =
  | { readonly ok: true; readonly configuration: Configuration; readonly warnings: readonly Fault[] }
  /** At least one error; warnings are among the faults. */
  | { readonly ok: false; readonly faults: readonly Fault[] };

const check = {
  line: schemaCheck<Line>(Line),
  trunks: schemaCheck<Trunks>(Trunks),
  centres: schemaCheck<Centres>(Centres),
  agents: schemaCheck<Agents>(Agents),
};

type Read<T> = { readonly file: YamlFile; readonly checked: Checked<T> };

/**
 * Reads and checks the folders. Never throws for what they hold.
 * @param now the instant from which openings are looked for, epoch milliseconds
 */
export async function loadConfiguration(folders: Folders, now: number = Date.now()): Promise<Loaded> {
  const sipFile = (name: string) => readYaml(join(folders.sipConfig, name));
  const [read, trunks, centres, agents, sound] = await Promise.all([
    readLines(folders.dialplans),
    sipFile('trunks.yaml').then((file) => checkedBy(check.trunks, file)),
    sipFile('centres.yaml').then((file) => checkedBy(check.centres, file)),
    sipFile('agents.yaml').then((file) => checkedBy(check.agents, file)),
    readPrompts(folders.prompts),
  ]);
  const faults: Fault[] = [...read.faults, ...sound.faults];
  const good = <T>({ checked }: Read<T>): T | undefined => {
    if (!checked.ok) faults.push(...checked.faults);
    return checked.ok ? checked.value : undefined;
  };
  const lines: LineFile[] = [];
  for (const one of read.lines) {
    const line = good(one);
    if (line !== undefined) lines.push({ file: one.file, line });
  }
  const trunkList = good(trunks)?.trunks;
  const centreList = good(centres)?.centres;
  const agentList = good(agents);
  // What names something of a faulty file is not a fault of its own.
  const allLines = read.faults.length === 0 && lines.length === read.lines.length ? lines : undefined;
  const readable = sound.prompts.size > 0 ? sound : undefined;

  const agentFaults =
    agentList === undefined ? [] : checkAgents(agents.file, agentList, allLines, centreList);
  faults.push(...agentFaults);
  // whom agents can serve is known once they are written without a fault
  const serving = isFaulty(agentFaults) ? undefined : agentList;

  for (const { file, line } of lines) {
    const found = checkLine(file, line, {
      centres: centreList,
      trunks: trunkList,
      sound: readable,
      at: now,
    });
    faults.push(...found);
    if (serving !== undefined && !isFaulty(found)) faults.push(...checkService({ file, line }, serving));
    if (trunkList !== undefined) faults.push(...withoutTrunk({ file, line }, trunkList));
  }
  faults.push(...sameNumber(lines));
  if (trunkList !== undefined) {
    const numbers = allLines?.map(({ line }) => line.line);
    faults.push(...checkTrunks(trunks.file, trunkList, numbers));
  }
  if (centreList !== undefined) {
    const names = trunkList?.map(({ name }) => name);
    const found = checkCentres(centres.file, centreList, names, now);
    faults.push(...found);
    if (serving !== undefined && !isFaulty(found)) {
      faults.push(...checkCentreService(centres.file, centreList, serving));
    }
  }

  const ordered = inOrder(faults);
  if (isFaulty(ordered) || trunkList === undefined || centreList === undefined || agentList === undefined) {
    return { ok: false, faults: ordered };
  }
  const configuration: Configuration = {
    lines: new Map(lines.map(({ line }) => [line.line, line])),
    trunks: trunkList,
    centres: centreList,
    agents: agentList,
    prompts: sound.prompts,
    music: sound.music,
    demo: demoAccounts(agentList).length > 0,
  };
  return { ok: true, configuration: deepFreeze(configuration), warnings: ordered };
}

function checkedBy<T>(checkFile: (file: YamlFile) => Checked<T>, file: YamlFile): Read<T> {
  return { file, checked: checkFile(file) };
}

/** One folder a line; a folder without YAML is none of ours. */
async function readLines(folder: string): Promise<{ lines: Read<Line>[]; faults: Fault[] }> {
  const at = (path: string, message: string, hint: string) =>
    new YamlFile(path, '').fault([], message, { hint });
  const names = await subfolders(folder);
  if (names === undefined) {
    return {
      lines: [],
      faults: [at(folder, 'the folder of the lines is missing', 'SHORTLINE_DIALPLANS names it')],
    };
  }
  const lines: Read<Line>[] = [];
  const faults: Fault[] = [];
  for (const name of names) {
    const files = (await readdir(join(folder, name))).filter((file) => /\.ya?ml$/i.test(file));
    if (files.includes('line.yaml')) {
      lines.push(checkedBy(check.line, await readYaml(join(folder, name, 'line.yaml'))));
    } else if (files.length > 0) {
      const hint = suggestion(files[0]!, ['line.yaml']) ?? 'a line is written in line.yaml';
      faults.push(at(join(folder, name, files[0]!), 'a folder of a line without line.yaml', hint));
    }
  }
  if (lines.length === 0 && faults.length === 0) {
    faults.push(at(folder, 'there is no line', 'write one in dialplans/<number>/line.yaml'));
  }
  return { lines, faults };
}

function sameNumber(lines: readonly LineFile[]): Fault[] {
  const first = new Map<string, string>();
  return lines.flatMap(({ file, line }) => {
    const other = first.get(line.line);
    if (other === undefined) {
      first.set(line.line, basename(dirname(file.path)));
      return [];
    }
    const message = `the line ${line.line} is already in the folder ${other}`;
    return [file.fault(['line'], message, { hint: 'each line has a number of its own' })];
  });
}

function withoutTrunk(
  { file, line }: LineFile,
  trunks: readonly { lines: Record<string, string> }[],
): Fault[] {
  if (trunks.some((trunk) => Object.values(trunk.lines).includes(line.line))) return [];
  return [
    file.fault(['line'], `no trunk brings calls to the line ${line.line}`, {
      severity: 'warning',
      hint: 'name it under `lines` of a trunk in sip-config/trunks.yaml',
    }),
  ];
}
