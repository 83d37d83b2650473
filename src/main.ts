/** The launcher: reads the settings, starts the servers that are not given by address and the application, watches them,
 *  says when calls are taken. `npm start`, `npx shortline start`. */
import { pino } from 'pino';
import { loadSettings, SettingsError } from './config.ts';
import { formatFaults } from './dialplan/fault.ts';
import { loadConfiguration } from './dialplan/load.ts';
import { demoRefusal } from './dialplan/secrets.ts';
import { Line } from './launch/line.ts';
import { welcome } from './launch/welcome.ts';

const started = performance.now();
const index = process.argv.indexOf('--settings');
const environment = {
  ...process.env,
  ...(index > 0 ? { SHORTLINE_SETTINGS: process.argv[index + 1] } : {}),
};

function refuse(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

async function main(): Promise<void> {
  const settings = loadSettings(environment, process.cwd());
  const loaded = await loadConfiguration(settings);
  if (!loaded.ok) refuse(formatFaults(loaded.faults, process.cwd()));
  const refusal = demoRefusal(settings.host, loaded.configuration.agents);
  if (refusal !== undefined) refuse(refusal);
  if (loaded.warnings.length > 0) process.stderr.write(`${formatFaults(loaded.warnings, process.cwd())}\n`);

  const log = pino({ level: settings.logLevel, base: { node: settings.node } }, pino.destination(2));
  const line = new Line(settings, environment, log);
  let interrupts = 0;
  const interrupt = () => {
    interrupts += 1;
    if (interrupts === 1) line.drain();
    else line.end();
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  const ready = await line.open();
  const { lines, agents } = loaded.configuration;
  process.stdout.write(`${JSON.stringify({ event: 'ready', ...ready, lines: [...lines.keys()] })}\n`);
  process.stderr.write(welcome(ready, loaded.configuration, performance.now() - started));
  log.debug({ agents: agents.agents.length }, 'started');
  process.exitCode = await line.closed;
}

try {
  await main();
} catch (error) {
  if (error instanceof SettingsError) refuse(error.message);
  refuse(error instanceof Error ? error.message : String(error));
}
