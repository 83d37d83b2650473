/** Citizens: calls to the line from one address. */
import { randomBytes } from 'node:crypto';
import { Call, type CallOptions } from './call.ts';
import { monotonic } from './clock.ts';
import type { RtpFarm } from './rtp-farm.ts';
import { type Address, SipSocket } from './sip-socket.ts';
import { contactOf, headerOf, remoteOf, requestText, responseTo, type SipText, sdpOf } from './sip-text.ts';

export { Call, type CallOptions } from './call.ts';

const ANSWER_MS = 10_000;
const BYE_MS = 10_000;
const CANCELLED_MS = 10_000;

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
    const { line, direction, patienceMs = ANSWER_MS } = options;
    const call = new Call(`${this.#run}-${this.#next++}`, options, (heard) => this.#rtp.reserve(heard));
    this.#calls.set(call.callId, call);
    const { host, port } = this.#socket.server;
    const body = sdpOf(call.slot.port, undefined, direction);
    const headers = [
      ...this.#headers(call, 'INVITE', 1, `<sip:${line}@${host}>`),
      `Contact: <sip:bench@127.0.0.1:${this.#socket.port}>`,
      'Content-Type: application/sdp',
    ];
    call.pending = this.#socket.repeat(requestText(`INVITE sip:${line}@${host}:${port}`, headers, body));
    call.timer = setTimeout(() => this.#giveUp(call, 'no answer'), patienceMs);
    return call;
  }

  /** Ends a call, answered or not; resolves when the line has confirmed it. */
  async hangUp(call: Call): Promise<void> {
    if (this.#calls.has(call.callId) && call.leaving === undefined) {
      if (call.dialog) this.#bye(call);
      else this.#giveUp(call, 'left');
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
    if (call.leaving === undefined) {
      call.failure ??= 'hung up by the line';
      call.endedBy = 'line';
    }
    this.#over(call);
  }

  #receiveInviteResponse(response: SipText, call: Call): void {
    call.pending?.stop();
    if (response.status < 200) {
      if (response.body !== '') this.#connect(response, call);
      return;
    }
    if (response.status >= 300) {
      const to = headerOf(response, '(?:to|t)') ?? '';
      const { host, port } = this.#socket.server;
      const headers = this.#headers(call, 'ACK', 1, to, 'INVITE');
      this.#socket.send(requestText(`ACK sip:${call.options.line}@${host}:${port}`, headers));
      call.failure ??= String(response.status);
      this.#over(call);
      return;
    }
    const first = call.dialog === undefined;
    call.dialog ??= { target: contactOf(response) ?? '', to: headerOf(response, '(?:to|t)') ?? '' };
    const { target, to } = call.dialog;
    this.#socket.send(requestText(`ACK ${target}`, this.#headers(call, 'ACK', 1, to)));
    if (!first) return;
    if (call.leaving !== undefined) {
      this.#bye(call);
      return;
    }
    call.answeredAt = monotonic();
    clearTimeout(call.timer);
    this.#connect(response, call);
    call.answered.resolve(true);
  }

  /** An answer repeats what early media said. */
  #connect({ body }: SipText, call: Call): void {
    if (call.connected) return;
    const remote = remoteOf(body);
    if (remote) {
      call.connected = true;
      this.#rtp.connect(call.slot, remote, call.hz, call.options.sending);
    } else call.failure = 'no SDP';
  }

  #bye(call: Call): void {
    if (!call.dialog) return;
    call.leaving = 'bye';
    call.endedBy = 'caller';
    call.pending?.stop();
    clearTimeout(call.timer);
    const { target, to } = call.dialog;
    call.pending = this.#socket.repeat(requestText(`BYE ${target}`, this.#headers(call, 'BYE', 2, to)));
    call.timer = setTimeout(() => {
      call.failure ??= 'BYE unanswered';
      this.#over(call);
    }, BYE_MS);
  }

  /** The caller hangs up before the answer, as people do; an answer that crosses the CANCEL is hung up (RFC 3261 §9.1). */
  #giveUp(call: Call, why: string): void {
    call.failure ??= why;
    call.leaving = 'cancel';
    call.endedBy = 'caller';
    call.answered.resolve(false);
    call.heard.resolve(false);
    call.pending?.stop();
    clearTimeout(call.timer);
    const { host, port } = this.#socket.server;
    const { line } = call.options;
    const headers = this.#headers(call, 'CANCEL', 1, `<sip:${line}@${host}>`, 'INVITE');
    call.pending = this.#socket.repeat(requestText(`CANCEL sip:${line}@${host}:${port}`, headers));
    call.timer = setTimeout(() => this.#over(call), CANCELLED_MS);
  }

  #over(call: Call): void {
    call.pending?.stop();
    clearTimeout(call.timer);
    this.#calls.delete(call.callId);
    this.#rtp.release(call.slot);
    call.endedAt ??= monotonic();
    call.answered.resolve(false);
    call.heard.resolve(false);
    call.ended.resolve();
  }
}
