/** A SIP port that keeps what it is asked; the test says how a call ends, and which peers are still there. */
import { setImmediate } from 'node:timers/promises';
import {
  type CallHandle,
  type DialRequest,
  type DialResult,
  type IncomingCall,
  type Leg,
  type LegEvents,
  type LegHandle,
  type OutgoingCall,
  SipError,
  type SipPort,
  type Source,
} from '../../src/sip/port.ts';
import { Deferred, type Journal } from './fakes.ts';

export class FakeLeg implements Leg {
  readonly id: string;
  readonly remoteSdp: string;
  readonly lateAnswer: Promise<string | undefined>;
  /** What `probe` finds. */
  stands = true;
  /** The final status of a REFER. */
  referred = 200;
  events: LegEvents | undefined;
  readonly #journal: Journal;

  constructor(
    journal: Journal,
    id: string,
    remoteSdp: string,
    lateAnswer: Promise<string | undefined> = Promise.resolve(undefined),
  ) {
    this.#journal = journal;
    this.id = id;
    this.remoteSdp = remoteSdp;
    this.lateAnswer = lateAnswer;
  }

  get handle(): LegHandle {
    const { id: dialog, remoteSdp } = this;
    const uris = { localUri: 'sip:line', remoteUri: 'sip:peer', contact: '<sip:line>' };
    return { dialog, callId: dialog, localTag: 'a', remoteTag: 'b', ...uris, localSdp: '', remoteSdp };
  }

  listen(events: LegEvents): void {
    this.events = events;
  }

  async modify(sdp: string): Promise<string> {
    this.#journal.push(`re-INVITE ${sdp}`);
    return this.remoteSdp;
  }

  async hangUp(): Promise<void> {
    this.#journal.push(`BYE ${this.id}`);
  }

  async probe(): Promise<boolean> {
    return this.stands;
  }

  async refer(uri: string): Promise<number> {
    this.#journal.push(`REFER ${uri}`);
    return this.referred;
  }
}

export class FakeCall implements IncomingCall {
  callId = 'call-1';
  source: Source = { address: '192.0.2.1', port: 5060, transport: 'udp' };
  dialled = '156';
  readonly uri = 'sip:156@line.example';
  readonly sdp: string;
  readonly lateAnswer = new Deferred<string | undefined>();
  /** An answer that was asked for and not given yet; absent: given at once. */
  held: Deferred<void> | undefined;
  refusal: Error | undefined;
  /** What `probe` finds. */
  stands = true;
  leg: FakeLeg | undefined;
  cancel: () => void = () => undefined;
  readonly #journal: Journal;
  readonly #headers: Readonly<Record<string, string>>;

  constructor(journal: Journal, sdp = 'sdp of the caller', headers: Readonly<Record<string, string>> = {}) {
    this.#journal = journal;
    this.sdp = sdp;
    this.#headers = headers;
  }

  get transaction(): string {
    return `INVITE of ${this.callId}`;
  }

  get handle(): CallHandle {
    const { transaction, uri, source, sdp } = this;
    return { transaction, uri, source, sdp, headers: this.#headers };
  }

  header(name: string): string | undefined {
    return this.#headers[name];
  }

  progress(status: 180 | 183, sdp?: string): void {
    this.#journal.push(`${status} ${sdp ?? ''}`);
  }

  async probe(): Promise<boolean> {
    return this.stands;
  }

  async answer(sdp: string): Promise<Leg> {
    this.#journal.push(`200 ${sdp}`);
    await this.held?.promise;
    if (this.refusal) throw this.refusal;
    this.leg = new FakeLeg(this.#journal, this.callId, this.sdp, this.lateAnswer.promise);
    return this.leg;
  }

  reject(status: number, reason = ''): void {
    this.#journal.push(`${status} ${reason}`.trim());
  }

  redirect(contact: string): void {
    this.#journal.push(`302 ${contact}`);
  }

  onCancel(cancelled: () => void): void {
    this.cancel = cancelled;
  }
}

export const CANCELLED = new SipError('the call was cancelled', 487);

/** An INVITE to a telephone or a centre; the test says how it ends. */
export class FakeOutgoing implements OutgoingCall {
  readonly request: DialRequest;
  readonly sent: Promise<string>;
  readonly ended = new Deferred<DialResult>();
  readonly over: Promise<unknown> = this.ended.promise;
  readonly #journal: Journal;
  readonly #name: string;

  constructor(request: DialRequest, name: string, journal: Journal) {
    this.request = request;
    this.#name = name;
    this.#journal = journal;
    this.sent = setImmediate(`INVITE of ${name}`);
  }

  get result(): Promise<DialResult> {
    return this.ended.promise;
  }

  cancel(): void {
    this.#journal.push('CANCEL');
    this.fail('cancelled', 487);
  }

  fail(reason: Extract<DialResult, { ok: false }>['reason'], status = 486): void {
    this.ended.resolve({ ok: false, reason, status });
  }

  answer(): FakeLeg {
    const leg = new FakeLeg(this.#journal, this.#name, 'sdp of the party');
    this.ended.resolve({ ok: true, leg });
    return leg;
  }
}

export class FakeSip implements SipPort {
  readonly address = '192.0.2.100:5060';
  readonly connected = true;
  readonly dialogs = 0;
  readonly dialled: FakeOutgoing[] = [];
  /** What was taken up, by the id of its dialog or transaction. */
  readonly legs = new Map<string, FakeLeg>();
  readonly calls = new Map<string, FakeCall>();
  /** Dialogs and transactions that are found gone when they are taken up. */
  readonly gone = new Set<string>();
  /** How requests outside of calls are answered. */
  respond: () => Promise<{ readonly status: number }> = () =>
    Promise.reject(new SipError('nobody answers', 408));
  readonly #journal: Journal;
  readonly #prefix: string;

  constructor(journal: Journal, prefix = 'party') {
    this.#journal = journal;
    this.#prefix = prefix;
  }

  get last(): FakeOutgoing {
    return this.dialled.at(-1)!;
  }

  dial(request: DialRequest): OutgoingCall {
    this.#journal.push(`INVITE ${request.uri}${request.via === undefined ? '' : ` via ${request.via}`}`);
    const name = `${this.#prefix}${this.dialled.length + 1}`;
    const call = new FakeOutgoing(request, name, this.#journal);
    this.dialled.push(call);
    return call;
  }

  adoptCall({ transaction, sdp, headers }: CallHandle): IncomingCall {
    const call = new FakeCall(this.#journal, sdp, headers);
    call.callId = transaction.replace('INVITE of ', '');
    call.stands = !this.gone.has(call.callId);
    this.calls.set(call.callId, call);
    return call;
  }

  adoptLeg({ dialog, remoteSdp }: LegHandle): Leg {
    const leg = new FakeLeg(this.#journal, dialog, remoteSdp);
    leg.stands = !this.gone.has(dialog);
    this.legs.set(dialog, leg);
    return leg;
  }

  async cancelSent(sent: string): Promise<void> {
    this.#journal.push(`end ${sent}`);
  }

  async send({ method, uri, via }: Parameters<SipPort['send']>[0]): ReturnType<SipPort['send']> {
    this.#journal.push(`${method} ${uri}${via === undefined ? '' : ` via ${via}`}`);
    const source: Source = { address: '192.0.2.9', port: 5060, transport: 'udp' };
    return { ...(await this.respond()), header: () => undefined, source };
  }

  async close(): Promise<void> {}
}
