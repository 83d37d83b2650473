import type { ServerTransaction } from '../sip-stack/server-transaction.ts';
import type { Client } from './client.ts';
import type { ReliableProvisionals } from './reliable.ts';
import type { ServerDialog } from './server-dialog.ts';

/** A request from the network that an application has still to answer, known to it by `id`. */
export interface IncomingRequest {
  readonly id: string;
  readonly transaction: ServerTransaction;
  /** To whom it was given. Any application may answer it, but what follows belongs to this one. */
  readonly client: Client;
  /** Came within a dialog (as opposed to making one). */
  readonly inDialog: boolean;
  /** The dialog it came in, or that the first response to it has made. */
  dialog: ServerDialog | undefined;
  /** An UPDATE that came before the INVITE's answer: it shares the INVITE's id, as on drachtio-server. */
  update: ServerTransaction | undefined;
  /** RFC 3262: provisional responses that wait for their PRACK. */
  reliable: ReliableProvisionals | undefined;
}
