/** The line that is measured: `node src/main.ts` as a child, on the embedded servers or on real ones. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { monotonic, within } from '../load/clock.ts';
import type { Address } from '../load/sip-socket.ts';
import { isAlive, type LineProcess, lineProcesses, listenerOf } from './processes.ts';

export type Servers = 'embedded' | 'real';

export interface LineOptions {
  readonly servers: Servers;
  readonly environment: Readonly<Record<string, string>>;
  /** Where its log goes. */
  readonly log: string;
  /** A folder for CPU profiles of all its processes. */
  readonly profiles?: string | undefined;
  /** Options of Node for all its processes. */
  readonly node?: string | undefined;
}

const ROOT = join(import.meta.dirname, '..', '..', '..');
const READY_MS = 30_000;
const CLOSE_MS = 5_000;
/** Away from the ports that the system gives to sockets of the generator. */
const RTP_PORTS = '10000-19999';
const SERVER_SETTINGS = { SHORTLINE_DRACHTIO: 'sip-server', SHORTLINE_FREESWITCH: 'media-server' } as const;

export class LineUnderTest {
  /** On the machine's monotonic clock. */
  readonly startedAt: number;
  /** Command → ready line, in milliseconds. */
  readonly readyMs: number;
  readonly sip: Address;
  readonly processes: readonly LineProcess[];
  readonly #child: ChildProcess;
  readonly #own: readonly LineProcess[];

  private constructor(child: ChildProcess, startedAt: number, sip: Address, servers: Servers) {
    this.#child = child;
    this.startedAt = startedAt;
    this.readyMs = monotonic() - startedAt;
    this.sip = sip;
    this.#own = lineProcesses(child.pid!);
    this.processes = [...this.#own, ...(servers === 'real' ? realServers() : [])];
  }

  /** @throws Error when it is not ready in time; the log says why */
  static async open(options: LineOptions): Promise<LineUnderTest> {
    const log = openSync(options.log, 'a');
    const startedAt = monotonic();
    const child = spawn(process.execPath, ['src/main.ts'], {
      cwd: ROOT,
      env: environmentOf(options),
      stdio: ['ignore', 'pipe', log],
    });
    closeSync(log);
    const ready = await within(readyLine(child), READY_MS);
    if (ready === undefined) {
      await end(child);
      throw new Error(`the line was not ready; its words are in ${options.log}`);
    }
    const at = ready.lastIndexOf(':');
    const sip = { host: ready.slice(0, at), port: Number(ready.slice(at + 1)) };
    return new LineUnderTest(child, startedAt, sip, options.servers);
  }

  get pid(): number {
    return this.#child.pid!;
  }

  /** Ends it with all its processes. @returns the names of those that had to be killed */
  async close(): Promise<string[]> {
    await end(this.#child);
    const left = this.#own.filter(({ pid }) => isAlive(pid));
    for (const { pid } of left) process.kill(pid, 'SIGKILL');
    return left.map(({ name }) => name);
  }
}

/** Interrupted once it lets calls finish, twice it ends them. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const over = once(child, 'exit');
  for (const signal of ['SIGTERM', 'SIGTERM', 'SIGKILL'] as const) {
    child.kill(signal);
    if ((await within(over, CLOSE_MS)) !== undefined) return;
  }
}

/** `host:port` of its ready line; undefined when it ends before. */
function readyLine(child: ChildProcess): Promise<string | undefined> {
  return new Promise((resolve) => {
    let text = '';
    child.once('exit', () => resolve(undefined));
    child.stdout!.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const line = text.split('\n').find((each) => each.startsWith('{') && each.endsWith('}'));
      if (line) resolve((JSON.parse(line) as { sip: string }).sip);
    });
  });
}

function environmentOf({ servers, environment, profiles, node }: LineOptions): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('SHORTLINE_'));
  const given = Object.keys(SERVER_SETTINGS).map((name): [string, string | undefined] => [
    name,
    process.env[name],
  ]);
  const profiling = profiles === undefined ? undefined : `--cpu-prof --cpu-prof-dir=${profiles}`;
  const options = [process.env['NODE_OPTIONS'], node, profiling].filter((option) => option !== undefined);
  return {
    ...Object.fromEntries(inherited),
    ...(servers === 'real' ? Object.fromEntries(given) : {}),
    SHORTLINE_SIP_PORT: '0',
    SHORTLINE_HTTP_PORT: '0',
    SHORTLINE_LOG_LEVEL: process.env['SHORTLINE_LOG_LEVEL'] ?? 'info',
    SHORTLINE_RTP_PORTS: RTP_PORTS,
    ...environment,
    ...(options.length === 0 ? {} : { NODE_OPTIONS: options.join(' ') }),
  };
}

function realServers(): LineProcess[] {
  return Object.entries(SERVER_SETTINGS).flatMap(([setting, name]) =>
    portsOf(process.env[setting] ?? '').flatMap((port) => {
      const pid = listenerOf(port);
      return pid === undefined ? [] : [{ name, pid }];
    }),
  );
}

function portsOf(servers: string): number[] {
  return [...servers.matchAll(/:(\d+)(?:,|\s|$)/g)].map(([, port]) => Number(port));
}
