/** One offer at an agent's telephone, and the talk that comes of it. */
import { monotonic } from './clock.ts';
import type { Remote, RtpFarm, Slot } from './rtp-farm.ts';
import type { Repeated, SipSocket } from './sip-socket.ts';
import { contactOf, headerOf, remoteOf, requestText, responseTo, type SipText, sdpOf } from './sip-text.ts';
import { agentHz } from './tones.ts';

const ACCOUNT = /^INVITE sips?:([^@;>]+)@/;

/** What the line sent that makes no offer. */
const NO_OFFER = '488 Not Acceptable Here';

export class AgentCall {
  readonly account: string;
  /** The leg's Call-ID. */
  readonly id: string;
  /** The caller's Call-ID, as the line tells it. */
  readonly callerId: string;
  readonly remote: Remote;
  readonly invitedAt: number;
  readonly slot: Slot;
  /** The tone that the agent sends. */
  readonly hz: number;
  answeredAt: number | undefined;
  endedAt: number | undefined;
  endedBy: 'agent' | 'line' | undefined;
  /** Status of the answer to our BYE. */
  byeStatus = 0;
  readonly ended = Promise.withResolvers<void>();
  readonly #socket: SipSocket;
  readonly #rtp: RtpFarm;
  readonly #invite: SipText;
  #pending: Repeated | undefined;
  #last = '';

  /** @returns undefined for an INVITE that offers nothing: it is refused */
  static take(socket: SipSocket, rtp: RtpFarm, invite: SipText): AgentCall | undefined {
    const invitedAt = monotonic();
    const remote = remoteOf(invite.body);
    const callerId = headerOf(invite, 'x-call-id');
    const account = ACCOUNT.exec(invite.head)?.[1];
    if (remote && callerId !== undefined && account !== undefined)
      return new AgentCall(socket, rtp, invite, { account, callerId, remote, invitedAt });
    socket.send(responseTo(invite, NO_OFFER, 'agent'));
    return undefined;
  }

  private constructor(
    socket: SipSocket,
    rtp: RtpFarm,
    invite: SipText,
    facts: Pick<AgentCall, 'account' | 'callerId' | 'remote' | 'invitedAt'>,
  ) {
    this.#socket = socket;
    this.#rtp = rtp;
    this.#invite = invite;
    this.account = facts.account;
    this.callerId = facts.callerId;
    this.remote = facts.remote;
    this.invitedAt = facts.invitedAt;
    this.id = invite.callId;
    this.slot = rtp.reserve();
    this.hz = agentHz(this.slot.stream);
  }

  get isOver(): boolean {
    return this.endedAt !== undefined;
  }

  ring(): void {
    this.#respond('180 Ringing', '');
  }

  answer(): void {
    if (this.answeredAt !== undefined || this.isOver) return;
    this.answeredAt = monotonic();
    this.#last = this.#response('200 OK', sdpOf(this.slot.port, [this.remote.codec]));
    this.#pending = this.#socket.repeat(this.#last);
    this.#rtp.connect(this.slot, this.remote, this.hz, 'full');
  }

  /** Hangs up the talk. Resolves when the line's server has said something to it. */
  async hangUp(): Promise<void> {
    if (this.answeredAt !== undefined && !this.isOver && this.endedBy === undefined) {
      this.endedBy = 'agent';
      this.#pending?.stop();
      const target = contactOf(this.#invite) ?? '';
      this.#pending = this.#socket.repeat(requestText(`BYE ${target}`, this.#byeHeaders()));
    }
    await this.ended.promise;
  }

  /** @internal the INVITE came again */
  again(): void {
    if (this.#last !== '') this.#socket.send(this.#last);
  }

  /** @internal a request of the line within the call */
  receive(request: SipText): void {
    switch (request.method) {
      case 'ACK':
        if (this.endedBy === undefined) this.#pending?.stop();
        break;
      case 'CANCEL':
        this.#socket.send(responseTo(request, '200 OK', this.#tag));
        // too late for a call that is answered (RFC 3261 §9.2)
        if (this.answeredAt !== undefined || this.isOver) break;
        this.#respond('487 Request Terminated', '');
        this.#over('line');
        break;
      case 'BYE':
        this.#socket.send(responseTo(request, '200 OK', this.#tag));
        this.#over('line');
        break;
      default:
        this.#socket.send(responseTo(request, '200 OK', this.#tag));
    }
  }

  /** @internal the answer to our BYE */
  receiveResponse(response: SipText): void {
    if (response.method !== 'BYE') return;
    this.byeStatus = response.status;
    this.#over('agent');
  }

  /** @internal */
  drop(): void {
    this.#over('agent');
  }

  get #tag(): string {
    return `a${this.slot.stream}`;
  }

  #respond(status: string, body: string): void {
    this.#last = this.#response(status, body);
    this.#socket.send(this.#last);
  }

  #response(status: string, body: string): string {
    const headers = [`Contact: <sip:${this.account}@127.0.0.1:${this.#socket.port}>`];
    if (body !== '') headers.push('Content-Type: application/sdp');
    return responseTo(this.#invite, status, this.#tag, headers, body);
  }

  #byeHeaders(): string[] {
    const from = headerOf(this.#invite, '(?:to|t)') ?? '';
    return [
      `Via: SIP/2.0/UDP 127.0.0.1:${this.#socket.port};branch=z9hG4bKbye${this.slot.stream};rport`,
      'Max-Forwards: 70',
      `From: ${from};tag=${this.#tag}`,
      `To: ${headerOf(this.#invite, '(?:from|f)') ?? ''}`,
      `Call-ID: ${this.id}`,
      'CSeq: 1 BYE',
    ];
  }

  #over(by: 'agent' | 'line'): void {
    if (this.isOver) return;
    this.#pending?.stop();
    this.endedBy ??= by;
    this.endedAt = monotonic();
    this.#rtp.release(this.slot);
    this.ended.resolve();
  }
}
