/** Citizens: calls to the line from one address. */
import { randomBytes } from 'node:crypto';
import { monotonic } from './clock.ts';
import type { RtpFarm, Slot } from './rtp-farm.ts';
import type { Sending } from './rtp-messages.ts';
import { type Address, type Repeated, SipSocket } from './sip-socket.ts';
import { contactOf, headerOf, remoteOf, requestText, responseTo, type SipText, sdpOf } from './sip-text.ts';
import { callerHz } from './tones.ts';

const ANSWER_MS = 10_000;
const BYE_MS = 10_000;
const CANCELLED_MS = 10_000;

export interface CallOptions {
  readonly line: string;
  readonly sending: Sending;
}

/** One call. Every promise settles: an unanswered call ends with its reason. */
export class Call {
  readonly callId: string;
  readonly line: string;
  readonly sending: Sending;
  readonly slot: Slot;
  /** The tone that the caller sends. */
  readonly hz: number;
  readonly invitedAt = monotonic();
  answeredAt: number | undefined;
  heardAt: number | undefined;
  /** Why it is no good call. */
  failure: string | undefined;
  readonly answered = Promise.withResolvers<boolean>();
  readonly heard = Promise.withResolvers<boolean>();
  readonly ended = Promise.withResolvers<void>();
  /** @internal */ pending: Repeated | undefined;
  /** @internal */ timer: NodeJS.Timeout | undefined;
  /** @internal */ dialog: { target: string; to: string } | undefined;
  /** @internal */ hangingUp = false;

  constructor(callId: string, options: CallOptions, reserve: (heard: (at: number) => void) => Slot) {
    this.callId = callId;
    this.line = options.line;
    this.sending = options.sending;
    this.slot = reserve((at) => {
      this.heardAt = at;
      this.heard.resolve(true);
    });
    this.hz = callerHz(this.slot.stream);
  }

  /** INVITE → 200, in milliseconds. */
  get answerMs(): number {
    return (this.answeredAt ?? Number.NaN) - this.invitedAt;
  }

  /** INVITE → first packet, in milliseconds. */
  get audioMs(): number {
    return (this.heardAt ?? Number.NaN) - this.invitedAt;
  }
}

export class Callers {
  readonly #rtp: RtpFarm;
  readonly #calls = new Map<string, Call>();
  readonly #run = randomBytes(4).toString('hex');
  #socket!: SipSocket;
  #next = 0;

  private constructor(rtp: RtpFarm) {
    this.#rtp = rtp;
  }

  static async open(server: Address, rtp: RtpFarm): Promise<Callers> {
    const callers = new Callers(rtp);
    callers.#socket = await SipSocket.open(server, (message) => callers.#receive(message));
    return callers;
  }

  get repeats(): number {
    return this.#socket.repeats;
  }

  get standing(): ReadonlyMap<string, Call> {
    return this.#calls;
  }

  call(options: CallOptions): Call {
    const { line } = options;
    const call = new Call(`${this.#run}-${this.#next++}`, options, (heard) => this.#rtp.reserve(heard));
    this.#calls.set(call.callId, call);
    const { host, port } = this.#socket.server;
    const body = sdpOf(call.slot.port);
    const headers = [
      ...this.#headers(call, 'INVITE', 1, `<sip:${line}@${host}>`),
      `Contact: <sip:bench@127.0.0.1:${this.#socket.port}>`,
      'Content-Type: application/sdp',
    ];
    call.pending = this.#socket.repeat(requestText(`INVITE sip:${line}@${host}:${port}`, headers, body));
    call.timer = setTimeout(() => this.#giveUp(call), ANSWER_MS);
    return call;
  }

  /** Ends an answered call; resolves when the line has confirmed it. */
  async hangUp(call: Call): Promise<void> {
    if (call.dialog && !call.hangingUp && this.#calls.has(call.callId)) {
      call.hangingUp = true;
      call.pending?.stop();
      clearTimeout(call.timer);
      const { target, to } = call.dialog;
      call.pending = this.#socket.repeat(requestText(`BYE ${target}`, this.#headers(call, 'BYE', 2, to)));
      call.timer = setTimeout(() => this.#fail(call, 'BYE unanswered'), BYE_MS);
    }
    await call.ended.promise;
  }

  close(): void {
    for (const call of this.#calls.values()) this.#over(call);
    this.#socket.close();
  }

  #headers(call: Call, method: string, cseq: number, to: string, transaction = method): string[] {
    const branch = `z9hG4bK${call.callId}${transaction}`;
    return [
      `Via: SIP/2.0/UDP 127.0.0.1:${this.#socket.port};branch=${branch};rport`,
      'Max-Forwards: 70',
      `From: <sip:+3315550${String(call.slot.stream % 10_000).padStart(4, '0')}@127.0.0.1>;tag=${call.callId}`,
      `To: ${to}`,
      `Call-ID: ${call.callId}`,
      `CSeq: ${cseq} ${method}`,
    ];
  }

  #receive(message: SipText): void {
    const call = this.#calls.get(message.callId);
    if (message.status === 0) this.#receiveRequest(message, call);
    else if (call && message.method === 'INVITE') this.#receiveInviteResponse(message, call);
    else if (call && message.method === 'BYE' && message.status >= 200) this.#over(call);
    else if (call && message.method === 'CANCEL' && message.status >= 200) call.pending?.stop();
  }

  #receiveRequest(request: SipText, call: Call | undefined): void {
    if (request.method === 'ACK') return;
    this.#socket.send(responseTo(request, call ? '200 OK' : '481 Gone', 'bench'));
    if (!call || request.method !== 'BYE') return;
    if (!call.hangingUp) call.failure ??= 'hung up by the line';
    this.#over(call);
  }

  #receiveInviteResponse(response: SipText, call: Call): void {
    call.pending?.stop();
    if (response.status < 200) return;
    if (response.status >= 300) {
      const to = headerOf(response, '(?:to|t)') ?? '';
      const { host, port } = this.#socket.server;
      const headers = this.#headers(call, 'ACK', 1, to, 'INVITE');
      this.#socket.send(requestText(`ACK sip:${call.line}@${host}:${port}`, headers));
      this.#fail(call, String(response.status));
      return;
    }
    const first = call.dialog === undefined;
    call.dialog ??= { target: contactOf(response) ?? '', to: headerOf(response, '(?:to|t)') ?? '' };
    const { target, to } = call.dialog;
    this.#socket.send(requestText(`ACK ${target}`, this.#headers(call, 'ACK', 1, to)));
    if (!first) return;
    if (call.failure !== undefined) {
      void this.hangUp(call);
      return;
    }
    call.answeredAt = monotonic();
    clearTimeout(call.timer);
    const remote = remoteOf(response.body);
    if (remote) this.#rtp.connect(call.slot, remote, call.hz, call.sending);
    else call.failure = 'no SDP';
    call.answered.resolve(true);
  }

  /** The caller hangs up before the answer, as people do; an answer that crosses the CANCEL is hung up (RFC 3261 §9.1). */
  #giveUp(call: Call): void {
    call.failure ??= 'no answer';
    call.answered.resolve(false);
    call.heard.resolve(false);
    call.pending?.stop();
    const { host, port } = this.#socket.server;
    const headers = this.#headers(call, 'CANCEL', 1, `<sip:${call.line}@${host}>`, 'INVITE');
    call.pending = this.#socket.repeat(requestText(`CANCEL sip:${call.line}@${host}:${port}`, headers));
    call.timer = setTimeout(() => this.#over(call), CANCELLED_MS);
  }

  #fail(call: Call, reason: string): void {
    call.failure ??= reason;
    this.#over(call);
  }

  #over(call: Call): void {
    call.pending?.stop();
    clearTimeout(call.timer);
    this.#calls.delete(call.callId);
    this.#rtp.release(call.slot);
    call.answered.resolve(false);
    call.heard.resolve(false);
    call.ended.resolve();
  }
}
