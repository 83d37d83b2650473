import type { LineEvent, OfferMissed } from '../events/line.generated.ts';
import type { AcdState, AgentState, Caller } from './state.ts';

/** The centre after this event. Changes in place the state that it is given and returns it: the caller owns it. */
export function evolve(state: AcdState, event: LineEvent): AcdState {
  switch (event.type) {
    case 'QueueJoined':
      state.waiting.set(event.callId, { joined: event, place: state.places, attempts: 0, missedBy: [] });
      return { ...state, places: state.places + 1 };
    case 'CallOffered':
      offered(state, event.callId, event.agent, event.offerId);
      return state;
    case 'OfferMissed':
      missed(state, event);
      offerEnded(state, event.callId, event.agent, event.offerId, event.at);
      return state;
    case 'OfferWithdrawn':
      offerEnded(state, event.callId, event.agent, event.offerId, event.at);
      return state;
    case 'OfferAccepted':
      return accepted(state, event.callId, event.agent, event.offerId);
    case 'BridgeFailed':
      talkEnded(state, event.callId, event.at);
      return putBack(state, event.callId);
    case 'CallEnded':
      state.waiting.delete(event.callId);
      state.taken.delete(event.callId);
      talkEnded(state, event.callId, event.at);
      return state;
    case 'WrapUpStarted':
      change(state, event.agent, (agent) => ({ ...agent, wrapUpUntil: event.until }));
      return state;
    case 'AgentRegistered':
      // a telephone that comes back starts anew; one that only refreshes does not
      change(state, event.agent, (agent) =>
        agent.registered ? agent : { ...agent, registered: true, misses: 0 },
      );
      return state;
    case 'AgentUnregistered':
      change(state, event.agent, (agent) => ({ ...agent, registered: false }));
      return state;
    case 'AgentLoggedOut':
      change(state, event.agent, (agent) => stopOffers(agent, 'loggedOut'));
      return state;
    case 'AgentPaused':
      change(state, event.agent, (agent) => stopOffers(agent, 'paused', event.reason));
      return state;
    case 'AgentLoggedIn':
    case 'AgentReadied':
    case 'WrapUpDone':
      change(state, event.agent, (agent) => readied(agent, event.type, event.at));
      return state;
    default:
      return state;
  }
}

function change(state: AcdState, account: string, how: (agent: AgentState) => AgentState): void {
  const agent = state.agents.get(account);
  if (agent) state.agents.set(account, how(agent));
}

function isBusy(agent: AgentState): boolean {
  return agent.status === 'offered' || agent.status === 'talking';
}

function offered(state: AcdState, callId: string, account: string, offerId: string): void {
  const caller = state.waiting.get(callId);
  if (caller) {
    state.waiting.set(callId, {
      ...caller,
      attempts: caller.attempts + 1,
      offer: { offerId, agent: account },
    });
  }
  change(state, account, (agent) => ({ ...agent, status: 'offered', offerId, callId }));
}

/** The agent goes on as asked for during the offer or the talk, else ready, at the end of the line of the idle. */
function settle(agent: AgentState, at: number): AgentState {
  const { offerId: _o, callId: _c, wrapUpUntil: _w, after, reason: _r, ...rest } = agent;
  const next = after ?? { status: 'ready' as const };
  return { ...rest, ...next, idleSince: at };
}

function missed(state: AcdState, { callId, agent: account, offerId, reason }: OfferMissed): void {
  const caller = state.waiting.get(callId);
  if (caller?.offer?.offerId === offerId) {
    state.waiting.set(callId, { ...caller, missedBy: [...caller.missedBy, account] });
  }
  // a leg that could not be made for want of media is no fault of the agent's
  const counts = (agent: AgentState) => agent.offerId === offerId && reason !== 'failed';
  change(state, account, (agent) => (counts(agent) ? { ...agent, misses: agent.misses + 1 } : agent));
}

function offerEnded(state: AcdState, callId: string, account: string, offerId: string, at: number): void {
  const caller = state.waiting.get(callId);
  if (caller?.offer?.offerId === offerId) {
    const { offer: _, ...waiting } = caller;
    state.waiting.set(callId, waiting);
  }
  // an agent who talks has ended the offer by taking it
  const held = (agent: AgentState) => agent.offerId === offerId && agent.status === 'offered';
  change(state, account, (agent) => (held(agent) ? settle(agent, at) : agent));
}

function accepted(state: AcdState, callId: string, account: string, offerId: string): AcdState {
  const caller = state.waiting.get(callId);
  // an offer that was withdrawn meanwhile takes nobody: the caller may be offered to another agent already (I1)
  if (caller?.offer?.offerId !== offerId) return state;
  state.waiting.delete(callId);
  state.taken.set(callId, caller);
  change(state, account, (agent) =>
    agent.offerId === offerId ? { ...agent, status: 'talking', misses: 0 } : agent,
  );
  return state;
}

/** The agent who talked goes into wrap-up, or on at once where there is none. */
function talkEnded(state: AcdState, callId: string, at: number): void {
  for (const agent of state.agents.values()) {
    if (agent.callId !== callId || agent.status !== 'talking') continue;
    const { callId: _c, offerId: _o, ...rest } = agent;
    const next: AgentState = agent.wrapUpMs > 0 ? { ...rest, status: 'wrapUp' } : settle(agent, at);
    state.agents.set(agent.account, next);
  }
}

function putBack(state: AcdState, callId: string): AcdState {
  const caller = state.taken.get(callId);
  if (!caller) return state;
  const { offer: _, ...waiting } = caller;
  state.taken.delete(callId);
  const inOrder: [string, Caller][] = [...state.waiting, [callId, waiting]];
  inOrder.sort(([, one], [, other]) => one.place - other.place);
  return { ...state, waiting: new Map(inOrder) };
}

function stopOffers(agent: AgentState, status: 'paused' | 'loggedOut', reason?: string): AgentState {
  // who has logged out, or is about to, is not brought back by a pause
  const out = agent.status === 'loggedOut' || agent.after?.status === 'loggedOut';
  if (out && status === 'paused') return agent;
  const next = reason === undefined ? { status } : { status, reason };
  if (isBusy(agent)) return { ...agent, after: next };
  const { reason: _, ...rest } = agent;
  return { ...rest, ...next };
}

function readied(
  agent: AgentState,
  type: 'AgentLoggedIn' | 'AgentReadied' | 'WrapUpDone',
  at: number,
): AgentState {
  if (type === 'WrapUpDone') return agent.status === 'wrapUp' ? settle(agent, at) : agent;
  if (type === 'AgentReadied' && (agent.status === 'loggedOut' || agent.status === 'ready')) return agent;
  const { after, ...free } = { ...agent, misses: 0 };
  if (type === 'AgentLoggedIn' && agent.status !== 'loggedOut')
    return after?.status === 'loggedOut' ? free : agent;
  return isBusy(agent) ? free : settle(free, at);
}
