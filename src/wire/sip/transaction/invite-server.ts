import { type Action, DEFAULT_TIMING, NOTHING, type Step, type Timing } from './timing.ts';

/** The INVITE server transaction: RFC 3261 §17.2.1, figure 7, with RFC 6026 §8.2 (state Accepted, timer L). */
export interface InviteServer {
  readonly at: 'proceeding' | 'completed' | 'confirmed' | 'accepted' | 'terminated';
  readonly reliable: boolean;
  /** The interval of timer G, in milliseconds. */
  readonly interval: number;
  readonly timing: Timing;
}

/** `invite` and `ack` come from the network; `send-…` from the transaction user. */
export type InviteServerInput =
  | 'invite'
  | 'ack'
  | 'send-1xx'
  | 'send-2xx'
  | 'send-3xx-6xx'
  | 'G'
  | 'H'
  | 'I'
  | 'L'
  | 'transport-error';

export function startInviteServer(reliable: boolean, timing = DEFAULT_TIMING): Step<InviteServer> {
  return { state: { at: 'proceeding', reliable, interval: timing.t1, timing }, actions: ['deliver'] };
}

export function stepInviteServer(state: InviteServer, input: InviteServerInput): Step<InviteServer> {
  switch (state.at) {
    case 'proceeding':
      return proceeding(state, input);
    case 'completed':
      return completed(state, input);
    case 'confirmed':
      return input === 'I' ? to(state, 'terminated', ['end']) : stay(state);
    case 'accepted':
      return accepted(state, input);
    case 'terminated':
      return stay(state);
  }
}

function proceeding(state: InviteServer, input: InviteServerInput): Step<InviteServer> {
  const { t1 } = state.timing;
  switch (input) {
    case 'invite':
    case 'send-1xx':
      return { state, actions: ['send'] };
    case 'send-2xx':
      return to(state, 'accepted', ['send', { start: 'L', ms: 64 * t1 }]);
    case 'send-3xx-6xx': {
      const giveUp: Action = { start: 'H', ms: 64 * t1 };
      return to(
        state,
        'completed',
        state.reliable ? ['send', giveUp] : ['send', { start: 'G', ms: t1 }, giveUp],
      );
    }
    case 'transport-error':
      return to(state, 'terminated', ['failed', 'end']);
    default:
      return stay(state);
  }
}

function completed(state: InviteServer, input: InviteServerInput): Step<InviteServer> {
  switch (input) {
    case 'invite':
      return { state, actions: ['send'] };
    case 'G': {
      const interval = Math.min(state.interval * 2, state.timing.t2);
      return { state: { ...state, interval }, actions: ['send', { start: 'G', ms: interval }] };
    }
    case 'H':
      return to(state, 'terminated', ['timeout', 'end']);
    case 'ack':
      if (state.reliable) return to(state, 'terminated', ['end']);
      return to(state, 'confirmed', [{ stop: 'G' }, { stop: 'H' }, { start: 'I', ms: state.timing.t4 }]);
    case 'transport-error':
      return to(state, 'terminated', ['failed', 'end']);
    default:
      return stay(state);
  }
}

/** RFC 6026 §7.1: retransmitted INVITEs are absorbed; the user itself repeats its 2xx until the ACK comes. */
function accepted(state: InviteServer, input: InviteServerInput): Step<InviteServer> {
  switch (input) {
    case 'send-2xx':
      return { state, actions: ['send'] };
    case 'ack':
      return { state, actions: ['deliver'] };
    case 'L':
      return to(state, 'terminated', ['end']);
    case 'transport-error':
      return { state, actions: ['failed'] };
    default:
      return stay(state);
  }
}

function to(state: InviteServer, at: InviteServer['at'], actions: readonly Action[]): Step<InviteServer> {
  return { state: { ...state, at }, actions };
}

function stay(state: InviteServer): Step<InviteServer> {
  return { state, actions: NOTHING };
}
