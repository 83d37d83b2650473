/** Random changes of good files: the loader always ends in a configuration, or in faults that stand in the files. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { test } from 'tap';
import { loadConfiguration } from '../../src/dialplan/load.ts';
import { targetsOf } from '../../src/dialplan/uses.ts';
import { FILES, NOW, writeFiles } from './fixture.ts';

const YAML_FILES = Object.keys(FILES).filter((path) => path.endsWith('.yaml'));
const SCRAPS = [
  '{',
  '}',
  '[',
  ']',
  ':',
  ': ',
  '- ',
  '\n',
  '\t',
  '"',
  "'",
  '&a ',
  '*a',
  '!!set',
  '# ',
  '? ',
  '<<: ',
  '0',
  '-1',
  '1e9',
  'null',
  '~',
  '__proto__: 1\n',
  'constructor',
  '\u0000',
  'é',
  '|',
  '>',
  '%',
  '@',
  '…',
  '  ',
];

/** Which share of the text is cut, and what comes in its place. */
const edit = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  cut: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 40 })),
  put: fc.oneof(fc.constantFrom(...SCRAPS), fc.string({ maxLength: 5 }), fc.constant('')),
});

/** One word of the file takes another's place: mostly good YAML, with names that are wrong. */
const swap = fc.record({ from: fc.nat(), to: fc.nat() });

function edited(text: string, edits: readonly { at: number; cut: number; put: string }[]): string {
  return edits.reduce((changed, { at, cut, put }) => {
    const start = Math.floor(at * changed.length);
    return changed.slice(0, start) + put + changed.slice(start + cut);
  }, text);
}

function swapped(text: string, swaps: readonly { from: number; to: number }[]): string {
  const parts = text.split(/([A-Za-z0-9-]+)/);
  const words = parts.flatMap((_, index) => (index % 2 === 1 ? [index] : []));
  for (const { from, to } of swaps) {
    parts[words[from % words.length]!] = parts[words[to % words.length]!]!;
  }
  return parts.join('');
}

test('no change of a file brings the loader down', async (t) => {
  const root = t.testdir();
  const folders = await writeFiles(root, FILES);
  let accepted = 0;
  const holds = async (path: string, text: string) => {
    await writeFile(join(root, path), text);
    const loaded = await loadConfiguration(folders, NOW);
    await writeFile(join(root, path), FILES[path]!);
    if (loaded.ok) {
      accepted += 1;
      for (const line of loaded.configuration.lines.values()) {
        for (const { target } of targetsOf(line)) {
          if ('go' in target && !Object.hasOwn(line.steps, target.go)) return false;
          if ('queue' in target && !Object.hasOwn(line.queues, target.queue)) return false;
        }
      }
      return true;
    }
    return (
      loaded.faults.some(({ severity }) => severity === 'error') &&
      loaded.faults.every(({ line, column, message }) => line >= 1 && column >= 1 && message !== '')
    );
  };
  const file = fc.constantFrom(...YAML_FILES);
  await fc.assert(
    fc.asyncProperty(file, fc.array(edit, { minLength: 1, maxLength: 3 }), (path, edits) =>
      holds(path, edited(FILES[path]!, edits)),
    ),
    { numRuns: 300, seed: 3939 },
  );
  await fc.assert(
    fc.asyncProperty(file, fc.array(swap, { minLength: 1, maxLength: 2 }), (path, swaps) =>
      holds(path, swapped(FILES[path]!, swaps)),
    ),
    { numRuns: 300, seed: 3939 },
  );
  t.ok(accepted > 0 && accepted < 600, `${accepted} of 600 changed configurations are good`);
});
