import { createSocket, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { SipParseError } from '../../wire/sip/error.ts';
import { parseMessage } from '../../wire/sip/parse.ts';
import type { Flow, Transport, TransportSink } from './transport.ts';

/** Bytes that the kernel may hold for us while a garbage collection runs: a second of a busy line. */
const RECEIVE_BUFFER = 2_097_152;

/** SIP over UDP (RFC 3261 §18). */
export class UdpTransport implements Transport {
  readonly protocol = 'udp';
  readonly reliable = false;
  readonly host: string;
  readonly port: number;
  readonly #socket: Socket;
  readonly #sink: TransportSink;
  #closed = false;

  /** Binds; port 0 takes any free one. */
  static async listen(host: string, port: number, sink: TransportSink): Promise<UdpTransport> {
    const socket = createSocket({ type: isIPv6(host) ? 'udp6' : 'udp4' });
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.bind(port, host, () => {
        socket.off('error', reject);
        resolve();
      });
    }).catch((error: unknown) => {
      socket.close();
      throw error;
    });
    return new UdpTransport(socket, host, sink);
  }

  private constructor(socket: Socket, host: string, sink: TransportSink) {
    this.#socket = socket;
    this.#sink = sink;
    this.host = host;
    this.port = socket.address().port;
    try {
      socket.setRecvBufferSize(RECEIVE_BUFFER);
      socket.setSendBufferSize(RECEIVE_BUFFER);
    } catch {
      // The kernel's own sizes do; they only lose messages sooner in a burst.
    }
    socket.on('message', (bytes, from) => this.#receive(bytes, from.address, from.port));
    // Errors of single datagrams come to their send callback; what comes here is about none of them.
    socket.on('error', () => {});
  }

  flowTo(address: string, port: number): Flow {
    return new UdpFlow(this, address, port);
  }

  sendTo(bytes: Uint8Array, address: string, port: number, failed?: (error: Error) => void): void {
    if (this.#closed) {
      if (failed) process.nextTick(failed, new Error('the transport is closed'));
      return;
    }
    try {
      if (failed === undefined) this.#socket.send(bytes, port, address, ignore);
      else this.#socket.send(bytes, port, address, (error) => error && failed(error));
    } catch (error) {
      // An impossible address or port throws instead of calling back.
      if (failed) process.nextTick(failed, error);
    }
  }

  close(): Promise<void> {
    if (this.#closed) return Promise.resolve();
    this.#closed = true;
    return new Promise((resolve) => this.#socket.close(() => resolve()));
  }

  #receive(bytes: Buffer, address: string, port: number): void {
    // RFC 5626 §4.4 and common practice: keep-alives of two line ends, or of zeros.
    if (bytes.length < 12 && isKeepAlive(bytes)) return;
    const flow = new UdpFlow(this, address, port);
    let message: ReturnType<typeof parseMessage>;
    try {
      message = parseMessage(bytes);
    } catch (error) {
      if (!(error instanceof SipParseError)) throw error;
      this.#sink.malformed(error, flow);
      return;
    }
    this.#sink.message(message, flow, bytes.length);
  }
}

function ignore(): void {}

function isKeepAlive(bytes: Buffer): boolean {
  for (const byte of bytes) if (byte !== 0 && byte !== 10 && byte !== 13 && byte !== 32) return false;
  return true;
}

class UdpFlow implements Flow {
  readonly protocol = 'udp';
  readonly reliable = false;
  readonly open = true;
  readonly transport: UdpTransport;
  readonly address: string;
  readonly port: number;

  constructor(transport: UdpTransport, address: string, port: number) {
    this.transport = transport;
    this.address = address;
    this.port = port;
  }

  send(bytes: Uint8Array, failed?: (error: Error) => void): void {
    this.transport.sendTo(bytes, this.address, this.port, failed);
  }
}
