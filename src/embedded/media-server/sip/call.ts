/** The SIP dialog of one channel: answers what comes in it, and ends it. */

import type { NegotiatedAudio } from '../../../wire/sdp.ts';
import { responseTo } from '../../../wire/sip/build.ts';
import {
  acceptRemoteCSeq,
  contactUri,
  type DialogState,
  dialogFromRequest,
  requestInDialog,
} from '../../../wire/sip/dialog.ts';
import type { SipRequest } from '../../../wire/sip/message.ts';
import type { ServerTransaction } from '../../sip-stack/server-transaction.ts';
import type { SipStack } from '../../sip-stack/stack.ts';
import { q850Of, sipStatusOf } from '../channel/causes.ts';
import type { Channel, Signalling } from '../channel/channel.ts';
import { digitOfInfo } from './info-digits.ts';
import type { MediaSession } from './media-session.ts';

const ALLOW = 'INVITE, ACK, BYE, CANCEL, OPTIONS, INFO, UPDATE';

export interface CallOptions {
  stack: SipStack;
  invite: ServerTransaction;
  media: MediaSession;
  userAgent: string;
  /** the dialog is over */
  ended: (call: Call) => void;
}

export class Call implements Signalling {
  readonly invite: ServerTransaction;
  readonly media: MediaSession;
  readonly dialog: DialogState;
  channel: Channel | undefined;
  readonly #stack: SipStack;
  readonly #userAgent: string;
  readonly #ended: (call: Call) => void;
  /** our offer waits for the answer in the ACK of this INVITE */
  #offered: ServerTransaction | undefined;
  /** the last re-INVITE: its ACK may bring an answer */
  #reinvite: ServerTransaction | undefined;
  #acked = false;
  #over = false;
  #byeWaits: string | undefined;
  #answered: (() => void) | undefined;

  constructor(options: CallOptions) {
    this.invite = options.invite;
    this.media = options.media;
    this.#stack = options.stack;
    this.#userAgent = options.userAgent;
    this.#ended = options.ended;
    this.dialog = dialogFromRequest(options.invite.request, options.invite.localTag);
  }

  /** INVITE with an offer: the 200 goes when the dialplan answers. */
  answer(): void {
    if (this.#over || this.invite.answered) return;
    this.#respondWithSdp(this.invite, this.media.localSdp);
    this.dialog.confirmed = true;
  }

  /** INVITE without an offer: 200 with ours at once; what follows waits for the answer in the ACK. */
  offer(answered: () => void): void {
    this.#offered = this.invite;
    this.#answered = answered;
    this.#respondWithSdp(this.invite, this.media.offer());
    this.dialog.confirmed = true;
  }

  end(cause: string): void {
    if (this.#over) return;
    if (!this.invite.answered) {
      this.invite.respond(this.#response(this.invite.request, sipStatusOf(cause)));
      this.#finish();
      return;
    }
    // RFC 3261 §15: no BYE before the ACK came (or will not come any more)
    if (this.#acked) this.#bye(cause);
    else this.#byeWaits = cause;
  }

  acked(ack: SipRequest, invite: ServerTransaction): void {
    this.#acked = true;
    if (this.#byeWaits !== undefined) {
      this.#bye(this.#byeWaits);
      return;
    }
    if (this.#offered !== invite) return;
    this.#offered = undefined;
    const refused = this.media.accept(ack.text);
    if (refused === undefined) {
      this.#noteMedia();
      this.#answered?.();
      this.#answered = undefined;
    } else if (this.channel) this.channel.hangup('INCOMPATIBLE_DESTINATION');
    else this.#bye('INCOMPATIBLE_DESTINATION');
  }

  /** The ACK of a 200 never came (RFC 3261 §13.3.1.4). */
  notAcked(): void {
    this.#acked = true;
    if (this.#byeWaits !== undefined) this.#bye(this.#byeWaits);
    else if (this.channel) this.channel.hangup('RECOVERY_ON_TIMER_EXPIRE');
    else this.#bye('RECOVERY_ON_TIMER_EXPIRE');
  }

  cancelled(): void {
    this.invite.respond(this.#response(this.invite.request, 487));
    this.#finish();
    this.channel?.hangup('ORIGINATOR_CANCEL');
  }

  /** A request in the dialog. */
  receive(transaction: ServerTransaction): void {
    const { request } = transaction;
    if (!acceptRemoteCSeq(this.dialog, request.cseq.number)) {
      // RFC 3261 §12.2.2: out of order
      transaction.respond(this.#response(request, 500));
      return;
    }
    switch (request.method) {
      case 'BYE':
        transaction.respond(this.#response(request, 200));
        this.#finish();
        this.channel?.hangup('NORMAL_CLEARING');
        break;
      case 'INVITE':
      case 'UPDATE':
        this.#renegotiate(transaction);
        break;
      case 'INFO':
        this.#info(transaction);
        break;
      case 'OPTIONS':
      case 'NOTIFY':
      case 'MESSAGE':
        transaction.respond(this.#response(request, 200));
        break;
      default:
        transaction.respond(this.#response(request, 405));
    }
  }

  /** re-INVITE and UPDATE: another address, hold, another codec. What cannot be agreed on changes nothing. */
  #renegotiate(transaction: ServerTransaction): void {
    const { request } = transaction;
    this.dialog.remoteTarget = contactUri(request) ?? this.dialog.remoteTarget;
    if (request.method === 'INVITE') {
      if (this.#reinvite) this.#reinvite.owner = undefined;
      this.#reinvite = transaction;
      transaction.owner = this;
    }
    if (request.body.length === 0) {
      if (request.method === 'UPDATE') transaction.respond(this.#response(request, 200));
      else {
        this.#offered = transaction;
        this.#respondWithSdp(transaction, this.media.offer());
      }
      return;
    }
    const refused = this.media.answer(request.text);
    if (refused === undefined) {
      this.#noteMedia();
      this.#respondWithSdp(transaction, this.media.localSdp);
      this.channel?.held(held(this.media.audio));
    } else transaction.respond(notAcceptable(this.#response(request, 488), refused));
  }

  #info(transaction: ServerTransaction): void {
    const { request } = transaction;
    const digit = digitOfInfo(request.headers.get('content-type') ?? '', request.text);
    transaction.respond(this.#response(request, 200));
    if (digit) this.channel?.pressed(digit, 'ENDPOINT');
  }

  #noteMedia(): void {
    if (this.channel) Object.assign(this.channel.facts, this.media.facts());
  }

  #respondWithSdp(transaction: ServerTransaction, sdp: string): void {
    const response = this.#response(transaction.request, 200);
    response.headers.append('Content-Type', 'application/sdp');
    response.headers.append('Content-Disposition', 'session');
    response.body = Buffer.from(sdp);
    transaction.respond(response);
  }

  #response(request: SipRequest, status: number): ReturnType<typeof responseTo> {
    const response = responseTo(request, status, this.dialog.localTag);
    const { headers } = response;
    const { host, port, protocol } = this.#stack.localAddress(this.invite.flow);
    if (status < 300 && request.method !== 'BYE') {
      headers.append('Contact', `<sip:drachtio@${host}:${port};transport=${protocol}>`);
      headers.append('Allow', ALLOW);
      if (request.method === 'INVITE') headers.append('Accept', 'application/sdp');
    }
    headers.append('User-Agent', this.#userAgent);
    return response;
  }

  #bye(cause: string): void {
    if (this.#over) return;
    const bye = requestInDialog(this.dialog, 'BYE');
    bye.headers.append('User-Agent', this.#userAgent);
    // RFC 3326
    bye.headers.append('Reason', `Q.850;cause=${q850Of(cause)};text="${cause}"`);
    this.#finish();
    const { flow } = this.invite;
    this.#stack.request(bye, { response: () => {}, failed: () => {} }, flow.reliable ? { flow } : {});
  }

  #finish(): void {
    if (this.#over) return;
    this.#over = true;
    // a channel closes its leg itself; without one the call ended before it began
    if (!this.channel) this.media.leg.close();
    // transactions live on for 32 s: they are not to keep the whole call
    this.invite.owner = undefined;
    if (this.#reinvite) this.#reinvite.owner = undefined;
    this.#ended(this);
  }
}

/** The peer does not want to hear us. */
function held(audio: NegotiatedAudio | undefined): boolean {
  return audio?.direction === 'recvonly' || audio?.direction === 'inactive';
}

/** RFC 3261 §20.43: 399 tells in free text. */
export function notAcceptable<T extends { headers: { append(name: string, value: string): unknown } }>(
  response: T,
  reason: string,
): T {
  response.headers.append('Warning', `399 shortline "${reason.replace(/["\\]/g, '')}"`);
  return response;
}
