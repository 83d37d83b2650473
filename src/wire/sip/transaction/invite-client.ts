import { type Action, DEFAULT_TIMING, NOTHING, type Step, type Timing } from './timing.ts';

/** The INVITE client transaction: RFC 3261 §17.1.1, figure 5, with RFC 6026 §8.4 (state Accepted, timer M). */
export interface InviteClient {
  readonly at: 'calling' | 'proceeding' | 'completed' | 'accepted' | 'terminated';
  readonly reliable: boolean;
  /** The interval of timer A, in milliseconds. */
  readonly interval: number;
  readonly timing: Timing;
}

export type InviteClientInput = '1xx' | '2xx' | '3xx-6xx' | 'A' | 'B' | 'D' | 'M' | 'transport-error';

/** §17.1.1.2: the request is sent; timer A retransmits it over UDP, timer B gives up. */
export function startInviteClient(reliable: boolean, timing = DEFAULT_TIMING): Step<InviteClient> {
  const state: InviteClient = { at: 'calling', reliable, interval: timing.t1, timing };
  const giveUp: Action = { start: 'B', ms: 64 * timing.t1 };
  return { state, actions: reliable ? ['send', giveUp] : ['send', { start: 'A', ms: timing.t1 }, giveUp] };
}

export function stepInviteClient(state: InviteClient, input: InviteClientInput): Step<InviteClient> {
  switch (state.at) {
    case 'calling':
      return calling(state, input);
    case 'proceeding':
      return proceeding(state, input);
    case 'completed':
      return completed(state, input);
    case 'accepted':
      return accepted(state, input);
    case 'terminated':
      return stay(state);
  }
}

function calling(state: InviteClient, input: InviteClientInput): Step<InviteClient> {
  switch (input) {
    case 'A': {
      const interval = state.interval * 2;
      return { state: { ...state, interval }, actions: ['send', { start: 'A', ms: interval }] };
    }
    case 'B':
      return to(state, 'terminated', ['timeout', 'end']);
    case '1xx':
      return to(state, 'proceeding', ['deliver', { stop: 'A' }, { stop: 'B' }]);
    case '2xx':
      return to(state, 'accepted', ['deliver', { stop: 'A' }, { stop: 'B' }, timerM(state)]);
    case '3xx-6xx':
      return rejected(state, [{ stop: 'A' }, { stop: 'B' }]);
    case 'transport-error':
      return to(state, 'terminated', ['failed', 'end']);
    default:
      return stay(state);
  }
}

function proceeding(state: InviteClient, input: InviteClientInput): Step<InviteClient> {
  switch (input) {
    case '1xx':
      return { state, actions: ['deliver'] };
    case '2xx':
      return to(state, 'accepted', ['deliver', timerM(state)]);
    case '3xx-6xx':
      return rejected(state, NOTHING);
    default:
      return stay(state);
  }
}

function completed(state: InviteClient, input: InviteClientInput): Step<InviteClient> {
  switch (input) {
    case '3xx-6xx':
      return { state, actions: ['ack'] };
    case 'D':
      return to(state, 'terminated', ['end']);
    case 'transport-error':
      return to(state, 'terminated', ['failed', 'end']);
    default:
      return stay(state);
  }
}

/** RFC 6026 §7.2: every 2xx, also of other branches of a fork, goes to the user, which acknowledges each. */
function accepted(state: InviteClient, input: InviteClientInput): Step<InviteClient> {
  switch (input) {
    case '2xx':
      return { state, actions: ['deliver'] };
    case 'M':
      return to(state, 'terminated', ['end']);
    default:
      return stay(state);
  }
}

/** §17.1.1.2: timer D is at least 32 s over UDP, zero over a reliable transport. */
function rejected(state: InviteClient, stops: readonly Action[]): Step<InviteClient> {
  if (state.reliable) return to(state, 'terminated', ['deliver', 'ack', ...stops, 'end']);
  const linger: Action = { start: 'D', ms: 64 * state.timing.t1 };
  return to(state, 'completed', ['deliver', 'ack', ...stops, linger]);
}

function timerM(state: InviteClient): Action {
  return { start: 'M', ms: 64 * state.timing.t1 };
}

function to(state: InviteClient, at: InviteClient['at'], actions: readonly Action[]): Step<InviteClient> {
  return { state: { ...state, at }, actions };
}

function stay(state: InviteClient): Step<InviteClient> {
  return { state, actions: NOTHING };
}
