/** Both ends of an event socket, bare: a client of the server, and an application that the server connects to. */

import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { Test } from 'tap';
import { type EslMessage, EslMessageParser } from '../../../src/wire/esl.ts';
import { Facts } from '../../harness/facts.ts';

export class EventClient {
  readonly messages = new Facts<EslMessage>('messages of the event socket');
  readonly closed: Promise<void>;
  readonly #socket: Socket;

  constructor(socket: Socket) {
    this.#socket = socket;
    const parser = new EslMessageParser();
    socket.on('data', (bytes) => {
      for (const message of parser.push(bytes)) this.messages.add(message);
    });
    socket.on('error', () => {});
    this.closed = new Promise((resolve) => socket.once('close', () => resolve()));
  }

  static async open(t: Test, port: number, password?: string): Promise<EventClient> {
    const socket = connect(port, '127.0.0.1');
    t.teardown(() => socket.destroy());
    const client = new EventClient(socket);
    await client.next('auth/request');
    if (password !== undefined) await client.command(`auth ${password}`);
    return client;
  }

  write(text: string): void {
    this.#socket.write(text);
  }

  /** @returns the reply's text */
  async command(text: string): Promise<string> {
    const after = this.messages.all.length;
    this.write(`${text}\n\n`);
    const { headers } = await this.next('command/reply', after);
    return headers['Reply-Text'] ?? '';
  }

  /** @returns the body of the answer */
  async api(text: string): Promise<string> {
    const after = this.messages.all.length;
    this.write(`api ${text}\n\n`);
    return (await this.next('api/response', after)).body;
  }

  next(type: string, after = 0): Promise<EslMessage> {
    return this.messages.until(type, ({ headers }) => headers['Content-Type'] === type, undefined, after);
  }

  /** An event, as JSON.
   *  @param matches header values that it has */
  async event(name: string, matches: Record<string, string> = {}): Promise<Record<string, string>> {
    const message = await this.messages.until(`${name} ${JSON.stringify(matches)}`, (each) => {
      const event = parsed(each);
      if (event?.['Event-Name'] !== name) return false;
      return Object.entries(matches).every(([header, value]) => event[header] === value);
    });
    return parsed(message)!;
  }

  disconnect(): void {
    this.#socket.destroy();
  }
}

function parsed(message: EslMessage): Record<string, string> | undefined {
  if (message.headers['Content-Type'] !== 'text/event-json') return undefined;
  return JSON.parse(message.body) as Record<string, string>;
}

/** Listens as an application does, for calls that name it in X-esl-outbound. */
export class Application {
  readonly address: string;
  readonly #calls = new Facts<EventClient>('calls at the application');

  private constructor(address: string) {
    this.address = address;
  }

  static async listen(t: Test): Promise<Application> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const application = new Application(`127.0.0.1:${(server.address() as AddressInfo).port}`);
    const sockets = new Set<Socket>();
    server.on('connection', (socket) => {
      sockets.add(socket);
      application.#calls.add(new EventClient(socket));
    });
    t.teardown(() => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });
    return application;
  }

  /** The call of that number, from 0, connected and with its events on. */
  async call(number = 0): Promise<{ client: EventClient; data: Record<string, string>; uuid: string }> {
    const client = await this.#calls.until(
      `call ${number}`,
      () => this.#calls.all.length > number,
      undefined,
      number,
    );
    client.write('connect\n\n');
    const { headers: data } = await client.next('command/reply');
    const uuid = data['Unique-ID'] ?? '';
    await client.command('event json ALL');
    await client.command(`filter Unique-ID ${uuid}`);
    return { client, data, uuid };
  }
}

/** `sendmsg` that executes an application. */
export function execute(uuid: string, application: string, data: string, more = ''): string {
  return `sendmsg ${uuid}\ncall-command: execute\nexecute-app-name: ${application}\nexecute-app-arg: ${data}${more}`;
}
