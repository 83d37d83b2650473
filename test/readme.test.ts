/** The README says what is true: its settings are those of the code, its commands and files exist. */
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'tap';
import { settingsTable } from '../src/config.ts';

const root = new URL('../', import.meta.url);
const readme = readFileSync(new URL('README.md', root), 'utf8');
const scripts = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')).scripts as Record<
  string,
  string
>;

test('the table of settings is the code’s', (t) => {
  const table = /<!-- settings -->\n([\s\S]*?)\n<!-- \/settings -->/.exec(readme)?.[1];
  t.equal(table, settingsTable(), 'run `npm run generate`');
  t.end();
});

test('every npm script that the README names exists', (t) => {
  const named = [...readme.matchAll(/npm (?:run )?(start|test|check|bench|generate)\b/g)].map(
    ([, name]) => name!,
  );
  t.ok(named.length > 5, 'the README names scripts');
  for (const name of new Set(named)) t.ok(scripts[name], name);
  t.end();
});

test('every file and folder that the README names exists', (t) => {
  const named = [...readme.matchAll(/`((?:dialplans|sip-config|prompts|src|test)\/[\w./<>-]*)`/g)].map(
    ([, path]) => path!.replace('<line>', '3939').replace('<language>', 'fr'),
  );
  t.ok(named.length > 5, 'the README names files');
  for (const path of new Set(named)) t.ok(existsSync(new URL(path, root)), path);
  t.end();
});
