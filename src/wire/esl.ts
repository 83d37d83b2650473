/** FreeSWITCH's event socket: commands from clients, messages from the server.
 *  Both are header lines ended by an empty line, then a body of Content-Length octets. */

export type EslHeaders = Record<string, string>;
/** A header whose value is a list is sent as a JSON array, or as `ARRAY::a|:b` in plain form. */
export type EventHeaders = Record<string, string | readonly string[]>;

export interface EslCommand {
  /** first line, without its end: `api status`, `sendmsg <uuid>` */
  line: string;
  /** names in lower case */
  headers: EslHeaders;
  body: string;
}

export interface EslMessage {
  /** as written by the server, values percent-decoded */
  headers: EslHeaders;
  body: string;
}

export class EslError extends Error {
  override name = 'EslError';
}

/** Longest command or message taken, in octets. */
const LIMIT = 1_048_576;
const NOTHING: Buffer = Buffer.alloc(0);
const LF = 10;
const CR = 13;

/** Cuts a stream into blocks of header text and body. */
class BlockReader {
  #buffer: Buffer = NOTHING;
  #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  push(bytes: Uint8Array): void {
    const chunk = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#buffer = this.#buffer.length === 0 ? chunk : Buffer.concat([this.#buffer, chunk]);
  }

  /** @throws EslError when a block is longer than the limit: the stream cannot be followed any further */
  next(): { lines: string[]; body: string } | undefined {
    let start = 0;
    // a stray line end between commands is common (modesl writes one after its header block)
    while (this.#buffer[start] === LF || this.#buffer[start] === CR) start += 1;
    if (start > 0) this.#buffer = this.#buffer.subarray(start);
    const end = this.#headerEnd();
    if (end < 0) {
      if (this.#buffer.length > this.#limit) throw new EslError(`more than ${this.#limit} octets of headers`);
      return undefined;
    }
    const lines = this.#buffer.toString('utf8', 0, end).split(/\r?\n/);
    const bodyStart = this.#buffer[end] === CR ? end + 4 : end + 2;
    const length = contentLength(lines);
    if (length > this.#limit) throw new EslError(`Content-Length ${length} is over ${this.#limit}`);
    if (this.#buffer.length < bodyStart + length) return undefined;
    const body = this.#buffer.toString('utf8', bodyStart, bodyStart + length);
    const rest = this.#buffer.subarray(bodyStart + length);
    // an empty view would keep the memory of what was read
    this.#buffer = rest.length === 0 ? NOTHING : rest;
    return { lines, body };
  }

  #headerEnd(): number {
    const buffer = this.#buffer;
    for (let at = buffer.indexOf(LF); at >= 0; at = buffer.indexOf(LF, at + 1)) {
      if (buffer[at + 1] === LF) return buffer[at - 1] === CR ? -1 : at;
      if (buffer[at + 1] === CR && buffer[at + 2] === LF) return buffer[at - 1] === CR ? at - 1 : -1;
    }
    return -1;
  }
}

function contentLength(lines: readonly string[]): number {
  for (const line of lines) {
    if (/^content-length:/i.test(line)) {
      const length = Number(line.slice(15).trim());
      if (!Number.isInteger(length) || length < 0) throw new EslError(`bad ${line}`);
      return length;
    }
  }
  return 0;
}

/** Commands from a client. */
export class EslCommandParser {
  #reader: BlockReader;

  /** @param limit octets of the longest command taken */
  constructor(limit = LIMIT) {
    this.#reader = new BlockReader(limit);
  }

  /** @throws EslError when the client must be dropped */
  push(bytes: Uint8Array): EslCommand[] {
    this.#reader.push(bytes);
    const commands: EslCommand[] = [];
    for (let block = this.#reader.next(); block; block = this.#reader.next()) {
      const [line = '', ...rest] = block.lines;
      const headers: EslHeaders = {};
      for (const header of rest) {
        const colon = header.indexOf(':');
        if (colon > 0) headers[header.slice(0, colon).trim().toLowerCase()] = header.slice(colon + 1).trim();
      }
      commands.push({ line: line.trim(), headers, body: block.body });
    }
    return commands;
  }
}

/** Messages from a server. */
export class EslMessageParser {
  #reader = new BlockReader(64 * LIMIT);

  push(bytes: Uint8Array): EslMessage[] {
    this.#reader.push(bytes);
    const messages: EslMessage[] = [];
    for (let block = this.#reader.next(); block; block = this.#reader.next()) {
      messages.push({ headers: parsePlainHeaders(block.lines), body: block.body });
    }
    return messages;
  }
}

/** Header lines with percent-encoded values. */
export function parsePlainHeaders(lines: readonly string[]): EslHeaders {
  const headers: EslHeaders = {};
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon > 0) headers[line.slice(0, colon)] = percentDecode(line.slice(colon + 1).trim());
  }
  return headers;
}

/** As FreeSWITCH encodes values of plain events: `/` and `,` stay. */
export function percentEncode(value: string): string {
  return /[^\w./,-]/.test(value)
    ? encodeURIComponent(value).replace(/%2F/g, '/').replace(/%2C/g, ',')
    : value;
}

/** Where the encoding is broken, the text as it is. */
export function percentDecode(value: string): string {
  if (!value.includes('%')) return value;
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

/** `auth/request`: what an inbound connection is greeted with. */
export const AUTH_REQUEST = 'Content-Type: auth/request\n\n';

export function commandReply(text: string, more: EslHeaders = {}): string {
  const lines = Object.entries(more).map(([name, value]) => `${name}: ${value}\n`);
  return `Content-Type: command/reply\nReply-Text: ${text}\n${lines.join('')}\n`;
}

export function apiResponse(body: string): string {
  return `Content-Type: api/response\nContent-Length: ${Buffer.byteLength(body)}\n\n${body}`;
}

/** An event as `text/event-json`. */
export function jsonEvent(json: string): string {
  return `Content-Length: ${Buffer.byteLength(json)}\nContent-Type: text/event-json\n\n${json}`;
}

/** An event as `text/event-plain`: its own header block inside the body. */
export function plainEvent(headers: EventHeaders, body = ''): string {
  const length = body === '' ? '' : `Content-Length: ${Buffer.byteLength(body)}\n`;
  const text = `${plainHeaders(headers)}${length}\n${body}`;
  return `Content-Length: ${Buffer.byteLength(text)}\nContent-Type: text/event-plain\n\n${text}`;
}

/** Header lines with percent-encoded values. */
export function plainHeaders(headers: EventHeaders): string {
  let text = '';
  for (const name in headers) {
    const value = headers[name]!;
    text += `${name}: ${percentEncode(typeof value === 'string' ? value : `ARRAY::${value.join('|:')}`)}\n`;
  }
  return text;
}

/** The last message before the server closes.
 *  @param uuid of the channel that an outbound connection controls */
export function disconnectNotice(uuid?: string): string {
  const body = 'Disconnected, goodbye.\nSee you at ClueCon! http://www.cluecon.com/\n';
  const controlled = uuid ? `Controlled-Session-UUID: ${uuid}\nContent-Disposition: disconnect\n` : '';
  return `Content-Type: text/disconnect-notice\n${controlled}Content-Length: ${Buffer.byteLength(body)}\n\n${body}`;
}
