/** What the demo's files offer as comments is right: it holds once the # is away. */
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'tap';
import { formatFaults } from '../../src/dialplan/fault.ts';
import { loadConfiguration } from '../../src/dialplan/load.ts';
import { foldersIn } from './fixture.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

async function change(
  path: string,
  edits: readonly (readonly [from: string | RegExp, to: string])[],
): Promise<void> {
  const before = await readFile(path, 'utf8');
  const after = edits.reduce((text, [from, to]) => text.replace(from, to), before);
  await writeFile(path, after);
}

test('the services of the demo, taken out of their comments', async (t) => {
  const at = t.testdir();
  for (const folder of ['dialplans', 'sip-config'])
    await cp(join(root, folder), join(at, folder), { recursive: true });
  await change(join(at, 'dialplans/3939/line.yaml'), [
    ['trunk: carrier', 'trunk: demo'],
    [/^# {3}(?=(redial|callback|emergency|crises): )/gm, ''],
    [
      '  general:\n',
      '  general:\n    menu: { prompt: queue-menu, choices: { 1: { callback: true }, 2: { go: topics } } }\n',
    ],
  ]);
  await change(join(at, 'sip-config/centres.yaml'), [
    [/^ {2}# (?=( {2}\w+: |rescue:$))/gm, '  '],
    [/^ {4}trunk: carrier/m, '    trunk: demo'],
    [/^ {4}# {3}fallback/m, '    fallback'],
  ]);
  await change(join(at, 'sip-config/trunks.yaml'), [
    ['"3939": "3939"', '"3939": "3939", "112": "3939"'],
    ['channels: 60\n', 'channels: 60\n    outbound: sip:192.0.2.1\n'],
  ]);
  const folders = { ...foldersIn(at), prompts: join(root, 'prompts') };
  const loaded = await loadConfiguration(folders);
  t.equal(formatFaults(loaded.ok ? loaded.warnings : loaded.faults, at), '');
  if (!loaded.ok) throw new Error('it does not load');
  t.match(loaded.configuration.lines.get('3939'), {
    redial: { window: '2m' },
    callback: { queue: 'general' },
    emergency: { to: 'rescue', key: '*' },
    crises: { strike: { start: 'topics' } },
  });
  t.match(loaded.configuration.centres, {
    rescue: { emergencyChannels: 4 },
    cira: { fallback: 'tax-office' },
  });
});
