/** The folder of the prompts: texts and recordings of each language, and the hold music. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Prompt } from './configuration.ts';
import type { Fault } from './fault.ts';
import { schemaCheck } from './schema-check.ts';
import { Texts } from './texts-schema.ts';
import { readYaml, YamlFile } from './yaml-file.ts';

/** The folder of the hold music, beside those of the languages. */
export const MUSIC = 'music';

export type PromptsFolder = {
  readonly prompts: Map<string, Map<string, Prompt>>;
  readonly music: string[];
  /** Languages whose texts could not be read: a prompt missing there is not told a second time. */
  readonly unreadable: ReadonlySet<string>;
  readonly faults: Fault[];
};

const checkTexts = schemaCheck<Texts>(Texts);

export async function readPrompts(folder: string): Promise<PromptsFolder> {
  const prompts = new Map<string, Map<string, Prompt>>();
  const unreadable = new Set<string>();
  const faults: Fault[] = [];
  const names = await subfolders(folder);
  if (names === undefined) {
    const fault = new YamlFile(folder, '').fault([], 'the folder of the prompts is missing', {
      hint: 'SHORTLINE_PROMPTS names it',
    });
    return { prompts, music: [], unreadable, faults: [fault] };
  }
  for (const language of names.filter((name) => /^[a-z]{2,3}$/.test(name))) {
    const file = await readYaml(join(folder, language, 'texts.yaml'));
    const texts = checkTexts(file);
    if (!texts.ok) {
      faults.push(...texts.faults);
      unreadable.add(language);
    }
    prompts.set(language, await promptsOfLanguage(join(folder, language), texts.ok ? texts.value : {}));
  }
  const music = names.includes(MUSIC) ? ((await subfolders(join(folder, MUSIC))) ?? []) : [];
  return { prompts, music, unreadable, faults };
}

async function promptsOfLanguage(folder: string, texts: Texts): Promise<Map<string, Prompt>> {
  const rates = new Map<string, number[]>();
  for (const rate of ((await subfolders(folder)) ?? []).filter((name) => /^\d{4,5}$/.test(name)).toSorted()) {
    for (const file of await readdir(join(folder, rate))) {
      if (!file.endsWith('.wav')) continue;
      const name = file.slice(0, -'.wav'.length);
      rates.set(name, [...(rates.get(name) ?? []), Number(rate)]);
    }
  }
  const names = new Set([...Object.keys(texts), ...rates.keys()]);
  return new Map([...names].map((name) => [name, { text: texts[name], rates: rates.get(name) ?? [] }]));
}

/** The names of the folders in a folder, in order; undefined when it is missing. */
export async function subfolders(folder: string): Promise<string[] | undefined> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    const folders = entries.filter((entry) => entry.isDirectory() || entry.isSymbolicLink());
    return folders.map(({ name }) => name).toSorted();
  } catch {
    return undefined;
  }
}
