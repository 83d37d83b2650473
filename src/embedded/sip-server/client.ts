import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import {
  type ControlCommand,
  ControlError,
  ControlFramer,
  controlFrame,
  parseCommand,
} from '../../wire/drachtio.ts';
import type { Clock, TimerHandle } from '../sip-stack/clock.ts';
import type { Log } from '../sip-stack/log.ts';
import type { ServerLimits } from './options.ts';

/** What a client's connection tells the control server. */
export interface ClientEvents {
  command(client: Client, command: ControlCommand): void;
  closed(client: Client): void;
}

/** One application, connected to the control port. */
export class Client {
  /** The address from which it connects, for the log. */
  readonly name: string;
  tags: readonly string[] = [];
  authenticated = false;
  readonly #socket: Socket;
  readonly #events: ClientEvents;
  readonly #limits: ServerLimits;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #framer = new ControlFramer();
  #deadline: TimerHandle | undefined;

  constructor(socket: Socket, events: ClientEvents, limits: ServerLimits, clock: Clock, log: Log) {
    this.#socket = socket;
    this.#events = events;
    this.#limits = limits;
    this.#clock = clock;
    this.#log = log;
    this.name = `${socket.remoteAddress}:${socket.remotePort}`;
    socket.on('data', (chunk) => this.#receive(chunk));
    socket.on('error', () => {});
    socket.on('close', () => {
      this.#stopDeadline();
      events.closed(this);
    });
    this.#expect('authentication');
  }

  /** False once the connection is gone: what the application owned has no owner then. */
  get alive(): boolean {
    return !this.#socket.destroyed;
  }

  /** The application has proved that it knows the secret. */
  accept(tags: readonly string[]): void {
    this.authenticated = true;
    this.tags = tags;
    this.#stopDeadline();
  }

  /** Answers a command: `response|<its id>|<verdict>[|…]`, with a message where there is one. */
  answer(commandId: string, verdict: 'OK' | 'NOK' | 'NO', text?: string, sip?: Uint8Array): void {
    const tail = text === undefined ? '' : `|${text}`;
    this.write(controlFrame(`${randomUUID()}|response|${commandId}|${verdict}${tail}`, sip));
  }

  /** Sends a frame, in one write. */
  write(frame: Buffer): void {
    if (this.#socket.destroyed) return;
    if (this.#socket.writableLength > this.#limits.controlBacklog) {
      this.#log('error', 'application does not read, connection closed', { client: this.name });
      this.#socket.destroy();
      return;
    }
    this.#socket.write(frame);
  }

  /** Closes the connection after what has been written. */
  end(): void {
    this.#stopDeadline();
    this.#socket.destroySoon();
  }

  destroy(): void {
    this.#stopDeadline();
    this.#socket.destroy();
  }

  #receive(chunk: Buffer): void {
    try {
      this.#framer.push(chunk, (frame) => {
        if (this.alive) this.#events.command(this, parseCommand(frame));
      });
    } catch (error) {
      // A fault of ours costs the connection, which comes back, but not the calls.
      const level = error instanceof ControlError ? 'warn' : 'error';
      this.#log(level, 'control protocol broken, connection closed', { client: this.name, error });
      this.destroy();
      return;
    }
    if (!this.authenticated) return;
    if (this.#framer.pending === 0) this.#stopDeadline();
    else if (this.#deadline === undefined) this.#expect('the rest of a message');
  }

  #expect(what: string): void {
    this.#deadline = this.#clock.start(this.#limits.controlMs, () => {
      this.#log('warn', 'control connection too slow, closed', { client: this.name, waitedFor: what });
      this.#socket.destroy();
    });
  }

  #stopDeadline(): void {
    if (this.#deadline !== undefined) this.#clock.stop(this.#deadline);
    this.#deadline = undefined;
  }
}
