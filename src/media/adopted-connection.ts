import type { EventEmitter } from 'node:events';
import type { EslConnection, EslEvent, EslListener } from 'drachtio-fsmrf';

/** What drachtio-fsmrf's endpoints listen to. */
const EVENTS = [
  ...['CHANNEL_EXECUTE', 'CHANNEL_EXECUTE_COMPLETE', 'CHANNEL_CALLSTATE', 'DTMF'],
  ...['PLAYBACK_START', 'PLAYBACK_STOP', 'HEARTBEAT', 'CUSTOM', 'conference::maintenance'],
];

/** A channel that ends is known for a little longer. */
const ENDING: ReadonlySet<string> = new Set(['CS_HANGUP', 'CS_REPORTING', 'CS_DESTROY']);

/** Event sockets that get the events of adopted channels. */
const subscribed = new WeakSet<object>();

/** Stands for the connection that a media server makes for each channel it gives to an application: the one to the server
 *  as a whole, for a channel that a process before us controlled. Its media is not touched by that, as it would be by
 *  sending the channel to a new connection: talks go on, and music. */
export class AdoptedConnection {
  readonly #server: EslConnection;
  readonly #channel: string;
  readonly #listeners: [string, EslListener][] = [];
  #facts: Readonly<Record<string, unknown>> = {};

  constructor(server: EslConnection, channel: string) {
    this.#server = server;
    this.#channel = channel;
    if (server.socket && !subscribed.has(server.socket)) {
      subscribed.add(server.socket);
      server.setMaxListeners(0);
      // events pass that match any filter, and the heartbeat has no channel
      server.filter('Event-Name', 'HEARTBEAT');
      server.subscribe(EVENTS);
    }
    server.filter('Unique-ID', channel);
  }

  /** What the server knows of the channel, which it tells of from now on; undefined when it is gone. */
  async dump(): Promise<Readonly<Record<string, unknown>> | undefined> {
    const event = await new Promise<EslEvent>((resolve) => {
      this.#server.api('uuid_dump', [this.#channel, 'json'], resolve);
    });
    const body = event.getBody();
    if (!body.startsWith('{')) return undefined;
    this.#facts = JSON.parse(body) as Record<string, unknown>;
    return ENDING.has(String(this.#facts['Channel-State'])) ? undefined : this.#facts;
  }

  /** Tells the dialog's end, which its own BYE would tell: that is answered 481 and gets no further. */
  endsWithChannel(dialog: EventEmitter & { connected: boolean }): void {
    const end = (): void => {
      dialog.connected = false;
      dialog.emit('destroy');
      // the endpoint hears of it first
      setImmediate(() => this.close());
    };
    this.on(`esl::event::CHANNEL_CALLSTATE::${this.#channel}`, (event) => {
      if (event.getHeader('Channel-Call-State') === 'HANGUP') end();
    });
    this.on('esl::end', end);
  }

  close(): void {
    for (const [event, listener] of this.#listeners.splice(0)) this.#server.removeListener(event, listener);
    if (this.#server.connected()) this.#server.filterDelete('Unique-ID', this.#channel);
  }

  getInfo(): { getHeader(name: string): unknown } {
    return {
      getHeader: (name) => (name === 'Channel-Unique-ID' ? this.#channel : (this.#facts[name] ?? null)),
    };
  }

  on(event: string, listener: EslListener): void {
    this.#listeners.push([event, listener]);
    this.#server.on(event, listener);
  }

  removeListener(event: string, listener: EslListener): void {
    const index = this.#listeners.findIndex((each) => each[0] === event && each[1] === listener);
    if (index >= 0) this.#listeners.splice(index, 1);
    this.#server.removeListener(event, listener);
  }

  /** Endpoints ask for their events and filter them: done for all of them. */
  subscribe(): void {}

  filter(): void {}

  api(command: string, args: readonly string[], done: EslListener): void {
    this.#server.api(command, args, done);
  }

  execute(application: string, argument: string | EslListener, done?: EslListener): string {
    if (typeof argument === 'function') return this.#server.execute(application, '', this.#channel, argument);
    return this.#server.execute(application, argument, this.#channel, done ?? (() => undefined));
  }

  /** The connection is everybody's. */
  disconnect(): void {}
}
