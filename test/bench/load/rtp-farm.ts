/** The RTP processes of the load generator, seen from the process that signals. */
import { type ChildProcess, fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { G711Codec } from '../../../src/wire/g711.ts';
import { Histogram, rounded } from './histogram.ts';
import type { FromWorker, Sending, ToWorker, WindowReport } from './rtp-messages.ts';

/** Where one leg receives. */
export interface Slot {
  readonly stream: number;
  readonly worker: number;
  readonly socket: number;
  readonly port: number;
}

export interface Remote {
  readonly address: string;
  readonly port: number;
  readonly codec: G711Codec;
}

/** What all legs heard in a window. */
export interface Hearing {
  readonly streams: number;
  readonly packets: number;
  readonly lost: number;
  readonly silent: number;
  readonly wrongTone: number;
  readonly checkedTones: number;
  readonly jitterMs: { readonly p50: number; readonly p99: number; readonly max: number };
  /** The generator's own part: packets that its sockets dropped, how late it sent, its loop's delay, its cores. */
  readonly generator: {
    readonly dropped: number;
    readonly sendLateP99: number;
    readonly loopDelayP99: number;
    readonly cpu: number;
  };
}

export class RtpFarm {
  readonly #workers: { process: ChildProcess; ports: readonly number[] }[] = [];
  readonly #heard = new Map<number, (at: number) => void>();
  readonly #slots = new Map<number, Slot>();
  #windows: WindowReport[] = [];
  #windowsIn: (() => void) | undefined;
  #next = 0;

  /** @param processes each takes its share of the legs */
  static async open(processes: number): Promise<RtpFarm> {
    const farm = new RtpFarm();
    await Promise.all(Array.from({ length: processes }, () => farm.#start()));
    return farm;
  }

  get pids(): number[] {
    return this.#workers.map(({ process }) => process.pid!);
  }

  /** A place for a leg. @param heard told once, when its first packet came */
  reserve(heard: (at: number) => void = () => undefined): Slot {
    const stream = this.#next++;
    const worker = stream % this.#workers.length;
    const { ports } = this.#workers[worker]!;
    const socket = Math.floor(stream / this.#workers.length) % ports.length;
    const slot = { stream, worker, socket, port: ports[socket]! };
    this.#slots.set(stream, slot);
    this.#heard.set(stream, heard);
    return slot;
  }

  connect(slot: Slot, remote: Remote, hz: number, sending: Sending): void {
    const { stream, socket } = slot;
    this.#tell(slot, { do: 'connect', stream, socket, ...remote, hz, sending });
  }

  /** The tone that this leg should hear from now on. */
  expect(slot: Slot, hz: number): void {
    this.#tell(slot, { do: 'expect', stream: slot.stream, hz });
  }

  release(slot: Slot): void {
    if (!this.#slots.delete(slot.stream)) return;
    this.#heard.delete(slot.stream);
    this.#tell(slot, { do: 'release', stream: slot.stream });
  }

  /** Listens to every leg for so long. */
  async measure(ms: number): Promise<Hearing> {
    this.#windows = [];
    const droppedBefore = this.#dropped();
    const done = new Promise<void>((resolve) => {
      this.#windowsIn = resolve;
    });
    for (const { process } of this.#workers) process.send({ do: 'measure', ms } satisfies ToWorker);
    await done;
    return hearing(this.#windows, this.#dropped() - droppedBefore);
  }

  async close(): Promise<void> {
    const ended = this.#workers.map(
      ({ process }) =>
        new Promise<void>((resolve) => {
          process.once('exit', () => resolve());
          if (process.exitCode !== null) resolve();
          else process.send({ do: 'end' } satisfies ToWorker);
        }),
    );
    await Promise.all(ended);
  }

  #start(): Promise<void> {
    // the profile that was asked for is the line's
    const { NODE_OPTIONS: _, ...env } = process.env;
    const child = fork(new URL('./rtp-worker.ts', import.meta.url), { env, execArgv: [] });
    return new Promise((resolve, reject) => {
      child.once('exit', (code) => reject(new Error(`an RTP process ended (${code})`)));
      child.on('message', (message: FromWorker) => {
        if (message.said === 'ready') {
          this.#workers.push({ process: child, ports: message.ports });
          resolve();
        } else if (message.said === 'heard') {
          this.#heard.get(message.stream)?.(message.at);
        } else {
          this.#windows.push(message);
          if (this.#windows.length === this.#workers.length) this.#windowsIn?.();
        }
      });
    });
  }

  #tell(slot: Slot, message: ToWorker): void {
    this.#workers[slot.worker]!.process.send(message);
  }

  /** Packets that the kernel dropped at our sockets: a loss that is not the line's. */
  #dropped(): number {
    const ours = new Set(this.#workers.flatMap(({ ports }) => ports));
    const rows = readFileSync('/proc/net/udp', 'latin1').split('\n').slice(1);
    const fields = rows.map((row) => row.trim().split(/\s+/)).filter((row) => row.length > 12);
    return fields
      .filter((row) => ours.has(Number.parseInt(row[1]!.split(':')[1]!, 16)))
      .reduce((sum, row) => sum + Number(row[12]), 0);
  }
}

function hearing(windows: readonly WindowReport[], dropped: number): Hearing {
  const jitter = new Histogram();
  const sendLate = new Histogram();
  for (const window of windows) {
    jitter.merge(window.jitter);
    sendLate.merge(window.sendLate);
  }
  const sum = (of: (window: WindowReport) => number) => windows.reduce((total, each) => total + of(each), 0);
  return {
    streams: sum(({ streams }) => streams),
    packets: sum(({ packets }) => packets),
    lost: sum(({ lost }) => lost),
    silent: sum(({ silent }) => silent),
    wrongTone: sum(({ wrongTone }) => wrongTone),
    checkedTones: sum(({ checkedTones }) => checkedTones),
    jitterMs: {
      p50: rounded(jitter.percentile(0.5), 2),
      p99: rounded(jitter.percentile(0.99), 2),
      max: rounded(jitter.max),
    },
    generator: {
      dropped,
      sendLateP99: rounded(sendLate.percentile(0.99), 2),
      loopDelayP99: rounded(Math.max(...windows.map(({ loopDelayP99 }) => loopDelayP99)), 2),
      cpu: rounded(
        sum(({ cpu }) => cpu),
        2,
      ),
    },
  };
}
