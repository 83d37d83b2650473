/** The launcher: reads the settings, starts the servers that are not given by address and the application, watches them,
 *  says when calls are taken. `npm start`, `npx shortline start`. */
import { pino } from 'pino';
import { loadSettings, SettingsError } from './config.ts';
import { ChildError } from './launch/child.ts';
import { Line } from './launch/line.ts';
import { welcome } from './launch/welcome.ts';

const started = performance.now();
/** npm passes a Ctrl-C on that the terminal has delivered already: two within this time are one. */
const SAME_CTRL_C_MS = 500;

async function main(): Promise<number> {
  const index = process.argv.indexOf('--settings');
  const file = index > 0 ? { SHORTLINE_SETTINGS: process.argv[index + 1] } : {};
  const environment = { ...process.env, ...file };
  const settings = loadSettings(environment, process.cwd());
  const stderr = pino.destination(2);
  // whoever read the logs may be gone; the line goes on
  stderr.on('error', () => undefined);
  process.stderr.on('error', () => undefined);
  const log = pino({ level: settings.logLevel, base: { node: settings.node } }, stderr);
  const line = new Line(settings, environment, log);
  let drainedAt: number | undefined;
  const interrupt = () => {
    if (drainedAt === undefined) {
      drainedAt = performance.now();
      line.drain();
    } else if (performance.now() - drainedAt > SAME_CTRL_C_MS) {
      line.end();
    }
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  const ready = await line.open();
  const { sip, http, lines } = ready;
  process.stdout.write(
    `${JSON.stringify({ event: 'ready', sip, http, lines: lines.map(({ line }) => line) })}\n`,
  );
  process.stderr.write(welcome(ready, performance.now() - started));
  return line.closed;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.exitCode = 1;
  // a process that ended has said why
  if (error instanceof SettingsError || error instanceof ChildError)
    process.stderr.write(`${error.message}\n`);
  else throw error;
}
