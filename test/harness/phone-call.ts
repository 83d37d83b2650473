import type { ClientTransaction } from '../../src/embedded/sip-stack/client-transaction.ts';
import type { ServerTransaction } from '../../src/embedded/sip-stack/server-transaction.ts';
import type { G711Codec } from '../../src/wire/g711.ts';
import type { Direction } from '../../src/wire/sdp.ts';
import { responseTo } from '../../src/wire/sip/build.ts';
import {
  contactUri,
  type DialogState,
  dialogFromRequest,
  dialogFromResponse,
  requestInDialog,
} from '../../src/wire/sip/dialog.ts';
import type { SipRequest, SipResponse } from '../../src/wire/sip/message.ts';
import type { AudioLeg } from './audio-leg.ts';
import { CallMedia } from './call-media.ts';
import type { Algorithm, Login } from './digest.ts';
import { Facts, SOON, within } from './facts.ts';
import type { Phone } from './phone.ts';

export interface CallOptions {
  readonly login?: Login | undefined;
  readonly algorithm?: Algorithm;
  readonly headers?: readonly [string, string][];
  readonly codecs?: readonly G711Codec[];
  /** The offer to send instead of one of our own. */
  readonly offer?: string;
  /** Sends no offer, and answers the one in the 200. */
  readonly lateOffer?: boolean;
}

/** What a telephone sees of a call. */
export type CallFact =
  | { readonly type: 'response'; readonly status: number; readonly method: string; readonly at: number }
  | { readonly type: 'request'; readonly method: string; readonly at: number }
  | { readonly type: 'ack' }
  | { readonly type: 'ended'; readonly by: 'us' | 'them'; readonly how: string };

/** One call of a telephone, either way. */
export class PhoneCall {
  readonly callId: string;
  readonly facts: Facts<CallFact>;
  readonly responses: SipResponse[] = [];
  readonly requests: SipRequest[] = [];
  /** The INVITE that made the call. */
  invite: SipRequest;
  readonly #phone: Phone;
  readonly #media: CallMedia;
  #dialog: DialogState | undefined;
  #outgoing: ClientTransaction | undefined;
  #incoming: ServerTransaction | undefined;
  #over = false;

  private constructor(phone: Phone, invite: SipRequest, media: CallMedia) {
    this.#phone = phone;
    this.#media = media;
    this.invite = invite;
    this.callId = invite.callId;
    this.facts = new Facts<CallFact>(`call of ${phone.user}`);
  }

  get audio(): AudioLeg {
    return this.#media.audio;
  }

  static async outgoing(phone: Phone, uri: string, options: CallOptions): Promise<PhoneCall> {
    const media = await CallMedia.open(options.codecs);
    const call = new PhoneCall(phone, phone.newRequest('INVITE', uri, options), media);
    if (!options.lateOffer) call.#setOffer(call.invite, options.offer ?? call.#media.offer());
    call.#send(options);
    return call;
  }

  static async incoming(phone: Phone, transaction: ServerTransaction): Promise<PhoneCall> {
    const call = new PhoneCall(phone, transaction.request, await CallMedia.open());
    call.#incoming = transaction;
    call.#dialog = dialogFromRequest(transaction.request, transaction.localTag);
    call.facts.add({ type: 'request', method: 'INVITE', at: performance.now() });
    return call;
  }

  /** A response to our INVITE, or to the named method. */
  async responds(status: number, ms = SOON, method = 'INVITE'): Promise<SipResponse> {
    const matches = (fact: CallFact) =>
      fact.type === 'response' && fact.status === status && fact.method === method;
    await this.facts.until(`${status} to ${method}`, matches, ms);
    return this.responses.findLast((each) => each.status === status && each.cseq.method === method)!;
  }

  /** Our INVITE's final response, whatever it is. */
  async final(ms = SOON): Promise<SipResponse> {
    const isFinal = (fact: CallFact) =>
      (fact.type === 'response' && fact.method === 'INVITE' && fact.status >= 200) || fact.type === 'ended';
    await this.facts.until('final response', isFinal, ms);
    return this.responses.findLast((each) => each.cseq.method === 'INVITE')!;
  }

  async answered(ms = SOON): Promise<SipResponse> {
    const final = await this.final(ms);
    if (final.status !== 200) throw new Error(`call of ${this.#phone.user}: ${final.status} ${final.reason}`);
    return final;
  }

  async receives(method: string, ms = SOON): Promise<SipRequest> {
    await this.facts.until(method, (fact) => fact.type === 'request' && fact.method === method, ms);
    return this.requests.findLast((each) => each.method === method)!;
  }

  /** The end of the call, from either side. */
  async ended(ms = SOON): Promise<Extract<CallFact, { type: 'ended' }>> {
    const fact = await this.facts.until('end of the call', (each) => each.type === 'ended', ms);
    return fact as Extract<CallFact, { type: 'ended' }>;
  }

  get isOver(): boolean {
    return this.#over;
  }

  /** An incoming call: rings. */
  ring(): void {
    this.#respond(180);
  }

  /** An incoming call: answers, and talks. */
  async answer(): Promise<void> {
    const offer = this.#incoming!.request.text;
    const body = offer ? this.#media.answer(offer) : this.#media.offer();
    this.#respond(200, [['Content-Type', 'application/sdp']], body);
    await this.facts.until('ACK', (fact) => fact.type === 'ack');
  }

  /** An incoming call: refuses, or redirects with a Contact. */
  reject(status: number, headers: readonly [string, string][] = []): void {
    this.#respond(status, headers);
    this.#end('us', String(status));
  }

  async hangUp(): Promise<void> {
    const response = await this.request('BYE');
    this.#end('us', `BYE ${response.status}`);
  }

  /** Gives up a call that is not answered yet.
   *  @returns the INVITE's final status: 487, or 200 when the answer was quicker (RFC 3261 §9.1) */
  async cancel(): Promise<number> {
    this.#outgoing!.cancel();
    return (await this.final()).status;
  }

  /** Holds or resumes by a re-INVITE; resolves with the line's answer. */
  reinvite(direction: Direction): Promise<SipResponse> {
    return this.request('INVITE', [['Content-Type', 'application/sdp']], this.#media.offer(direction));
  }

  /** Presses a key as SIP INFO. */
  pressInfo(key: string): Promise<SipResponse> {
    const body = `Signal=${key}\r\nDuration=160\r\n`;
    return this.request('INFO', [['Content-Type', 'application/dtmf-relay']], body);
  }

  /** A request in the call's dialog, and its final response. */
  async request(
    method: string,
    headers: readonly [string, string][] = [],
    body?: string,
  ): Promise<SipResponse> {
    const dialog = this.#dialog;
    if (!dialog) throw new Error(`no dialog yet for ${method}`);
    const request = requestInDialog(dialog, method);
    for (const [name, value] of headers) request.headers.append(name, value);
    if (body !== undefined) request.body = Buffer.from(body);
    const final = Promise.withResolvers<SipResponse>();
    this.#phone.transact(request, {
      response: (response, transaction) => {
        this.#note(response);
        if (response.status < 200) return;
        if (method === 'INVITE' && response.status < 300) {
          transaction.ack(requestInDialog(dialog, 'ACK', request.cseq.number));
        }
        final.resolve(response);
      },
      failed: (failure) => final.reject(new Error(`${method}: ${failure}`)),
    });
    return within(`the response to ${method}`, final.promise);
  }

  /** Ends the call whatever its state, when a test is over. */
  async close(): Promise<void> {
    if (!this.#over) {
      if (this.#outgoing && !this.#outgoing.answered) this.#outgoing.cancel();
      else if (this.#incoming && !this.#incoming.answered) this.#respond(480);
      else if (this.#dialog) await this.hangUp().catch(() => undefined);
    }
    await this.audio.close();
  }

  /** @internal a request in the dialog */
  receive(transaction: ServerTransaction): void {
    const { request } = transaction;
    this.requests.push(request);
    const respond = (status: number, body?: string) => {
      const response = responseTo(request, status);
      if (request.method === 'INVITE') response.headers.append('Contact', this.#phone.contact);
      if (body !== undefined) {
        response.headers.append('Content-Type', 'application/sdp');
        response.body = Buffer.from(body);
      }
      transaction.respond(response);
    };
    if (request.method === 'INVITE' || request.method === 'UPDATE')
      respond(200, this.#answerReinvite(request));
    else respond(request.method === 'REFER' ? 202 : 200);
    this.facts.add({ type: 'request', method: request.method, at: performance.now() });
    if (request.method === 'BYE') this.#end('them', 'BYE');
  }

  /** @internal the ACK of our 2xx */
  acknowledged(ack: SipRequest): void {
    if (ack.text) this.#media.accept(ack.text);
    this.facts.add({ type: 'ack' });
  }

  /** @internal the caller gave up */
  cancelled(): void {
    this.#respond(487);
    this.#end('them', 'CANCEL');
  }

  #answerReinvite(request: SipRequest): string | undefined {
    const target = contactUri(request);
    if (target !== undefined && this.#dialog) this.#dialog.remoteTarget = target;
    if (request.text) return this.#media.answer(request.text);
    return request.method === 'INVITE' ? this.#media.offer() : undefined;
  }

  #send(options: CallOptions): void {
    const { invite } = this;
    this.#outgoing = this.#phone.transact(invite, {
      response: (response, transaction) => this.#receiveResponse(response, transaction, options),
      failed: (failure) => this.#end('them', failure),
    });
  }

  #receiveResponse(response: SipResponse, transaction: ClientTransaction, options: CallOptions): void {
    const { login, algorithm } = options;
    const answer = this.#phone.authorization(response, 'INVITE', this.invite.uri, login, algorithm);
    if (answer && !this.invite.headers.has(answer[0])) {
      // Only the outcome is a fact for the test; the challenge stands among the responses.
      this.responses.push(response);
      const headers = this.invite.headers.clone();
      headers
        .delete('via')
        .set('CSeq', `${this.invite.cseq.number + 1} INVITE`)
        .append(...answer);
      const Request = this.invite.constructor as typeof SipRequest;
      this.invite = new Request('INVITE', this.invite.uri, headers, this.invite.body);
      this.#send(options);
      return;
    }
    if (response.toTag !== undefined && response.status < 300) {
      this.#dialog = dialogFromResponse(this.invite, response);
    }
    if (response.status >= 200 && response.status < 300) this.#acknowledge(response, transaction);
    else if (response.text && response.status < 300 && !options.lateOffer) this.#media.accept(response.text);
    this.#note(response);
    if (response.status >= 300) this.#end('them', String(response.status));
  }

  #acknowledge(response: SipResponse, transaction: ClientTransaction): void {
    const ack = requestInDialog(this.#dialog!, 'ACK', this.invite.cseq.number);
    if (this.invite.body.length > 0) this.#media.accept(response.text);
    else this.#setOffer(ack, this.#media.answer(response.text));
    transaction.ack(ack);
  }

  #respond(status: number, headers: readonly [string, string][] = [], body?: string): void {
    const transaction = this.#incoming!;
    const response = responseTo(transaction.request, status);
    for (const [name, value] of headers) response.headers.append(name, value);
    if (!response.headers.has('contact')) response.headers.append('Contact', this.#phone.contact);
    if (body !== undefined) response.body = Buffer.from(body);
    transaction.respond(response);
  }

  #note(response: SipResponse): void {
    this.responses.push(response);
    const { status } = response;
    this.facts.add({ type: 'response', status, method: response.cseq.method, at: performance.now() });
  }

  #end(by: 'us' | 'them', how: string): void {
    if (this.#over) return;
    this.#over = true;
    this.audio.disconnect();
    this.facts.add({ type: 'ended', by, how });
  }

  #setOffer(request: SipRequest, sdp: string): void {
    request.headers.set('Content-Type', 'application/sdp');
    request.body = Buffer.from(sdp);
  }
}
