/** drachtio-server's control protocol: frames of `<byte length>#<uuid>|<type>|…[CRLF SIP message]` over TCP.
 *  Both directions: the embedded SIP server reads commands and writes messages, tests do the reverse. */

/** A frame, or a command in it, that breaks the protocol. The connection cannot go on. */
export class ControlError extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'ControlError';
  }
}

/** Longest frame. drachtio-server reads at most five digits of length; SIP messages are far below. */
export const MAX_FRAME = 262_144;

/** Cuts the control stream into frames. Memory is bounded by one frame. */
export class ControlFramer {
  #buffer = Buffer.alloc(0);
  #length = 0;
  readonly #max: number;

  constructor(max = MAX_FRAME) {
    this.#max = max;
  }

  /** Bytes of a frame that is not complete yet. */
  get pending(): number {
    return this.#length;
  }

  /** Takes the next bytes and calls back with each complete frame: a view, valid during the call only.
   *  @throws ControlError when no length stands where one must */
  push(chunk: Uint8Array, each: (frame: Buffer) => void): void {
    if (this.#length === 0) {
      const whole = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      const used = this.#drain(whole, each);
      if (used < whole.length) this.#keep(whole.subarray(used));
      return;
    }
    this.#keep(chunk);
    const used = this.#drain(this.#buffer.subarray(0, this.#length), each);
    this.#buffer.copyWithin(0, used, this.#length);
    this.#length -= used;
  }

  #drain(bytes: Buffer, each: (frame: Buffer) => void): number {
    let at = 0;
    for (;;) {
      let length = 0;
      let digits = at;
      while (digits < bytes.length && bytes[digits] !== 35) {
        const digit = bytes[digits]! - 48;
        if (digit < 0 || digit > 9) throw new ControlError('invalid message length specifier');
        length = length * 10 + digit;
        if (length > this.#max) throw new ControlError(`message longer than ${this.#max} bytes`);
        digits++;
      }
      if (digits === bytes.length) return at;
      if (length === 0) throw new ControlError('invalid message length specifier');
      const start = digits + 1;
      if (bytes.length - start < length) return at;
      each(bytes.subarray(start, start + length));
      at = start + length;
    }
  }

  #keep(chunk: Uint8Array): void {
    if (this.#length + chunk.length > this.#buffer.length) {
      const grown = Buffer.allocUnsafe(Math.max(4096, (this.#length + chunk.length) * 2));
      this.#buffer.copy(grown, 0, 0, this.#length);
      this.#buffer = grown;
    }
    this.#buffer.set(chunk, this.#length);
    this.#length += chunk.length;
  }
}

/** The bytes of a frame, in one piece so that it leaves in one write.
 *  @param leader everything before the SIP message, from the uuid on */
export function controlFrame(leader: string, sip?: Uint8Array): Buffer {
  const text = sip === undefined ? leader : `${leader}\r\n`;
  const length = Buffer.byteLength(text, 'utf8') + (sip?.length ?? 0);
  const head = `${length}#`;
  const frame = Buffer.allocUnsafe(head.length + length);
  frame.write(head, 0, 'latin1');
  const written = frame.write(text, head.length, 'utf8');
  if (sip !== undefined) frame.set(sip, head.length + written);
  return frame;
}

/** What an application asks of the server. `id` names the frame; its answer repeats it. */
export type ControlCommand =
  | {
      readonly type: 'authenticate';
      readonly id: string;
      readonly secret: string;
      readonly tags: readonly string[];
    }
  | { readonly type: 'route' | 'remove_route'; readonly id: string; readonly verb: string }
  | { readonly type: 'ping'; readonly id: string }
  /** A response, a request, an ACK or a CANCEL: which one, its text and the two ids say. */
  | {
      readonly type: 'sip';
      readonly id: string;
      readonly transactionId: string;
      readonly dialogId: string;
      readonly routeUrl: string;
      readonly message: Buffer;
    }
  | {
      readonly type: 'proxy';
      readonly id: string;
      readonly transactionId: string;
      readonly options: readonly string[];
    }
  | { readonly type: 'unknown'; readonly id: string; readonly name: string };

/** Reads a frame that an application sent.
 *  @throws ControlError when it has no id or lacks parts */
export function parseCommand(frame: Buffer): ControlCommand {
  const { tokens, message } = splitFrame(frame);
  const [id, name, first = '', second = '', third = ''] = tokens;
  if (!id || name === undefined) throw new ControlError('Invalid message format');
  switch (name) {
    case 'authenticate':
      return { type: name, id, secret: first, tags: second.split(',').filter((tag) => tag !== '') };
    case 'route':
    case 'remove_route':
      return { type: name, id, verb: first.toLowerCase() };
    case 'ping':
      return { type: name, id };
    case 'sip':
      if (message === undefined) throw new ControlError('Invalid message format');
      return {
        type: name,
        id,
        transactionId: first,
        dialogId: second,
        routeUrl: third,
        message: Buffer.from(message),
      };
    case 'proxy':
      return { type: name, id, transactionId: first, options: tokens.slice(3) };
    default:
      return { type: 'unknown', id, name };
  }
}

/** What a server tells an application, as a client of the protocol sees it. */
export type ControlMessage =
  | {
      readonly type: 'response';
      readonly id: string;
      /** The frame answered. */
      readonly to: string;
      readonly verdict: string;
      readonly tokens: readonly string[];
      readonly message: Buffer | undefined;
    }
  | {
      readonly type: 'sip';
      readonly id: string;
      readonly source: string;
      readonly bytes: number;
      readonly protocol: string;
      readonly address: string;
      readonly port: string;
      readonly time: string;
      readonly transactionId: string;
      readonly dialogId: string;
      /** `ip|port` of the listener, for requests outside of a dialog. */
      readonly receivedOn: string | undefined;
      readonly message: Buffer;
    };

/** Reads a frame that a server sent.
 *  @throws ControlError for anything but `response` and `sip` */
export function parseControlMessage(frame: Buffer): ControlMessage {
  const { tokens, message } = splitFrame(frame);
  const [id = '', name, ...rest] = tokens;
  if (name === 'response') {
    const [to = '', verdict = '', ...more] = rest;
    const copy = message === undefined ? undefined : Buffer.from(message);
    return { type: 'response', id, to, verdict, tokens: more, message: copy };
  }
  if (name !== 'sip' || message === undefined) throw new ControlError(`unknown message ${name}`);
  const [source = '', bytes, protocol = '', address = '', port = '', time = '', transactionId = ''] = rest;
  return {
    type: 'sip',
    id,
    source,
    bytes: Number(bytes),
    protocol,
    address,
    port,
    time,
    transactionId,
    dialogId: rest[7] ?? '',
    receivedOn: rest[8] ? `${rest[8]}|${rest[9]}` : undefined,
    message: Buffer.from(message),
  };
}

function splitFrame(frame: Buffer): { tokens: string[]; message: Buffer | undefined } {
  const end = frame.indexOf('\r\n', 0, 'latin1');
  const leader = frame.toString('utf8', 0, end < 0 ? frame.length : end);
  return { tokens: leader.split('|'), message: end < 0 ? undefined : frame.subarray(end + 2) };
}

/** drachtio's id of a dialog: the From tag is that of the INVITE, whoever sent it. */
export function dialogIdOf(callId: string, fromTag: string): string {
  return `${callId};from-tag=${fromTag}`;
}

/** `HH:MM:SS.uuuuuu`, UTC, as drachtio writes times.
 *  @param at epoch milliseconds */
export function controlTime(at: number): string {
  const day = at % 86_400_000;
  const seconds = Math.floor(day / 1000);
  const two = (value: number) => (value < 10 ? `0${value}` : String(value));
  const clock = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return `${clock}.${String(Math.floor((day % 1000) * 1000)).padStart(6, '0')}`;
}
