import { responseTo, serialize } from '../../wire/sip/build.ts';
import { acceptRemoteCSeq, contactUri } from '../../wire/sip/dialog.ts';
import type { SipRequest } from '../../wire/sip/message.ts';
import type { ServerTransaction } from '../sip-stack/server-transaction.ts';
import type { Flow } from '../sip-stack/transport.ts';
import type { Client } from './client.ts';
import type { Context } from './context.ts';
import { meta, sipFrame } from './frames.ts';
import type { IncomingRequest } from './incoming-request.ts';
import type { ServerDialog } from './server-dialog.ts';
import { MIN_SE, type SessionTimers } from './session-timers.ts';

/** Methods that drachtio hands to applications outside of dialogs. */
const ROUTED = new Set([
  'INVITE',
  'REGISTER',
  'MESSAGE',
  'OPTIONS',
  'INFO',
  'NOTIFY',
  'SUBSCRIBE',
  'PUBLISH',
]);

/** Methods that, before an INVITE is answered, are treated as if they stood alone. */
const STANDALONE = new Set(['NOTIFY', 'OPTIONS', 'INFO', 'MESSAGE', 'PUBLISH', 'SUBSCRIBE']);

/** What comes from the network, on its way to an application. */
export class NetworkRequests {
  readonly #context: Context;
  readonly #timers: SessionTimers;

  constructor(context: Context, timers: SessionTimers) {
    this.#context = context;
    this.#timers = timers;
  }

  /** A new request, but ACK and CANCEL. */
  receive(transaction: ServerTransaction): void {
    const dialog = this.#context.dialogs.match(transaction.request);
    if (dialog === undefined) this.#outside(transaction);
    else this.#inside(transaction, dialog);
  }

  /** The ACK of a 2xx goes to whom the INVITE belongs. */
  ack(ack: SipRequest, flow: Flow, invite: ServerTransaction): void {
    const request = invite.owner as IncomingRequest | undefined;
    const dialog = request?.dialog;
    if (request === undefined || dialog === undefined) return;
    this.#context.incoming.delete(request.id);
    const client = dialog.client?.alive ? dialog.client : request.client;
    const id = request.inDialog ? this.#context.newId() : request.id;
    // As recorded: drachtio knows no protocol for an ACK.
    this.#deliver(client, ack, serialize(ack), '', flow, id, dialog.id, '');
  }

  /** A CANCEL for an INVITE without a final response: its 200 is sent; the INVITE gets 487 here, and the application hears. */
  cancel(cancel: SipRequest, invite: ServerTransaction, flow: Flow): void {
    const request = invite.owner as IncomingRequest | undefined;
    invite.respond(responseTo(invite.request, 487));
    if (request === undefined) return;
    this.#context.incoming.delete(request.id);
    request.dialog?.unanswered.delete(request);
    request.reliable?.stop();
    // drachtio answers a cancelled re-INVITE by itself and says nothing to the application.
    if (request.inDialog) return;
    if (request.dialog !== undefined) this.#context.endDialog(request.dialog);
    this.#deliver(
      request.client,
      cancel,
      serialize(cancel),
      flow.protocol,
      flow,
      request.id,
      request.dialog?.id ?? '',
      '',
    );
  }

  /** A CANCEL between our 2xx and its ACK has no effect; drachtio answers 481. */
  lateCancel(cancel: ServerTransaction): void {
    cancel.respond(responseTo(cancel.request, 481));
  }

  /** RFC 3261 §13.3.1.4: a 2xx that is never acknowledged ends in a BYE. */
  noAck(invite: ServerTransaction): void {
    const dialog = (invite.owner as IncomingRequest | undefined)?.dialog;
    const request = invite.owner as IncomingRequest | undefined;
    if (request !== undefined) this.#context.incoming.delete(request.id);
    if (dialog !== undefined && invite.status < 300) this.#context.hangUp(dialog, 'ACK timeout');
  }

  #outside(transaction: ServerTransaction): void {
    const { request } = transaction;
    const { method } = request;
    const unknownDialog = method === 'INVITE' && request.toTag !== undefined;
    if (unknownDialog || method === 'BYE' || method === 'UPDATE' || method === 'PRACK') {
      transaction.respond(responseTo(request, 481));
    } else if (!ROUTED.has(method)) transaction.respond(responseTo(request, 501));
    else if (method === 'REGISTER' && !validRegister(request)) transaction.respond(responseTo(request, 400));
    else this.#offer(transaction);
  }

  /** Gives a request to the next application that wants its method. */
  #offer(transaction: ServerTransaction): void {
    const { request, flow } = transaction;
    if (request.method === 'INVITE') transaction.respond(responseTo(request, 100));
    const client = this.#context.clients.select(request.method);
    if (client === undefined || this.#context.dialogs.size >= this.#context.maxDialogs) {
      transaction.respond(responseTo(request, 503));
      return;
    }
    const incoming = this.#remember(transaction, client, undefined, false);
    const { host, port } = this.#context.stack.localAddress(flow);
    this.#deliver(
      client,
      request,
      serialize(request),
      flow.protocol,
      flow,
      incoming.id,
      '',
      `${host}|${port}|`,
    );
  }

  #inside(transaction: ServerTransaction, dialog: ServerDialog): void {
    const { request } = transaction;
    const { method } = request;
    if (method === 'INVITE' && !request.headers.has('contact')) {
      transaction.respond(responseTo(request, 400, undefined, 'Missing Contact'));
    } else if (method === 'PRACK') this.#prack(transaction, dialog);
    else {
      // A number out of order is no reason to refuse: over UDP a quick succession of INFOs arrives so, and drachtio-server
      // passes them on (against RFC 3261 §12.2.2).
      acceptRemoteCSeq(dialog.state, request.cseq.number);
      if (!dialog.state.confirmed && dialog.client === undefined) this.#early(transaction, dialog);
      else this.#confirmed(transaction, dialog);
    }
  }

  #confirmed(transaction: ServerTransaction, dialog: ServerDialog): void {
    const { request } = transaction;
    const { method } = request;
    if (method === 'INVITE') {
      // RFC 3261 §14.2: a second INVITE before the first is answered, or one that crosses ours.
      if (dialog.ownInvite !== undefined) {
        transaction.respond(responseTo(request, 491));
        return;
      }
      if ([...dialog.unanswered].some((each) => each.transaction.request.method === 'INVITE')) {
        const busy = responseTo(request, 500);
        busy.headers.append('Retry-After', '2');
        transaction.respond(busy);
        return;
      }
      transaction.respond(responseTo(request, 100));
    }
    if (method === 'INVITE' || method === 'UPDATE') {
      if (!this.#timers.renewed(dialog, request)) {
        const small = responseTo(request, 422);
        small.headers.append('Min-SE', String(MIN_SE));
        transaction.respond(small);
        return;
      }
      // RFC 3261 §12.2.2: a target refresh
      dialog.state.remoteTarget = contactUri(request) ?? dialog.state.remoteTarget;
    }
    const { client } = dialog;
    if (client === undefined || !client.alive) {
      // As drachtio: the application of this dialog is gone, and nobody inherits it.
      if (method === 'BYE') this.#context.endDialog(dialog);
      transaction.respond(responseTo(request, 481));
      return;
    }
    const incoming = this.#remember(transaction, client, dialog, true);
    this.#deliverInside(incoming, client, dialog, incoming.id);
    if (method === 'BYE') this.#ended(dialog);
    else dialog.unanswered.add(incoming);
  }

  /** The BYE has gone to the application, which answers it; the dialog is over for everybody else. */
  #ended(dialog: ServerDialog): void {
    dialog.ownInvite?.cancel();
    this.#context.endDialog(dialog);
  }

  /** A request in a dialog whose INVITE has no final response. */
  #early(transaction: ServerTransaction, dialog: ServerDialog): void {
    const { request } = transaction;
    const { method } = request;
    if (STANDALONE.has(method)) {
      this.#offer(transaction);
      return;
    }
    if (method === 'BYE') {
      this.#earlyBye(transaction, dialog);
      return;
    }
    const invite = dialog.invite;
    const owner = invite?.client ?? this.#outgoingOwner(dialog);
    if (method !== 'UPDATE' || owner === undefined) {
      transaction.respond(responseTo(request, method === 'INVITE' ? 500 : 481));
      return;
    }
    if (invite === undefined) {
      const incoming = this.#remember(transaction, owner, dialog, true);
      dialog.unanswered.add(incoming);
      this.#deliverInside(incoming, owner, dialog, incoming.id);
      return;
    }
    // RFC 3311 §5.2
    if (invite.update !== undefined) {
      const busy = responseTo(request, 500);
      busy.headers.append('Retry-After', '2');
      transaction.respond(busy);
      return;
    }
    invite.update = transaction;
    this.#deliver(
      owner,
      request,
      serialize(request),
      transaction.flow.protocol,
      transaction.flow,
      invite.id,
      dialog.id,
      '',
    );
  }

  /** RFC 3261 §15.1.2: a caller may hang up before the answer. As on drachtio-server the application learns of it by its own
   *  answer, which is refused. */
  #earlyBye(bye: ServerTransaction, dialog: ServerDialog): void {
    const { invite } = dialog;
    if (invite === undefined) {
      bye.respond(responseTo(bye.request, 481));
      return;
    }
    bye.respond(responseTo(bye.request, 200));
    this.#context.incoming.delete(invite.id);
    invite.reliable?.stop();
    invite.transaction.respond(responseTo(invite.transaction.request, 487));
    this.#context.endDialog(dialog);
  }

  #outgoingOwner(dialog: ServerDialog): Client | undefined {
    for (const outgoing of this.#context.outgoing.values())
      if (outgoing.dialog === dialog) return outgoing.client;
    return undefined;
  }

  #prack(transaction: ServerTransaction, dialog: ServerDialog): void {
    const { request } = transaction;
    const invite = dialog.invite;
    if (invite?.reliable?.acknowledge(request) !== true) {
      transaction.respond(responseTo(request, 481));
      return;
    }
    acceptRemoteCSeq(dialog.state, request.cseq.number);
    dialog.client ??= invite.client;
    const incoming = this.#remember(transaction, invite.client, dialog, true);
    dialog.unanswered.add(incoming);
    this.#deliverInside(incoming, invite.client, dialog, incoming.id);
  }

  #remember(
    transaction: ServerTransaction,
    client: Client,
    dialog: ServerDialog | undefined,
    inDialog: boolean,
  ): IncomingRequest {
    const id = this.#context.newId();
    const incoming: IncomingRequest = {
      id,
      transaction,
      client,
      inDialog,
      dialog,
      update: undefined,
      reliable: undefined,
    };
    transaction.owner = incoming;
    this.#context.incoming.set(id, incoming);
    return incoming;
  }

  #deliverInside(incoming: IncomingRequest, client: Client, dialog: ServerDialog, id: string): void {
    const { request, flow } = incoming.transaction;
    this.#deliver(client, request, serialize(request), flow.protocol, flow, id, dialog.id, '');
  }

  #deliver(
    client: Client,
    request: SipRequest,
    bytes: Buffer,
    protocol: string,
    flow: Flow,
    transactionId: string,
    dialogId: string,
    receivedOn: string,
  ): void {
    const line = meta('network', bytes.length, protocol, flow, this.#context.now);
    client.write(sipFrame(line, transactionId, dialogId, receivedOn, bytes));
    this.#context.log('debug', 'request to application', { method: request.method, callId: request.callId });
  }
}

/** RFC 3261 §10.3: `Contact: *` only ends registrations. */
function validRegister(request: SipRequest): boolean {
  const contact = request.headers.get('contact');
  return contact?.trim() !== '*' || request.headers.get('expires')?.trim() === '0';
}
