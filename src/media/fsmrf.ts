import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import Mrf, { type Endpoint, type MediaServer } from 'drachtio-fsmrf';
import { FsmrfLeg } from './leg.ts';
import { MediaError, type MediaLeg, type MediaPort } from './port.ts';

export interface MediaServerAddress {
  readonly host: string;
  readonly port: number;
  readonly secret: string;
}

export interface FsmrfOptions {
  /** drachtio-srf's Srf: endpoints are SIP dialogs to the media server. */
  readonly srf: unknown;
  readonly servers: readonly MediaServerAddress[];
  /** Where the media servers connect back to, one connection a leg; port 0: any. */
  readonly listen: { readonly host: string; readonly port: number };
  log(message: string, facts: object): void;
}

const RETRY_MS = 500;

/** drachtio-modesl writes a command in several small pieces: with Nagle's algorithm each command would wait some 40 ms
 *  for a delayed acknowledgement. Every TCP socket of this process is therefore set to send at once. */
function sendAtOnce(message: unknown): void {
  (message as { socket: Socket }).socket.setNoDelay(true);
}

const CHANNELS = ['net.server.socket', 'net.client.socket'] as const;

/** Media by FreeSWITCH servers, over the published drachtio-fsmrf. */
export class FsmrfMedia implements MediaPort {
  readonly #options: FsmrfOptions;
  readonly #mrf: Mrf;
  readonly #standing = new Set<MediaLeg>();
  readonly #servers = new Map<MediaServerAddress, MediaServer>();
  readonly #retries = new Set<NodeJS.Timeout>();
  #closing = false;

  private constructor(options: FsmrfOptions) {
    this.#options = options;
    this.#mrf = new Mrf(options.srf);
    for (const channel of CHANNELS) subscribe(channel, sendAtOnce);
  }

  /** Resolves when every media server has been tried once; those that are away are tried again. */
  static async connect(options: FsmrfOptions): Promise<FsmrfMedia> {
    const media = new FsmrfMedia(options);
    await Promise.all(options.servers.map((server) => media.#connect(server)));
    return media;
  }

  get ready(): number {
    return [...this.#servers.values()].filter((server) => server.connected()).length;
  }

  get legs(): number {
    return this.#standing.size;
  }

  async connect(remoteSdp?: string): Promise<MediaLeg> {
    const server = this.#choose();
    if (!server) throw new MediaError('no media server', 503);
    try {
      const endpoint = await server.createEndpoint(remoteSdp === undefined ? {} : { remoteSdp });
      if (remoteSdp === undefined) watchAudio(endpoint);
      return new FsmrfLeg(endpoint, this.#standing);
    } catch (error) {
      const { status } = error as { status?: number };
      // RFC 3261 §21.4.26: only a refused session is the caller's; all else is ours
      throw new MediaError('no endpoint', status === 488 ? 488 : 503, {
        error: (error as Error).message,
        status,
      });
    }
  }

  async close(): Promise<void> {
    this.#closing = true;
    for (const retry of this.#retries) clearTimeout(retry);
    for (const server of this.#servers.values()) server.disconnect();
    for (const channel of CHANNELS) unsubscribe(channel, sendAtOnce);
  }

  /** The server with the fewest sessions by its last heartbeat; ties by the order of the settings. */
  #choose(): MediaServer | undefined {
    const up = [...this.#servers.values()].filter((server) => server.connected());
    return up.reduce<MediaServer | undefined>(
      (best, server) => (best && best.currentSessions <= server.currentSessions ? best : server),
      undefined,
    );
  }

  async #connect(address: MediaServerAddress): Promise<void> {
    const { host, port, secret } = address;
    try {
      const server = await this.#mrf.connect({
        address: host,
        port,
        secret,
        listenAddress: this.#options.listen.host,
        listenPort: this.#options.listen.port,
      });
      if (this.#closing) server.disconnect();
      else this.#servers.set(address, server);
    } catch (error) {
      if (this.#closing) return;
      this.#options.log('media server not reached', { host, port, error: (error as Error).message });
      const retry = setTimeout(() => {
        this.#retries.delete(retry);
        void this.#connect(address);
      }, RETRY_MS);
      this.#retries.add(retry);
    }
  }
}

/** How long a leg may be without RTP from its peer, in milliseconds. */
const MEDIA_TIMEOUT_MS = 30_000;

/** drachtio-fsmrf acknowledges an endpoint's own offer with `a=recvonly`, for which FreeSWITCH switches the media timeout
 *  off for good, whatever its dialplan says: an agent's telephone that vanishes would never be noticed. */
function watchAudio(endpoint: Endpoint): void {
  endpoint
    .api('uuid_setvar', [endpoint.uuid, 'media_timeout_audio', String(MEDIA_TIMEOUT_MS)])
    .catch(() => undefined); // the endpoint has ended meanwhile, which its owner is told
}
