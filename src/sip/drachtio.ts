import { once } from 'node:events';
import { adoptDialog, adoptRequest, handleOfDialog } from './adoption.ts';
import { DialogLeg, type LegMaker } from './dialog-leg.ts';
import { SrfIncomingCall } from './incoming-call.ts';
import { SrfOutgoingCall } from './outgoing-call.ts';
import type {
  CallHandle,
  DialRequest,
  IncomingCall,
  IncomingRequest,
  Leg,
  LegHandle,
  OutgoingCall,
  SipHandlers,
  SipPort,
} from './port.ts';
import { endSent, readSent } from './sent-invite.ts';
import { createSrf, exchange, type Srf, type SrfRequest, type SrfResponse, sourceOf } from './srf.ts';

export interface DrachtioOptions {
  readonly host: string;
  readonly port: number;
  readonly secret: string;
  /** How often the peer of an adopted dialog is asked whether it is there, in milliseconds; 5,000 when not given. */
  readonly watchMs?: number;
  log(message: string, facts: object): void;
}

const WATCH_MS = 5_000;

const REQUESTS = ['register', 'options', 'message', 'subscribe', 'publish'] as const;

/** SIP signalling by a drachtio-server, over the published drachtio-srf. */
export class DrachtioSip implements SipPort {
  readonly #srf: Srf;
  readonly #standing = new Set<Leg>();
  readonly #makeLeg: LegMaker = (dialog) => new DialogLeg(dialog, this.#standing);
  readonly #makeAdopted: LegMaker;
  #address = '';
  #connected = false;
  #closing = false;

  private constructor(options: DrachtioOptions, handlers: SipHandlers) {
    this.#srf = createSrf();
    // the media's endpoints are dialogs too, and are taken up again as legs are
    Object.assign(this.#srf, {
      handleOfDialog,
      adoptDialog: (handle: LegHandle) => adoptDialog(this.#srf, handle),
    });
    const adopted = { srf: this.#srf, watchMs: options.watchMs ?? WATCH_MS };
    this.#makeAdopted = (dialog) => new DialogLeg(dialog, this.#standing, adopted);
    this.#srf.on('connect', (error: Error | null, hostports: string) => {
      this.#connected = !error;
      if (error) options.log('drachtio-server refused the connection', { error: error.message });
      else this.#address = udpAddress(hostports);
    });
    this.#srf.on('close', () => {
      this.#connected = false;
    });
    this.#srf.on('error', (error: Error) => {
      this.#connected = false;
      if (!this.#closing) options.log('connection to drachtio-server failed', { error: error.message });
    });
    this.#srf.invite((request, response) =>
      handlers.call(new SrfIncomingCall(this.#srf, request, response, this.#makeLeg)),
    );
    for (const method of REQUESTS) {
      this.#srf.use(method, (request, response) => handlers.request(incomingRequest(request, response)));
    }
    this.#srf.connect({ host: options.host, port: options.port, secret: options.secret });
  }

  /** Resolves once the server takes our commands.
   *  @throws Error when it refuses the secret, or is not reached within `timeoutMs` */
  static async connect(
    options: DrachtioOptions,
    handlers: SipHandlers,
    timeoutMs = 10_000,
  ): Promise<DrachtioSip> {
    const sip = new DrachtioSip(options, handlers);
    const signal = AbortSignal.timeout(timeoutMs);
    while (!sip.#connected) {
      const connected = once(sip.#srf, 'connect', { signal }) as Promise<[Error | null]>;
      const [error] = await connected.catch((cause: unknown): [Error | null] => {
        if (signal.aborted)
          throw new Error(`no drachtio-server at ${options.host}:${options.port}`, { cause });
        return [null];
      });
      if (error) throw new Error(`drachtio-server at ${options.host}:${options.port}: ${error.message}`);
    }
    return sip;
  }

  /** For drachtio-fsmrf, whose endpoints are dialogs too. */
  get srf(): unknown {
    return this.#srf;
  }

  get address(): string {
    return this.#address;
  }

  get connected(): boolean {
    return this.#connected;
  }

  get dialogs(): number {
    return this.#standing.size;
  }

  dial(request: DialRequest): OutgoingCall {
    return new SrfOutgoingCall(this.#srf, request, this.#makeLeg);
  }

  adoptCall(handle: CallHandle): IncomingCall {
    // the server keeps to itself what comes in a dialog whose INVITE was another client's, whoever has answered it
    return new SrfIncomingCall(this.#srf, ...adoptRequest(this.#srf, handle), this.#makeAdopted);
  }

  adoptLeg(handle: LegHandle): Leg {
    return this.#makeAdopted(adoptDialog(this.#srf, handle));
  }

  cancelSent(sent: string): Promise<void> {
    return endSent(this.#srf, readSent(sent));
  }

  async send(request: Parameters<SipPort['send']>[0]): ReturnType<SipPort['send']> {
    const { method, uri, via, headers, credentials } = request;
    const response = await exchange(this.#srf, uri, {
      method,
      ...(via === undefined ? {} : { proxy: via }),
      headers,
      ...(credentials ? { auth: { ...credentials } } : {}),
    });
    return {
      status: response.status,
      header: (name) => (response.has(name) ? response.get(name) : undefined),
      source: sourceOf(response),
    };
  }

  async close(): Promise<void> {
    this.#closing = true;
    if (!this.#connected) return;
    this.#srf.disconnect();
  }
}

function incomingRequest(request: SrfRequest, response: SrfResponse): IncomingRequest {
  return {
    method: request.method,
    uri: request.uri,
    source: sourceOf(request),
    header: (name) => (request.has(name) ? request.get(name) : undefined),
    reply: (status, reason, headers = {}) => response.send(status, reason, { headers }),
  };
}

/** `tcp/127.0.0.1:5060,udp/127.0.0.1:5060` → `127.0.0.1:5060` */
function udpAddress(hostports: string): string {
  const all = hostports.split(',').map((hostport) => hostport.trim());
  const chosen = all.find((hostport) => hostport.startsWith('udp/')) ?? all[0] ?? '';
  return chosen.replace(/^\w+\//, '');
}
