/** Writes the table of settings into the README: part of `npm run generate`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { settingsTable } from '../config.ts';

const file = new URL('../../README.md', import.meta.url);
const readme = readFileSync(file, 'utf8');
const between = /(<!-- settings -->\n)[\s\S]*?(<!-- \/settings -->)/;
writeFileSync(
  file,
  readme.replace(between, (_, open: string, close: string) => `${open}${settingsTable()}\n${close}`),
);
