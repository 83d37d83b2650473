/** A small, good configuration as texts, for tests that change one thing in it. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Folders } from '../../src/dialplan/configuration.ts';
import { AGENT_PROMPTS, HOUSE_PROMPTS } from '../../src/dialplan/house-prompts.ts';
import { ha1 } from '../../src/dialplan/secrets.ts';
import { speechPrompts } from '../../src/ivr/speech-names.ts';

export const LINE = `line: "156"
name: Fala Porto Alegre
languages: [fr, en]
timezone: America/Sao_Paulo
answer: at-once
capacity: 30
full: line-full
hours: { mon-fri: "08:00-20:00", closed: [br-holidays, 2026-12-24] }
closed: { end: closed }
start: welcome
steps:
  welcome:
    say: [welcome, chosen]
    next: { go: topics }
  topics:
    menu: { prompt: choose, tries: 3, wait: 5s, wrong: wrong-key }
    choices:
      1: { queue: water }
      2: { transfer: tax-office, saying: sent, failed: { say: failed, go: topics } }
      9: { go: topics, language: en }
    otherwise: { queue: general }
queues:
  general: { skill: general, music: hold, ring: 20s, joined: wait }
  water: { skill: water, level: 2 }
`;

export const TRUNKS = `trunks:
  - name: carrier
    from: [192.0.2.0/24, "2001:db8::1"]
    lines: { "156": "156" }
    country: BR
    channels: 30
    earlyMedia: { keys: true, maxSeconds: 180 }
    outbound: sip:192.0.2.1:5060
  - name: provider
    register: { registrar: "sip:provider.example", username: "156", secretEnv: PROVIDER_SECRET }
    lines: { "+555132890156": "156" }
`;

export const CENTRES = `centres:
  tax-office:
    name: Tax office
    how: bridge
    sip: sip:tax@192.0.2.9
    trunk: carrier
    timezone: America/Sao_Paulo
    hours: { mon-fri: "09:00-17:00" }
    ringSeconds: 20
`;

const SECRET = ha1('2001', 'line', 'a secret');

export const AGENTS = `realm: line
pauseReasons: { 1: lunch }
agents:
  - account: "2001"
    name: Ana Souza
    ha1:
      md5: ${SECRET.md5}
      sha256: ${SECRET.sha256}
    skills: { general: 3, water: 4 }
    languages: [fr, en]
`;

/** What the line says by itself, and the pieces of what it puts together, for both languages. */
const OWN_NAMES = new Set([
  ...Object.keys({ ...HOUSE_PROMPTS, ...AGENT_PROMPTS }),
  ...['fr', 'en'].flatMap((language) => speechPrompts(language)),
]);

export const TEXTS = `welcome: Welcome.
chosen: Chosen.
line-full: All lines are busy.
closed: We are closed.
choose: Press a key.
wrong-key: Not a choice.
sent: We put you through.
failed: Nobody answers.
wait: Please wait.
${[...OWN_NAMES].map((name) => `${name}: "${name}"`).join('\n')}
`;

/** Path in the configuration → text. */
export type Files = { readonly [path: string]: string };

export const FILES: Files = {
  'dialplans/156/line.yaml': LINE,
  'sip-config/trunks.yaml': TRUNKS,
  'sip-config/centres.yaml': CENTRES,
  'sip-config/agents.yaml': AGENTS,
  'prompts/fr/texts.yaml': TEXTS,
  'prompts/en/texts.yaml': TEXTS,
  'prompts/music/hold/8000/hold.wav': '',
  ...soundsOf('fr'),
  ...soundsOf('en'),
};

function soundsOf(language: string): Files {
  const names = TEXTS.trimEnd()
    .split('\n')
    .map((line) => line.slice(0, line.indexOf(':')));
  return Object.fromEntries(names.map((name) => [`prompts/${language}/8000/${name}.wav`, '']));
}

export function foldersIn(root: string): Folders {
  return {
    dialplans: join(root, 'dialplans'),
    prompts: join(root, 'prompts'),
    sipConfig: join(root, 'sip-config'),
  };
}

/** Writes the files below a folder. */
export async function writeFiles(root: string, files: Files): Promise<Folders> {
  const paths = Object.keys(files).map((path) => join(root, path));
  for (const folder of new Set(paths.map(dirname))) await mkdir(folder, { recursive: true });
  await Promise.all(Object.entries(files).map(([path, text]) => writeFile(join(root, path), text)));
  return foldersIn(root);
}

/** A Monday at noon, UTC, epoch milliseconds. */
export const NOW = Date.parse('2026-11-23T12:00:00Z');
