/** `npm run bench -- <name>`: runs a benchmark of the charter's §9, shows its progress on standard error, and ends with
 *  one line of JSON. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { acd } from './acd.ts';
import { calls, PARTS } from './calls.ts';
import { conditions } from './conditions.ts';
import { crash } from './crash/crash.ts';
import { journal } from './journal.ts';
import type { Servers } from './line/line-under-test.ts';
import { offer } from './offer/offer.ts';
import type { Figures, PartOptions } from './parts/part.ts';
import type { Profiles } from './profile.ts';
import { start } from './start.ts';
import { wait } from './wait.ts';

const NAMES = ['acd', 'calls', 'crash', 'journal', 'offer', 'start', 'wait'] as const;
const PROFILED = { app: 'application', 'sip-server': 'sip-server', 'media-server': 'media-server' } as const;

const HELP = `npm run bench -- <name> [options]

  acd      the distributor alone: events a second, cost by the number of callers, memory a caller
  calls    INVITE → 200 and → audio, concurrent prompts and bridged calls, set-ups a second, memory
  journal  what it costs the signalling thread to write an entry, by the ways to write it
  offer    agent turns ready → INVITE, agent's BYE → next INVITE, 1,000 waiting × 500 agents
  crash    kill -9 of the application, many talking and waiting, and at moments of a busy line
  start    from the command to the first call answered
  wait     how true and how narrow the announced waits are, on simulated days, beside three simple ways

  --only <part>      of calls: ${Object.keys(PARTS).join(', ')} (several, parted by commas)
  --steps <n,n,…>    of prompts and bridged: calls; of setups: calls a second; of
                     offer: agents a second; of journal: entries a second; in place of the usual ones
  --moments <n>      of crash: how often a busy line's application is killed, in both modes together (20)
  --tries <n>        how often a step that fails is measured, for a machine with other work (2)
  --against <which>  embedded, real or both, in turn. real: the servers of SHORTLINE_DRACHTIO and
                     SHORTLINE_FREESWITCH. Default: real where these are set, else embedded
  --both             the same as --against both
  --quick            a short version, for CI: its figures say that it works, not how fast
  --profile <which>  CPU profiles: ${Object.keys(PROFILED).join(', ')} or all; figures are lower then
  --log <file>       keeps what the line says
  --keep             keeps what the line wrote, its journal too, and says where
  --help
`;

const fail = (message: string): never => {
  process.stderr.write(`${message}\n`);
  process.exit(1);
};

const began = performance.now();
const progress = (text: string): void => {
  process.stderr.write(`${((performance.now() - began) / 1_000).toFixed(0).padStart(4)} s  ${text}\n`);
};

const hasReal = Boolean(process.env['SHORTLINE_DRACHTIO'] && process.env['SHORTLINE_FREESWITCH']);

function kindsOf(against: string): Servers[] {
  if (against !== 'embedded' && !hasReal) {
    fail('SHORTLINE_DRACHTIO and SHORTLINE_FREESWITCH name the real servers; one of them is not set');
  }
  if (against === 'both') return ['embedded', 'real'];
  if (against === 'embedded' || against === 'real') return [against];
  return fail(`--against ${against}: embedded, real or both`);
}

function partsOf(only: string | undefined): string[] {
  const parts = only?.split(',') ?? Object.keys(PARTS);
  const unknown = parts.find((part) => !Object.hasOwn(PARTS, part));
  return unknown === undefined ? parts : fail(`--only ${unknown}: ${Object.keys(PARTS).join(', ')}`);
}

function stepsOf(text: string | undefined): number[] | undefined {
  const steps = text?.split(',').map(Number);
  return steps?.every((step) => Number.isInteger(step) && step > 0) === false
    ? fail(`--steps ${text}: whole numbers, parted by commas`)
    : steps;
}

function profilesOf(which: string | undefined): Profiles | undefined {
  if (which === undefined) return undefined;
  const names = which === 'all' ? Object.values(PROFILED) : [PROFILED[which as keyof typeof PROFILED]];
  if (names.includes(undefined as never))
    fail(`--profile ${which}: ${Object.keys(PROFILED).join(', ')}, all`);
  return { folder: mkdtempSync(join(tmpdir(), 'shortline-profiles-')), names, progress };
}

interface LineOptions extends Omit<PartOptions, 'servers'> {
  readonly parts: readonly string[];
  readonly moments: number;
}

type Kinds = readonly Servers[];

/** Benchmarks that run a line. */
const OF_LINE = {
  calls: (kinds: Kinds, options: LineOptions) => calls(kinds, options.parts, options),
  crash: (kinds: Kinds, options: LineOptions) => onEach(kinds, options, crash),
  offer: (kinds: Kinds, options: LineOptions) => onEach(kinds, options, offer),
  start: (kinds: Kinds, options: LineOptions) => start(kinds, options),
};

function isOfLine(name: string | undefined): name is keyof typeof OF_LINE {
  return name !== undefined && Object.hasOwn(OF_LINE, name);
}

/** One kind of servers after the other. */
async function onEach(
  kinds: Kinds,
  options: LineOptions,
  run: (options: LineOptions & PartOptions) => Promise<Figures>,
): Promise<Record<string, Figures>> {
  const figures: Record<string, Figures> = {};
  for (const servers of kinds) {
    const progress = (text: string): void => options.progress(`[${servers}] ${text}`);
    figures[servers] = await run({ ...options, servers, progress });
  }
  return figures;
}

function wholeNumber(text: string, option: string): number {
  return /^\d{1,4}$/.test(text) ? Number(text) : fail(`${option} ${text}: a whole number`);
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      only: { type: 'string' },
      steps: { type: 'string' },
      moments: { type: 'string', default: '20' },
      tries: { type: 'string', default: '2' },
      against: { type: 'string' },
      both: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      profile: { type: 'string' },
      log: { type: 'string' },
      keep: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const [name] = positionals;
  if (values.help) return void process.stdout.write(HELP);
  if (name === 'acd' || name === 'journal' || name === 'wait')
    return await withoutLine(name, values.quick, stepsOf(values.steps));
  if (!isOfLine(name)) {
    return fail(
      `${name === undefined ? 'which benchmark?' : `no benchmark is named "${name}".`} There are: ${NAMES.join(', ')}\n\n${HELP}`,
    );
  }
  const against = values.both ? 'both' : (values.against ?? (hasReal ? 'real' : 'embedded'));
  const kinds = kindsOf(against);
  const { quick } = values;
  const circumstances = conditions(kinds, quick);
  progress(`${name} on ${against} servers; ${JSON.stringify(circumstances)}`);
  const options = {
    quick,
    steps: stepsOf(values.steps),
    tries: Math.max(1, Number.parseInt(values.tries, 10) || 1),
    profiles: profilesOf(values.profile),
    log: values.log,
    keep: values.keep,
    progress,
  };
  const figures = await OF_LINE[name](kinds, {
    ...options,
    parts: partsOf(values.only),
    moments: wholeNumber(values.moments, '--moments'),
  });
  const shown = kinds.length === 1 ? figures[kinds[0]!] : figures;
  process.stdout.write(`${JSON.stringify({ bench: name, against, ...shown, conditions: circumstances })}\n`);
}

/** A benchmark that needs no line, and so no servers. */
async function withoutLine(
  name: 'acd' | 'journal' | 'wait',
  quick: boolean,
  steps: number[] | undefined,
): Promise<void> {
  const circumstances = conditions([], quick);
  progress(`${name}; ${JSON.stringify(circumstances)}`);
  const pure = { acd, wait };
  const figures =
    name === 'journal' ? await journal({ quick, steps, progress }) : pure[name]({ quick, progress });
  process.stdout.write(`${JSON.stringify({ bench: name, ...figures, conditions: circumstances })}\n`);
}

await main();
