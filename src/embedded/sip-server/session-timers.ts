import { requestInDialog } from '../../wire/sip/dialog.ts';
import type { SipMessage, SipResponse } from '../../wire/sip/message.ts';
import type { ClientTransaction } from '../sip-stack/client-transaction.ts';
import type { Context } from './context.ts';
import type { Refresher, ServerDialog } from './server-dialog.ts';

/** RFC 4028 §5: the shortest session interval, in seconds. */
export const MIN_SE = 90;

export interface SessionExpires {
  readonly seconds: number;
  readonly refresher: 'uac' | 'uas' | undefined;
}

/** Reads Session-Expires; undefined when there is none or it cannot be read. */
export function sessionExpires(message: SipMessage): SessionExpires | undefined {
  const text = message.headers.get('session-expires');
  const match = text === undefined ? null : /^\s*(\d{1,9})\s*(?:;(.*))?$/.exec(text);
  if (match === null) return undefined;
  const refresher = /refresher\s*=\s*(uac|uas)/i.exec(match[2] ?? '')?.[1]?.toLowerCase();
  return { seconds: Number(match[1]), refresher: refresher as 'uac' | 'uas' | undefined };
}

/** Session timers, kept by the server alone: the application hears only of the BYE that ends a session nobody refreshed. */
export class SessionTimers {
  readonly #context: Context;

  constructor(context: Context) {
    this.#context = context;
  }

  /** Starts or restarts. Who refreshes does so about half-way (spread by 5 s, so that a burst of calls does not come back as a
   *  burst of refreshes); who waits hangs up at the end of the interval. */
  set(dialog: ServerDialog, seconds: number, refresher: Refresher): void {
    const { clock } = this.#context.stack;
    this.#context.stopSessionTimer(dialog);
    dialog.refresher = refresher;
    dialog.sessionSeconds = seconds;
    const ms = refresher === 'us' ? seconds * 500 + Math.random() * 10_000 - 5000 : seconds * 1000;
    dialog.sessionTimer = clock.start(ms, () => {
      dialog.sessionTimer = undefined;
      if (dialog.ended) return;
      if (refresher === 'us') this.#refresh(dialog);
      else this.#context.hangUp(dialog, 'Session timer expired');
    });
  }

  /** The 200 to an INVITE of ours: RFC 4028 §7.2. */
  answered(dialog: ServerDialog, response: SipResponse): void {
    const wish = sessionExpires(response);
    if (wish !== undefined) this.set(dialog, wish.seconds, wish.refresher === 'uas' ? 'them' : 'us');
  }

  /** A re-INVITE or UPDATE of the peer renews the session. @returns false when its interval is too small: 422 */
  renewed(dialog: ServerDialog, request: SipMessage): boolean {
    const were = dialog.refresher;
    this.#context.stopSessionTimer(dialog);
    const wish = sessionExpires(request);
    if (wish === undefined) return true;
    if (wish.seconds < MIN_SE) return false;
    const them = wish.refresher === 'uac' || (wish.refresher === undefined && were === 'us');
    this.set(dialog, wish.seconds, them ? 'them' : 'us');
    return true;
  }

  /** RFC 4028 §7.4: a re-INVITE with the same session description. */
  #refresh(dialog: ServerDialog): void {
    const { sessionSeconds } = dialog;
    const invite = requestInDialog(dialog.state, 'INVITE');
    invite.headers.append('Contact', dialog.contact);
    invite.headers.append('Session-Expires', `${sessionSeconds}; refresher=uac`);
    invite.headers.append('Min-SE', String(MIN_SE));
    if (dialog.localSdp !== undefined) {
      invite.headers.append('Content-Type', dialog.localSdp.type);
      invite.body = dialog.localSdp.body;
    }
    const transaction = this.#context.stack.request(
      invite,
      {
        response: (response, sender) => this.#refreshed(dialog, response, sender, sessionSeconds),
        failed: () => this.#context.hangUp(dialog, 'Session timer expired'),
      },
      dialog.way,
    );
    dialog.ownInvite = transaction;
  }

  #refreshed(
    dialog: ServerDialog,
    response: SipResponse,
    transaction: ClientTransaction,
    seconds: number,
  ): void {
    const { status } = response;
    if (status < 200) return;
    if (dialog.ownInvite === transaction) dialog.ownInvite = undefined;
    if (status < 300) transaction.ack(requestInDialog(dialog.state, 'ACK', transaction.request.cseq.number));
    if (dialog.ended) return;
    if (status < 300) this.answered(dialog, response);
    else if (status === 491) this.set(dialog, seconds, 'us');
    else this.#context.hangUp(dialog, 'Session timer expired');
  }
}
