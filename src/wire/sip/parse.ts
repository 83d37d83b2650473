import { SipParseError, type SipParseFacts } from './error.ts';
import { headerKey, isToken } from './header-names.ts';
import { type SipMessage, SipRequest, SipResponse } from './message.ts';
import { parseDigits } from './text.ts';

/** Bounds on one message, in bytes. */
export interface SipLimits {
  /** Start line and headers. */
  readonly head: number;
  readonly body: number;
  /** Number of header lines. */
  readonly headers: number;
}

export const DEFAULT_LIMITS: SipLimits = { head: 32_768, body: 65_536, headers: 300 };

/** Reads one datagram: exactly one message.
 *  Strict where two readers could disagree about a message: repeated Call-ID, CSeq, From, To, Content-Length and
 *  Max-Forwards, control characters, a CSeq of another method, a Content-Length past the end. Tolerant of what is common: bare
 *  line feeds, folded headers, compact forms, any case, empty lines before, bytes after the body (§18.3).
 *  @throws SipParseError with the request, when there is enough of it to be answered */
export function parseMessage(bytes: Uint8Array, limits: SipLimits = DEFAULT_LIMITS): SipMessage {
  const buffer = asBuffer(bytes);
  let start = 0;
  while (buffer[start] === 13 || buffer[start] === 10) start++;
  let headEnd = buffer.indexOf('\r\n\r\n', start, 'latin1');
  let bodyStart = headEnd + 4;
  if (headEnd < 0) {
    headEnd = buffer.indexOf('\n\n', start, 'latin1');
    bodyStart = headEnd + 2;
  }
  if (headEnd < 0) throw truncated(buffer.subarray(start), limits);
  if (headEnd - start > limits.head) throw new SipParseError('Headers Too Large', { status: 513 });
  const { message, length } = parseHead(buffer.subarray(start, headEnd), limits);
  const available = buffer.length - bodyStart;
  if (length !== undefined && length > available) fail(message, 'Content-Length Past The End');
  if ((length ?? available) > limits.body) fail(message, 'Body Too Large', 513);
  message.body = buffer.subarray(bodyStart, bodyStart + (length ?? available));
  return message;
}

/** Reads start line and headers, without the empty line that ends them.
 *  @returns the message with an empty body, and the length that its Content-Length announces */
export function parseHead(head: Uint8Array, limits: SipLimits = DEFAULT_LIMITS): ParsedHead {
  const text = asBuffer(head).toString('utf8');
  // No answer to those: it would carry them on.
  if (CONTROL.test(text)) throw new SipParseError('Control Character');
  const message = readLines(text, limits);
  check(message);
  return { message, length: contentLength(message) };
}

/** Reads a message of which only the syntax of its lines counts: what an application hands to drachtio has no Via, From or
 *  Call-ID yet. The body is everything after the empty line.
 *  @throws SipParseError */
export function parseFragment(bytes: Uint8Array, limits: SipLimits = DEFAULT_LIMITS): SipMessage {
  const buffer = asBuffer(bytes);
  const end = buffer.indexOf('\r\n\r\n', 0, 'latin1');
  const text = buffer.toString('utf8', 0, end < 0 ? buffer.length : end);
  if (CONTROL.test(text)) throw new SipParseError('Control Character');
  const message = readLines(text, limits);
  if (end >= 0) message.body = buffer.subarray(end + 4);
  return message;
}

export interface ParsedHead {
  readonly message: SipMessage;
  readonly length: number | undefined;
}

function readLines(text: string, limits: SipLimits): SipMessage {
  let end = text.indexOf('\n');
  if (end < 0) end = text.length;
  const message = parseStartLine(trimLine(text, 0, end));
  const { headers } = message;
  let lines = 0;
  for (let at = end + 1; at < text.length; at = end + 1) {
    end = text.indexOf('\n', at);
    if (end < 0) end = text.length;
    const code = text.charCodeAt(at);
    if (code === 32 || code === 9) {
      if (!headers.continueLast(trimLine(text, at, end)))
        fail(message, 'Bad Header', 400, text.slice(at, end));
      continue;
    }
    const colon = text.indexOf(':', at);
    if (colon < 0 || colon > end) fail(message, 'Bad Header', 400, text.slice(at, end));
    const name = trimLine(text, at, colon);
    const key = headerKey(name);
    if (key === undefined) fail(message, 'Bad Header Name', 400, name);
    if (++lines > limits.headers) fail(message, 'Too Many Headers', 513);
    headers.pushParsed(name, key, trimLine(text, colon + 1, end));
  }
  return message;
}

/** The text between two positions without the white space around it; copies once. */
function trimLine(text: string, from: number, to: number): string {
  let start = from;
  let end = to;
  while (start < end && text.charCodeAt(start) <= 32) start++;
  while (end > start && text.charCodeAt(end - 1) <= 32) end--;
  return text.slice(start, end);
}

function parseStartLine(line: string): SipMessage {
  if (line.startsWith('SIP/') || line.startsWith('sip/')) {
    const status = parseDigits(line.slice(8, 11), 699);
    if (
      !/^SIP\/2\.0 /i.test(line) ||
      status === undefined ||
      status < 100 ||
      (line.length > 11 && line[11] !== ' ')
    ) {
      throw new SipParseError('Bad Status Line', { near: line });
    }
    return new SipResponse(status, line.slice(12));
  }
  const first = line.indexOf(' ');
  const last = line.lastIndexOf(' ');
  const method = line.slice(0, Math.max(first, 0));
  const version = line.slice(last + 1);
  if (first < 0 || last === first || !isToken(method))
    throw new SipParseError('Bad Request Line', { near: line });
  const uri = line.slice(first + 1, last).trim();
  const request = new SipRequest(method, uri);
  if (!/^SIP\/\d+\.\d+$/i.test(version)) throw new SipParseError('Bad Request Line', { near: line });
  // The rest is still read, so that 505 and 400 can be sent to the right place.
  if (version.toUpperCase() !== 'SIP/2.0') versions.set(request, version);
  return request;
}

const versions = new WeakMap<SipRequest, string>();

/** Headers that must not stand twice: two readers would choose different ones. */
const SINGLE = ['call-id', 'cseq', 'from', 'to', 'content-length', 'max-forwards'];

// Everything below space but tab and line ends; DEL; and a CR without its LF, which some readers take for a line end.
// oxlint-disable-next-line no-control-regex
const CONTROL = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f]|\r(?!\n|$)/;

function check(message: SipMessage): void {
  const { headers } = message;
  for (const key of SINGLE) {
    const all = headers.getAll(key);
    if (all.length > 1 && all.some((value) => value !== all[0])) fail(message, `Repeated ${key}`);
  }
  try {
    // Touching each getter reads the header; the first fault is the reason.
    void message.via;
    void message.from;
    void message.to;
    if (message.callId === '') fail(message, 'Missing call-id');
    const { method } = message.cseq;
    if (message.kind === 'request' && method !== message.method) fail(message, 'CSeq Method Mismatch');
  } catch (error) {
    if (error instanceof SipParseError) fail(message, error.reason, 400, error.near);
    throw error;
  }
  if (message.kind === 'response') return;
  const version = versions.get(message);
  if (version !== undefined) fail(message, 'Version Not Supported', 505, version);
  if (message.uri === '' || /[\s<>"]/.test(message.uri)) fail(message, 'Bad Request URI', 400, message.uri);
  if (message.uri.indexOf(':') <= 0) fail(message, 'Unsupported URI Scheme', 416, message.uri);
  const hops = headers.get('max-forwards');
  if (hops !== undefined && parseDigits(hops, 255) === undefined)
    fail(message, 'Bad Max-Forwards', 400, hops);
}

function contentLength(message: SipMessage): number | undefined {
  const text = message.headers.get('content-length');
  if (text === undefined) return undefined;
  const length = parseDigits(text, Number.MAX_SAFE_INTEGER);
  if (length === undefined) fail(message, 'Bad Content-Length', 400, text, true);
  return length;
}

function fail(message: SipMessage, reason: string, status = 400, near?: string, fatal = false): never {
  const facts: SipParseFacts = { status, fatal, ...(near === undefined ? {} : { near }) };
  throw new SipParseError(reason, answerable(message) ? { ...facts, request: message } : facts);
}

/** A response can be sent when the five headers that it copies are there (RFC 3261 §8.2.6.2) and the way back is known.
 *  An ACK is never answered. */
function answerable(message: SipMessage): message is SipRequest {
  if (message.kind !== 'request' || message.method === 'ACK') return false;
  const { headers } = message;
  if (!headers.has('from') || !headers.has('to') || !headers.has('call-id') || !headers.has('cseq'))
    return false;
  try {
    return message.via !== undefined;
  } catch {
    return false;
  }
}

/** No empty line: the datagram was cut, or its sender forgot the line. What can be read is read for the answer. */
function truncated(buffer: Buffer, limits: SipLimits): SipParseError {
  if (buffer.length > limits.head) return new SipParseError('Headers Too Large', { status: 513 });
  try {
    const { message } = parseHead(buffer, limits);
    return new SipParseError('Missing Empty Line', answerable(message) ? { request: message } : {});
  } catch (error) {
    if (error instanceof SipParseError) return error;
    throw error;
  }
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
