/** The files of the benchmark's line: written by a program, checked by the line like an admin's. */
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildWav } from '../../../src/wire/wav.ts';
import { BENCH_REALM, md5, secretOf } from '../load/registration.ts';
import { PROMPT_HZ, toneSamples } from '../load/tones.ts';

/** Says a tone for five minutes, then queues. */
export const PROMPT_LINE = '7001';
/** Queues at once. */
export const QUEUE_LINE = '7002';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const PROMPT_SECONDS = 30;
const PROMPT_TIMES = 10;
const RATE = 8_000;
const CHANNELS = 20_000;
const EARLY_SECONDS = 3_600;
/** A telephone that is called off again and again pauses nobody. */
const MISSES = 20;
const FIRST_ACCOUNT = 1_001;

export interface BenchFiles {
  readonly folder: string;
  /** What the line writes. */
  readonly data: string;
  readonly accounts: readonly string[];
  /** What tells the line where its files are. */
  readonly environment: Readonly<Record<string, string>>;
  remove(): Promise<void>;
}

/** What the lines are, and who answers. */
export interface FilesPlan {
  readonly answer: 'at-once' | 'free-wait';
  /** By the number dialled. */
  readonly lines: Readonly<Record<string, LinePlan>>;
  /** Skill → level of the agent of this index. */
  skills(index: number): Readonly<Record<string, number>>;
}

export interface LinePlan {
  /** What is said before the queue. */
  readonly say?: readonly string[];
  readonly queue: string;
  readonly needs: Readonly<Record<string, number>>;
  /** How long an agent's telephone rings. */
  readonly ring: string;
}

const GENERAL = { queue: 'general', needs: { general: 1 }, ring: '20s' };

/** Of the benchmark `calls`. */
const CALLS_PLAN: FilesPlan = {
  answer: 'at-once',
  lines: {
    [PROMPT_LINE]: { ...GENERAL, say: Array.from({ length: PROMPT_TIMES }, () => 'bench-tone') },
    [QUEUE_LINE]: GENERAL,
  },
  skills: () => ({ general: 3 }),
};

/** @param agents how many there are, none registered yet */
export async function benchFiles(agents: number, plan: FilesPlan = CALLS_PLAN): Promise<BenchFiles> {
  const folder = await mkdtemp(join(tmpdir(), 'shortline-bench-'));
  const accounts = Array.from({ length: agents }, (_, index) => String(FIRST_ACCOUNT + index));
  await Promise.all([writePrompts(folder), writeLines(folder, plan), writeSipConfig(folder, plan, accounts)]);
  return {
    folder,
    data: join(folder, 'data'),
    accounts,
    environment: {
      SHORTLINE_DIALPLANS: join(folder, 'dialplans'),
      SHORTLINE_PROMPTS: join(folder, 'prompts'),
      SHORTLINE_SIP_CONFIG: join(folder, 'sip-config'),
      SHORTLINE_DATA: join(folder, 'data'),
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** The prompts of the checkout, since a line says some by itself, and the tone. */
async function writePrompts(folder: string): Promise<void> {
  const sounds = join(folder, 'prompts', 'fr', String(RATE));
  await mkdir(join(folder, 'prompts', 'fr'), { recursive: true });
  await cp(join(ROOT, 'prompts', 'fr', String(RATE)), sounds, { recursive: true });
  await cp(join(ROOT, 'prompts', 'fr', 'texts.yaml'), join(folder, 'prompts', 'fr', 'texts.yaml'));
  await symlink(join(ROOT, 'prompts', 'music'), join(folder, 'prompts', 'music'));
  const samples = toneSamples(PROMPT_HZ, PROMPT_SECONDS * RATE);
  await writeFile(join(sounds, 'bench-tone.wav'), buildWav({ sampleRate: RATE, channels: 1, samples }));
}

async function writeLines(folder: string, { answer, lines }: FilesPlan): Promise<void> {
  for (const [line, { say, queue, needs, ring }] of Object.entries(lines)) {
    const content = {
      line,
      name: `Benchmark ${line}`,
      languages: ['fr'],
      timezone: 'Europe/Paris',
      answer,
      hours: { always: true },
      closed: { end: 'closed' },
      start: 'start',
      steps: { start: { ...(say ? { say } : {}), next: { queue } } },
      queues: { [queue]: { needs, ring } },
    };
    await writeYaml(join(folder, 'dialplans', line), 'line.yaml', content);
  }
}

async function writeSipConfig(folder: string, plan: FilesPlan, accounts: readonly string[]): Promise<void> {
  const trunk = {
    name: 'bench',
    from: ['127.0.0.0/8'],
    lines: Object.fromEntries(Object.keys(plan.lines).map((line) => [line, line])),
    country: 'FR',
    channels: CHANNELS,
    ...(plan.answer === 'free-wait' ? { earlyMedia: { keys: true, maxSeconds: EARLY_SECONDS } } : {}),
  };
  const agents = accounts.map((account, index) => ({
    account,
    name: `Agent ${account}`,
    ha1: { md5: md5(`${account}:${BENCH_REALM}:${secretOf(account)}`) },
    skills: plan.skills(index),
    languages: ['fr'],
    wrapUpSeconds: 0,
  }));
  const target = join(folder, 'sip-config');
  await writeYaml(target, 'trunks.yaml', { trunks: [trunk] });
  await writeYaml(target, 'centres.yaml', { centres: {} });
  await writeYaml(target, 'agents.yaml', {
    realm: BENCH_REALM,
    breathSeconds: 0,
    missesBeforePause: MISSES,
    agents,
  });
}

/** JSON is YAML. */
async function writeYaml(folder: string, name: string, content: object): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, name), JSON.stringify(content, undefined, 1));
}
