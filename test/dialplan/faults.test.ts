/** Files with one fault each: the fault is found once, where it is, in words that say how to mend it. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'tap';
import { formatFaults } from '../../src/dialplan/fault.ts';
import { loadConfiguration } from '../../src/dialplan/load.ts';
import { FILES, foldersIn, NOW, writeFiles } from './fixture.ts';
import { CENTRE_FAULTS, QUEUE_WARNINGS, QUEUES, SERVICES } from './queue-faults.ts';
import { MEANING, SCHEMA, SYNTAX, WARNINGS } from './single-faults.ts';

/** What is told once `text` stands in the file; the good text stands there again afterwards. */
async function faultsOf(root: string, file: string, text: string): Promise<string> {
  await writeFile(join(root, file), text);
  const loaded = await loadConfiguration(foldersIn(root), NOW);
  await writeFile(join(root, file), FILES[file]!);
  return formatFaults(loaded.ok ? loaded.warnings : loaded.faults, root);
}

const CORPUS = {
  ...{ SYNTAX, SCHEMA, MEANING, WARNINGS },
  ...{ QUEUES, SERVICES, CENTRES: CENTRE_FAULTS, 'QUEUE WARNINGS': QUEUE_WARNINGS },
};

for (const [kind, rows] of Object.entries(CORPUS)) {
  test(`one fault each: ${kind.toLowerCase()}`, async (t) => {
    const root = join(t.testdir(), 'line');
    await writeFiles(root, FILES);
    for (const [file, from, to, expected] of rows) {
      const text = FILES[file]!;
      t.equal(text.split(from).length, 2, `the text to change stands once: ${from}`);
      const found = (
        await faultsOf(
          root,
          file,
          text.replace(from, () => to),
        )
      ).split('\n');
      const wanted = expected.split('\n').map((one) => (one.includes('.yaml:') ? one : `${file}:${one}`));
      t.equal(found.length, wanted.length, `${to}: nothing else is told`, { found });
      for (const [index, want] of wanted.entries()) {
        t.equal(found[index]?.slice(0, want.length), want, `${from} → ${to}`);
      }
    }
  });
}
