import { type Action, DEFAULT_TIMING, NOTHING, type Step, type Timing } from './timing.ts';

/** The non-INVITE client transaction: RFC 3261 §17.1.2, figure 6. */
export interface NonInviteClient {
  readonly at: 'trying' | 'proceeding' | 'completed' | 'terminated';
  readonly reliable: boolean;
  /** The interval of timer E, in milliseconds. */
  readonly interval: number;
  readonly timing: Timing;
}

export type NonInviteClientInput = '1xx' | 'final' | 'E' | 'F' | 'K' | 'transport-error';

export function startNonInviteClient(reliable: boolean, timing = DEFAULT_TIMING): Step<NonInviteClient> {
  const state: NonInviteClient = { at: 'trying', reliable, interval: timing.t1, timing };
  const giveUp: Action = { start: 'F', ms: 64 * timing.t1 };
  return { state, actions: reliable ? ['send', giveUp] : ['send', { start: 'E', ms: timing.t1 }, giveUp] };
}

export function stepNonInviteClient(
  state: NonInviteClient,
  input: NonInviteClientInput,
): Step<NonInviteClient> {
  switch (state.at) {
    case 'trying':
      return trying(state, input, Math.min(state.interval * 2, state.timing.t2));
    case 'proceeding':
      // §17.1.2.2: once a provisional response has come, the interval is T2 at once.
      return trying(state, input, state.timing.t2);
    case 'completed':
      return input === 'K' ? to(state, 'terminated', ['end']) : stay(state);
    case 'terminated':
      return stay(state);
  }
}

function trying(
  state: NonInviteClient,
  input: NonInviteClientInput,
  interval: number,
): Step<NonInviteClient> {
  switch (input) {
    case 'E':
      return { state: { ...state, interval }, actions: ['send', { start: 'E', ms: interval }] };
    case 'F':
      return to(state, 'terminated', ['timeout', 'end']);
    case '1xx':
      return to(state, 'proceeding', ['deliver']);
    case 'final':
      return answered(state);
    case 'transport-error':
      return to(state, 'terminated', ['failed', 'end']);
    default:
      return stay(state);
  }
}

/** Timer K absorbs late retransmissions over UDP; a reliable transport has none. */
function answered(state: NonInviteClient): Step<NonInviteClient> {
  if (state.reliable) return to(state, 'terminated', ['deliver', { stop: 'F' }, 'end']);
  const linger: Action = { start: 'K', ms: state.timing.t4 };
  return to(state, 'completed', ['deliver', { stop: 'E' }, { stop: 'F' }, linger]);
}

function to(
  state: NonInviteClient,
  at: NonInviteClient['at'],
  actions: readonly Action[],
): Step<NonInviteClient> {
  return { state: { ...state, at }, actions };
}

function stay(state: NonInviteClient): Step<NonInviteClient> {
  return { state, actions: NOTHING };
}
