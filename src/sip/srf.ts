/** The parts of drachtio-srf that the line uses, typed as they behave (the package's own types are incomplete). */
import type { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import SrfClass from 'drachtio-srf';
import type { Source } from './port.ts';

export interface SrfMessage {
  readonly body: string;
  readonly uri: string;
  readonly method: string;
  readonly status: number;
  readonly reason: string;
  readonly source_address: string;
  readonly source_port: number;
  readonly protocol: string;
  get(name: string): string;
  has(name: string): boolean;
}

export interface SrfResponse {
  readonly finalResponseSent: boolean;
  send(status: number, options?: SendOptions): void;
  send(status: number, reason: string | undefined, options?: SendOptions): void;
  /** @param sent gets the server's refusal as a string, or an Error when the server is not reached */
  send(status: number, options: SendOptions, sent: (refusal: string | Error | null) => void): void;
}

interface SendOptions {
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string;
}

export interface SrfRequest extends EventEmitter, Omit<SrfMessage, 'status' | 'reason'> {
  readonly socket: Socket;
  /** The server's id of the transaction. */
  readonly stackTxnId: string;
  cancel(): void;
}

export interface SrfDialog extends EventEmitter {
  readonly id: string;
  readonly sip: { readonly callId: string; readonly localTag: string; readonly remoteTag: string };
  readonly local: { sdp: string; readonly uri: string; readonly contact: string };
  readonly remote: { readonly sdp: string; readonly uri: string };
  connected: boolean;
  modify(sdp: string): Promise<string>;
  destroy(): Promise<unknown>;
  request(options: {
    method: string;
    headers?: Readonly<Record<string, string>>;
    body?: string;
  }): Promise<SrfMessage>;
}

export interface Srf extends EventEmitter {
  readonly app: { readonly client: SrfAgent };
  addDialog(dialog: SrfDialog): void;
  removeDialog(dialog: SrfDialog): void;
  connect(options: { host: string; port: number; secret: string }): void;
  disconnect(): void;
  use(method: string, handler: (request: SrfRequest, response: SrfResponse, next: () => void) => void): void;
  invite(handler: (request: SrfRequest, response: SrfResponse) => void): void;
  createUAS(request: SrfRequest, response: SrfResponse, options: { localSdp: string }): Promise<SrfDialog>;
  createUAC(
    uri: string,
    options: {
      readonly localSdp: string;
      readonly proxy?: string;
      readonly headers: Readonly<Record<string, string>>;
      readonly auth?: { username: string; password: string };
    },
    progress: {
      cbRequest(error: Error | null, request: SrfRequest): void;
      cbProvisional(response: SrfMessage): void;
    },
  ): Promise<SrfDialog>;
  request(
    uri: string,
    options: {
      method: string;
      /** Where it is sent, when that is not what the URI says. */
      proxy?: string;
      headers?: Readonly<Record<string, string>>;
      auth?: { username: string; password: string };
      /** Of an INVITE that is cancelled. */
      stackTxnId?: string;
      /** Of the dialog in which it is sent. */
      stackDialogId?: string;
    },
    sent: (error: Error | null, request: SrfRequest) => void,
  ): void;
}

/** drachtio-srf's side of the connection to the server. */
export interface SrfAgent {
  _getDefaultSocket(): Socket;
  sendAck(
    method: 'ACK',
    dialogId: string,
    request: { readonly uri: string },
    response: { readonly socket: Socket },
    options: object,
    sent: (refusal: string | Error | null) => void,
  ): void;
}

export function createSrf(): Srf {
  return new SrfClass() as unknown as Srf;
}

/** Sends a request. @returns the final response */
export function exchange(srf: Srf, uri: string, options: Parameters<Srf['request']>[1]): Promise<SrfMessage> {
  return new Promise((resolve, reject) => {
    // a response that drachtio-srf reads in the same piece as the echo of the request is told before a promise settles
    srf.request(uri, options, (error, request) => {
      if (error) return reject(error);
      request.on('response', (response: SrfMessage) => {
        if (response.status >= 200) resolve(response);
      });
    });
  });
}

/** Sends a request that gets no response of its own. */
export function tell(srf: Srf, uri: string, options: Parameters<Srf['request']>[1]): Promise<void> {
  return new Promise((resolve, reject) => {
    srf.request(uri, options, (error) => (error ? reject(error) : resolve()));
  });
}

export function sourceOf(message: Pick<SrfMessage, 'source_address' | 'source_port' | 'protocol'>): Source {
  // drachtio leaves the protocol out of some messages
  return { address: message.source_address, port: message.source_port, transport: message.protocol || 'udp' };
}
