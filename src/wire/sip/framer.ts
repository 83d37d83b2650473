import { SipParseError } from './error.ts';
import type { SipMessage, SipRequest } from './message.ts';
import { DEFAULT_LIMITS, type ParsedHead, parseHead, type SipLimits } from './parse.ts';

/** What a stream holds: messages, keep-alives (RFC 5626 §4.4.1), and messages that could not be read. */
export type StreamItem =
  | { readonly type: 'message'; readonly message: SipMessage }
  /** Two line ends: a client asks for one back. */
  | { readonly type: 'ping' }
  /** When `error.fatal`, the connection must be closed: the next message's start is unknown. */
  | { readonly type: 'error'; readonly error: SipParseError };

/** Cuts a stream into messages by their Content-Length (RFC 3261 §18.3), which is mandatory here.
 *  Memory is bounded: at most one message of the limits' size is held. */
export class SipFramer {
  readonly #limits: SipLimits;
  #buffer = Buffer.alloc(0);
  #length = 0;
  /** How far the end of the headers has been looked for. */
  #scanned = 0;
  #head:
    | { readonly parsed: ParsedHead | SipParseError; readonly bodyStart: number; readonly total: number }
    | undefined;
  #broken = false;

  constructor(limits: SipLimits = DEFAULT_LIMITS) {
    this.#limits = limits;
  }

  /** Bytes of a message that is not complete yet; 0 between messages. */
  get pending(): number {
    return this.#length;
  }

  /** Takes the next bytes of the stream. After a fatal error everything is ignored. */
  push(chunk: Uint8Array): StreamItem[] {
    const items: StreamItem[] = [];
    let rest = chunk;
    // Never more than one message's worth is copied, however large the chunk.
    const room = this.#limits.head + this.#limits.body + 4;
    while (!this.#broken && rest.length > 0) {
      const taken = Math.min(rest.length, Math.max(1, room - this.#length));
      this.#append(rest.subarray(0, taken));
      rest = rest.subarray(taken);
      this.#drain(items);
    }
    return items;
  }

  #drain(items: StreamItem[]): void {
    for (;;) {
      if (this.#head === undefined) {
        if (!this.#skipLineEnds(items)) return;
        if (!this.#findHead(items)) return;
      }
      const head = this.#head!;
      if (this.#length < head.total) return;
      const bytes = Buffer.from(this.#buffer.subarray(head.bodyStart, head.total));
      this.#consume(head.total);
      this.#head = undefined;
      if (head.parsed instanceof SipParseError) items.push({ type: 'error', error: head.parsed });
      else {
        head.parsed.message.body = bytes;
        items.push({ type: 'message', message: head.parsed.message });
      }
    }
  }

  #skipLineEnds(items: StreamItem[]): boolean {
    let start = 0;
    while (start + 1 < this.#length && this.#buffer[start] === 13 && this.#buffer[start + 1] === 10)
      start += 2;
    if (start >= 4) items.push({ type: 'ping' });
    if (start > 0) this.#consume(start);
    return this.#length > 0;
  }

  #findHead(items: StreamItem[]): boolean {
    const end = this.#buffer
      .subarray(0, this.#length)
      .indexOf('\r\n\r\n', Math.max(0, this.#scanned - 3), 'latin1');
    this.#scanned = this.#length;
    if (end < 0) {
      if (this.#length > this.#limits.head)
        this.#break(items, new SipParseError('Headers Too Large', { status: 513 }));
      return false;
    }
    if (end > this.#limits.head) {
      this.#break(items, new SipParseError('Headers Too Large', { status: 513 }));
      return false;
    }
    const bodyStart = end + 4;
    let parsed: ParsedHead | SipParseError;
    let length: number | undefined;
    try {
      parsed = parseHead(Buffer.from(this.#buffer.subarray(0, end)), this.#limits);
      length = parsed.length;
      if (length === undefined) {
        parsed = again(new SipParseError('Missing Content-Length', requestOf(parsed.message)), true);
      } else if (length > this.#limits.body) {
        parsed = again(
          new SipParseError('Body Too Large', { status: 513, ...requestOf(parsed.message) }),
          true,
        );
      }
    } catch (error) {
      if (!(error instanceof SipParseError)) throw error;
      // A malformed message whose length is certain is skipped; any doubt about it closes the stream.
      length = error.fatal ? undefined : certainLength(error);
      parsed = again(error, length === undefined || length > this.#limits.body);
    }
    if (parsed instanceof SipParseError && parsed.fatal) {
      this.#break(items, parsed);
      return false;
    }
    this.#head = { parsed, bodyStart, total: bodyStart + length! };
    return true;
  }

  #break(items: StreamItem[], error: SipParseError): void {
    this.#broken = true;
    this.#buffer = Buffer.alloc(0);
    this.#length = 0;
    items.push({ type: 'error', error: again(error, true) });
  }

  #append(chunk: Uint8Array): void {
    if (this.#length + chunk.length > this.#buffer.length) {
      const grown = Buffer.allocUnsafe(Math.max(2048, this.#buffer.length * 2, this.#length + chunk.length));
      this.#buffer.copy(grown, 0, 0, this.#length);
      this.#buffer = grown;
    }
    this.#buffer.set(chunk, this.#length);
    this.#length += chunk.length;
  }

  #consume(count: number): void {
    this.#buffer.copyWithin(0, count, this.#length);
    this.#length -= count;
    this.#scanned = 0;
  }
}

function requestOf(message: SipMessage): { request?: SipRequest } {
  return message.kind === 'request' && message.method !== 'ACK' ? { request: message } : {};
}

function certainLength(error: SipParseError): number | undefined {
  const all = error.request?.headers.getAll('content-length') ?? [];
  return all.length === 1 && /^\d{1,9}$/.test(all[0]!) ? Number(all[0]) : undefined;
}

function again(error: SipParseError, fatal: boolean): SipParseError {
  if (error.fatal === fatal) return error;
  const { status, request, near } = error;
  return new SipParseError(error.reason, {
    status,
    fatal,
    ...(request === undefined ? {} : { request }),
    ...(near === undefined ? {} : { near }),
  });
}
