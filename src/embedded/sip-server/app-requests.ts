import { serialize, withTag } from '../../wire/sip/build.ts';
import { dialogFromResponse, requestInDialog } from '../../wire/sip/dialog.ts';
import { SipRequest, type SipResponse } from '../../wire/sip/message.ts';
import { bareHost, parseUri } from '../../wire/sip/uri.ts';
import type { LocalAddress } from '../sip-stack/addresses.ts';
import type { ClientFailure, ClientTransaction } from '../sip-stack/client-transaction.ts';
import { type Hop, hopOf, nextHop } from '../sip-stack/resolve.ts';
import type { Flow } from '../sip-stack/transport.ts';
import { addAppHeaders, atOurAddress, contentType, RefusedError, safeHeaders } from './app-headers.ts';
import { contactOf } from './app-responses.ts';
import type { Client } from './client.ts';
import type { Context } from './context.ts';
import { meta, requestEcho, sipFrame } from './frames.ts';
import { behindNat, bracketed, earlyState, localResponse, NOWHERE, outline } from './request-identity.ts';
import { ServerDialog } from './server-dialog.ts';
import type { SessionTimers } from './session-timers.ts';

const IDENTIFYING: ReadonlySet<string> = new Set(['from', 'to', 'call-id', 'cseq', 'contact']);

/** Methods that drachtio sends outside of dialogs. */
const METHODS = new Set(
  'INVITE OPTIONS REGISTER MESSAGE INFO NOTIFY SUBSCRIBE PUBLISH REFER UPDATE BYE'.split(' '),
);

/** Requests of applications outside of any dialog, their CANCELs, and the responses on their way back. */
export class AppRequests {
  readonly #context: Context;
  readonly #timers: SessionTimers;

  constructor(context: Context, timers: SessionTimers) {
    this.#context = context;
    this.#timers = timers;
  }

  /** @param command id of the application's frame
   *  @param routeUrl where to send the request, when not to its Request-URI
   *  @throws RefusedError */
  send(client: Client, command: string, app: SipRequest, routeUrl: string): void {
    const { method, uri } = app;
    if (!METHODS.has(method)) {
      throw new RefusedError(`invalid request-uri: ${method} ${uri} SIP/2.0`);
    }
    contentType(app);
    const hop = this.#hop(app, routeUrl);
    const id = this.#context.newId();
    const request = outline(app);
    const makesDialog = method === 'INVITE';
    const dialog = makesDialog ? new ServerDialog(earlyState(request)) : undefined;
    const flow = routeUrl === '' ? this.#context.registrations.flowFor(uri, this.#context.now) : undefined;
    const transaction = this.#context.stack.request(
      request,
      {
        sent: (sender) => this.#echo(client, command, sender, id),
        response: (response, sender, from) => this.#response(id, dialog, response, sender, from),
        failed: (failure, sender, error) => this.#failed(client, command, id, dialog, failure, sender, error),
      },
      { flow, hop, prepare: (message, local) => this.#complete(message, app, local, dialog) },
    );
    if (!transaction.answered) this.#context.outgoing.set(id, { transaction, client, dialog });
  }

  /** Gives up an INVITE that has no final response. */
  cancel(client: Client, command: string, id: string, app: SipRequest): void {
    const outgoing = this.#context.outgoing.get(id);
    const cancel = outgoing?.transaction.cancel(safeHeaders(app.headers));
    const flow = outgoing?.transaction.flow;
    if (outgoing === undefined || cancel === undefined || flow === undefined) {
      // As drachtio-server: it knows an INVITE that is cancelled or answered already until its 487 or its ACK.
      const known = outgoing !== undefined || this.#context.unacknowledged.has(id);
      const reason = known ? 'internal server error canceling' : 'unable to cancel unknown';
      client.answer(command, 'NOK', `${reason} transaction id: ${id}`);
      return;
    }
    if (outgoing.dialog !== undefined) outgoing.dialog.byeAfterAck = true;
    const bytes = serialize(cancel);
    const local = this.#context.stack.localAddress(flow);
    const tail = requestEcho(flow, local, bytes.length, this.#context.newId(), this.#context.now);
    client.answer(command, 'OK', tail, bytes);
  }

  /** @throws RefusedError */
  #hop(app: SipRequest, routeUrl: string): Hop {
    let hop: Hop;
    try {
      const target = parseUri(app.uri);
      hop = routeUrl === '' ? hopOf(target) : hopOf(parseUri(routeUrl));
    } catch (error) {
      if (error instanceof Error && error.message.startsWith('no ')) {
        throw new RefusedError('requested protocol/transport not available');
      }
      throw new RefusedError(`invalid request-uri: ${app.method} ${app.uri} SIP/2.0`);
    }
    if (this.#isOurs(nextHop(new SipRequest(app.method, app.uri)))) {
      throw new RefusedError('can not send request to myself');
    }
    return hop;
  }

  #isOurs(hop: Hop): boolean {
    return this.#context.stack.transports.some((transport) => {
      const local = this.#context.stack.nameOf(transport, hop.host);
      const hosts = [transport.host, bareHost(local.host)];
      if (transport.host === '127.0.0.1') hosts.push('localhost');
      return transport.port === (hop.port ?? 5060) && hosts.includes(hop.host);
    });
  }

  /** What depends on our address towards the peer: From, Contact, and `@localhost` anywhere. */
  #complete(
    request: SipRequest,
    app: SipRequest,
    local: LocalAddress,
    dialog: ServerDialog | undefined,
  ): void {
    const { headers } = request;
    const contact = contactOf(local);
    const from = app.headers.get('from');
    const tag = request.fromTag!;
    headers.set(
      'From',
      from === undefined ? `${contact};tag=${tag}` : withTag(bracketed(atOurAddress(from, local)), tag),
    );
    const to = app.headers.get('to');
    if (to !== undefined) headers.set('To', bracketed(atOurAddress(to, local)));
    const own = app.headers.get('contact');
    const wantsContact = request.method === 'INVITE' || request.method === 'SUBSCRIBE';
    const used = own === undefined ? contact : bracketed(atOurAddress(own, local));
    if (own !== undefined || wantsContact) headers.append('Contact', used);
    addAppHeaders(request, app, local, IDENTIFYING);
    if (dialog === undefined) return;
    dialog.contact = used;
    dialog.state = earlyState(request);
    if (request.body.length > 0) {
      dialog.localSdp = { body: request.body, type: headers.get('content-type') ?? 'application/sdp' };
    }
    this.#context.dialogs.addEarly(dialog);
  }

  #echo(client: Client, command: string, transaction: ClientTransaction, id: string): void {
    const { bytes, flow } = transaction;
    if (bytes === undefined || flow === undefined) return;
    const local = this.#context.stack.localAddress(flow);
    client.answer(command, 'OK', requestEcho(flow, local, bytes.length, id, this.#context.now), bytes);
  }

  #response(
    id: string,
    dialog: ServerDialog | undefined,
    response: SipResponse,
    transaction: ClientTransaction,
    flow: Flow,
  ): void {
    const { status } = response;
    // drachtio keeps 100 to itself.
    if (status === 100) return;
    const outgoing = this.#context.outgoing.get(id);
    if (dialog !== undefined) {
      if (dialog.ended || (dialog.state.confirmed && status >= 200)) {
        // Another branch of a fork has answered too: RFC 3261 §13.2.2.4 has it hung up.
        if (status >= 200 && status < 300) this.#refuseFork(transaction, response);
        return;
      }
      this.#advance(id, dialog, response, transaction, flow, outgoing?.client);
    }
    if (status >= 200) this.#context.outgoing.delete(id);
    if (dialog !== undefined && status >= 300) this.#context.endDialog(dialog);
    if (outgoing === undefined) return;
    const bytes = serialize(response);
    const line = meta('network', bytes.length, flow.protocol, flow, this.#context.now);
    outgoing.client.write(sipFrame(line, id, dialog?.id ?? '', '', bytes));
  }

  /** RFC 3261 §12.1.2: the dialog as the response makes it; as on drachtio-server, applications can use it from a 2xx or a
   *  reliable provisional response on. */
  #advance(
    id: string,
    dialog: ServerDialog,
    response: SipResponse,
    transaction: ClientTransaction,
    flow: Flow,
    client: Client | undefined,
  ): void {
    const { status } = response;
    const accepted = status >= 200 && status < 300;
    if (!accepted && !(status > 100 && status < 200 && response.headers.has('rseq'))) return;
    const { localCSeq, remoteCSeq } = dialog.state;
    dialog.state = dialogFromResponse(transaction.request, response);
    dialog.state.localCSeq = localCSeq;
    dialog.state.remoteCSeq = remoteCSeq;
    if (flow.reliable) dialog.flow = flow;
    else
      dialog.hop = behindNat(dialog.state, flow)
        ? { protocol: flow.protocol, host: flow.address, port: flow.port }
        : undefined;
    dialog.unacked = transaction;
    // An application that has gone leaves the dialog without one.
    dialog.client = client?.alive ? client : undefined;
    this.#context.dialogs.confirm(dialog);
    if (!accepted) return;
    dialog.inviteId = id;
    this.#context.unacknowledged.set(id, dialog);
    this.#timers.answered(dialog, response);
  }

  #refuseFork(transaction: ClientTransaction, response: SipResponse): void {
    const other = dialogFromResponse(transaction.request, response);
    transaction.ack(requestInDialog(other, 'ACK', transaction.request.cseq.number));
    this.#context.stack.request(requestInDialog(other, 'BYE'), { response: () => {}, failed: () => {} });
  }

  /** Nobody answers, or nothing can be sent: as sofia-sip does, the application gets a response made here. */
  #failed(
    client: Client,
    command: string,
    id: string,
    dialog: ServerDialog | undefined,
    failure: ClientFailure,
    transaction: ClientTransaction,
    error: Error | undefined,
  ): void {
    const { request } = transaction;
    this.#context.log('info', 'request failed', { callId: request.callId, failure, error: error?.message });
    this.#context.outgoing.delete(id);
    if (dialog !== undefined) this.#context.endDialog(dialog);
    const at = this.#context.now;
    const protocol = transaction.flow?.protocol ?? 'udp';
    if (transaction.bytes === undefined) {
      const { stack } = this.#context;
      const [first] = stack.transports;
      const from = withTag(contactOf(stack.nameOf(first!, first!.host)), request.fromTag!);
      if (request.headers.get('from')!.startsWith('<sip:localhost>')) request.headers.set('From', from);
      const bytes = serialize(request);
      client.answer(
        command,
        'OK',
        `${meta('application', bytes.length, protocol, NOWHERE, at)}|${id}|Msg sent:|`,
        bytes,
      );
    }
    client.write(localResponse(request, failure, protocol, at, id, dialog?.id ?? ''));
  }
}
