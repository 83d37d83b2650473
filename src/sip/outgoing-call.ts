import { dialogIdOf } from '../wire/drachtio.ts';
import type { LegMaker } from './dialog-leg.ts';
import { type DialFailure, type DialRequest, type DialResult, type OutgoingCall, SipError } from './port.ts';
import { type SentInvite, writeSent } from './sent-invite.ts';
import type { Srf, SrfRequest } from './srf.ts';

/** SIP status → why the call was not answered (RFC 3261 §21.4, §21.6). */
const FAILURES: Readonly<Record<number, DialFailure>> = {
  0: 'unreachable',
  404: 'unreachable',
  408: 'noAnswer',
  410: 'unreachable',
  480: 'noAnswer',
  486: 'busy',
  487: 'noAnswer', // unasked: a telephone whose Expires ran out (RFC 3261 §13.3.1)
  500: 'rejected', // the telephone spoke: it is there
  502: 'unreachable',
  503: 'unreachable',
  504: 'unreachable',
  600: 'busy',
  603: 'rejected',
  604: 'unreachable',
};

/** A leg whose peer has vanished ends at the next refresh, which the SIP server makes by itself (RFC 4028 §7.1): the one
 *  that the peer made would be refused with 481 once a process before us has died. Calls
 *  that come in bring their own wish, and the server keeps it. */
const SESSION_TIMER = { 'Session-Expires': '1800;refresher=uac', Supported: 'timer' } as const;

export function dialFailure(status: number): DialFailure {
  return FAILURES[status] ?? 'rejected';
}

/** One INVITE on its way to a telephone or a centre. */
export class SrfOutgoingCall implements OutgoingCall {
  readonly result: Promise<DialResult>;
  readonly sent: Promise<string>;
  readonly over: Promise<unknown>;
  #request: SrfRequest | undefined;
  #stopped: 'cancelled' | 'noAnswer' | undefined;
  #ringing = false;
  readonly #givenUp = Promise.withResolvers<DialResult>();
  readonly #sent = Promise.withResolvers<string>();

  constructor(srf: Srf, call: DialRequest, makeLeg: LegMaker) {
    this.sent = this.#sent.promise;
    // nobody has to listen
    this.sent.catch(() => undefined);
    const ring = setTimeout(() => this.#stop('noAnswer'), call.ringMs);
    const dialled = this.#dial(srf, call, makeLeg).finally(() => {
      clearTimeout(ring);
      this.#sent.reject(new SipError('the INVITE was not sent', 0));
      this.#request = undefined; // an INVITE that has its answer is not cancelled any more (RFC 3261 §9.1)
    });
    this.over = dialled;
    this.result = Promise.race([dialled, this.#givenUp.promise]);
  }

  cancel(): void {
    this.#stop('cancelled');
  }

  #stop(why: 'cancelled' | 'noAnswer'): void {
    if (this.#stopped) return;
    this.#stopped = why;
    this.#request?.cancel();
    // A CANCEL waits for a provisional response (RFC 3261 §9.1). Where none has come nothing rings, and nobody waits for
    // the transaction's 32 s; the CANCEL goes out, or an answer is hung up, if one comes after all.
    const reason = why === 'noAnswer' ? 'unreachable' : why;
    if (!this.#ringing) this.#givenUp.resolve({ ok: false, reason, status: 408 });
  }

  async #dial(srf: Srf, call: DialRequest, makeLeg: LegMaker): Promise<DialResult> {
    const expires = Math.ceil(call.ringMs / 1000);
    try {
      const dialog = await srf.createUAC(
        call.uri,
        {
          localSdp: call.sdp,
          headers: {
            ...SESSION_TIMER,
            Expires: String(expires),
            ...call.headers,
            From: fromHeader(call),
          },
          ...(call.via === undefined ? {} : { proxy: call.via }),
          ...(call.credentials === undefined ? {} : { auth: { ...call.credentials } }),
        },
        {
          cbRequest: (error, request) => {
            if (error) return;
            this.#request = request;
            const tell = (each: SrfRequest) => this.#sent.resolve(writeSent(sentInvite(each, expires)));
            // the INVITE that is challenged rings nowhere: the one after it counts
            if (call.credentials) request.once('authenticate', tell);
            else tell(request);
            if (this.#stopped) request.cancel();
          },
          cbProvisional: (response) => {
            if (this.#request) this.#sent.resolve(writeSent(sentInvite(this.#request, expires)));
            this.#ringing ||= response.status >= 180;
          },
        },
      );
      const leg = makeLeg(dialog);
      if (!this.#stopped) return { ok: true, leg };
      // the answer crossed the CANCEL (RFC 3261 §9.1): the call stands and has to be hung up
      await leg.hangUp();
      return { ok: false, reason: this.#stopped, status: 487 };
    } catch (error) {
      const status = (error as { status?: number }).status ?? 0;
      if (this.#stopped === 'noAnswer') {
        return { ok: false, reason: this.#ringing ? 'noAnswer' : 'unreachable', status };
      }
      return { ok: false, reason: this.#stopped ?? dialFailure(status), status };
    }
  }
}

function sentInvite(request: SrfRequest, expiresSeconds: number): SentInvite {
  const tag = /;\s*tag=([^;\s]+)/i.exec(request.get('from'))?.[1] ?? '';
  return {
    transaction: request.stackTxnId,
    dialog: dialogIdOf(request.get('call-id'), tag),
    expiresSeconds,
  };
}

function fromHeader(call: DialRequest): string {
  const name = call.from.name?.replace(/["\\\r\n]/g, '') ?? '';
  const user = encodeURIComponent(call.from.number || 'anonymous').replaceAll('%2B', '+');
  // `localhost` is what drachtio-server replaces by its own address
  return `${name ? `"${name}" ` : ''}<sip:${user}@localhost>`;
}
