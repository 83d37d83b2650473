/** The folder of the prompts: texts and recordings of each language, and the hold music. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Prompt } from './configuration.ts';
import type { Fault } from './fault.ts';
import { fileHash, readManifest, sha256 } from './manifest.ts';
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
    if (texts.ok) faults.push(...(await staleSounds(join(folder, language), file, texts.value)));
    prompts.set(language, await promptsOfLanguage(join(folder, language), texts.ok ? texts.value : {}));
  }
  const music = names.includes(MUSIC) ? ((await subfolders(join(folder, MUSIC))) ?? []) : [];
  return { prompts, music, unreadable, faults };
}

async function promptsOfLanguage(folder: string, texts: Texts): Promise<Map<string, Prompt>> {
  const rates = new Map<string, number[]>();
  const folders = ((await subfolders(folder)) ?? []).filter((name) => /^\d{4,5}$/.test(name));
  for (const rate of folders.map(Number).toSorted((a, b) => a - b)) {
    for (const file of await readdir(join(folder, String(rate)))) {
      if (!file.endsWith('.wav')) continue;
      const name = file.slice(0, -'.wav'.length);
      rates.set(name, [...(rates.get(name) ?? []), rate]);
    }
  }
  const names = new Set([...Object.keys(texts), ...rates.keys()]);
  const textOf = (name: string) => (Object.hasOwn(texts, name) ? texts[name] : undefined);
  return new Map([...names].map((name) => [name, { text: textOf(name), rates: rates.get(name) ?? [] }]));
}

/** Sounds that were rendered from a text which has changed since. */
async function staleSounds(folder: string, file: YamlFile, texts: Texts): Promise<Fault[]> {
  const faults: Fault[] = [];
  for (const [name, { text, sounds }] of Object.entries(await readManifest(folder))) {
    if (!Object.hasOwn(texts, name) || sha256(texts[name] ?? '') === text) continue;
    const [rate, hash] = Object.entries(sounds)[0] ?? [];
    // Another file in its place is a recording: what it says is its speaker's business.
    if (rate === undefined || (await fileHash(join(folder, rate, `${name}.wav`))) !== hash) continue;
    const hint = '`npx shortline prompts render` makes it anew';
    faults.push(
      file.fault([name], `the sound of "${name}" says an older text`, {
        severity: 'warning',
        hint,
        on: 'key',
      }),
    );
  }
  return faults;
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
