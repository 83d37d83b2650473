import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type Server } from 'node:net';
import type { ControlCommand } from '../../wire/drachtio.ts';
import type { Clock } from '../sip-stack/clock.ts';
import type { Log } from '../sip-stack/log.ts';
import { Client } from './client.ts';
import type { Clients } from './clients.ts';
import type { ServerLimits } from './options.ts';

/** Commands that concern SIP, once the client is authenticated. */
export interface SipCommands {
  sip(client: Client, command: ControlCommand & { type: 'sip' }): void;
  proxy(client: Client, command: ControlCommand & { type: 'proxy' }): void;
}

/** What the version token says: drachtio-srf pings servers from 0.8.2 on. */
const VERSION = 'v0.9.10-shortline';

/** The control port: connections, authentication, routes. */
export class ControlServer {
  readonly host: string;
  readonly port: number;
  readonly #server: Server;
  readonly #clients: Clients;
  readonly #connections = new Set<Client>();
  readonly #commands: SipCommands;
  readonly #secret: string;
  readonly #hostports: string;
  readonly #limits: ServerLimits;
  readonly #clock: Clock;
  readonly #log: Log;

  static async listen(setup: ControlSetup): Promise<ControlServer> {
    const server = createServer({ noDelay: true, keepAlive: true });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(setup.port, setup.host, () => {
        server.off('error', reject);
        resolve();
      });
    });
    return new ControlServer(server, setup);
  }

  private constructor(server: Server, setup: ControlSetup) {
    this.#server = server;
    this.host = setup.host;
    const address = server.address();
    this.port = typeof address === 'object' && address !== null ? address.port : setup.port;
    this.#clients = setup.clients;
    this.#commands = setup.commands;
    this.#secret = setup.secret;
    this.#hostports = setup.hostports;
    this.#limits = setup.limits;
    this.#clock = setup.clock;
    this.#log = setup.log;
    server.on('connection', (socket) => {
      if (this.#connections.size >= this.#limits.controlConnections) {
        this.#log('warn', 'too many control connections', { limit: this.#limits.controlConnections });
        socket.on('error', () => {});
        socket.resetAndDestroy();
        return;
      }
      const events = {
        command: (client: Client, command: ControlCommand) => this.#execute(client, command),
        closed: (client: Client) => this.#closed(client),
      };
      this.#connections.add(new Client(socket, events, this.#limits, this.#clock, this.#log));
    });
    server.on('error', (error) =>
      this.#log('warn', 'control connection not accepted', { error: error.message }),
    );
  }

  get connections(): number {
    return this.#connections.size;
  }

  async close(): Promise<void> {
    const gone = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const client of this.#connections) client.destroy();
    await gone;
  }

  #closed(client: Client): void {
    this.#connections.delete(client);
    this.#clients.remove(client);
    if (client.authenticated) this.#log('info', 'application gone', { client: client.name });
  }

  #execute(client: Client, command: ControlCommand): void {
    if (command.type === 'authenticate') this.#authenticate(client, command);
    else if (!client.authenticated) this.#refuse(client, command.id, 'not authenticated');
    else if (command.type === 'ping') client.answer(command.id, 'OK', 'pong');
    else if (command.type === 'route') {
      this.#clients.addRoute(client, command.verb);
      client.answer(command.id, 'OK');
    } else if (command.type === 'remove_route') {
      this.#clients.removeRoute(client, command.verb);
      client.answer(command.id, 'OK');
    } else if (command.type === 'sip') this.#commands.sip(client, command);
    else if (command.type === 'proxy') this.#commands.proxy(client, command);
    else this.#refuse(client, command.id, 'Unknown message type');
  }

  #authenticate(client: Client, command: ControlCommand & { type: 'authenticate' }): void {
    if (!sameSecret(command.secret, this.#secret)) {
      this.#log('warn', 'application refused: incorrect secret', { client: client.name });
      this.#refuse(client, command.id, 'incorrect secret');
      return;
    }
    client.accept(command.tags);
    this.#clients.add(client);
    client.answer(command.id, 'OK', `${this.#hostports}|${VERSION}|${this.#hostports}`);
    this.#log('info', 'application connected', { client: client.name, tags: command.tags });
  }

  #refuse(client: Client, id: string, reason: string): void {
    client.answer(id, 'NO', reason);
    client.end();
  }
}

export interface ControlSetup {
  readonly host: string;
  readonly port: number;
  readonly secret: string;
  /** `tcp/host:port,udp/host:port`: how the server names its SIP addresses. */
  readonly hostports: string;
  readonly clients: Clients;
  readonly commands: SipCommands;
  readonly limits: ServerLimits;
  readonly clock: Clock;
  readonly log: Log;
}

/** Compares in a time that does not depend on where the difference is. */
function sameSecret(given: string, wanted: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}
