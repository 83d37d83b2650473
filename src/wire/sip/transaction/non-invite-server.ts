import { DEFAULT_TIMING, NOTHING, type Step, type Timing } from './timing.ts';

/** The non-INVITE server transaction: RFC 3261 §17.2.2, figure 8. */
export interface NonInviteServer {
  readonly at: 'trying' | 'proceeding' | 'completed' | 'terminated';
  readonly reliable: boolean;
  readonly timing: Timing;
}

/** `request` is a retransmission from the network; `send-…` comes from the transaction user. */
export type NonInviteServerInput = 'request' | 'send-1xx' | 'send-final' | 'J' | 'transport-error';

export function startNonInviteServer(reliable: boolean, timing = DEFAULT_TIMING): Step<NonInviteServer> {
  return { state: { at: 'trying', reliable, timing }, actions: ['deliver'] };
}

export function stepNonInviteServer(
  state: NonInviteServer,
  input: NonInviteServerInput,
): Step<NonInviteServer> {
  switch (state.at) {
    case 'trying':
      // §17.2.2: a retransmission before any response is dropped.
      return input === 'request' ? stay(state) : open(state, input);
    case 'proceeding':
      return open(state, input);
    case 'completed':
      return completed(state, input);
    case 'terminated':
      return stay(state);
  }
}

function open(state: NonInviteServer, input: NonInviteServerInput): Step<NonInviteServer> {
  switch (input) {
    case 'request':
      return { state, actions: ['send'] };
    case 'send-1xx':
      return { state: { ...state, at: 'proceeding' }, actions: ['send'] };
    case 'send-final':
      if (state.reliable) return { state: { ...state, at: 'terminated' }, actions: ['send', 'end'] };
      return {
        state: { ...state, at: 'completed' },
        actions: ['send', { start: 'J', ms: 64 * state.timing.t1 }],
      };
    case 'transport-error':
      return { state: { ...state, at: 'terminated' }, actions: ['failed', 'end'] };
    default:
      return stay(state);
  }
}

function completed(state: NonInviteServer, input: NonInviteServerInput): Step<NonInviteServer> {
  switch (input) {
    case 'request':
      return { state, actions: ['send'] };
    case 'J':
      return { state: { ...state, at: 'terminated' }, actions: ['end'] };
    case 'transport-error':
      return { state: { ...state, at: 'terminated' }, actions: ['failed', 'end'] };
    default:
      return stay(state);
  }
}

function stay(state: NonInviteServer): Step<NonInviteServer> {
  return { state, actions: NOTHING };
}
