import { dialogIdOf } from '../../wire/drachtio.ts';
import type { DialogState } from '../../wire/sip/dialog.ts';
import type { ClientTransaction } from '../sip-stack/client-transaction.ts';
import type { TimerHandle } from '../sip-stack/clock.ts';
import type { SendOptions } from '../sip-stack/outbound.ts';
import type { Hop } from '../sip-stack/resolve.ts';
import type { Flow } from '../sip-stack/transport.ts';
import type { Client } from './client.ts';
import type { IncomingRequest } from './incoming-request.ts';

/** Who refreshes a session (RFC 4028): we, the peer, or nobody. */
export type Refresher = 'us' | 'them';

/** A dialog that the server keeps on behalf of an application, from the first response of its INVITE on. */
export class ServerDialog {
  /** drachtio's id: Call-ID and the From tag of the INVITE. */
  readonly id: string;
  state: DialogState;
  /** The application that gets what comes in this dialog. Set when the dialog is confirmed (or by a PRACK); it never
   *  changes, so that a dialog whose application has gone stays without one, as on drachtio-server. */
  client: Client | undefined;
  /** Our Contact in this dialog. */
  contact = '';
  /** What a session refresh repeats. */
  localSdp: { readonly body: Uint8Array; readonly type: string } | undefined;
  /** The connection over which the peer is reached, while it is open. */
  flow: Flow | undefined;
  /** The peer's true address, when its Contact is not where it sends from. */
  hop: Hop | undefined;
  /** Our INVITE in this dialog that has no final response. */
  ownInvite: ClientTransaction | undefined;
  /** Our INVITE with a 2xx that the application has still to acknowledge. */
  unacked: ClientTransaction | undefined;
  /** Transaction id of our INVITE that made the dialog, while its 2xx has no ACK. */
  inviteId: string | undefined;
  /** Our INVITE was cancelled, and answered all the same: its ACK is followed by a BYE. */
  byeAfterAck = false;
  /** The INVITE that made the dialog, while it has no final response. */
  invite: IncomingRequest | undefined;
  /** In-dialog requests that the application has still to answer. */
  readonly unanswered = new Set<IncomingRequest>();
  sessionTimer: TimerHandle | undefined;
  refresher: Refresher | undefined;
  /** The session interval, in seconds. */
  sessionSeconds = 0;
  ended = false;

  constructor(state: DialogState) {
    this.state = state;
    this.id = dialogIdOf(state.callId, state.role === 'uac' ? state.localTag : state.remoteTag);
  }

  /** How requests of this dialog travel. */
  get way(): SendOptions {
    if (this.flow?.reliable && this.flow.open) return { flow: this.flow };
    return this.hop === undefined ? {} : { hop: this.hop };
  }
}
