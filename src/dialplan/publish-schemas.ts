/**
 * Writes the JSON Schemas that editors complete and check the files with: `npm run generate`. Draft 7, which
 * yaml-language-server knows best.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Agents } from '../acd/schema.ts';
import { Line } from '../ivr/schema.ts';
import { Centres, Trunks } from '../routing/schema.ts';
import { Texts } from './texts-schema.ts';

/** Path in the repository → schema. */
export const PUBLISHED: Readonly<Record<string, object>> = {
  'dialplans/line.schema.json': Line,
  'prompts/texts.schema.json': Texts,
  'sip-config/trunks.schema.json': Trunks,
  'sip-config/centres.schema.json': Centres,
  'sip-config/agents.schema.json': Agents,
};

/** The file as it is published. */
export function published(schema: object): string {
  // An editor resolves $id against nothing: the comment at the top of each YAML file gives the path.
  const { $id: _, ...rest } = schema as { $id?: string };
  return `${JSON.stringify({ $schema: 'http://json-schema.org/draft-07/schema#', ...rest }, null, 2)}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  for (const [path, schema] of Object.entries(PUBLISHED))
    await writeFile(join(root, path), published(schema));
}
