import { type CSeq, parseCSeq } from './cseq.ts';
import { SipParseError } from './error.ts';
import { SipHeaders } from './headers.ts';
import { type NameAddr, parseNameAddr, tagOf } from './name-addr.ts';
import { parseVia, type Via } from './via.ts';

const EMPTY: Uint8Array = new Uint8Array(0);

/** What requests and responses share. The structured headers are read when they are asked for, and kept as long as
 *  the header's text stays the same.
 *  The getters `from`, `to`, `cseq`, `via` throw SipParseError when that header is missing or malformed; the
 *  parser has asked all of them once, so a parsed message does not throw. */
abstract class Message {
  readonly headers: SipHeaders;
  body: Uint8Array;
  #from: Kept<NameAddr> | undefined;
  #to: Kept<NameAddr> | undefined;
  #cseq: Kept<CSeq> | undefined;
  #via: Kept<Via> | undefined;

  constructor(headers: SipHeaders, body: Uint8Array | string | undefined) {
    this.headers = headers;
    this.body = body === undefined ? EMPTY : typeof body === 'string' ? Buffer.from(body, 'utf8') : body;
  }

  get callId(): string {
    return this.#require('call-id');
  }

  get from(): NameAddr {
    const text = this.#require('from');
    if (this.#from?.text !== text) this.#from = { text, value: parseNameAddr(text) };
    return this.#from.value;
  }

  get to(): NameAddr {
    const text = this.#require('to');
    if (this.#to?.text !== text) this.#to = { text, value: parseNameAddr(text) };
    return this.#to.value;
  }

  get cseq(): CSeq {
    const text = this.#require('cseq');
    if (this.#cseq?.text !== text) this.#cseq = { text, value: parseCSeq(text) };
    return this.#cseq.value;
  }

  /** The topmost Via. */
  get via(): Via {
    const text = this.#require('via');
    if (this.#via?.text !== text) this.#via = { text, value: parseVia(text) };
    return this.#via.value;
  }

  get fromTag(): string | undefined {
    return tagOf(this.from);
  }

  get toTag(): string | undefined {
    return tagOf(this.to);
  }

  /** The body as text. */
  get text(): string {
    return Buffer.from(this.body.buffer, this.body.byteOffset, this.body.byteLength).toString('utf8');
  }

  #require(key: string): string {
    const text = this.headers.get(key);
    if (text === undefined) throw new SipParseError(`Missing ${key}`);
    return text;
  }
}

interface Kept<T> {
  readonly text: string;
  readonly value: T;
}

/** A request (RFC 3261 §7.1). Methods are case-sensitive. */
export class SipRequest extends Message {
  readonly kind = 'request';
  method: string;
  uri: string;
  /** The URI of the next hop, where neither Route nor Request-URI names it: RFC 3261 §12.2.1.1, a strict router. */
  nextHop: string | undefined;

  constructor(method: string, uri: string, headers = new SipHeaders(), body?: Uint8Array | string) {
    super(headers, body);
    this.method = method;
    this.uri = uri;
  }
}

/** A response (RFC 3261 §7.2). */
export class SipResponse extends Message {
  readonly kind = 'response';
  status: number;
  reason: string;

  constructor(status: number, reason: string, headers = new SipHeaders(), body?: Uint8Array | string) {
    super(headers, body);
    this.status = status;
    this.reason = reason;
  }
}

export type SipMessage = SipRequest | SipResponse;
