/** One UDP socket for the signalling of many calls. */
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { parseSip, type SipText } from './sip-text.ts';

const RECEIVE_BUFFER = 4_194_304;
const T1_MS = 500;
const MOST_REPEATS = 6;

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** A message that is sent again until it is stopped (RFC 3261, timers A and E). */
export class Repeated {
  #timer: NodeJS.Timeout | undefined;
  #count = 0;
  readonly #send: (again: boolean) => void;

  constructor(send: (again: boolean) => void) {
    this.#send = send;
    send(false);
    this.#arm();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #arm(): void {
    if (this.#count >= MOST_REPEATS) return;
    this.#timer = setTimeout(
      () => {
        this.#count += 1;
        this.#send(true);
        this.#arm();
      },
      Math.min(4_000, T1_MS * 2 ** this.#count),
    );
  }
}

export class SipSocket {
  readonly server: Address;
  /** Messages that had to be sent again: the line answered late, or a datagram was lost. */
  repeats = 0;
  readonly #socket: Socket;

  private constructor(server: Address, socket: Socket) {
    this.server = server;
    this.#socket = socket;
  }

  static async open(server: Address, receive: (message: SipText) => void): Promise<SipSocket> {
    const socket = createSocket({
      type: 'udp4',
      lookup: (address, _options, found) => found(null, address, 4),
    });
    socket.on('message', (bytes) => {
      const message = parseSip(bytes.toString('latin1'));
      if (message) receive(message);
    });
    // the line's port is closed while it starts or ends: calls time out by themselves
    socket.on('error', () => undefined);
    // the address needs no look-up, so that the socket may listen before `bind` returns
    const listening = once(socket, 'listening');
    socket.bind(0, '127.0.0.1');
    await listening;
    socket.setRecvBufferSize(RECEIVE_BUFFER);
    return new SipSocket(server, socket);
  }

  get port(): number {
    return this.#socket.address().port;
  }

  send(text: string): void {
    this.#socket.send(text, this.server.port, this.server.host);
  }

  repeat(text: string): Repeated {
    return new Repeated((again) => {
      if (again) this.repeats += 1;
      this.send(text);
    });
  }

  close(): void {
    this.#socket.close();
  }
}
