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
  /** `http://host:port` */
  readonly http: string;
  readonly processes: readonly LineProcess[];
  readonly #child: ChildProcess;
  readonly #own: readonly LineProcess[];

  private constructor(child: ChildProcess, startedAt: number, ready: Ready, servers: Servers) {
    this.#child = child;
    this.startedAt = startedAt;
    this.readyMs = monotonic() - startedAt;
    const at = ready.sip.lastIndexOf(':');
    this.sip = { host: ready.sip.slice(0, at), port: Number(ready.sip.slice(at + 1)) };
    this.http = ready.http;
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
    return new LineUnderTest(child, startedAt, ready, options.servers);
  }

  get pid(): number {
    return this.#child.pid!;
  }

  /** The application process of now: it is another after each restart; undefined while there is none. */
  get application(): LineProcess | undefined {
    return lineProcesses(this.pid).find(({ name, pid }) => name === 'application' && isAlive(pid));
  }

  /** Kills the application process, as a fault of it would: nothing of it gets to say goodbye.
   *  @returns when, on the machine's monotonic clock
   *  @throws Error when there is none */
  killApplication(): number {
    const { application } = this;
    if (!application) throw new Error('the line has no application process');
    const at = monotonic();
    process.kill(application.pid, 'SIGKILL');
    return at;
  }

  /** Ends it with all its processes. @returns the names of those that had to be killed */
  async close(): Promise<string[]> {
    // the application may be another by now
    const own = new Map([...this.#own, ...lineProcesses(this.pid)].map((each) => [each.pid, each]));
    await end(this.#child);
    const left = [...own.values()].filter(({ pid }) => isAlive(pid));
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

interface Ready {
  /** `host:port` */
  readonly sip: string;
  readonly http: string;
}

/** Its ready line; undefined when it ends before. */
function readyLine(child: ChildProcess): Promise<Ready | undefined> {
  return new Promise((resolve) => {
    let text = '';
    child.once('exit', () => resolve(undefined));
    child.stdout!.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const line = text.split('\n').find((each) => each.startsWith('{') && each.endsWith('}'));
      if (line) resolve(JSON.parse(line) as Ready);
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
