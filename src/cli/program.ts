/** The program `shortline`: its commands, each in a file of its own, loaded when it is called. */
import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { SettingsError } from '../config.ts';
import { Failure } from './failure.ts';

/** Wrong use of the command line. */
const EXIT_USAGE = 2;

const EXAMPLES = `
Examples:
  shortline start                        open the lines of ./dialplans
  shortline check                        check menus, prompts, trunks, centres and agents
  shortline prompts render               make the sounds of texts that changed
  shortline agent-secret 1005            a new SIP secret for the agent 1005
  shortline agents                       who answers; pause 1001 lunch, skills 1001 papers=3, …
  shortline callers                      who is on the line; move, prioritise, escalate, …
  shortline queues                       who waits where; close 3939 papers --message strike
  shortline crisis start 156 flood       a prepared crisis mode
  shortline explain 3f2a                 the story of a call: who was considered, who was chosen and why
  shortline replay data/journal          decide again at each fact: the first decision that differs
  shortline settings                     every setting, its default and its meaning
  shortline sip-server --help            the embedded SIP server alone, for any drachtio application
  shortline media-server --help          the embedded media server alone`;

/** The name of a command → its file. None is loaded before it is needed: `start` is quick. */
const COMMANDS: Readonly<Record<string, { summary: string; load: () => Promise<Command> }>> = {
  start: {
    summary: 'open the lines',
    load: async () => (await import('./start.ts')).startCommand(),
  },
  check: {
    summary: 'check everything that an admin writes',
    load: async () => (await import('./check.ts')).checkCommand(),
  },
  prompts: {
    summary: 'the sounds of the menus',
    load: async () => (await import('./prompts.ts')).promptsCommand(),
  },
  'agent-secret': {
    summary: 'make the SIP secret of an agent',
    load: async () => (await import('./agent-secret.ts')).agentSecretCommand(),
  },
  callers: {
    summary: 'who is on the line',
    load: async () => (await import('./callers.ts')).callersCommand(),
  },
  agents: {
    summary: 'who answers',
    load: async () => (await import('./agents.ts')).agentsCommand(),
  },
  queues: {
    summary: 'who waits where',
    load: async () => (await import('./queues.ts')).queuesCommand(),
  },
  centres: {
    summary: 'the destinations outside the line',
    load: async () => (await import('./centres.ts')).centresCommand(),
  },
  lines: {
    summary: 'the lines: open, closed',
    load: async () => (await import('./lines.ts')).linesCommand(),
  },
  crisis: {
    summary: 'start and end a prepared crisis mode',
    load: async () => (await import('./crisis.ts')).crisisCommand(),
  },
  explain: {
    summary: 'the story of a call, a sentence a decision',
    load: async () => (await import('./explain.ts')).explainCommand(),
  },
  replay: {
    summary: 'decide again what a journal holds',
    load: async () => (await import('./replay.ts')).replayCommand(),
  },
  settings: {
    summary: 'every setting, its default and its meaning',
    load: async () => (await import('./settings.ts')).settingsCommand(),
  },
  'sip-server': {
    summary: 'the embedded SIP server alone',
    load: async () => (await import('./sip-server.ts')).sipServerCommand(),
  },
  'media-server': {
    summary: 'the embedded media server alone',
    load: async () => (await import('./media-server.ts')).mediaServerCommand(),
  },
};

/** Runs a command line; sets the exit code: 0 done, 1 it failed, 2 wrong use. */
export async function run(argv: readonly string[]): Promise<void> {
  // `shortline settings | head`: whoever reads has had enough.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    process.exit(error.code === 'EPIPE' ? 0 : 1);
  });
  try {
    const program = await makeProgram(argv[2] === 'help' ? argv[3] : argv[2]);
    await program.parseAsync(argv);
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : EXIT_USAGE;
    else if (error instanceof SettingsError || error instanceof Failure) fail(error.message);
    else throw error;
  }
}

/** @param called the command of the command line: it alone is loaded, of the others only their summary is */
async function makeProgram(called: string | undefined): Promise<Command> {
  const program = new Command('shortline')
    .description('The open telephone line behind a short public number.')
    .version(version(), '-V, --version')
    .showHelpAfterError('(`shortline --help` lists the commands)')
    .addHelpText('after', EXAMPLES);
  for (const [name, { summary, load }] of Object.entries(COMMANDS)) {
    program.addCommand(name === called ? await load() : new Command(name).description(summary));
  }
  throwOnExit(program);
  return program;
}

/** Without this, commander leaves the process by itself, with 1 for wrong use. */
function throwOnExit(command: Command): void {
  command.exitOverride();
  for (const child of command.commands) throwOnExit(child);
}

function version(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

function fail(message: string): void {
  process.stderr.write(`${message}\n`);
  process.exitCode = 1;
}
