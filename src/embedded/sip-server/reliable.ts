import { parseRAck } from '../../wire/sip/cseq.ts';
import type { SipRequest, SipResponse } from '../../wire/sip/message.ts';
import type { Clock, TimerHandle } from '../sip-stack/clock.ts';
import type { ServerTransaction } from '../sip-stack/server-transaction.ts';

/** Reliable provisional responses of one INVITE (RFC 3262 §3): each is repeated until its PRACK comes, one at a time, and a
 *  2xx waits for the PRACK of one that carries a session description. */
export class ReliableProvisionals {
  readonly #transaction: ServerTransaction;
  readonly #clock: Clock;
  readonly #t1: number;
  /** RFC 3262 §3: the first number is between 1 and 2^31 - 1. */
  #rseq: number;
  #current: { readonly rseq: number; readonly bytes: Buffer; readonly body: boolean } | undefined;
  #timer: TimerHandle | undefined;
  readonly #waiting: (() => void)[] = [];

  constructor(transaction: ServerTransaction, clock: Clock, t1: number, first: number) {
    this.#transaction = transaction;
    this.#clock = clock;
    this.#t1 = t1;
    this.#rseq = first;
  }

  /** Whether a 2xx may be sent now. */
  get settled(): boolean {
    return this.#current === undefined || !this.#current.body;
  }

  /** Whether another reliable response may be sent now (RFC 3262 §3: not before the first one's PRACK). */
  get free(): boolean {
    return this.#current === undefined;
  }

  /** Calls back when the response that waits has its PRACK. */
  whenAcked(call: () => void): void {
    this.#waiting.push(call);
  }

  /** Adds RSeq and Require, sends, and repeats: at T1, doubling, for 64·T1. @returns the bytes sent */
  send(response: SipResponse, gaveUp: () => void): Buffer | undefined {
    const rseq = this.#rseq++;
    if (!response.headers.list('require').includes('100rel')) response.headers.append('Require', '100rel');
    response.headers.append('RSeq', String(rseq));
    const bytes = this.#transaction.respond(response);
    if (bytes === undefined) return undefined;
    this.#current = { rseq, bytes, body: response.body.length > 0 };
    this.#repeat(this.#t1, 0, gaveUp);
    return bytes;
  }

  /** A PRACK has come. @returns whether it acknowledges the response that waits */
  acknowledge(prack: SipRequest): boolean {
    const current = this.#current;
    const text = prack.headers.get('rack');
    if (current === undefined || text === undefined) return false;
    try {
      const { rseq, cseq } = parseRAck(text);
      const invite = this.#transaction.request.cseq;
      if (rseq !== current.rseq || cseq.number !== invite.number || cseq.method !== 'INVITE') return false;
    } catch {
      return false;
    }
    this.stop();
    for (const call of this.#waiting.splice(0)) call();
    return true;
  }

  stop(): void {
    this.#current = undefined;
    if (this.#timer !== undefined) this.#clock.stop(this.#timer);
    this.#timer = undefined;
  }

  #repeat(interval: number, waited: number, gaveUp: () => void): void {
    this.#timer = this.#clock.start(interval, () => {
      const current = this.#current;
      if (current === undefined || this.#transaction.answered) return;
      if (waited + interval >= 64 * this.#t1) {
        this.stop();
        gaveUp();
        return;
      }
      this.#transaction.resend(current.bytes);
      this.#repeat(interval * 2, waited + interval, gaveUp);
    });
  }
}
