/** The event socket: clients that connect to us (inbound), and applications that we connect to (outbound). */

import { randomUUID } from 'node:crypto';
import { createServer, connect as openSocket, type Server, type Socket } from 'node:net';
import { AUTH_REQUEST, type EslCommand } from '../../../wire/esl.ts';
import { causeOf } from '../channel/causes.ts';
import type { Channel } from '../channel/channel.ts';
import type { Logger } from '../logger.ts';
import { EslConnection, type EslHost } from './connection.ts';
import type { EventBus } from './event-bus.ts';

/** Clients at once. */
const MAX_CLIENTS = 200;
/** Milliseconds that a client may take to authenticate. */
const AUTH_TIME = 10_000;
/** Milliseconds for an application to take our connection. */
const CONNECT_TIME = 3_000;
/** Milliseconds that a loop must last to be repeated, as in FreeSWITCH: a failing one does not spin. */
const LEAST_LOOP = 500;

export interface EventSocketOptions {
  host: string;
  port: number;
  password: string;
  bus: EventBus;
  logger: Logger;
  channels: ReadonlyMap<string, Channel>;
  api: (line: string) => string | Promise<string>;
}

export class EventSocket implements EslHost {
  readonly bus: EventBus;
  readonly logger: Logger;
  readonly password: string;
  readonly #channels: ReadonlyMap<string, Channel>;
  readonly #api: (line: string) => string | Promise<string>;
  readonly #server: Server;
  readonly #inbound = new Set<EslConnection>();
  readonly #outbound = new Map<EslConnection, () => void>();

  private constructor(options: EventSocketOptions) {
    this.bus = options.bus;
    this.logger = options.logger;
    this.password = options.password;
    this.#channels = options.channels;
    this.#api = options.api;
    this.#server = createServer({ noDelay: true, keepAlive: true });
  }

  /** @throws when the address cannot be bound */
  static async listen(options: EventSocketOptions): Promise<EventSocket> {
    const eventSocket = new EventSocket(options);
    const server = eventSocket.#server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(options.port, options.host, () => {
        server.removeListener('error', reject);
        resolve();
      });
    });
    server.on('error', (error) => options.logger.error({ error }, 'event socket'));
    server.on('connection', (socket) => eventSocket.#accept(socket));
    return eventSocket;
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address ? address.port : 0;
  }

  get clients(): number {
    return this.#inbound.size;
  }

  channel(uuid: string): Channel | undefined {
    return this.#channels.get(uuid);
  }

  api(line: string): string | Promise<string> {
    return this.#api(line);
  }

  /** `sendmsg`: an application, a hang-up, or nothing that is known. */
  execute(channel: Channel, command: EslCommand): void {
    const { headers } = command;
    switch (headers['call-command']?.toLowerCase()) {
      case 'execute': {
        const step = {
          application: headers['execute-app-name'] ?? '',
          data: headers['execute-app-arg'] ?? command.body,
        };
        const uuid = headers['event-uuid'] ?? randomUUID();
        const loops = Number.parseInt(headers['loops'] ?? '1', 10);
        this.#repeat(channel, step, uuid, headers['event-lock'] === 'true', loops);
        break;
      }
      case 'hangup':
        channel.hangup(causeOf(headers['hangup-cause']));
        break;
      default:
        this.logger.debug(
          { channel: channel.uuid, command: headers['call-command'] },
          'sendmsg not understood',
        );
    }
  }

  #repeat(
    channel: Channel,
    step: { application: string; data: string },
    uuid: string,
    locked: boolean,
    loops: number,
  ): void {
    const begun = performance.now();
    void channel.execute(step, uuid, locked).then(() => {
      const again = (loops > 1 || loops < 0) && !channel.ended && performance.now() - begun >= LEAST_LOOP;
      if (again) this.#repeat(channel, step, uuid, locked, loops - 1);
    });
  }

  /** Connects a channel to its application.
   *  @param closed called once, when the connection is gone
   *  @throws when nobody listens there */
  connect(
    channel: Channel,
    host: string,
    port: number,
    full: boolean,
    closed: () => void,
  ): Promise<EslConnection> {
    return new Promise((resolve, reject) => {
      const socket = openSocket({ host, port, noDelay: true, keepAlive: true });
      const timer = setTimeout(() => {
        socket.destroy(new Error(`no answer in ${CONNECT_TIME} ms`));
      }, CONNECT_TIME);
      socket.once('error', (error) => {
        clearTimeout(timer);
        reject(error);
      });
      socket.once('connect', () => {
        clearTimeout(timer);
        socket.removeAllListeners('error');
        const connection = new EslConnection(this, socket, channel, full);
        this.#outbound.set(connection, closed);
        resolve(connection);
      });
    });
  }

  closed(connection: EslConnection): void {
    this.#inbound.delete(connection);
    const { channel } = connection;
    channel?.controllers.delete(connection);
    this.#outbound.get(connection)?.();
    this.#outbound.delete(connection);
  }

  async close(): Promise<void> {
    for (const connection of [...this.#inbound, ...this.#outbound.keys()]) {
      connection.disconnect();
      connection.destroy();
    }
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #accept(socket: Socket): void {
    if (this.#inbound.size >= MAX_CLIENTS) {
      socket.on('error', () => {});
      socket.end('Content-Type: text/rude-rejection\nContent-Length: 24\n\nAccess Denied, go away.\n');
      return;
    }
    const connection = new EslConnection(this, socket);
    this.#inbound.add(connection);
    connection.raw(AUTH_REQUEST);
    const timer = setTimeout(() => {
      if (!connection.authenticated) connection.destroy();
    }, AUTH_TIME);
    timer.unref();
    socket.once('close', () => clearTimeout(timer));
  }
}
