/** The processes of one line: the embedded servers, unless others are given by address, and the application. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Settings } from '../config.ts';
import { isLoopback } from '../dialplan/secrets.ts';
import { Child } from './child.ts';
import { ANY_PORT, keepPort } from './ports.ts';

const LOOPBACK = '127.0.0.1';
const OPTIONS = 'SHORTLINE_PROCESS_OPTIONS';

export interface LineReady {
  /** `host:port` where calls are taken. */
  readonly sip: string;
  /** Where the page is. */
  readonly http: string;
  readonly lines: readonly { readonly line: string; readonly name: string }[];
  /** `secret` where it is a published one. */
  readonly agents: readonly { readonly account: string; readonly name: string; readonly secret?: string }[];
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

  /** Starts the servers and the application side by side: it checks the files while they begin to listen. On an address
   *  that others reach, nothing listens before the application has found nothing to refuse.
   *  @throws ChildError when one does not start; what was started is ended */
  async open(): Promise<LineReady> {
    let checked: () => void = () => undefined;
    const checks = new Promise<void>((resolve) => {
      checked = resolve;
    });
    const early = isLoopback(this.#settings.host) ? Promise.resolve() : checks;
    const servers = early.then(() => Promise.all([this.#startSipServer(), this.#startMediaServer()]));
    // where the page is, a restarted application is found again
    let keptHttp: NodeJS.ProcessEnv = {};
    const application = new Child({
      name: 'application',
      file: new URL('../app/process.ts', import.meta.url),
      environment: () => ({ ...this.#environment, ...keptHttp }),
      log: this.#log,
      gaveUp: () => void this.#stopAll().then(() => this.#closed(1)),
      begin: async () => {
        checked();
        const [sipServer, mediaServer] = await servers;
        return { command: 'begin', environment: { ...sipServer, ...mediaServer } };
      },
    });
    this.#application = application;
    try {
      // a server that does not start fails the whole at once, though the application still waits for it
      const started = application.start();
      const failed = servers.then(() => started);
      const ready = (await Promise.race([started, failed])) as unknown as LineReady;
      keptHttp = { SHORTLINE_HTTP_PORT: new URL(ready.http).port };
      return ready;
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

  #server(name: string, options: () => object): Child {
    const server = new Child({
      name,
      file: new URL(`../embedded/${name}/process.ts`, import.meta.url),
      environment: () => ({ ...this.#environment, [OPTIONS]: JSON.stringify(options()) }),
      log: this.#log,
    });
    this.#servers.push(server);
    return server;
  }

  /** @returns the setting that tells the application where the server is; nothing when it was given */
  async #startSipServer(): Promise<NodeJS.ProcessEnv> {
    const { host, sipPort, publicAddress, drachtio, logLevel } = this.#settings;
    if (drachtio) return {};
    const secret = randomBytes(16).toString('hex');
    const ports = { sip: sipPort, control: ANY_PORT };
    const server = this.#server('sip-server', () => ({
      listen: [`sip:${bracketed(host)}:${ports.sip};transport=udp,tcp`],
      control: { host: LOOPBACK, port: ports.control, secret },
      externalIp: publicAddress,
      logLevel,
    }));
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
    const server = this.#server('media-server', () => ({
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
    }));
    const ready = await server.start();
    ports.sip = keepPort(ready, 'sip');
    ports.esl = keepPort(ready, 'esl');
    return { SHORTLINE_FREESWITCH: `esl://:${password}@${LOOPBACK}:${ports.esl}` };
  }
}

function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
