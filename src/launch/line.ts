/** The processes of one line: the embedded servers, unless others are given by address, and the application. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Settings } from '../config.ts';
import { Child, type Ready } from './child.ts';
import { ANY_PORT, keepPort } from './ports.ts';

const LOOPBACK = '127.0.0.1';
const OPTIONS = 'SHORTLINE_PROCESS_OPTIONS';

export interface LineReady {
  /** `host:port` where calls are taken. */
  readonly sip: string;
  /** Where the page is. */
  readonly http: string;
}

export class Line {
  /** Resolves with the exit code when everything has ended. */
  readonly closed: Promise<number>;
  readonly #settings: Settings;
  readonly #environment: NodeJS.ProcessEnv;
  readonly #log: Logger;
  readonly #servers: Child[] = [];
  #application: Child | undefined;
  #closed: (code: number) => void = () => undefined;
  #closing = false;

  constructor(settings: Settings, environment: NodeJS.ProcessEnv, log: Logger) {
    this.#settings = settings;
    this.#environment = environment;
    this.#log = log;
    this.closed = new Promise((resolve) => {
      this.#closed = resolve;
    });
  }

  /** Starts the servers side by side, then the application.
   *  @throws Error when one does not start; what was started is ended */
  async open(): Promise<LineReady> {
    try {
      const [sipServer, mediaServer] = await Promise.all([this.#startSipServer(), this.#startMediaServer()]);
      const environment = { ...this.#environment, ...sipServer, ...mediaServer };
      this.#application = this.#child(
        'application',
        new URL('../app/process.ts', import.meta.url),
        () => environment,
      );
      const { sip, http } = await this.#application.start();
      return { sip: String(sip), http: String(http) };
    } catch (error) {
      await this.#stopAll();
      throw error;
    }
  }

  /** New calls are refused; when the last one has ended, so does the line. */
  drain(): void {
    if (this.#closing) return;
    this.#closing = true;
    process.stderr.write(
      'Closing: new calls are refused, calls in progress may finish. Ctrl-C again ends them.\n',
    );
    this.#application?.send({ command: 'drain' });
    void this.#finish();
  }

  /** Calls in progress are ended. */
  end(): void {
    this.#application?.send({ command: 'end' });
  }

  async #finish(): Promise<void> {
    await this.#application?.ended();
    await this.#stopAll();
    this.#closed(0);
  }

  async #stopAll(): Promise<void> {
    await Promise.all([this.#application?.stop(), ...this.#servers.map((server) => server.stop())]);
  }

  #child(name: string, file: URL, environment: () => NodeJS.ProcessEnv): Child {
    return new Child({ name, file, environment, log: this.#log });
  }

  /** @returns the setting that tells the application where the server is; nothing when it was given */
  async #startSipServer(): Promise<NodeJS.ProcessEnv> {
    const { host, sipPort, publicAddress, drachtio, logLevel } = this.#settings;
    if (drachtio) return {};
    const secret = randomBytes(16).toString('hex');
    const ports = { sip: sipPort, control: ANY_PORT };
    const server = this.#child(
      'sip-server',
      new URL('../embedded/sip-server/process.ts', import.meta.url),
      () =>
        this.#optionsOf({
          listen: [`sip:${bracketed(host)}:${ports.sip};transport=udp,tcp`],
          control: { host: LOOPBACK, port: ports.control, secret },
          externalIp: publicAddress,
          logLevel,
        }),
    );
    this.#servers.push(server);
    const ready = await server.start();
    ports.sip = keepPort(ready, 'sip');
    ports.control = keepPort(ready, 'control');
    return { SHORTLINE_DRACHTIO: `drachtio://:${secret}@${LOOPBACK}:${ports.control}` };
  }

  async #startMediaServer(): Promise<NodeJS.ProcessEnv> {
    const { host, rtpPorts, publicAddress, freeswitch, mediaThreads, mediaPrompts, logLevel } =
      this.#settings;
    if (freeswitch.length > 0) return {};
    const password = randomBytes(16).toString('hex');
    const ports = { sip: ANY_PORT, esl: ANY_PORT };
    const server = this.#child(
      'media-server',
      new URL('../embedded/media-server/process.ts', import.meta.url),
      () =>
        this.#optionsOf({
          host: LOOPBACK,
          rtpHost: host,
          publicAddress,
          profiles: [{ name: 'drachtio_mrf', port: ports.sip }],
          esl: { host: LOOPBACK, port: ports.esl, password },
          rtp: { min: rtpPorts.from, max: rtpPorts.to },
          sounds: mediaPrompts,
          music: { hold: join(mediaPrompts, 'music', 'hold', '8000') },
          threads: mediaThreads,
          logLevel,
        }),
    );
    this.#servers.push(server);
    const ready = await server.start();
    ports.sip = keepPort(ready, 'sip');
    ports.esl = keepPort(ready, 'esl');
    return { SHORTLINE_FREESWITCH: `esl://:${password}@${LOOPBACK}:${ports.esl}` };
  }

  #optionsOf(options: object): NodeJS.ProcessEnv {
    return { ...this.#environment, [OPTIONS]: JSON.stringify(options) };
  }
}

export type { Ready };

function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
