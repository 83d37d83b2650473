/** Whole configurations: the shipped one, a small one, missing files and folders. */
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'tap';
import { formatFaults } from '../../src/dialplan/fault.ts';
import { loadConfiguration } from '../../src/dialplan/load.ts';
import { sha256 } from '../../src/dialplan/manifest.ts';
import { demoAccounts, demoRefusal } from '../../src/dialplan/secrets.ts';
import { FILES, type Files, foldersIn, NOW, TEXTS, writeFiles } from './fixture.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

test('the shipped configuration has no fault', async (t) => {
  const loaded = await loadConfiguration(foldersIn(root));
  t.equal(formatFaults(loaded.ok ? loaded.warnings : loaded.faults, root), '');
  if (!loaded.ok) throw new Error('it does not load');
  const { lines, trunks, centres, agents, prompts, music, demo } = loaded.configuration;
  const line = lines.get('3939');
  t.match(line, { line: '3939', languages: ['fr', 'en'], answer: 'free-wait', capacity: 60, reserve: 4 });
  t.strictSame(Object.keys(line?.steps ?? {}), ['welcome', 'topics']);
  t.match(trunks, [{ name: 'demo', lines: { '3939': '3939' } }]);
  t.equal(trunks[0]?.earlyMedia, undefined, 'the demo answers at once');
  t.match(centres['tax-office'], { how: 'bridge', sip: 'sip:impots@127.0.0.1:5090' });
  t.strictSame(
    agents.agents.map(({ account }) => account),
    ['1001', '1002', '1003', '1004'],
  );
  t.strictSame([...prompts.keys()], ['en', 'fr']);
  for (const [language, known] of prompts) {
    for (const [name, { text, rates }] of known) {
      t.ok(text, `${language}/${name} has a text`);
      t.strictSame(rates, [8000, 16000], `${language}/${name} has its sounds`);
    }
  }
  t.strictSame(music, ['hold']);
  t.equal(demo, true);
  t.strictSame(demoAccounts(agents).length, 4);
});

test('what is loaded is frozen', async (t) => {
  const loaded = await loadConfiguration(foldersIn(root));
  if (!loaded.ok) throw new Error('it does not load');
  const { configuration } = loaded;
  t.throws(() => Object.assign(configuration, { demo: false }), TypeError);
  t.throws(() => Object.assign(configuration.lines.get('3939')!.steps, { x: {} }), TypeError);
  t.throws(() => (configuration.lines as Map<string, unknown>).clear(), /frozen/);
  t.throws(() => (configuration.prompts.get('fr') as Map<string, unknown>).delete('welcome'), /frozen/);
  t.throws(() => Object.assign(configuration.agents.agents[0]!, { account: 'x' }), TypeError);
});

test('the demo secrets are good on this machine only', async (t) => {
  const loaded = await loadConfiguration(foldersIn(root));
  if (!loaded.ok) throw new Error('it does not load');
  const { agents } = loaded.configuration;
  for (const host of ['127.0.0.1', '127.0.0.2', '::1']) t.equal(demoRefusal(host, agents), undefined, host);
  for (const host of ['0.0.0.0', '192.0.2.1', '::', '127.evil.example']) {
    t.match(demoRefusal(host, agents), /1001, 1002, 1003, 1004 .*agent-secret <account>/s, host);
  }
});

test('a configuration without demo secrets may listen anywhere', async (t) => {
  const loaded = await loadConfiguration(await writeFiles(t.testdir(), FILES), NOW);
  t.equal(formatFaults(loaded.ok ? loaded.warnings : loaded.faults, ''), '');
  if (!loaded.ok) throw new Error('it does not load');
  t.equal(loaded.configuration.demo, false);
  t.equal(demoRefusal('0.0.0.0', loaded.configuration.agents), undefined);
  t.equal(loaded.configuration.lines.get('156')?.reserve, 2, 'the defaults of the schema are filled in');
});

async function faultsOf(at: string, files: Files, without: readonly string[] = []): Promise<string[]> {
  const folders = await writeFiles(at, files);
  for (const path of without) await rm(join(at, path), { recursive: true });
  const loaded = await loadConfiguration(folders, NOW);
  return formatFaults(loaded.ok ? loaded.warnings : loaded.faults, at).split('\n');
}

test('what is missing is told', async (t) => {
  const rows: [path: string, fault: string][] = [
    ['dialplans', 'dialplans:1:1: error: the folder of the lines is missing (SHORTLINE_DIALPLANS names it)'],
    ['dialplans/156', 'dialplans:1:1: error: there is no line (write one in dialplans/<number>/line.yaml)'],
    ['prompts', 'prompts:1:1: error: the folder of the prompts is missing (SHORTLINE_PROMPTS names it)'],
    ['prompts/fr/texts.yaml', 'prompts/fr/texts.yaml:1:1: error: this file is missing'],
    ['sip-config/trunks.yaml', 'sip-config/trunks.yaml:1:1: error: this file is missing'],
    ['sip-config/centres.yaml', 'sip-config/centres.yaml:1:1: error: this file is missing'],
    ['sip-config/agents.yaml', 'sip-config/agents.yaml:1:1: error: this file is missing'],
  ];
  for (const [index, [path, fault]] of rows.entries()) {
    t.strictSame(await faultsOf(join(t.testdirName, String(index)), FILES, [path]), [fault]);
  }
  t.testdir();
});

test('two lines of one number, and a line under another name', async (t) => {
  const line = FILES['dialplans/156/line.yaml']!;
  t.strictSame(await faultsOf(t.testdir(), { ...FILES, 'dialplans/copy/line.yaml': line }), [
    'dialplans/copy/line.yaml:1:7: error: the line 156 is already in the folder 156 (each line has a number of its own)',
  ]);
  t.strictSame(await faultsOf(t.testdir(), { ...FILES, 'dialplans/157/lines.yaml': line }), [
    'dialplans/157/lines.yaml:1:1: error: a folder of a line without line.yaml (did you mean "line.yaml"?)',
  ]);
  const other = line.replace('"156"', '"157"');
  t.strictSame(await faultsOf(t.testdir(), { ...FILES, 'dialplans/157/line.yaml': other }), [
    'dialplans/157/line.yaml:1:7: warning: no trunk brings calls to the line 157 (name it under `lines` of a trunk in sip-config/trunks.yaml)',
  ]);
});

test('a prompt without sound, and one whose text was changed since', async (t) => {
  t.strictSame(await faultsOf(t.testdir(), FILES, ['prompts/en/8000/wait.wav']), [
    'dialplans/156/line.yaml:23:62: error: the prompt "wait" has a text but no sound in en (`npx shortline prompts render` makes it)',
  ]);
  const rendered = { text: sha256('Wait!'), recipe: '', sounds: { 8000: sha256('') } };
  const manifest = { 'prompts/en/rendered.json': JSON.stringify({ wait: rendered }) };
  t.strictSame(await faultsOf(t.testdir(), { ...FILES, ...manifest }), [
    'prompts/en/texts.yaml:9:1: warning: the sound of "wait" says an older text (`npx shortline prompts render` makes it anew)',
  ]);
  const recorded = { ...manifest, 'prompts/en/8000/wait.wav': 'a voice' };
  t.strictSame(await faultsOf(t.testdir(), { ...FILES, ...recorded }), [''], 'a recording is as it is');
});

test('pieces of positions, waits, times and numbers', async (t) => {
  const without = (language: string, names: readonly string[]): Files => {
    const texts = names.reduce((text, name) => text.replace(`\n${name}: "${name}"`, ''), TEXTS);
    return { ...FILES, [`prompts/${language}/texts.yaml`]: texts };
  };
  const three = ['wait-and', 'number-7', 'weekday-monday'];
  const sounds = three.map((name) => `prompts/fr/8000/${name}.wav`);
  t.strictSame(await faultsOf(t.testdir(), without('fr', three), sounds), [
    'dialplans/156/line.yaml:3:13: error: pieces of positions, waits, times and numbers are missing in fr: wait-and, number-7, weekday-monday (write them in prompts/fr/texts.yaml)',
  ]);
  t.strictSame(
    await faultsOf(t.testdir(), FILES, [
      ...sounds,
      'prompts/fr/8000/digit-0.wav',
      'prompts/fr/8000/wait-unsure.wav',
    ]),
    [
      'dialplans/156/line.yaml:3:13: error: pieces of positions, waits, times and numbers have no sound in fr: wait-and, number-7, wait-unsure, weekday-monday and 1 more (`npx shortline prompts render` makes it)',
    ],
  );
  t.strictSame(
    await faultsOf(t.testdir(), without('en', ['line-opens']), ['prompts/en/8000/line-opens.wav']),
    [
      'dialplans/156/line.yaml:3:12: error: there is no prompt "line-opens" in en (the line says it by itself; write it in prompts/en/texts.yaml)',
    ],
    'a house prompt is told once',
  );
});

test('a language without words for positions, waits, times and numbers', async (t) => {
  const spoken = (languages: string): Files =>
    Object.fromEntries(
      Object.entries(FILES).map(([path, text]) => [
        path.replace('prompts/en/', 'prompts/pt/'),
        text.replaceAll('[fr, en]', languages).replace(', language: en', ''),
      ]),
    );
  t.strictSame(await faultsOf(t.testdir(), spoken('[fr, pt]')), [
    'dialplans/156/line.yaml:3:17: warning: positions, waits, times and numbers are said in fr to those who speak pt (the line has words for them in fr, en)',
  ]);
  t.match(await faultsOf(t.testdir(), spoken('[pt]')), [/are not said: there are no words for them in pt/]);
});

test('files that are no text', async (t) => {
  const at = t.testdir();
  const folders = await writeFiles(at, FILES);
  const path = join(folders.sipConfig, 'trunks.yaml');
  const rows: [content: string | Buffer, fault: RegExp][] = [
    [Buffer.from('name: caf\xe9', 'latin1'), /not UTF-8 text/],
    ['#'.repeat(1_048_577), /has 1048577 bytes/],
    ['', /expected keys with values, found nothing|a value is missing/],
    ['- 1\n- 2', /expected keys with values, found a list/],
    ['['.repeat(50_000), /nested too deeply/],
    [`a: &a [x]\n${'b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]\n'.repeat(1)}c: &c ${bomb()}`, /error/],
    ['--- a\n--- b\n', /error/],
    ['\u0000\u0001', /error/],
  ];
  for (const [content, fault] of rows) {
    await writeFile(path, content);
    const loaded = await loadConfiguration(folders, NOW);
    t.match(loaded.ok ? '' : formatFaults(loaded.faults, at), fault);
  }
});

/** Aliases of aliases: few bytes that would become gigabytes. */
function bomb(): string {
  return `[${'*b, '.repeat(200)}*b]`;
}
