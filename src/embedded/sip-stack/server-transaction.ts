import { serialize } from '../../wire/sip/build.ts';
import type { SipRequest, SipResponse } from '../../wire/sip/message.ts';
import {
  type InviteServer,
  type InviteServerInput,
  startInviteServer,
  stepInviteServer,
} from '../../wire/sip/transaction/invite-server.ts';
import {
  type NonInviteServer,
  type NonInviteServerInput,
  startNonInviteServer,
  stepNonInviteServer,
} from '../../wire/sip/transaction/non-invite-server.ts';
import type { Action, Timer, Timing } from '../../wire/sip/transaction/timing.ts';
import type { Clock, TimerHandle } from './clock.ts';
import { newTag } from './random.ts';
import type { Flow } from './transport.ts';

/** What a server transaction needs of its stack. */
export interface ServerTransactionHost {
  readonly clock: Clock;
  readonly timing: Timing;
  transmit(flow: Flow, bytes: Uint8Array, failed?: (error: Error) => void): void;
  /** Where responses to the request go (RFC 3261 §18.2.2). */
  responseFlow(request: SipRequest, flow: Flow): Flow;
  ended(transaction: ServerTransaction): void;
  /** A 2xx is out: its ACK, which is no part of the transaction, will be asked for. */
  awaitAck(transaction: ServerTransaction): void;
  noAck(transaction: ServerTransaction): void;
  failed(transaction: ServerTransaction, error: Error): void;
}

/** One request that came in, and its responses (RFC 3261 §17.2). */
export class ServerTransaction {
  readonly request: SipRequest;
  /** The way on which the request came. */
  readonly flow: Flow;
  /** Epoch milliseconds. */
  readonly receivedAt: number;
  /** Bytes of the request. */
  readonly size: number;
  /** The To tag of our responses: made here, unless the first response brings its own. */
  localTag = newTag();
  /** The last status sent; 0 before any. */
  status = 0;
  /** A 2xx to an INVITE has been acknowledged. */
  acked = false;
  /** For the owner's use. */
  owner: unknown;
  readonly #host: ServerTransactionHost;
  #invite: InviteServer | undefined;
  #other: NonInviteServer | undefined;
  #timers: Partial<Record<Timer, TimerHandle>> = {};
  #last: Buffer | undefined;
  #flowBack: Flow | undefined;
  #repeat: TimerHandle | undefined;

  constructor(host: ServerTransactionHost, request: SipRequest, flow: Flow, size: number) {
    this.#host = host;
    this.request = request;
    this.flow = flow;
    this.size = size;
    this.receivedAt = host.clock.now();
    if (request.method === 'INVITE') this.#invite = startInviteServer(flow.reliable, host.timing).state;
    else this.#other = startNonInviteServer(flow.reliable, host.timing).state;
  }

  /** The last response sent. */
  get last(): Buffer | undefined {
    return this.#last;
  }

  /** Whether a final response has been sent, or the transaction is over. */
  get answered(): boolean {
    return this.status >= 200 || this.#at === 'terminated';
  }

  get #at(): string {
    return (this.#invite ?? this.#other)!.at;
  }

  /** Sends a response. Retransmissions of the request get the last one again; a final response to an INVITE is
   *  repeated until the ACK comes, a 2xx by §13.3.1.4, any other by timer G.
   *  @param response a To without a tag gets `localTag` (but for 100); one with a tag decides `localTag`
   *  @returns the bytes sent, or undefined when a final response had been sent before */
  respond(response: SipResponse): Buffer | undefined {
    if (this.answered) return undefined;
    this.#tag(response);
    const bytes = serialize(response);
    this.#last = bytes;
    this.status = response.status;
    if (this.#invite !== undefined) {
      const { status } = response;
      this.#stepInvite(status < 200 ? 'send-1xx' : status < 300 ? 'send-2xx' : 'send-3xx-6xx');
      if (status >= 200 && status < 300) this.#repeatUntilAck();
    } else this.#stepOther(response.status < 200 ? 'send-1xx' : 'send-final');
    return bytes;
  }

  /** Sends bytes of an earlier response again, outside of the machine: a reliable provisional one (RFC 3262 §3). */
  resend(bytes: Uint8Array): void {
    if (!this.answered) this.#transmit(bytes);
  }

  /** The request has come again. */
  retransmitted(): void {
    if (this.#invite !== undefined) this.#stepInvite('invite');
    else this.#stepOther('request');
  }

  /** An ACK that matches by its branch has come.
   *  @returns whether it concerns a 2xx, and so the user */
  ackArrived(): boolean {
    if (this.#invite === undefined) return false;
    const accepted = this.#invite.at === 'accepted';
    this.#stepInvite('ack');
    return accepted;
  }

  /** The 2xx is acknowledged: it is not repeated any more. @returns false when it was before */
  ackedNow(): boolean {
    if (this.acked) return false;
    this.acked = true;
    this.#stopRepeating();
    return true;
  }

  /** Forgets everything at once, without a word on the wire. */
  abandon(): void {
    this.#stopRepeating();
    for (const timer of Object.values(this.#timers)) this.#host.clock.stop(timer);
    this.#timers = {};
  }

  #tag(response: SipResponse): void {
    if (response.status <= 100) return;
    const tag = response.toTag;
    if (tag === undefined) response.headers.set('To', `${response.headers.get('to')};tag=${this.localTag}`);
    else this.localTag = tag;
  }

  #stepInvite(input: InviteServerInput): void {
    const { state, actions } = stepInviteServer(this.#invite!, input);
    this.#invite = state;
    this.#perform(actions);
  }

  #stepOther(input: NonInviteServerInput): void {
    const { state, actions } = stepNonInviteServer(this.#other!, input);
    this.#other = state;
    this.#perform(actions);
  }

  #perform(actions: readonly Action[]): void {
    for (const action of actions) {
      if (action === 'send') {
        if (this.#last !== undefined) this.#transmit(this.#last);
      } else if (action === 'timeout') this.#host.noAck(this);
      else if (action === 'end') {
        // Timer L and the wait for the ACK of a 2xx end at the same moment, in either order.
        const unacked = this.#repeat !== undefined;
        this.abandon();
        this.#host.ended(this);
        if (unacked) this.#host.noAck(this);
      } else if (typeof action === 'object') this.#timer(action);
    }
  }

  #timer(action: { readonly start: Timer; readonly ms: number } | { readonly stop: Timer }): void {
    const { clock } = this.#host;
    const name = 'start' in action ? action.start : action.stop;
    const running = this.#timers[name];
    if (running !== undefined) clock.stop(running);
    delete this.#timers[name];
    if ('stop' in action) return;
    this.#timers[name] = clock.start(action.ms, () => {
      delete this.#timers[name];
      if (this.#invite !== undefined) this.#stepInvite(name as InviteServerInput);
      else this.#stepOther(name as NonInviteServerInput);
    });
  }

  #transmit(bytes: Uint8Array): void {
    if (this.#flowBack === undefined || !this.#flowBack.open) {
      this.#flowBack = this.#host.responseFlow(this.request, this.flow);
    }
    this.#host.transmit(this.#flowBack, bytes, (error) => {
      this.#host.failed(this, error);
      if (this.#invite !== undefined) this.#stepInvite('transport-error');
      else this.#stepOther('transport-error');
    });
  }

  /** RFC 3261 §13.3.1.4: over any transport, since the ACK comes end to end. */
  #repeatUntilAck(): void {
    const { clock, timing } = this.#host;
    this.#host.awaitAck(this);
    const until = clock.now() + 64 * timing.t1;
    let interval = timing.t1;
    const again = () => {
      if (clock.now() >= until) {
        this.#repeat = undefined;
        this.#host.noAck(this);
        return;
      }
      this.#transmit(this.#last!);
      interval = Math.min(interval * 2, timing.t2);
      this.#repeat = clock.start(Math.min(interval, until - clock.now()), again);
    };
    this.#repeat = clock.start(interval, again);
  }

  #stopRepeating(): void {
    if (this.#repeat !== undefined) this.#host.clock.stop(this.#repeat);
    this.#repeat = undefined;
  }
}
