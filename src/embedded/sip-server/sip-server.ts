import type { ControlCommand } from '../../wire/drachtio.ts';
import { responseTo } from '../../wire/sip/build.ts';
import { SipParseError } from '../../wire/sip/error.ts';
import type { SipMessage } from '../../wire/sip/message.ts';
import { parseFragment } from '../../wire/sip/parse.ts';
import { type Clock, systemClock, type TimerHandle } from '../sip-stack/clock.ts';
import type { Listen } from '../sip-stack/listen.ts';
import { asLog, type Log } from '../sip-stack/log.ts';
import { SipStack } from '../sip-stack/stack.ts';
import type { StackStats } from '../sip-stack/stats.ts';
import { AppDialogRequests } from './app-dialog-requests.ts';
import { RefusedError } from './app-headers.ts';
import { AppRequests } from './app-requests.ts';
import { AppResponses } from './app-responses.ts';
import type { Client } from './client.ts';
import { Clients } from './clients.ts';
import { Context } from './context.ts';
import { ControlServer } from './control-server.ts';
import { Dialogs } from './dialogs.ts';
import { NetworkRequests } from './network-requests.ts';
import { DEFAULT_LIMITS, parseListen, type ServerLimits, type SipServerOptions } from './options.ts';
import { Registrations } from './registrations.ts';
import { SessionTimers } from './session-timers.ts';

/** How long an application may leave a request without any response, in milliseconds (as drachtio-server). */
const ANSWER_MS = 64_000;
/** How long an INVITE may ring, in milliseconds: beyond it both ends have forgotten it. */
const RINGING_MS = 3_600_000;
const SWEEP_MS = 5000;

/** Counters of the server, current at each call. */
export interface SipServerStats extends StackStats {
  /** Confirmed dialogs. */
  readonly dialogs: number;
  /** Requests from the network that applications have still to answer, and the reverse. */
  readonly unanswered: number;
  readonly pending: number;
  /** Authenticated applications, and connections to the control port. */
  readonly clients: number;
  readonly controlConnections: number;
}

/** A SIP server that speaks drachtio-server's control protocol: drachtio-srf drives it unchanged. */
export class SipServer {
  readonly #context: Context;
  readonly #control: ControlServer;
  readonly #clock: Clock;
  #sweeper: TimerHandle | undefined;
  #closing: Promise<void> | undefined;

  private constructor(context: Context, control: ControlServer, clock: Clock) {
    this.#context = context;
    this.#control = control;
    this.#clock = clock;
    this.#sweep();
  }

  /** Binds the SIP addresses and the control port, or nothing and throws. */
  static async start(options: SipServerOptions): Promise<SipServer> {
    const log = asLog(options.log);
    const limits: ServerLimits = { ...DEFAULT_LIMITS, ...options.limits };
    const clock = options.clock ?? systemClock;
    const listen: Listen[] = options.listen.flatMap((each) =>
      typeof each === 'string' ? parseListen(each) : [each],
    );
    let requests: NetworkRequests | undefined;
    const stack = await SipStack.start({
      listen,
      publicAddress: options.externalIp,
      log,
      clock,
      limits: limits.sip,
      maxTransactions: limits.transactions,
      handlers: {
        request: (transaction) => requests?.receive(transaction),
        ack: (ack, flow, invite) => requests?.ack(ack, flow, invite),
        cancel: (cancel, invite, flow) => requests?.cancel(cancel, invite, flow),
        lateCancel: (cancel) => requests?.lateCancel(cancel),
        noAck: (invite) => requests?.noAck(invite),
      },
    });
    const clients = new Clients();
    const parts = { stack, clients, dialogs: new Dialogs(), registrations: new Registrations(), log };
    const context = new Context({ ...parts, maxDialogs: limits.dialogs });
    const timers = new SessionTimers(context);
    requests = new NetworkRequests(context, timers);
    try {
      const hostports = namesOf(stack);
      const commands = sipCommands(context, timers, log);
      const control = await ControlServer.listen({
        ...options.control,
        hostports,
        clients,
        commands,
        limits,
        clock,
        log,
      });
      return new SipServer(context, control, clock);
    } catch (error) {
      await stack.close();
      throw error;
    }
  }

  /** The first SIP address, with the port actually bound. */
  get sip(): { readonly host: string; readonly port: number } {
    const [first] = this.#context.stack.transports;
    return { host: first!.host, port: first!.port };
  }

  get control(): { readonly host: string; readonly port: number } {
    return { host: this.#control.host, port: this.#control.port };
  }

  stats(): SipServerStats {
    const { stack, dialogs, incoming, outgoing, clients } = this.#context;
    return {
      ...stack.stats,
      dropped: { ...stack.stats.dropped },
      dialogs: dialogs.size,
      unanswered: incoming.size,
      pending: outgoing.size,
      clients: clients.size,
      controlConnections: this.#control.connections,
    };
  }

  /** Ends everything without a word to the network: no socket and no timer stays. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    if (this.#sweeper !== undefined) this.#clock.stop(this.#sweeper);
    for (const dialog of this.#context.dialogs) this.#context.stopSessionTimer(dialog);
    for (const request of this.#context.incoming.values()) request.reliable?.stop();
    this.#context.incoming.clear();
    this.#context.outgoing.clear();
    await Promise.all([this.#control.close(), this.#context.stack.close()]);
  }

  /** What nobody answers must not stay for ever. One timer for all. */
  #sweep(): void {
    this.#sweeper = this.#clock.start(SWEEP_MS, () => {
      const now = this.#clock.now();
      for (const [id, request] of this.#context.incoming) {
        const { transaction, dialog } = request;
        const ringing = !request.inDialog && transaction.status > 100 && !transaction.answered;
        if (now - transaction.receivedAt < (ringing ? RINGING_MS : ANSWER_MS)) continue;
        this.#context.incoming.delete(id);
        dialog?.unanswered.delete(request);
        transaction.respond(responseTo(transaction.request, ringing ? 480 : 500));
        if (ringing && dialog !== undefined) this.#context.endDialog(dialog);
      }
      this.#sweep();
    });
  }
}

/** Starts a server: see `SipServerOptions`. */
export function startSipServer(options: SipServerOptions): Promise<SipServer> {
  return SipServer.start(options);
}

/** `tcp/127.0.0.1:5060,udp/127.0.0.1:5060` */
function namesOf(stack: SipStack): string {
  return stack.transports
    .map((transport) => {
      const { host, port } = stack.nameOf(
        transport,
        transport.host === '0.0.0.0' ? '192.0.2.1' : transport.host,
      );
      return `${transport.protocol}/${host}:${port}`;
    })
    .sort()
    .join(',');
}

function sipCommands(context: Context, timers: SessionTimers, log: Log) {
  const responses = new AppResponses(context, timers);
  const requests = new AppRequests(context, timers);
  const inDialog = new AppDialogRequests(context, timers);

  function execute(client: Client, command: ControlCommand & { type: 'sip' }, message: SipMessage): void {
    const { id, transactionId, dialogId } = command;
    if (message.kind === 'response') {
      if (transactionId === '') throw new RefusedError('transaction id missing');
      responses.send(client, id, transactionId, message);
    } else if (dialogId !== '') inDialog.send(client, id, dialogId, message);
    else if (transactionId === '') requests.send(client, id, message, command.routeUrl);
    else if (message.method === 'CANCEL') requests.cancel(client, id, transactionId, message);
    else throw new RefusedError(`${message.method} can not be sent within a transaction`);
  }

  return {
    sip(client: Client, command: ControlCommand & { type: 'sip' }): void {
      try {
        execute(client, command, parseFragment(command.message));
      } catch (error) {
        // The application's message is at fault, not the connection.
        const refused = error instanceof RefusedError || error instanceof SipParseError;
        const reason = refused ? error.message : 'Server error: internal fault';
        // A fault of ours must not take the other calls down either.
        log(refused ? 'warn' : 'error', 'message of the application refused', {
          client: client.name,
          reason,
          error,
        });
        client.answer(command.id, 'NOK', reason);
      }
    },
    proxy(client: Client, command: ControlCommand & { type: 'proxy' }): void {
      client.answer(command.id, 'NOK', 'proxying is not supported by the embedded SIP server');
    },
  };
}
