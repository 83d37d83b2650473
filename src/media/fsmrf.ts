import { randomUUID } from 'node:crypto';
import type { EventEmitter } from 'node:events';
import Mrf, { type Endpoint, type MediaServer } from 'drachtio-fsmrf';
import EndpointClass from 'drachtio-fsmrf/lib/endpoint.js';
import { AdoptedConnection } from './adopted-connection.ts';
import { FsmrfLeg, type Origin } from './leg.ts';
import { OWNER_HEADER, type Owner, reapOrphans } from './orphans.ts';
import { MediaError, type MediaHandle, type MediaLeg, type MediaPort } from './port.ts';
import { sendAtOnce } from './send-at-once.ts';
import { Spares } from './spares.ts';

export interface MediaServerAddress {
  readonly host: string;
  readonly port: number;
  readonly secret: string;
}

export interface FsmrfOptions {
  /** drachtio-srf's Srf as the SIP adapter has it: endpoints are SIP dialogs to the media server. */
  readonly srf: unknown;
  /** The node's name: channels carry it, so that a process after this one finds them. */
  readonly node?: string;
  readonly servers: readonly MediaServerAddress[];
  /** Where the media servers connect back to, one connection a leg; port 0: any. */
  readonly listen: { readonly host: string; readonly port: number };
  log(message: string, facts: object): void;
}

/** What the SIP adapter adds to drachtio-srf's Srf. */
interface Dialogs {
  handleOfDialog(dialog: Endpoint['dialog']): MediaHandle['dialog'];
  adoptDialog(handle: MediaHandle['dialog']): Endpoint['dialog'] & EventEmitter;
  removeDialog(dialog: Endpoint['dialog']): void;
}

const RETRY_MS = 500;

/** Media by FreeSWITCH servers, over the published drachtio-fsmrf. */
export class FsmrfMedia implements MediaPort {
  readonly #options: FsmrfOptions;
  readonly #mrf: Mrf;
  readonly #standing = new Set<MediaLeg>();
  readonly #servers = new Map<MediaServerAddress, MediaServer>();
  readonly #retries = new Set<NodeJS.Timeout>();
  readonly #spares = new Spares(() => this.#create(undefined));
  /** The node, and which of its processes. */
  readonly #owner: Owner;
  readonly #sendAsBefore: () => void;
  #closing = false;

  private constructor(options: FsmrfOptions) {
    this.#options = options;
    this.#mrf = new Mrf(options.srf);
    this.#owner = { node: options.node ?? 'shortline', process: randomUUID() };
    this.#sendAsBefore = sendAtOnce();
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

  /** Endpoints that wait for a leg. */
  get spares(): number {
    return this.#spares.ready;
  }

  async connect(remoteSdp?: string): Promise<MediaLeg> {
    const spare = remoteSdp === undefined ? this.#spares.take() : undefined;
    const endpoint = spare ?? (await this.#create(remoteSdp));
    if (remoteSdp === undefined) watchAudio(endpoint);
    return this.#leg(endpoint);
  }

  prepare(count: number): void {
    this.#spares.keep(count);
  }

  async adopt(handle: MediaHandle): Promise<MediaLeg> {
    const server = this.#serverAt(handle.server);
    if (!server?.connected()) throw new MediaError('media server not connected', 503, { ...handle });
    const connection = new AdoptedConnection(server.conn, handle.channel);
    const facts = await connection.dump();
    if (!facts) {
      connection.close();
      throw new MediaError('the channel is gone', 404, { ...handle });
    }
    const dialog = this.#dialogs.adoptDialog(handle.dialog);
    connection.endsWithChannel(dialog);
    dialog.once('destroy', () => this.#dialogs.removeDialog(dialog));
    const endpoint = new EndpointClass(connection, dialog, server, { is3pcc: true });
    const partner = facts['variable_bridge_to'];
    return this.#leg(endpoint, { bridgedWith: typeof partner === 'string' ? partner : undefined });
  }

  async conference(legs: readonly MediaLeg[]): Promise<void> {
    const [first] = legs;
    if (!first) return;
    // one after the other: who leaves a bridge has its partner parked, which must come before the partner joins
    for (const leg of legs) {
      if (!(leg instanceof FsmrfLeg)) throw new TypeError('a leg of another media adapter');
      await leg.confer(`shortline-${first.id}`);
    }
  }

  async reap(keep: ReadonlySet<string>): Promise<void> {
    const up = [...this.#servers.values()].filter((server) => server.connected());
    await Promise.all(up.map((server) => reapOrphans(server, this.#owner, keep)));
  }

  async close(): Promise<void> {
    this.#closing = true;
    this.#spares.close();
    for (const retry of this.#retries) clearTimeout(retry);
    for (const server of this.#servers.values()) server.disconnect();
    this.#sendAsBefore();
  }

  get #dialogs(): Dialogs {
    return this.#options.srf as Dialogs;
  }

  async #create(remoteSdp: string | undefined): Promise<Endpoint> {
    const server = this.#choose();
    if (!server) throw new MediaError('no media server', 503);
    const { node, process } = this.#owner;
    try {
      return await server.createEndpoint({
        ...(remoteSdp === undefined ? {} : { remoteSdp }),
        headers: { [OWNER_HEADER]: `${node} ${process}` },
      });
    } catch (error) {
      const { status } = error as { status?: number };
      // RFC 3261 §21.4.26: only a refused session is the caller's; all else is ours
      throw new MediaError('no endpoint', status === 488 ? 488 : 503, {
        error: (error as Error).message,
        status,
      });
    }
  }

  #leg(endpoint: Endpoint, adopted?: Origin['adopted']): FsmrfLeg {
    const found = [...this.#servers].find(([, server]) => server === endpoint.mediaserver);
    return new FsmrfLeg(endpoint, this.#standing, {
      server: found ? nameOf(found[0]) : '',
      handleOf: (dialog) => this.#dialogs.handleOfDialog(dialog),
      ...(adopted ? { adopted } : {}),
    });
  }

  #serverAt(name: string): MediaServer | undefined {
    return [...this.#servers].find(([address]) => nameOf(address) === name)?.[1];
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

function nameOf({ host, port }: MediaServerAddress): string {
  return `${host}:${port}`;
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
