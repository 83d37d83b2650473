import { connect, createServer, type Server, type Socket } from 'node:net';
import { SipFramer } from '../../wire/sip/framer.ts';
import type { Clock, TimerHandle } from './clock.ts';
import type { ConnectionLimits, Flow, Transport, TransportSink } from './transport.ts';

/** SIP over TCP (RFC 3261 §18): a listener, and the connections in both directions, reused by peer address. */
export class TcpTransport implements Transport {
  readonly protocol = 'tcp';
  readonly reliable = true;
  readonly host: string;
  readonly port: number;
  readonly sink: TransportSink;
  readonly limits: ConnectionLimits;
  readonly clock: Clock;
  readonly #server: Server;
  readonly #flows = new Map<string, TcpFlow>();
  #closed = false;

  static async listen(
    host: string,
    port: number,
    sink: TransportSink,
    limits: ConnectionLimits,
    clock: Clock,
  ) {
    const server = createServer({ noDelay: true, keepAlive: true });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, () => {
        server.off('error', reject);
        resolve();
      });
    });
    return new TcpTransport(server, host, sink, limits, clock);
  }

  private constructor(
    server: Server,
    host: string,
    sink: TransportSink,
    limits: ConnectionLimits,
    clock: Clock,
  ) {
    this.#server = server;
    this.sink = sink;
    this.limits = limits;
    this.clock = clock;
    this.host = host;
    const address = server.address();
    this.port = typeof address === 'object' && address !== null ? address.port : 0;
    server.on('connection', (socket) => this.#accept(socket));
    // EMFILE and the like concern one connection that could not be accepted.
    server.on('error', (error) => sink.dropped('tooManyConnections', { error: error.message }));
  }

  flowTo(address: string, port: number): Flow {
    const known = this.#flows.get(`${address} ${port}`);
    if (known?.open) return known;
    return this.#add(connect({ host: address, port, noDelay: true, keepAlive: true }), address, port);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    const gone = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const flow of this.#flows.values()) flow.end();
    await gone;
  }

  /** A connection has closed. */
  forget(flow: TcpFlow): void {
    const key = `${flow.address} ${flow.port}`;
    if (this.#flows.get(key) === flow) this.#flows.delete(key);
    this.sink.connections(-1);
  }

  #accept(socket: Socket): void {
    const { remoteAddress, remotePort } = socket;
    if (
      this.#flows.size >= this.limits.connections ||
      remoteAddress === undefined ||
      remotePort === undefined
    ) {
      this.sink.dropped('tooManyConnections', { address: remoteAddress, limit: this.limits.connections });
      socket.on('error', () => {});
      socket.resetAndDestroy();
      return;
    }
    this.#add(socket, remoteAddress, remotePort);
  }

  #add(socket: Socket, address: string, port: number): TcpFlow {
    const flow = new TcpFlow(this, socket, address, port);
    this.#flows.set(`${address} ${port}`, flow);
    this.sink.connections(1);
    return flow;
  }
}

class TcpFlow implements Flow {
  readonly protocol = 'tcp';
  readonly reliable = true;
  readonly transport: TcpTransport;
  readonly address: string;
  readonly port: number;
  readonly #socket: Socket;
  readonly #framer = new SipFramer();
  #deadline: TimerHandle | undefined;
  #deadlineFor: 'slowConnection' | 'idleConnection' = 'slowConnection';
  #lastHeard = 0;

  constructor(transport: TcpTransport, socket: Socket, address: string, port: number) {
    this.transport = transport;
    this.#socket = socket;
    this.address = address;
    this.port = port;
    socket.on('data', (chunk) => this.#receive(chunk));
    socket.on('error', () => {});
    socket.on('close', () => {
      this.#stopDeadline();
      transport.forget(this);
    });
    this.#expect('slowConnection', transport.limits.firstMessageMs);
  }

  get open(): boolean {
    return !this.#socket.destroyed && this.#socket.writable;
  }

  send(bytes: Uint8Array, failed?: (error: Error) => void): void {
    const { limits, sink } = this.transport;
    if (this.#socket.writableLength > limits.backlog) {
      sink.dropped('slowReader', { address: this.address, port: this.port });
      this.#socket.destroy(new Error('the peer does not read'));
    }
    if (failed === undefined) this.#socket.write(bytes, ignore);
    else this.#socket.write(bytes, (error) => error && failed(error));
  }

  end(): void {
    this.#stopDeadline();
    this.#socket.destroy();
  }

  #receive(chunk: Buffer): void {
    const { sink, limits, clock } = this.transport;
    const before = this.#framer.pending;
    const items = this.#framer.push(chunk);
    this.#lastHeard = clock.now();
    for (const item of items) {
      if (item.type === 'ping') this.#socket.write('\r\n', ignore);
      else if (item.type === 'message') sink.message(item.message, this, item.message.body.length);
      else {
        sink.malformed(item.error, this);
        if (item.error.fatal) {
          this.#socket.destroySoon();
          return;
        }
      }
    }
    const pending = this.#framer.pending;
    if (pending > 0) {
      // The time for a message runs from its first byte: one byte now and then does not renew it.
      if (before === 0 || items.length > 0 || this.#deadline === undefined) {
        this.#expect('slowConnection', limits.messageMs);
      }
    } else if (items.length > 0 && this.#deadlineFor !== 'idleConnection') {
      this.#expect('idleConnection', limits.idleMs);
    }
  }

  /** One timer per connection. An idle one looks back when it fires, rather than being restarted by every message. */
  #expect(reason: 'slowConnection' | 'idleConnection', ms: number): void {
    const { clock, limits, sink } = this.transport;
    this.#stopDeadline();
    this.#deadlineFor = reason;
    this.#deadline = clock.start(ms, () => {
      const silence = clock.now() - this.#lastHeard;
      if (reason === 'idleConnection' && silence < limits.idleMs) {
        this.#expect('idleConnection', limits.idleMs - silence);
        return;
      }
      sink.dropped(reason, { address: this.address, port: this.port, pending: this.#framer.pending });
      this.#socket.destroy();
    });
  }

  #stopDeadline(): void {
    if (this.#deadline !== undefined) this.transport.clock.stop(this.#deadline);
    this.#deadline = undefined;
  }
}

function ignore(): void {}
