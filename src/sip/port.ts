/** What the line asks of SIP signalling. Adapters turn messages into these and back; they decide nothing. */

/** Where a request came from. */
export interface Source {
  readonly address: string;
  readonly port: number;
  readonly transport: string;
}

/** Why an outgoing call was not answered. */
export type DialFailure = 'busy' | 'noAnswer' | 'rejected' | 'unreachable' | 'cancelled';

export type DialResult =
  | { readonly ok: true; readonly leg: Leg }
  | { readonly ok: false; readonly reason: DialFailure; readonly status: number };

export interface DialRequest {
  /** Request URI. */
  readonly uri: string;
  /** Where it is sent, when that is not what the request URI says: a telephone behind a router. */
  readonly via?: string;
  readonly sdp: string;
  readonly from: { readonly number: string; readonly name?: string };
  readonly headers?: Readonly<Record<string, string>>;
  /** How long it may ring, in milliseconds. */
  readonly ringMs: number;
  readonly credentials?: { readonly username: string; readonly password: string };
}

export interface OutgoingCall {
  readonly result: Promise<DialResult>;
  /** Resolves once the INVITE is on the wire, with what `SipPort.cancelSent` needs to end it after our death: to be
   *  journalled, not to be read. Rejects when it never leaves. Where the peer asks for credentials, it is the INVITE
   *  that carries them. */
  readonly sent: Promise<string>;
  /** Settles when nothing of it is left on the way: the transaction has ended, and an answer that crossed the cancel was
   *  hung up. `result` may be known before. */
  readonly over: Promise<unknown>;
  /** Takes the call back; `result` then says `cancelled`, and an answer that crosses is hung up. */
  cancel(): void;
}

/** What a leg tells its owner. */
export interface LegEvents {
  hungUp(cause: string): void;
  /** The peer changes the session (hold, another address). @returns the answer's SDP; rejects: 488 */
  modify(sdp: string): Promise<string>;
  info(contentType: string, body: string): void;
}

/** What another process needs to take a leg up again. Plain JSON. */
export interface LegHandle {
  /** The SIP server's id of the dialog. */
  readonly dialog: string;
  readonly callId: string;
  readonly localTag: string;
  readonly remoteTag: string;
  readonly localUri: string;
  readonly remoteUri: string;
  /** Our Contact header. */
  readonly contact: string;
  readonly localSdp: string;
  readonly remoteSdp: string;
}

/** An answered dialog. */
export interface Leg {
  /** The SIP server's id of the dialog. */
  readonly id: string;
  /** As of now: the session descriptions change with each re-INVITE. */
  readonly handle: LegHandle;
  readonly remoteSdp: string;
  /** The SDP of the ACK, where the INVITE had none; undefined when the ACK had none either. */
  readonly lateAnswer: Promise<string | undefined>;
  listen(events: LegEvents): void;
  modify(sdp: string): Promise<string>;
  hangUp(): Promise<void>;
  /** Whether the dialog stands, by an OPTIONS within it: false when the peer has hung up or answers no more.
   *  @throws SipError when the SIP server cannot be asked */
  probe(): Promise<boolean>;
  /** Asks the peer to call elsewhere (RFC 3515). @returns the final status that its NOTIFY reports */
  refer(uri: string, timeoutMs: number): Promise<number>;
}

/** What another process needs to take up an INVITE that has no final response. Plain JSON. */
export interface CallHandle {
  /** The SIP server's id of the transaction. */
  readonly transaction: string;
  readonly uri: string;
  readonly source: Source;
  readonly sdp: string;
  /** The headers that a response repeats and that a line reads. */
  readonly headers: Readonly<Record<string, string>>;
}

/** An INVITE outside of dialogs. */
export interface IncomingCall {
  /** The SIP server's id of the transaction. */
  readonly transaction: string;
  readonly handle: CallHandle;
  readonly callId: string;
  readonly source: Source;
  /** User part of the request URI: what was dialled. */
  readonly dialled: string;
  readonly uri: string;
  /** Empty for a late offer. */
  readonly sdp: string;
  header(name: string): string | undefined;
  /** 180, or 183 with SDP. */
  progress(status: 180 | 183, sdp?: string): void;
  /** Whether the caller is still there, by another 183, with the SDP given or else the one sent before: false when the
   *  SIP server refuses it. Of a call that was adopted no CANCEL is ever told.
   *  @throws SipError when the SIP server cannot be asked */
  probe(sdp?: string): Promise<boolean>;
  /** @throws SipError when the call was cancelled meanwhile */
  answer(sdp: string): Promise<Leg>;
  reject(
    status: number,
    reason?: string,
    headers?: Readonly<Record<string, string | readonly string[]>>,
  ): void;
  redirect(contact: string): void;
  onCancel(cancelled: () => void): void;
}

/** A request outside of dialogs that only needs an answer: REGISTER, OPTIONS, MESSAGE. */
export interface IncomingRequest {
  readonly method: string;
  readonly uri: string;
  readonly source: Source;
  header(name: string): string | undefined;
  reply(
    status: number,
    reason?: string,
    headers?: Readonly<Record<string, string | readonly string[]>>,
  ): void;
}

/** Digest authentication (RFC 7616, RFC 8760), the server's side. */
export interface Digest {
  /** The credentials of an Authorization header; undefined when they are no digest that we can check. */
  parse(header: string): Credentials | undefined;
  /** `stale` asks the client to answer again with a new nonce, without asking its user (RFC 7616 §3.3). */
  freshness(credentials: Credentials, at: number): 'good' | 'stale' | 'forged';
  /** Whether the response proves knowledge of the secret behind this HA1. */
  proves(credentials: Credentials, method: string, ha1: string): boolean;
  /** The value of this header that asks for credentials by one of these algorithms, the preferred one first. */
  challenge(
    header: 'WWW-Authenticate' | 'Proxy-Authenticate',
    algorithms: readonly Algorithm[],
    realm: string,
    at: number,
    stale: boolean,
  ): string;
}

export type Algorithm = 'MD5' | 'SHA-256';

export interface Credentials {
  readonly username: string;
  readonly realm: string;
  readonly nonce: string;
  readonly uri: string;
  readonly response: string;
  readonly algorithm: Algorithm;
  readonly qop?: string;
  readonly nc?: string;
  readonly cnonce?: string;
}

export interface SipHandlers {
  call(call: IncomingCall): void;
  request(request: IncomingRequest): void;
}

export interface SipPort {
  /** Where calls are taken, `host:port` (UDP). */
  readonly address: string;
  readonly connected: boolean;
  /** Dialogs that stand. */
  readonly dialogs: number;
  dial(request: DialRequest): OutgoingCall;
  /** Takes up an INVITE that a process before this one left without a final response. */
  adoptCall(handle: CallHandle): IncomingCall;
  /** Takes up a dialog of a process before this one. What its peer sends never gets here, so that its end is learnt by
   *  asking every few seconds, and told as `gone`. */
  adoptLeg(handle: LegHandle): Leg;
  /** Ends an INVITE that a process before this one sent, whatever became of it: cancelled, or, when it has been answered
   *  meanwhile, hung up.
   *  @param sent what `OutgoingCall.sent` gave
   *  @returns when it has surely ended */
  cancelSent(sent: string): Promise<void>;
  /** A request outside of dialogs (REGISTER to a provider, OPTIONS to a centre). @returns the final response */
  send(request: {
    readonly method: string;
    readonly uri: string;
    /** Where it is sent, when that is not what the request URI says. */
    readonly via?: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly credentials?: { readonly username: string; readonly password: string };
  }): Promise<{ readonly status: number; header(name: string): string | undefined; readonly source: Source }>;
  close(): Promise<void>;
}

/** A SIP operation that failed, with the status it failed with (0 when no response came). */
export class SipError extends Error {
  readonly status: number;

  constructor(message: string, status: number) {
    super(message);
    this.name = 'SipError';
    this.status = status;
  }
}
