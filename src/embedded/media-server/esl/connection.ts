/** One connection of an event socket: commands come in, replies and events go out, each in one write. */

import type { Socket } from 'node:net';
import {
  apiResponse,
  commandReply,
  disconnectNotice,
  type EslCommand,
  EslCommandParser,
  type EslHeaders,
} from '../../../wire/esl.ts';
import type { Channel } from '../channel/channel.ts';
import type { Logger } from '../logger.ts';
import { handleCommand } from './commands.ts';
import type { EventBus, Listener } from './event-bus.ts';
import { Subscription } from './subscription.ts';

/** Octets that may wait for a client that does not read; beyond it, it is dropped. */
const BACKLOG = 8 * 1_048_576;
/** Octets of the longest command of a client that has not authenticated. */
const STRANGER_LIMIT = 4_096;

/** Milliseconds that a client may take to close after our goodbye. */
const CLOSE_TIME = 2_000;

/** What a connection needs of the server. */
export interface EslHost {
  readonly bus: EventBus;
  readonly logger: Logger;
  readonly password: string;
  channel(uuid: string): Channel | undefined;
  api(line: string): string | Promise<string>;
  execute(channel: Channel, command: EslCommand): void;
  closed(connection: EslConnection): void;
}

export class EslConnection implements Listener {
  readonly subscription = new Subscription();
  readonly host: EslHost;
  /** what an outbound connection controls */
  readonly channel: Channel | undefined;
  /** an outbound connection without `full` may only command its own channel */
  readonly full: boolean;
  authenticated: boolean;
  /** seconds that the connection stays open after its channel ended */
  linger = 0;
  readonly #socket: Socket;
  #parser: EslCommandParser;
  #corked = false;
  #closed = false;
  #lingering: NodeJS.Timeout | undefined;
  #closing: NodeJS.Timeout | undefined;

  constructor(host: EslHost, socket: Socket, channel?: Channel, full = true) {
    this.host = host;
    this.channel = channel;
    this.full = full;
    this.authenticated = channel !== undefined;
    this.#socket = socket;
    this.#parser = new EslCommandParser(this.authenticated ? undefined : STRANGER_LIMIT);
    socket.setNoDelay(true);
    socket.on('data', (bytes) => this.#receive(bytes));
    socket.on('error', () => {});
    socket.on('close', () => this.#gone());
    host.bus.place(this);
  }

  authenticate(): void {
    this.authenticated = true;
    this.#parser = new EslCommandParser();
  }

  reply(text: string, more?: EslHeaders): void {
    this.#write(commandReply(text, more));
  }

  respond(body: string): void {
    this.#write(apiResponse(body));
  }

  raw(text: string): void {
    this.#write(text);
  }

  deliver(text: string): void {
    this.#write(text);
  }

  /** The filters changed. */
  replaced(): void {
    this.host.bus.place(this);
  }

  /** An outbound connection's channel is gone. */
  channelEnded(): void {
    if (this.linger > 0 && this.channel) {
      const { linger } = this;
      this.#write(
        `Content-Type: text/disconnect-notice\nControlled-Session-UUID: ${this.channel.uuid}\n` +
          `Content-Disposition: linger\nChannel-Name: ${this.channel.name}\nLinger-Time: ${linger}\nContent-Length: 0\n\n`,
      );
      this.#lingering = setTimeout(() => this.disconnect(), linger * 1_000);
      return;
    }
    this.disconnect();
  }

  /** Says goodbye and closes. */
  disconnect(): void {
    if (this.#closed || this.#socket.destroyed) return;
    this.host.bus.remove(this);
    this.#write(disconnectNotice(this.channel?.uuid));
    this.#flush();
    this.#socket.end();
    // a client that keeps its side open is not waited for
    this.#closing = setTimeout(() => this.#socket.destroy(), CLOSE_TIME);
  }

  destroy(): void {
    this.#socket.destroy();
  }

  #receive(bytes: Buffer): void {
    try {
      for (const command of this.#parser.push(bytes)) {
        if (this.#closed || this.#socket.writableEnded) return;
        handleCommand(this, command);
      }
    } catch (error) {
      this.host.logger.warn(
        { error: String(error), peer: this.#socket.remoteAddress },
        'event socket: client dropped',
      );
      this.#socket.destroy();
    }
  }

  /** What is written in one turn of the event loop leaves together. */
  #write(data: string): void {
    if (this.#closed || this.#socket.destroyed || this.#socket.writableEnded) return;
    if (this.#socket.writableLength > BACKLOG) {
      this.host.logger.warn(
        { waiting: this.#socket.writableLength },
        'event socket: client does not read, dropped',
      );
      this.#socket.destroy();
      return;
    }
    if (!this.#corked) {
      this.#corked = true;
      this.#socket.cork();
      setImmediate(() => this.#flush());
    }
    this.#socket.write(data);
  }

  #flush(): void {
    if (!this.#corked) return;
    this.#corked = false;
    this.#socket.uncork();
  }

  #gone(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#lingering);
    clearTimeout(this.#closing);
    this.host.bus.remove(this);
    this.host.closed(this);
  }
}
