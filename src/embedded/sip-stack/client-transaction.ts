import { ackFor, cancelFor, serialize } from '../../wire/sip/build.ts';
import type { SipRequest, SipResponse } from '../../wire/sip/message.ts';
import {
  type InviteClient,
  type InviteClientInput,
  startInviteClient,
  stepInviteClient,
} from '../../wire/sip/transaction/invite-client.ts';
import {
  type NonInviteClient,
  type NonInviteClientInput,
  startNonInviteClient,
  stepNonInviteClient,
} from '../../wire/sip/transaction/non-invite-client.ts';
import type { Action, Step, Timer, Timing } from '../../wire/sip/transaction/timing.ts';
import type { Clock, TimerHandle } from './clock.ts';
import type { SendOptions } from './outbound.ts';
import type { Flow } from './transport.ts';

/** Why a request got no response: nobody answered, it could not be sent, or its address could not be found. */
export type ClientFailure = 'timeout' | 'transport' | 'unresolvable';

/** What the sender of a request is told. */
export interface ClientHandlers {
  /** The request has left, completed with its Via: `transaction.bytes` and `transaction.flow` are known now. */
  sent?(transaction: ClientTransaction): void;
  /** Each provisional response, and the final one. After a 2xx to an INVITE: one more for each further To tag (a
   *  fork); retransmissions of a 2xx are absorbed here, with the ACK sent again. */
  response(response: SipResponse, transaction: ClientTransaction, flow: Flow): void;
  failed(failure: ClientFailure, transaction: ClientTransaction, error?: Error): void;
}

/** What a client transaction needs of its stack. */
export interface ClientTransactionHost {
  readonly clock: Clock;
  readonly timing: Timing;
  transmit(flow: Flow, bytes: Uint8Array, failed?: (error: Error) => void): void;
  ended(transaction: ClientTransaction): void;
  /** Sends the CANCEL in a transaction of its own. */
  sendCancel(cancel: SipRequest, flow: Flow): void;
  /** Sends an ACK to a 2xx; calls back with the bytes and the flow when it has left. */
  sendAck(ack: SipRequest, way: SendOptions, sent: (bytes: Buffer, flow: Flow) => void): void;
}

/** One request sent, and its responses (RFC 3261 §17.1). */
export class ClientTransaction {
  readonly request: SipRequest;
  readonly branch: string;
  readonly handlers: ClientHandlers;
  /** For the owner's use. */
  owner: unknown;
  /** The last status received; 0 before any. */
  status = 0;
  readonly #host: ClientTransactionHost;
  #flow: Flow | undefined;
  #bytes: Buffer | undefined;
  #invite: InviteClient | undefined;
  #other: NonInviteClient | undefined;
  #timers: Partial<Record<Timer, TimerHandle>> = {};
  #ack: Buffer | undefined;
  /** To tags of the 2xx responses seen, each with its ACK once that is sent. */
  #accepted: Map<string, { bytes: Buffer; flow: Flow } | undefined> | undefined;
  #cancel: SipRequest | undefined;
  #cancelTimer: TimerHandle | undefined;
  #over = false;

  constructor(host: ClientTransactionHost, request: SipRequest, branch: string, handlers: ClientHandlers) {
    this.#host = host;
    this.request = request;
    this.branch = branch;
    this.handlers = handlers;
  }

  /** The request as it stands on the wire; undefined before it is sent. */
  get bytes(): Buffer | undefined {
    return this.#bytes;
  }

  get flow(): Flow | undefined {
    return this.#flow;
  }

  /** Whether a final response or a failure has ended the wait. */
  get answered(): boolean {
    return this.#over || this.status >= 200;
  }

  /** Sends the request, complete with its Via. */
  start(flow: Flow): void {
    this.#flow = flow;
    this.#bytes = serialize(this.request);
    const { timing } = this.#host;
    if (this.request.method === 'INVITE') this.#enterInvite(startInviteClient(flow.reliable, timing));
    else this.#enterOther(startNonInviteClient(flow.reliable, timing));
    this.handlers.sent?.(this);
  }

  /** The request cannot be sent at all. */
  fail(failure: ClientFailure, error: Error): void {
    if (this.#over) return;
    this.#over = true;
    this.handlers.failed(failure, this, error);
    this.abandon();
    this.#host.ended(this);
  }

  /** Asks for the request to be given up (RFC 3261 §9.1): the CANCEL leaves when a provisional response has come. If then
   *  no final response comes within 64·T1, the request counts as timed out.
   *  @param headers more headers for the CANCEL, like Reason
   *  @returns the CANCEL, or undefined when a final response is there or CANCEL has been asked for before */
  cancel(headers: Iterable<readonly [string, string]> = []): SipRequest | undefined {
    if (this.answered || this.#cancel !== undefined || this.#bytes === undefined) return undefined;
    this.#cancel = cancelFor(this.request);
    for (const [name, value] of headers) this.#cancel.headers.append(name, value);
    if (this.status >= 100) this.#sendCancel();
    return this.#cancel;
  }

  /** Acknowledges a 2xx. The ACK is made by the dialog (`requestInDialog`), gets its own Via here, and is repeated for each
   *  retransmission of that 2xx.
   *  @param sent gets the ACK as it left
   *  @param way how the dialog's requests travel, when not by their Route or Request-URI */
  ack(ack: SipRequest, sent?: (bytes: Buffer, flow: Flow) => void, way?: SendOptions): void {
    const tag = ack.toTag ?? '';
    const flow = this.#flow!;
    this.#host.sendAck(ack, way ?? (flow.reliable ? { flow } : {}), (bytes, used) => {
      this.#accepted?.set(tag, { bytes, flow: used });
      sent?.(bytes, used);
    });
  }

  /** A response has come. */
  receive(response: SipResponse, flow: Flow): void {
    if (this.#over && this.status < 200) return;
    const { status } = response;
    if (this.#invite === undefined) {
      this.#stepOther(status < 200 ? '1xx' : 'final', response, flow);
      return;
    }
    if (status >= 200 && status < 300) {
      this.#receive2xx(response, flow);
      return;
    }
    this.#stepInvite(status < 200 ? '1xx' : '3xx-6xx', response, flow);
    if (status < 200 && this.#cancel !== undefined) this.#sendCancel();
  }

  /** Forgets everything at once. */
  abandon(): void {
    const { clock } = this.#host;
    for (const timer of Object.values(this.#timers)) clock.stop(timer);
    this.#timers = {};
    if (this.#cancelTimer !== undefined) clock.stop(this.#cancelTimer);
    this.#cancelTimer = undefined;
    this.#over = true;
  }

  #receive2xx(response: SipResponse, flow: Flow): void {
    const tag = response.toTag ?? '';
    this.#accepted ??= new Map();
    if (this.#accepted.has(tag)) {
      // §13.2.2.4: the ACK was lost; without one yet, the user is still about to send it.
      const ack = this.#accepted.get(tag);
      if (ack !== undefined) this.#host.transmit(ack.flow, ack.bytes);
      return;
    }
    // A fork brings a few; a flood of tags is not one.
    if (this.#accepted.size < 32) this.#accepted.set(tag, undefined);
    this.#stepInvite('2xx', response, flow);
  }

  #sendCancel(): void {
    if (this.#cancelTimer !== undefined) return;
    const { clock, timing } = this.#host;
    this.#host.sendCancel(this.#cancel!, this.#flow!);
    this.#cancelTimer = clock.start(64 * timing.t1, () => {
      this.#cancelTimer = undefined;
      if (!this.answered) this.fail('timeout', new Error('no final response after CANCEL'));
    });
  }

  #enterInvite(step: Step<InviteClient>): void {
    this.#invite = step.state;
    this.#perform(step.actions, undefined, undefined);
  }

  #enterOther(step: Step<NonInviteClient>): void {
    this.#other = step.state;
    this.#perform(step.actions, undefined, undefined);
  }

  #stepInvite(input: InviteClientInput, response?: SipResponse, flow?: Flow, error?: Error): void {
    const { state, actions } = stepInviteClient(this.#invite!, input);
    this.#invite = state;
    this.#perform(actions, response, flow, error);
  }

  #stepOther(input: NonInviteClientInput, response?: SipResponse, flow?: Flow, error?: Error): void {
    const { state, actions } = stepNonInviteClient(this.#other!, input);
    this.#other = state;
    this.#perform(actions, response, flow, error);
  }

  #perform(actions: readonly Action[], response?: SipResponse, flow?: Flow, error?: Error): void {
    // An ACK of a rejection goes out before the user hears of it: what it sends next must not overtake the ACK.
    if (actions.includes('ack')) this.#acknowledge(response!);
    for (const action of actions) {
      if (action === 'send') this.#transmit(this.#bytes!);
      else if (action === 'end') {
        this.abandon();
        this.#host.ended(this);
      } else if (typeof action === 'object') this.#timer(action);
    }
    // The user comes last: it may close the stack, after which no timer may start.
    if (actions.includes('deliver')) {
      this.status = response!.status;
      this.handlers.response(response!, this, flow!);
    } else if (actions.includes('timeout')) this.handlers.failed('timeout', this);
    else if (actions.includes('failed')) this.handlers.failed('transport', this, error);
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
      if (this.#invite !== undefined) this.#stepInvite(name as InviteClientInput);
      else this.#stepOther(name as NonInviteClientInput);
    });
  }

  #acknowledge(response: SipResponse): void {
    // §17.1.1.2: every copy of the rejection gets the same ACK.
    this.#ack ??= serialize(ackFor(this.request, response));
    this.#transmit(this.#ack);
  }

  #transmit(bytes: Uint8Array): void {
    this.#host.transmit(this.#flow!, bytes, (error) => {
      if (this.#invite !== undefined) this.#stepInvite('transport-error', undefined, undefined, error);
      else this.#stepOther('transport-error', undefined, undefined, error);
    });
  }
}
