/** The embedded SIP server as a process of its own. It is started and watched by `main.ts` and outlives the application process:
 *  calls go on while that restarts. It ends with `main.ts`: on SIGTERM, or when the channel to its parent closes. */
import { asLog } from '../sip-stack/log.ts';
import type { SipServerOptions } from './options.ts';
import { startSipServer } from './sip-server.ts';

/** What the process is given: one JSON argument, or SHORTLINE_PROCESS_OPTIONS. */
export type SipProcessOptions = Pick<SipServerOptions, 'listen' | 'externalIp' | 'control' | 'limits'> & {
  /** pino's level names; `silent` for none. */
  readonly logLevel?: string;
};

/** What it says when it listens, over the channel to its parent. */
export interface SipProcessReady {
  readonly event: 'ready';
  readonly sip: { readonly host: string; readonly port: number };
  readonly control: { readonly host: string; readonly port: number };
  readonly pid: number;
}

/** What it says when it cannot start; it exits with 1 then. */
export interface SipProcessFailed {
  readonly event: 'failed';
  readonly error: string;
}

const LEVELS = ['debug', 'info', 'warn', 'error'];

async function run(): Promise<void> {
  const options = JSON.parse(
    process.argv[2] ?? process.env['SHORTLINE_PROCESS_OPTIONS'] ?? '{}',
  ) as SipProcessOptions;
  const from = LEVELS.indexOf(options.logLevel ?? 'info');
  // One line of JSON per fact on standard error, written at once: nothing of a log is lost when the process ends.
  const log = asLog((level, message, facts) => {
    if (from < 0 || LEVELS.indexOf(level) < from) return;
    const { error, ...rest } = facts ?? {};
    const fault = error instanceof Error ? { error: error.stack } : error === undefined ? {} : { error };
    process.stderr.write(
      `${JSON.stringify({ level, time: Date.now(), name: 'sip-server', ...rest, ...fault, msg: message })}\n`,
    );
  });
  // whoever read standard error may be gone: a log that cannot be written must not be a fault that is logged
  process.stderr.on('error', () => {});
  const server = await startSipServer({ ...options, log });
  const ready: SipProcessReady = {
    event: 'ready',
    sip: server.sip,
    control: server.control,
    pid: process.pid,
  };
  process.send?.(ready);

  // A fault in one call (in a timer, say) must not end the others: each has its own state.
  process.on('uncaughtException', (error) => log('error', 'fault', { error }));

  let ending = false;
  const end = () => {
    if (ending) return;
    ending = true;
    void server.close().finally(() => process.exit(0));
  };
  process.on('SIGTERM', end);
  // Ctrl-C reaches the whole process group; the parent decides when the line closes.
  process.on('SIGINT', () => {
    if (!process.connected) end();
  });
  process.on('disconnect', end);
  process.on('message', (message) => {
    if (message === 'stats') process.send?.({ event: 'stats', stats: server.stats() });
  });
}

run().catch((error: unknown) => {
  const text = error instanceof Error ? error.message : String(error);
  process.stderr.write(`${JSON.stringify({ level: 'error', name: 'sip-server', msg: text })}\n`);
  const failed: SipProcessFailed = { event: 'failed', error: text };
  process.send?.(failed);
  process.exitCode = 1;
  process.disconnect?.();
});
