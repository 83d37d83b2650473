import type { DropReason } from './transport.ts';

/** Counters of one stack; plain numbers, always current. */
export interface StackStats {
  received: number;
  sent: number;
  /** Retransmissions that came in and were absorbed. */
  retransmissionsReceived: number;
  /** Messages that could not be read; those of them that got an answer. */
  malformed: number;
  malformedAnswered: number;
  /** Refused or cut off, by reason. */
  dropped: Partial<Record<DropReason, number>>;
  /** Transactions alive now. */
  serverTransactions: number;
  clientTransactions: number;
  /** Connections open now. */
  connections: number;
}

export function newStats(): StackStats {
  return {
    received: 0,
    sent: 0,
    retransmissionsReceived: 0,
    malformed: 0,
    malformedAnswered: 0,
    dropped: {},
    serverTransactions: 0,
    clientTransactions: 0,
    connections: 0,
  };
}
