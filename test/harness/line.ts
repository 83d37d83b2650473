import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { eventually, Facts, SOON, within } from './facts.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** Far above the goal of 3 s, which the bench measures: tests must also hold on a machine that does ten other things. */
const START_MS = 60_000;
const CLOSE_MS = 30_000;

export interface LineOptions {
  /** Changes the line's own copies of `sip-config/` and `dialplans/` before it starts. */
  readonly edit?: (folders: { sipConfig: string; dialplans: string }) => void;
  readonly env?: Readonly<Record<string, string>>;
}

export interface Ready {
  readonly event: 'ready';
  /** `host:port` */
  readonly sip: string;
  /** `http://host:port` */
  readonly http: string;
}

export interface LogLine {
  readonly level?: number;
  readonly msg?: string;
  readonly text: string;
  readonly [key: string]: unknown;
}

/** The product as its users start it: `node src/main.ts` as a process of its own, with its own ports and files.
 *  With SHORTLINE_DRACHTIO and SHORTLINE_FREESWITCH in the environment it runs on those servers, unchanged. */
export class TestLine {
  /** What the line wrote to standard error. */
  readonly log = new Facts<LogLine>('log of the line');
  readonly output: string[] = [];
  ready!: Ready;
  /** From the start of the process to its ready line, in milliseconds. */
  startMs = 0;
  readonly folder: string;
  readonly #child: ChildProcess;
  readonly #mark: string;
  readonly #closed: Promise<number | NodeJS.Signals>;
  #exit: number | NodeJS.Signals | undefined;

  private constructor(options: LineOptions) {
    this.folder = mkdtempSync(join(tmpdir(), 'shortline-test-'));
    this.#mark = this.folder;
    const sipConfig = join(this.folder, 'sip-config');
    const dialplans = join(this.folder, 'dialplans');
    cpSync(join(root, 'sip-config'), sipConfig, { recursive: true });
    cpSync(join(root, 'dialplans'), dialplans, { recursive: true });
    options.edit?.({ sipConfig, dialplans });
    this.#child = spawn(process.execPath, [join(root, 'src/main.ts')], {
      cwd: this.folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        SHORTLINE_SIP_PORT: '0',
        SHORTLINE_HTTP_PORT: '0',
        SHORTLINE_DATA: join(this.folder, 'data'),
        SHORTLINE_SIP_CONFIG: sipConfig,
        SHORTLINE_DIALPLANS: dialplans,
        SHORTLINE_PROMPTS: join(root, 'prompts'),
        TEST_OF_LINE: this.#mark,
        ...options.env,
      },
    });
    createInterface({ input: this.#child.stderr! }).on('line', (text) => this.log.add(parseLog(text)));
    this.#closed = new Promise((resolve) => {
      this.#child.once('close', (code, signal) => {
        this.#exit = code ?? signal ?? -1;
        resolve(this.#exit);
      });
    });
  }

  /** @throws Error with the log when the line ends or stays silent instead of getting ready */
  static async start(options: LineOptions = {}): Promise<TestLine> {
    const line = new TestLine(options);
    const began = performance.now();
    try {
      line.ready = await line.#untilReady();
    } catch (error) {
      await line.kill();
      throw error;
    }
    line.startMs = performance.now() - began;
    return line;
  }

  /** Runs the program where it should refuse to start. @returns its exit code and what it said */
  static async refused(options: LineOptions): Promise<{ code: number | NodeJS.Signals; said: string }> {
    const line = new TestLine(options);
    try {
      const code = await within('the refusal to start', line.#closed, START_MS);
      return { code, said: line.logText() };
    } finally {
      await line.kill();
    }
  }

  /** `host:port` for SIP. */
  get sip(): string {
    return this.ready.sip;
  }

  get pid(): number {
    return this.#child.pid!;
  }

  get running(): boolean {
    return this.#exit === undefined;
  }

  async get(path: string): Promise<{ status: number; text: string }> {
    const response = await fetch(`${this.ready.http}${path}`, { signal: AbortSignal.timeout(SOON) });
    return { status: response.status, text: await response.text() };
  }

  /** Values of one metric, by their labels as written: `{status="ready"}`; without labels by ''. */
  async metric(name: string): Promise<Map<string, number>> {
    const { text } = await this.get('/metrics');
    const values = new Map<string, number>();
    for (const line of text.split('\n')) {
      const match = /^([a-zA-Z_:][\w:]*)(\{[^}]*\})? (\S+)/.exec(line);
      if (match?.[1] === name) values.set(match[2] ?? '', Number(match[3]));
    }
    return values;
  }

  /** The sum of a metric over its labels; undefined where there is none of that name. */
  async total(name: string): Promise<number | undefined> {
    const values = await this.metric(name);
    return values.size === 0 ? undefined : [...values.values()].reduce((sum, value) => sum + value, 0);
  }

  /** Waits until the line holds no call, endpoint or dialog any more. */
  async becomesEmpty(ms = SOON): Promise<void> {
    const names = ['shortline_calls', 'shortline_endpoints', 'shortline_dialogs', 'shortline_queue_waiting'];
    const ask = async () =>
      Object.fromEntries(await Promise.all(names.map(async (name) => [name, await this.total(name)])));
    await eventually(
      'nothing left on the line',
      ask,
      (left) => Object.values(left).every((count) => count === 0),
      ms,
    );
  }

  interrupt(): void {
    this.#child.kill('SIGINT');
  }

  /** Ends the line as Ctrl-C does. @returns its exit code */
  async stop(): Promise<number | NodeJS.Signals> {
    if (this.running) this.interrupt();
    try {
      return await within('the end of the line', this.#closed, CLOSE_MS);
    } finally {
      if (this.running) await this.kill();
      rmSync(this.folder, { recursive: true, force: true });
    }
  }

  /** Ends all its processes at once: when a test has failed. They are in groups of their own, so each one by its id. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    for (const left of this.leftProcesses()) {
      try {
        process.kill(Number.parseInt(left, 10), 'SIGKILL');
      } catch {
        // it has ended meanwhile
      }
    }
    await this.#closed;
    rmSync(this.folder, { recursive: true, force: true });
  }

  exited(ms = CLOSE_MS): Promise<number | NodeJS.Signals> {
    return within('the end of the line', this.#closed, ms);
  }

  /** Processes that this line started and that still run. */
  leftProcesses(): string[] {
    return existsSync('/proc/self/environ') ? readdirSync('/proc').flatMap((pid) => this.#ours(pid)) : [];
  }

  logText(last = 60): string {
    return this.log.all
      .slice(-last)
      .map((line) => line.text)
      .join('\n');
  }

  #ours(pid: string): string[] {
    if (!/^\d+$/.test(pid) || Number(pid) === process.pid) return [];
    try {
      const environment = readFileSync(`/proc/${pid}/environ`, 'latin1');
      if (!environment.includes(`TEST_OF_LINE=${this.#mark}\0`)) return [];
      return [`${pid} ${readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ')}`];
    } catch {
      return []; // it has ended meanwhile
    }
  }

  #untilReady(): Promise<Ready> {
    const { promise, resolve, reject } = Promise.withResolvers<Ready>();
    const fail = (what: string) => reject(new Error(`the line ${what}; it said:\n${this.logText()}`));
    const timer = setTimeout(() => fail(`was not ready within ${START_MS} ms`), START_MS);
    createInterface({ input: this.#child.stdout! }).on('line', (text) => {
      this.output.push(text);
      const said = parseLog(text);
      if (said['event'] === 'ready') resolve(said as unknown as Ready);
    });
    void this.#closed.then((exit) => fail(`ended with ${exit}`));
    return promise.finally(() => clearTimeout(timer));
  }
}

function parseLog(text: string): LogLine {
  try {
    const value: unknown = JSON.parse(text);
    if (value !== null && typeof value === 'object') return { ...value, text };
  } catch {
    // The welcome is for people.
  }
  return { text };
}
