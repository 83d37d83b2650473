import { responseTo, serialize } from '../../wire/sip/build.ts';
import type { SipParseError } from '../../wire/sip/error.ts';
import type { SipMessage, SipRequest, SipResponse } from '../../wire/sip/message.ts';
import { DEFAULT_TIMING, type Timing } from '../../wire/sip/transaction/timing.ts';
import { responseTarget, type Via, withSource } from '../../wire/sip/via.ts';
import { Addresses, type LocalAddress } from './addresses.ts';
import { type ClientHandlers, ClientTransaction, type ClientTransactionHost } from './client-transaction.ts';
import { type Clock, systemClock } from './clock.ts';
import { type Listen, openTransports } from './listen.ts';
import { type Log, silent } from './log.ts';
import { Outbound, type SendOptions } from './outbound.ts';
import { newBranch, newTag } from './random.ts';
import { ServerTransaction, type ServerTransactionHost } from './server-transaction.ts';
import { newStats, type StackStats } from './stats.ts';
import { ackKey, clientKey, serverKey } from './transaction-keys.ts';
import {
  type ConnectionLimits,
  DEFAULT_CONNECTION_LIMITS,
  type DropReason,
  type Flow,
  type Transport,
  type TransportSink,
} from './transport.ts';

/** What the owner of a stack (a user agent, a server) is told. */
export interface StackHandlers {
  /** A new request, but ACK and CANCEL. Answer it with `transaction.respond`; nothing is sent unasked, not even 100. */
  request(transaction: ServerTransaction): void;
  /** The ACK of a 2xx, once. `invite` is its INVITE. */
  ack?(ack: SipRequest, flow: Flow, invite: ServerTransaction): void;
  /** A CANCEL for an INVITE that has no final response yet. The CANCEL's own 200 is already sent (RFC 3261 §9.2); the
   *  owner answers the INVITE with 487. */
  cancel?(cancel: SipRequest, invite: ServerTransaction, flow: Flow): void;
  /** A CANCEL that came after the 2xx but before its ACK. With this handler the owner answers the CANCEL; without it, it gets
   *  200 and has no effect (§9.2). */
  lateCancel?(cancel: ServerTransaction, invite: ServerTransaction): void;
  /** No ACK came for a final response within 64·T1: after a 2xx the owner should send BYE (§13.3.1.4). */
  noAck?(invite: ServerTransaction): void;
}

export interface StackOptions {
  readonly listen: readonly Listen[];
  readonly handlers: StackHandlers;
  /** The address in Via and Contact for peers outside this machine. */
  readonly publicAddress?: string | undefined;
  readonly log?: Log;
  readonly clock?: Clock;
  readonly timing?: Timing;
  readonly limits?: Partial<ConnectionLimits>;
  /** Requests beyond this many live server transactions get 503. */
  readonly maxTransactions?: number;
}

/** A SIP element without opinions: transports, transactions, and the timers of both.
 *
 *  ```ts
 *  const stack = await SipStack.start({
 *    listen: [{ protocol: 'udp', host: '127.0.0.1', port: 0 }],
 *    handlers: {
 *      request: (tx) => tx.respond(responseTo(tx.request, 200)),
 *      ack: (ack, flow, invite) => {},
 *    },
 *  });
 *  stack.request(new SipRequest('OPTIONS', 'sip:127.0.0.1:5060', headers), {
 *    response: (response) => {}, failed: (failure) => {},
 *  });
 *  await stack.close();
 *  ```
 *  Dialogs are the owner's: `wire/sip/dialog.ts` has their state and makes their requests. */
export class SipStack {
  readonly stats: StackStats = newStats();
  readonly clock: Clock;
  readonly timing: Timing;
  readonly #handlers: StackHandlers;
  readonly #log: Log;
  readonly #maxTransactions: number;
  readonly #servers = new Map<string, ServerTransaction>();
  readonly #clients = new Map<string, ClientTransaction>();
  /** INVITEs with a 2xx sent, by what their ACK will carry. */
  readonly #awaitingAck = new Map<string, ServerTransaction>();
  readonly #serverHost: ServerTransactionHost;
  readonly #clientHost: ClientTransactionHost;
  #transports: Transport[] = [];
  #addresses = new Addresses([], undefined);
  #outbound: Outbound;
  #closed = false;

  /** Binds every address, or none and throws. */
  static async start(options: StackOptions): Promise<SipStack> {
    const stack = new SipStack(options);
    await stack.#listen(options);
    return stack;
  }

  private constructor(options: StackOptions) {
    this.clock = options.clock ?? systemClock;
    this.timing = options.timing ?? DEFAULT_TIMING;
    this.#handlers = options.handlers;
    this.#outbound = new Outbound(this.#addresses, this.clock);
    this.#log = options.log ?? silent;
    this.#maxTransactions = options.maxTransactions ?? 50_000;
    const transmit = (flow: Flow, bytes: Uint8Array, failed?: (error: Error) => void) => {
      this.stats.sent++;
      flow.send(bytes, failed);
    };
    this.#serverHost = {
      clock: this.clock,
      timing: this.timing,
      transmit,
      responseFlow: (request, flow) => this.#responseFlow(request, flow),
      ended: (transaction) => this.#serverEnded(transaction),
      awaitAck: (transaction) =>
        this.#awaitingAck.set(ackKey(transaction.request, transaction.localTag), transaction),
      noAck: (transaction) => this.#handlers.noAck?.(transaction),
      failed: (transaction, error) =>
        this.#log('warn', 'response not sent', { callId: transaction.request.callId, error: error.message }),
    };
    this.#clientHost = {
      clock: this.clock,
      timing: this.timing,
      transmit,
      ended: (transaction) => this.#clientEnded(transaction),
      sendCancel: (cancel, flow) => this.#sendCancel(cancel, flow),
      sendAck: (ack, way, sent) => this.send(ack, way, sent),
    };
  }

  /** The listeners, with the ports actually bound. */
  get transports(): readonly Transport[] {
    return this.#transports;
  }

  /** How we name ourselves to the peer of a flow. */
  localAddress(flow: Flow): LocalAddress {
    return this.#addresses.local(flow.transport, flow.address);
  }

  /** How a listener names itself to a peer. */
  nameOf(transport: Transport, peer: string): LocalAddress {
    return this.#addresses.local(transport, peer);
  }

  /** Sends a request in a transaction. The Via, and Max-Forwards and Content-Length where missing, are added here; From with
   *  a tag, To, Call-ID and CSeq are the caller's. Never throws for a bad target: that is a failure told to the handlers. */
  request(request: SipRequest, handlers: ClientHandlers, options: SendOptions = {}): ClientTransaction {
    const branch = newBranch();
    const transaction = new ClientTransaction(this.#clientHost, request, branch, handlers);
    const key = clientKey(branch, request.method);
    this.#clients.set(key, transaction);
    this.stats.clientTransactions = this.#clients.size;
    this.#outbound.route(
      request,
      branch,
      options,
      (flow) => transaction.start(flow),
      (error) => transaction.fail('unresolvable', error),
    );
    return transaction;
  }

  /** Sends a request outside of any transaction: the ACK of a 2xx. */
  send(request: SipRequest, options: SendOptions = {}, sent?: (bytes: Buffer, flow: Flow) => void): void {
    this.#outbound.route(
      request,
      newBranch(),
      options,
      (flow) => {
        const bytes = serialize(request);
        this.stats.sent++;
        flow.send(bytes);
        sent?.(bytes, flow);
      },
      (error) =>
        this.#log('warn', `${request.method} not sent`, { callId: request.callId, error: error.message }),
    );
  }

  /** Ends every transaction without a word and closes every socket. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#outbound.close();
    for (const transaction of this.#servers.values()) transaction.abandon();
    for (const transaction of this.#clients.values()) transaction.abandon();
    this.#servers.clear();
    this.#clients.clear();
    this.#awaitingAck.clear();
    await Promise.all(this.#transports.map((transport) => transport.close()));
  }

  async #listen(options: StackOptions): Promise<void> {
    const sink: TransportSink = {
      message: (message, flow, size) => this.#receive(message, flow, size),
      malformed: (error, flow) => this.#malformed(error, flow),
      dropped: (reason, facts) => this.#dropped(reason, facts),
      connections: (change) => {
        this.stats.connections += change;
      },
    };
    const limits = { ...DEFAULT_CONNECTION_LIMITS, ...options.limits };
    this.#transports = await openTransports(options.listen, sink, limits, this.clock);
    this.#addresses = new Addresses(this.#transports, options.publicAddress);
    this.#outbound = new Outbound(this.#addresses, this.clock);
  }

  #receive(message: SipMessage, flow: Flow, size: number): void {
    if (this.#closed) return;
    this.stats.received++;
    try {
      if (message.kind === 'response') this.#receiveResponse(message, flow);
      else this.#receiveRequest(message, flow, size);
    } catch (error) {
      // A fault of ours in handling one message must not take the other calls down.
      this.#log('error', 'fault while handling a message', { callId: message.headers.get('call-id'), error });
    }
  }

  #receiveResponse(response: SipResponse, flow: Flow): void {
    const branch = response.via.params.get('branch');
    const transaction = branch ? this.#clients.get(clientKey(branch, response.cseq.method)) : undefined;
    if (transaction === undefined) this.#dropped('strayResponse', {});
    else transaction.receive(response, flow);
  }

  #receiveRequest(request: SipRequest, flow: Flow, size: number): void {
    const { via } = request;
    request.headers.setFirst('via', withSource(request.headers.get('via')!, flow.address, flow.port, via));
    if (request.method === 'ACK') {
      this.#receiveAck(request, via, flow);
      return;
    }
    const key = serverKey(request, via, request.method);
    const known = this.#servers.get(key);
    if (known !== undefined) {
      this.stats.retransmissionsReceived++;
      known.retransmitted();
      return;
    }
    if (this.#servers.size >= this.#maxTransactions) {
      this.#dropped('overload', { limit: this.#maxTransactions });
      this.#reply(responseTo(request, 503, newTag()), request, flow);
      return;
    }
    const transaction = new ServerTransaction(this.#serverHost, request, flow, size);
    this.#servers.set(key, transaction);
    this.stats.serverTransactions = this.#servers.size;
    if (request.method === 'CANCEL') this.#receiveCancel(transaction, via);
    else this.#handlers.request(transaction);
  }

  /** RFC 3261 §9.2: the CANCEL is answered at once, whatever becomes of the INVITE. */
  #receiveCancel(cancel: ServerTransaction, via: Via): void {
    const invite = this.#servers.get(serverKey(cancel.request, via, 'INVITE'));
    if (invite === undefined) {
      cancel.respond(responseTo(cancel.request, 481));
      return;
    }
    const late = invite.status >= 200 && invite.status < 300 && !invite.acked;
    if (late && this.#handlers.lateCancel !== undefined) {
      this.#handlers.lateCancel(cancel, invite);
      return;
    }
    cancel.respond(responseTo(cancel.request, 200, invite.localTag));
    if (!invite.answered) this.#handlers.cancel?.(cancel.request, invite, cancel.flow);
  }

  #receiveAck(ack: SipRequest, via: Via, flow: Flow): void {
    const sameBranch = this.#servers.get(serverKey(ack, via, 'INVITE'));
    if (sameBranch !== undefined && !sameBranch.ackArrived()) return;
    const invite = sameBranch ?? this.#awaitingAck.get(ackKey(ack, ack.toTag ?? ''));
    if (invite === undefined) this.#dropped('strayAck', {});
    else if (invite.ackedNow()) this.#handlers.ack?.(ack, flow, invite);
  }

  #malformed(error: SipParseError, flow: Flow): void {
    this.stats.malformed++;
    this.#log('info', 'malformed message', { reason: error.message, address: flow.address, port: flow.port });
    const { request } = error;
    if (request === undefined || this.#closed) return;
    this.stats.malformedAnswered++;
    try {
      request.headers.setFirst('via', withSource(request.headers.get('via')!, flow.address, flow.port));
      this.#reply(responseTo(request, error.status, newTag(), error.reason), request, flow);
    } catch (fault) {
      this.#log('error', 'fault while refusing a message', { error: fault });
    }
  }

  #dropped(reason: DropReason, facts: Readonly<Record<string, unknown>>): void {
    this.stats.dropped[reason] = (this.stats.dropped[reason] ?? 0) + 1;
    this.#log('debug', 'dropped', { reason, ...facts });
  }

  /** A response outside of any transaction. */
  #reply(response: SipResponse, request: SipRequest, flow: Flow): void {
    this.stats.sent++;
    this.#responseFlow(request, flow).send(serialize(response));
  }

  /** RFC 3261 §18.2.2: back over the connection, or a new one when it is gone; over UDP to where the Via says. */
  #responseFlow(request: SipRequest, flow: Flow): Flow {
    if (flow.reliable) {
      return flow.open ? flow : flow.transport.flowTo(flow.address, request.via.port ?? 5060);
    }
    const { port } = responseTarget(request.via);
    return port === flow.port ? flow : flow.transport.flowTo(flow.address, port);
  }

  /** RFC 3261 §9.1: the CANCEL carries the branch of its request, and so has a transaction beside it. */
  #sendCancel(cancel: SipRequest, flow: Flow): void {
    const branch = cancel.via.params.get('branch') ?? '';
    const ignore: ClientHandlers = { response: () => {}, failed: () => {} };
    const transaction = new ClientTransaction(this.#clientHost, cancel, branch, ignore);
    this.#clients.set(clientKey(branch, 'CANCEL'), transaction);
    transaction.start(flow);
  }

  #serverEnded(transaction: ServerTransaction): void {
    const { request } = transaction;
    this.#servers.delete(serverKey(request, request.via, request.method));
    if (request.method === 'INVITE') this.#awaitingAck.delete(ackKey(request, transaction.localTag));
    this.stats.serverTransactions = this.#servers.size;
  }

  #clientEnded(transaction: ClientTransaction): void {
    this.#clients.delete(clientKey(transaction.branch, transaction.request.method));
    this.stats.clientTransactions = this.#clients.size;
  }
}
