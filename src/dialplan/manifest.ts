/** `prompts/<language>/rendered.json`: which sounds were rendered, from what; any other sound is a recording. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

export const MANIFEST = 'rendered.json';

export type Rendered = {
  /** SHA-256 of the text that was said. */
  readonly text: string;
  /** SHA-256 of all that the sound depends on: the text, the command, the treatment. */
  readonly recipe: string;
  /** Sample rate in hertz → SHA-256 of the file that was written. */
  readonly sounds: Readonly<Record<string, string>>;
};

/** By the prompt's name. */
export type Manifest = Readonly<Record<string, Rendered>>;

export async function readManifest(folder: string): Promise<Manifest> {
  try {
    const manifest: unknown = JSON.parse(await readFile(join(folder, MANIFEST), 'utf8'));
    const entries = Object.entries(manifest as object).filter(([, entry]) => isRendered(entry));
    return Object.fromEntries(entries);
  } catch {
    // Missing or damaged: every sound then counts as a recording, and is kept.
    return {};
  }
}

function isRendered(entry: unknown): entry is Rendered {
  const { text, recipe, sounds } = (entry ?? {}) as Partial<Rendered>;
  return typeof text === 'string' && typeof recipe === 'string' && typeof sounds === 'object';
}

export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** SHA-256 of a file, or undefined when there is none. */
export async function fileHash(path: string): Promise<string | undefined> {
  try {
    return sha256(await readFile(path));
  } catch {
    return undefined;
  }
}
