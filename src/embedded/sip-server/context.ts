import { randomUUID } from 'node:crypto';
import { responseTo, serialize } from '../../wire/sip/build.ts';
import { requestInDialog } from '../../wire/sip/dialog.ts';
import type { ClientTransaction } from '../sip-stack/client-transaction.ts';
import type { Log } from '../sip-stack/log.ts';
import type { SipStack } from '../sip-stack/stack.ts';
import type { Client } from './client.ts';
import type { Clients } from './clients.ts';
import type { Dialogs } from './dialogs.ts';
import { meta, sipFrame } from './frames.ts';
import type { IncomingRequest } from './incoming-request.ts';
import type { Registrations } from './registrations.ts';
import type { ServerDialog } from './server-dialog.ts';

/** A request of an application that has no final response yet. */
export interface OutgoingRequest {
  readonly transaction: ClientTransaction;
  readonly client: Client;
  readonly dialog: ServerDialog | undefined;
}

/** What the parts of the server share: the tables, and the few deeds that several of them do. */
export class Context {
  readonly stack: SipStack;
  readonly clients: Clients;
  readonly dialogs: Dialogs;
  readonly registrations: Registrations;
  readonly log: Log;
  readonly maxDialogs: number;
  /** Unanswered requests from the network, by transaction id. */
  readonly incoming = new Map<string, IncomingRequest>();
  /** Unanswered requests to the network, by transaction id. */
  readonly outgoing = new Map<string, OutgoingRequest>();
  /** Answered INVITEs of ours that no application has acknowledged, by transaction id. */
  readonly unacknowledged = new Map<string, ServerDialog>();

  constructor(parts: {
    stack: SipStack;
    clients: Clients;
    dialogs: Dialogs;
    registrations: Registrations;
    log: Log;
    maxDialogs: number;
  }) {
    this.stack = parts.stack;
    this.clients = parts.clients;
    this.dialogs = parts.dialogs;
    this.registrations = parts.registrations;
    this.log = parts.log;
    this.maxDialogs = parts.maxDialogs;
  }

  get now(): number {
    return this.stack.clock.now();
  }

  newId(): string {
    return randomUUID();
  }

  /** Ends the bookkeeping of a dialog, without a word to the network but the answers that are still owed. */
  endDialog(dialog: ServerDialog): void {
    if (dialog.ended) return;
    dialog.ended = true;
    this.stopSessionTimer(dialog);
    this.dialogs.remove(dialog);
    this.acknowledged(dialog);
    // RFC 3261 §15.1.2: requests still pending in the dialog get an answer.
    for (const request of dialog.unanswered) {
      this.incoming.delete(request.id);
      request.transaction.respond(responseTo(request.transaction.request, 487));
    }
    dialog.unanswered.clear();
  }

  /** The 2xx that made the dialog has its ACK, or none will come. */
  acknowledged(dialog: ServerDialog): void {
    if (dialog.inviteId !== undefined) this.unacknowledged.delete(dialog.inviteId);
    dialog.inviteId = undefined;
  }

  stopSessionTimer(dialog: ServerDialog): void {
    if (dialog.sessionTimer !== undefined) this.stack.clock.stop(dialog.sessionTimer);
    dialog.sessionTimer = undefined;
    dialog.refresher = undefined;
    dialog.sessionSeconds = 0;
  }

  /** Sends a BYE that no application asked for, tells the dialog's application as drachtio does (an `unsolicited` BYE
   *  that it need not answer), and ends the dialog.
   *  @param reason text of the Reason header */
  hangUp(dialog: ServerDialog, reason: string): void {
    if (dialog.ended) return;
    const bye = requestInDialog(dialog.state, 'BYE');
    bye.headers.append('Reason', `SIP;cause=200;text="${reason}"`);
    const { client } = dialog;
    const { way } = dialog;
    this.endDialog(dialog);
    this.log('info', 'dialog ended by the server', { dialog: dialog.id, reason });
    this.stack.request(
      bye,
      {
        sent: ({ bytes, flow }) => {
          if (bytes === undefined || flow === undefined) return;
          const local = this.stack.localAddress(flow);
          const self = { address: local.host, port: local.port };
          const line = meta('application', bytes.length, flow.protocol, self, this.now);
          client?.write(sipFrame(line, 'unsolicited', dialog.id, '', bytes));
        },
        response: () => {},
        failed: (failure) => {
          // Even a BYE that cannot leave tells the application that the dialog is over.
          if (failure !== 'unresolvable') return;
          const bytes = serialize(bye);
          const line = meta('application', bytes.length, 'udp', { address: '', port: 0 }, this.now);
          client?.write(sipFrame(line, 'unsolicited', dialog.id, '', bytes));
        },
      },
      way,
    );
  }
}
