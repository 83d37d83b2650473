import { userOf } from '../wire/sip/lenient.ts';
import { DialogLeg } from './dialog-leg.ts';
import { type IncomingCall, type Leg, SipError, type Source } from './port.ts';
import { type Srf, type SrfRequest, type SrfResponse, sourceOf } from './srf.ts';

/** An INVITE as drachtio-srf hands it over. */
export class SrfIncomingCall implements IncomingCall {
  readonly callId: string;
  readonly source: Source;
  readonly dialled: string;
  readonly uri: string;
  readonly sdp: string;
  readonly #srf: Srf;
  readonly #standing: Set<Leg>;
  readonly #request: SrfRequest;
  readonly #response: SrfResponse;
  #cancelled = false;
  #onCancel: () => void = () => undefined;

  constructor(srf: Srf, request: SrfRequest, response: SrfResponse, standing: Set<Leg>) {
    this.#srf = srf;
    this.#standing = standing;
    this.#request = request;
    this.#response = response;
    this.callId = request.get('call-id');
    this.source = sourceOf(request);
    this.uri = request.uri;
    this.dialled = userOf(request.uri);
    this.sdp = request.body ?? '';
    request.once('cancel', () => {
      this.#cancelled = true;
      this.#onCancel();
    });
  }

  header(name: string): string | undefined {
    return this.#request.has(name) ? this.#request.get(name) : undefined;
  }

  onCancel(cancelled: () => void): void {
    this.#onCancel = cancelled;
    if (this.#cancelled) cancelled();
  }

  progress(status: 180 | 183, sdp?: string): void {
    if (this.#cancelled || this.#response.finalResponseSent) return;
    this.#response.send(status, sdp === undefined ? {} : { body: sdp });
  }

  async answer(sdp: string): Promise<Leg> {
    if (this.#cancelled) throw new SipError('the call was cancelled', 487);
    return new DialogLeg(
      await this.#srf.createUAS(this.#request, this.#response, { localSdp: sdp }),
      this.#standing,
    );
  }

  reject(
    status: number,
    reason?: string,
    headers: Readonly<Record<string, string | readonly string[]>> = {},
  ): void {
    if (this.#cancelled || this.#response.finalResponseSent) return;
    // RFC 3261 §21.4.26: a 488 should say what is not acceptable; 305 is "incompatible media format" (§20.43)
    const warning = status === 488 ? { Warning: '305 shortline "PCMU and PCMA are spoken here"' } : {};
    this.#response.send(status, reason, { headers: { ...warning, ...headers } });
  }

  redirect(contact: string): void {
    this.reject(302, undefined, { Contact: `<${contact}>` });
  }
}
