/** The times of RFC 3261 §17 (table 4), in milliseconds. */
export interface Timing {
  /** Estimate of the round trip. */
  readonly t1: number;
  /** Longest interval between retransmissions of a non-INVITE request and of an INVITE's final response. */
  readonly t2: number;
  /** How long a message stays in the network. */
  readonly t4: number;
}

export const DEFAULT_TIMING: Timing = { t1: 500, t2: 4000, t4: 5000 };

/** RFC 3261 §17 and RFC 6026 §8.6 name the timers by letters. */
export type Timer = 'A' | 'B' | 'D' | 'E' | 'F' | 'G' | 'H' | 'I' | 'J' | 'K' | 'L' | 'M';

/** What a transaction asks of its surroundings.
 *  - `send`: transmit (again): the request of a client, the last response of a server
 *  - `ack`: acknowledge the final response just received (§17.1.1.3)
 *  - `deliver`: hand what has just come in to the transaction user
 *  - `timeout`: tell the user that nobody answered (a server: that no ACK came)
 *  - `failed`: tell the user that the transport failed
 *  - `end`: the transaction is over, forget it and its timers */
export type Action =
  | 'send'
  | 'ack'
  | 'deliver'
  | 'timeout'
  | 'failed'
  | 'end'
  | { readonly start: Timer; readonly ms: number }
  | { readonly stop: Timer };

export interface Step<State> {
  readonly state: State;
  readonly actions: readonly Action[];
}

export const NOTHING: readonly Action[] = [];
