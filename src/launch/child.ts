/** A process of the line, started and watched: one that ends unasked is started again. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';
import { FENCED_EXIT } from './exit.ts';

export interface ChildOptions {
  readonly name: string;
  readonly file: URL;
  /** Called for each start, so that a restarted process takes the same ports again. */
  environment(): NodeJS.ProcessEnv;
  /** What the process is told once it has said `checked`: it waits for it. */
  begin?(): Promise<object>;
  /** Told when it ended with FENCED_EXIT, after which it is not started again. */
  gaveUp?(): void;
  readonly log: Logger;
}

/** Stripping the types of every file again at each start costs some 50 MiB and 200 ms a process. */
const COMPILE_CACHE = fileURLToPath(new URL('../../node_modules/.cache/shortline', import.meta.url));
/** V8 keeps what its young heap grew to in a rush of calls: some 100 MiB a process with its own bound. */
const YOUNG_HEAP = ['--max-semi-space-size=4'];

export type Ready = Readonly<Record<string, unknown>>;

const FIRST_RESTART_MS = 100;
const LONGEST_RESTART_MS = 5_000;
/** A process that has run so long starts its restarts anew. */
const STEADY_MS = 30_000;
/** A machine that is out of breath must not be hindered by starting again in the middle of a takeover. */
const START_TIMEOUT_MS = 60_000;

export class Child {
  readonly #options: ChildOptions;
  #process: ChildProcess | undefined;
  #stopping = false;
  #restartMs = FIRST_RESTART_MS;
  #restart: NodeJS.Timeout | undefined;

  constructor(options: ChildOptions) {
    this.#options = options;
  }

  /** Starts the process.
   *  @returns what it said when it was ready
   *  @throws Error when it ends before */
  async start(): Promise<Ready> {
    const { file, name, log } = this.#options;
    // a group of its own: Ctrl-C reaches the launcher only, which lets calls finish
    const child = fork(file, {
      env: { NODE_COMPILE_CACHE: COMPILE_CACHE, ...this.#options.environment() },
      execArgv: YOUNG_HEAP,
      stdio: ['ignore', 2, 2, 'ipc'],
      detached: true,
    });
    this.#process = child;
    const startedAt = performance.now();
    child.on('message', (message: { event?: string }) => {
      if (message.event === 'checked') void this.#begin(child);
    });
    const ready = await readiness(child, name);
    // an error once it runs is a message that it could not take: it is told by its end
    child.on('error', (error) =>
      log.error({ process: name, error: error.message }, 'a process is not reached'),
    );
    child.once('exit', (code, signal) => {
      if (this.#stopping) return;
      if (code === FENCED_EXIT && this.#options.gaveUp) {
        this.#options.gaveUp();
        return;
      }
      log.error({ process: name, code, signal }, 'a process ended; it is started again');
      if (performance.now() - startedAt > STEADY_MS) this.#restartMs = FIRST_RESTART_MS;
      this.#restartLater();
    });
    return ready;
  }

  send(message: object): void {
    if (this.#process?.connected) this.#process.send(message);
  }

  /** The process has ended; it is not started again. */
  async ended(): Promise<void> {
    this.#stopping = true;
    clearTimeout(this.#restart);
    const child = this.#process;
    if (child && child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  }

  async stop(): Promise<void> {
    const ended = this.ended();
    this.#process?.kill('SIGTERM');
    await ended;
  }

  async #begin(child: ChildProcess): Promise<void> {
    const message = await this.#options.begin?.().catch(() => undefined); // what failed is told where it was started
    if (message && child.connected) child.send(message);
  }

  #restartLater(): void {
    this.#restart = setTimeout(() => void this.#startAgain(), this.#restartMs);
    this.#restartMs = Math.min(this.#restartMs * 2, LONGEST_RESTART_MS);
  }

  async #startAgain(): Promise<void> {
    try {
      await this.start();
    } catch (error) {
      if (this.#stopping) return;
      this.#options.log.error(
        { process: this.#options.name, error: String(error) },
        'a process does not start',
      );
      this.#restartLater();
    }
  }
}

/** A process ended before it was ready; it has said why on standard error. */
export class ChildError extends Error {
  readonly exitCode: number | null;

  constructor(name: string, exitCode: number | null) {
    super(`${name} ended before it was ready (exit code ${exitCode})`);
    this.name = 'ChildError';
    this.exitCode = exitCode;
  }
}

function readiness(child: ChildProcess, name: string): Promise<Ready> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      settle();
      child.kill('SIGKILL'); // the next one needs its ports
      reject(new Error(`${name} was not ready within ${START_TIMEOUT_MS} ms`));
    }, START_TIMEOUT_MS);
    const settle = () => {
      clearTimeout(timer);
      child.off('error', onError);
      child.off('exit', onExit);
      child.off('message', onMessage);
    };
    const onExit = (code: number | null) => {
      settle();
      reject(new ChildError(name, code));
    };
    const onError = (error: Error) => {
      settle();
      reject(new Error(`${name} could not be started`, { cause: error }));
    };
    const onMessage = (message: unknown) => {
      if ((message as { event?: string }).event !== 'ready') return;
      settle();
      resolve(message as Ready);
    };
    child.on('error', onError);
    child.on('exit', onExit);
    child.on('message', onMessage);
  });
}
