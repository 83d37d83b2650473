import type { SipParseError } from '../../wire/sip/error.ts';
import type { SipMessage } from '../../wire/sip/message.ts';

/** Transports of this version; `tls`, `ws` and `wss` are one more implementation of `Transport` each. */
export type Protocol = 'udp' | 'tcp';

/** A way to one peer: over UDP an address, over TCP a connection. A message's answer goes back over its flow. */
export interface Flow {
  readonly protocol: Protocol;
  /** Whether the transport delivers or fails: no retransmissions then (RFC 3261 §17). */
  readonly reliable: boolean;
  /** The peer. */
  readonly address: string;
  readonly port: number;
  /** The listener to which the flow belongs. */
  readonly transport: Transport;
  /** False once a connection is gone. */
  readonly open: boolean;
  /** Sends one message, in one write. `failed` is called at most once, later, never from inside. */
  send(bytes: Uint8Array, failed?: (error: Error) => void): void;
}

/** One listening address. */
export interface Transport {
  readonly protocol: Protocol;
  readonly reliable: boolean;
  /** The address bound to, and the port actually chosen. */
  readonly host: string;
  readonly port: number;
  /** The flow to a peer: an existing connection, or a new one. */
  flowTo(address: string, port: number): Flow;
  /** Closes the listener and every connection; resolves when nothing is left. */
  close(): Promise<void>;
}

/** What a transport reports to the stack. */
export interface TransportSink {
  message(message: SipMessage, flow: Flow, size: number): void;
  malformed(error: SipParseError, flow: Flow): void;
  /** Something refused or cut off for the sake of a bound: counted by its reason. */
  dropped(reason: DropReason, facts: Readonly<Record<string, unknown>>): void;
  connections(change: 1 | -1): void;
}

export type DropReason =
  | 'tooManyConnections'
  | 'slowConnection'
  | 'idleConnection'
  | 'slowReader'
  | 'overload'
  | 'strayResponse'
  | 'strayAck';

/** Bounds on connections. */
export interface ConnectionLimits {
  readonly connections: number;
  /** How long a message that has begun may take to arrive, in milliseconds. */
  readonly messageMs: number;
  /** How long a new connection may stay without a complete message, in milliseconds. */
  readonly firstMessageMs: number;
  /** How long a connection may stay silent, in milliseconds. */
  readonly idleMs: number;
  /** How many bytes may wait for a peer that does not read. */
  readonly backlog: number;
}

export const DEFAULT_CONNECTION_LIMITS: ConnectionLimits = {
  connections: 2000,
  messageMs: 10_000,
  firstMessageMs: 15_000,
  idleMs: 900_000,
  backlog: 1_048_576,
};
