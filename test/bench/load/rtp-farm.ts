/** The RTP processes of the load generator, seen from the process that signals. */
import { type ChildProcess, fork } from 'node:child_process';
import type { G711Codec } from '../../../src/wire/g711.ts';
import { type Hearing, hearing } from './hearing.ts';
import type { FromWorker, LegState, Sending, ToWorker, WindowReport } from './rtp-messages.ts';
import { droppedAt } from './udp-ports.ts';

export type { Hearing } from './hearing.ts';

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

export class RtpFarm {
  readonly #workers: { process: ChildProcess; ports: readonly number[] }[] = [];
  readonly #heard = new Map<number, (at: number) => void>();
  readonly #slots = new Map<number, Slot>();
  readonly #tones = new Map<string, (at: number) => void>();
  readonly #checks = new Map<number, (ports: readonly number[]) => void>();
  #surveys: (readonly LegState[])[] = [];
  #surveysIn: (() => void) | undefined;
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

  /** When this leg hears this tone. It never settles where it does not. */
  tone(slot: Slot, hz: number): Promise<number> {
    const { stream } = slot;
    const heard = Promise.withResolvers<number>();
    this.#tones.set(`${stream} ${hz}`, heard.resolve);
    this.#tell(slot, { do: 'listen', stream, hz });
    return heard.promise;
  }

  /** Every leg's state since the last survey, by its stream. One survey at a time. */
  async survey(): Promise<ReadonlyMap<number, LegState>> {
    this.#surveys = [];
    const done = Promise.withResolvers<void>();
    this.#surveysIn = done.resolve;
    for (const { process } of this.#workers) process.send({ do: 'survey' } satisfies ToWorker);
    await done.promise;
    return new Map(this.#surveys.flat().map((leg) => [leg.stream, leg]));
  }

  /** Which of these UDP ports of this machine nobody has. It is looked up away from the process that signals. */
  unbound(ports: readonly number[]): Promise<readonly number[]> {
    const check = this.#next++;
    const found = Promise.withResolvers<readonly number[]>();
    this.#checks.set(check, found.resolve);
    const { process } = this.#workers[check % this.#workers.length]!;
    process.send({ do: 'unbound', check, ports } satisfies ToWorker);
    return found.promise;
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
        } else this.#hear(message);
      });
    });
  }

  #hear(message: Exclude<FromWorker, { said: 'ready' }>): void {
    switch (message.said) {
      case 'heard':
        this.#heard.get(message.stream)?.(message.at);
        break;
      case 'tone': {
        const key = `${message.stream} ${message.hz}`;
        this.#tones.get(key)?.(message.at);
        this.#tones.delete(key);
        break;
      }
      case 'survey':
        this.#surveys.push(message.legs);
        if (this.#surveys.length === this.#workers.length) this.#surveysIn?.();
        break;
      case 'unbound':
        this.#checks.get(message.check)?.(message.ports);
        this.#checks.delete(message.check);
        break;
      case 'window':
        this.#windows.push(message);
        if (this.#windows.length === this.#workers.length) this.#windowsIn?.();
    }
  }

  #tell(slot: Slot, message: ToWorker): void {
    this.#workers[slot.worker]!.process.send(message);
  }

  /** Packets that the kernel dropped at our sockets: a loss that is not the line's. */
  #dropped(): number {
    return droppedAt(new Set(this.#workers.flatMap(({ ports }) => ports)));
  }
}
