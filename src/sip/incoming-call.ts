import { userOf } from '../wire/sip/lenient.ts';
import { handleOfCall } from './adoption.ts';
import type { LegMaker } from './dialog-leg.ts';
import { type CallHandle, type IncomingCall, type Leg, SipError, type Source } from './port.ts';
import { type Srf, type SrfRequest, type SrfResponse, sourceOf } from './srf.ts';

/** An INVITE as drachtio-srf hands it over, or as it was taken up from another process. */
export class SrfIncomingCall implements IncomingCall {
  readonly transaction: string;
  readonly handle: CallHandle;
  readonly callId: string;
  readonly source: Source;
  readonly dialled: string;
  readonly uri: string;
  readonly sdp: string;
  readonly #srf: Srf;
  readonly #makeLeg: LegMaker;
  readonly #request: SrfRequest;
  readonly #response: SrfResponse;
  #cancelled = false;
  /** The body of the 183 sent last. */
  #early: string | undefined;
  #onCancel: () => void = () => undefined;

  constructor(srf: Srf, request: SrfRequest, response: SrfResponse, makeLeg: LegMaker) {
    this.#srf = srf;
    this.#makeLeg = makeLeg;
    this.#request = request;
    this.#response = response;
    this.transaction = request.stackTxnId;
    this.handle = handleOfCall(request);
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
    this.#early = sdp ?? this.#early;
    this.#response.send(status, sdp === undefined ? {} : { body: sdp });
  }

  async probe(sdp = this.#early): Promise<boolean> {
    if (this.#cancelled) return false;
    if (this.#response.finalResponseSent) return true;
    this.#early = sdp;
    const refusal = await new Promise<string | Error | null>((resolve) => {
      this.#response.send(183, sdp === undefined ? {} : { body: sdp }, resolve);
    });
    if (refusal instanceof Error) throw new SipError(refusal.message, 0);
    // what the server has no transaction for was cancelled, or hung up before the answer
    this.#cancelled ||= refusal !== null;
    return !this.#cancelled;
  }

  async answer(sdp: string): Promise<Leg> {
    if (this.#cancelled) throw new SipError('the call was cancelled', 487);
    try {
      return this.#makeLeg(await this.#srf.createUAS(this.#request, this.#response, { localSdp: sdp }));
    } catch (error) {
      if (typeof error !== 'string') throw error;
      // the server's own words: it has no such transaction any more
      this.#cancelled = true;
      throw new SipError(error, 487);
    }
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
