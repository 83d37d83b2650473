/** One SIP profile: an address that calls come in at. */

import { responseTo } from '../../../wire/sip/build.ts';
import { asLog } from '../../sip-stack/log.ts';
import type { ServerTransaction } from '../../sip-stack/server-transaction.ts';
import { SipStack } from '../../sip-stack/stack.ts';
import type { Channel } from '../channel/channel.ts';
import type { Logger } from '../logger.ts';
import type { MediaLeg } from '../media-leg.ts';
import { Call, notAcceptable } from './call.ts';
import { MediaSession, type MediaTimeouts } from './media-session.ts';

export interface ProfileOptions {
  name: string;
  host: string;
  port: number;
  /** address that RTP is bound to */
  mediaHost: string;
  publicAddress: string | undefined;
  userAgent: string;
  logger: Logger;
  server: ProfileHost;
}

/** What a profile needs of the server. */
export interface ProfileHost {
  /** no more calls for now: 503 */
  full(): boolean;
  openLeg(): MediaLeg | undefined;
  timeouts(channel: Channel | undefined): MediaTimeouts;
  /** a call is there: its channel is made and its dialplan begins
   *  @returns why it is refused, as a SIP status */
  begin(call: Call, profile: Profile): number | undefined;
}

export class Profile {
  readonly name: string;
  readonly #options: ProfileOptions;
  readonly #calls = new Map<string, Call>();
  #stack!: SipStack;

  private constructor(options: ProfileOptions) {
    this.#options = options;
    this.name = options.name;
  }

  /** @throws when the address cannot be bound */
  static async listen(options: ProfileOptions): Promise<Profile> {
    const profile = new Profile(options);
    const { host, port, publicAddress, logger } = options;
    profile.#stack = await SipStack.start({
      listen: [
        { protocol: 'udp', host, port },
        { protocol: 'tcp', host, port },
      ],
      publicAddress,
      log: asLog(logger),
      handlers: {
        request: (transaction) => profile.#receive(transaction),
        ack: (ack, _flow, invite) => callOf(invite)?.acked(ack, invite),
        cancel: (_cancel, invite) => callOf(invite)?.cancelled(),
        noAck: (invite) => callOf(invite)?.notAcked(),
      },
    });
    return profile;
  }

  get port(): number {
    return this.#stack.transports[0]!.port;
  }

  /** The address that peers are told. */
  get address(): string {
    return this.#options.publicAddress ?? this.#options.host;
  }

  get calls(): number {
    return this.#calls.size;
  }

  get url(): string {
    return `sip:mod_sofia@${this.address}:${this.port}`;
  }

  close(): Promise<void> {
    return this.#stack.close();
  }

  #receive(transaction: ServerTransaction): void {
    const { request } = transaction;
    if (request.toTag !== undefined) {
      const call = this.#calls.get(`${request.callId} ${request.toTag}`);
      if (!call) {
        this.#refuse(transaction, 481);
        return;
      }
      call.receive(transaction);
      return;
    }
    if (request.method === 'INVITE') this.#invite(transaction);
    else if (request.method === 'OPTIONS') this.#options200(transaction);
    else this.#refuse(transaction, request.method === 'REGISTER' ? 403 : 481);
  }

  #invite(transaction: ServerTransaction): void {
    const { server: host, userAgent } = this.#options;
    const { request } = transaction;
    const leg = host.full() ? undefined : host.openLeg();
    if (!leg) {
      this.#refuse(transaction, 503);
      return;
    }
    const address = this.#mediaAddress(transaction);
    const media = new MediaSession(leg, address, () => host.timeouts(callOf(transaction)?.channel));
    const call = new Call({
      stack: this.#stack,
      invite: transaction,
      media,
      userAgent,
      ended: (ended) => this.#calls.delete(keyOf(ended)),
    });
    transaction.owner = call;
    const refused = request.body.length > 0 ? media.answer(request.text) : undefined;
    if (refused !== undefined) {
      leg.close();
      transaction.respond(notAcceptable(responseTo(request, 488), refused));
      return;
    }
    this.#calls.set(keyOf(call), call);
    if (request.body.length > 0) this.#begin(call, leg);
    else call.offer(() => this.#begin(call, leg));
  }

  #begin(call: Call, leg: MediaLeg): void {
    const status = this.#options.server.begin(call, this);
    if (status === undefined) return;
    leg.close();
    call.end(status === 404 ? 'NO_ROUTE_DESTINATION' : 'NORMAL_TEMPORARY_FAILURE');
  }

  /** The address in SDP: the public one, or that on which the peer reached us. */
  #mediaAddress(transaction: ServerTransaction): string {
    const { publicAddress, mediaHost } = this.#options;
    const bound = mediaHost === '0.0.0.0' || mediaHost === '::' ? undefined : mediaHost;
    return publicAddress ?? bound ?? this.#stack.localAddress(transaction.flow).host.replace(/^\[|\]$/g, '');
  }

  #options200(transaction: ServerTransaction): void {
    const full = this.#options.server.full();
    const response = responseTo(transaction.request, full ? 503 : 200);
    response.headers.append('Allow', 'INVITE, ACK, BYE, CANCEL, OPTIONS, INFO, UPDATE');
    response.headers.append('Accept', 'application/sdp');
    response.headers.append('User-Agent', this.#options.userAgent);
    transaction.respond(response);
  }

  #refuse(transaction: ServerTransaction, status: number): void {
    const response = responseTo(transaction.request, status);
    response.headers.append('User-Agent', this.#options.userAgent);
    transaction.respond(response);
  }
}

function keyOf(call: Call): string {
  return `${call.dialog.callId} ${call.dialog.localTag}`;
}

function callOf(invite: ServerTransaction): Call | undefined {
  return invite.owner instanceof Call ? invite.owner : undefined;
}
