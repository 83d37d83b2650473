/** The published JSON Schemas: fresh, bound in the files, and of a draft that editors know. */
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'tap';
import { PUBLISHED, published } from '../../src/dialplan/publish-schemas.ts';
import { patternWords } from '../../src/dialplan/schema-words.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

test('the published schemas are those of the code', async (t) => {
  for (const [path, schema] of Object.entries(PUBLISHED)) {
    const text = readFileSync(join(root, path), 'utf8');
    t.ok(text === published(schema), `${path} is fresh; \`npm run generate\` writes it`);
    t.match(JSON.parse(text), { $schema: 'http://json-schema.org/draft-07/schema#', type: 'object' });
  }
});

test('each YAML file binds its schema', async (t) => {
  const files = globSync(['dialplans/**/*.yaml', 'sip-config/*.yaml', 'prompts/*/*.yaml'], { cwd: root });
  t.ok(files.length >= 6);
  for (const file of files) {
    const [, schema] =
      /^# yaml-language-server: \$schema=(\S+)\n/.exec(readFileSync(join(root, file), 'utf8')) ?? [];
    if (schema === undefined) t.fail(`${file} binds no schema`);
    else t.ok(Object.hasOwn(PUBLISHED, relative(root, join(root, dirname(file), schema))), file);
  }
});

test('every pattern of the schemas has its words', async (t) => {
  const texts = Object.values(PUBLISHED).map((schema) => JSON.stringify(schema));
  const patterns = new Set<string>();
  JSON.parse(`[${texts.join(',')}]`, (key, value: unknown) => {
    if (key === 'pattern') patterns.add(String(value));
    if (key === 'patternProperties') for (const name of Object.keys(value as object)) patterns.add(name);
    return value;
  });
  for (const pattern of patterns) t.notMatch(patternWords(pattern), 'a text like', pattern);
});
