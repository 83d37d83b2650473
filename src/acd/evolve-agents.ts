/** What events do to the agents. */
import type { LineEvent, OfferMissed } from '../events/line.generated.ts';
import type { AgentState } from './agent.ts';
import type { Caller } from './caller.ts';
import { comeBack } from './evolve-callers.ts';
import { callHandled, waitEnds } from './expectation.ts';
import { rememberAgent } from './numbers.ts';
import { changeAgent, relink } from './seating.ts';
import { setStanding } from './standing.ts';
import type { AcdState } from './state.ts';

/** After a leg that could not be made for a fault of ours the agent is left in peace so long, lest it be tried in circles. */
const FAULT_PAUSE_MS = 2_000;

export function evolveAgent(state: AcdState, event: LineEvent): void {
  if (event.type === 'BridgeFailed' || event.type === 'PartyReleased' || event.type === 'PartyHungUp') {
    partyGone(state, event.callId, event.party, event.type !== 'BridgeFailed');
    return;
  }
  const agent = 'agent' in event ? state.agents.get(event.agent) : undefined;
  if (!agent) return;
  switch (event.type) {
    case 'CallOffered':
      offered(state, agent, event.callId, event.offerId);
      break;
    case 'OfferMissed':
      missed(state, agent, event);
      break;
    case 'OfferWithdrawn':
      withdrawn(state, agent, event.callId, event.offerId);
      break;
    case 'OfferAccepted':
      accepted(state, agent, event.callId, event.offerId);
      break;
    case 'AgentRegistered':
      // a telephone that comes back starts anew; one that only refreshes shows that it can be reached
      if (agent.registered && !agent.unreachable) break;
      changeAgent(state, agent, () => {
        if (!agent.registered) agent.misses = 0;
        agent.registered = true;
        agent.unreachable = false;
      });
      break;
    case 'AgentUnregistered':
      changeAgent(state, agent, () => {
        agent.registered = false;
      });
      doubtOffer(state, agent);
      break;
    case 'AgentLoggedOut':
    case 'AgentPaused':
      stops(state, agent, event.type === 'AgentPaused' ? event.reason : undefined);
      break;
    case 'AgentLoggedIn':
    case 'AgentReadied':
      readied(state, agent, event.type);
      break;
    case 'WrapUpStarted':
    case 'WrapUpExtended':
      if (agent.status !== 'wrapUp') break;
      changeAgent(state, agent, () => {
        agent.wrapUpUntil = event.until;
      });
      break;
    case 'WrapUpDone':
      if (agent.status !== 'wrapUp') break;
      changeAgent(state, agent, () => {
        if (event.by !== 'time') heard(agent);
        callHandled(state, agent);
        settle(agent, state.at);
      });
      break;
    case 'AgentChanged':
      agent.skills = new Map(event.skills.map(({ name, level }) => [name, level]));
      agent.languages = event.languages;
      relink(state, agent);
      break;
    default:
      break;
  }
}

/** The agent's part in the talk is over. @param served the caller was not lost */
export function endTalk(state: AcdState, caller: Caller, account: string, served: boolean): void {
  caller.talkers = caller.talkers.filter((talker) => talker !== account);
  if (served) rememberAgent(state, caller, account);
  const agent = state.agents.get(account);
  if (agent?.status !== 'talking' || agent.callId !== caller.callId) return;
  const breathMs = 1_000 * (state.configurations.get(state.current)?.agents.breathSeconds ?? 0);
  changeAgent(state, agent, () => {
    agent.breathUntil = breathMs > 0 ? state.at + breathMs : 0;
    if (agent.wrapUpMs === 0) {
      callHandled(state, agent);
      settle(agent, state.at);
      return;
    }
    agent.status = 'wrapUp';
    agent.callId = undefined;
    agent.offerId = undefined;
    state.agenda.wrapUps.add(agent);
  });
}

/** An offer to this agent may no longer stand. */
export function doubtOffer(state: AcdState, agent: AgentState): void {
  if (agent.status === 'offered') state.agenda.doubtful.add(agent);
}

/** The agent goes on as asked for during the offer or the talk, else ready. */
function settle(agent: AgentState, idleSince: number): void {
  agent.offerId = undefined;
  agent.callId = undefined;
  agent.wrapUpUntil = undefined;
  agent.status = agent.after?.status ?? 'ready';
  agent.reason = agent.after?.reason;
  agent.after = undefined;
  agent.idleSince = idleSince;
}

/** A word of the agent's. */
function heard(agent: AgentState): void {
  agent.misses = 0;
  agent.unreachable = false;
}

function offered(state: AcdState, agent: AgentState, callId: string, offerId: string): void {
  const caller = state.callers.get(callId);
  if (!caller) return;
  const { queue, rules } = caller.version;
  changeAgent(state, agent, () => {
    agent.status = 'offered';
    agent.offerId = offerId;
    agent.callId = callId;
  });
  if (rules.strategy === 'round-robin') {
    queue.offers += 1;
    queue.turns.set(agent.account, queue.offers);
  }
  caller.offers += 1;
  caller.offer = { offerId, agent: agent.account };
  setStanding(state, caller, 'offered');
}

function missed(state: AcdState, agent: AgentState, { callId, offerId, reason }: OfferMissed): void {
  if (agent.status !== 'offered' || agent.offerId !== offerId) return;
  const caller = state.callers.get(callId);
  if (caller?.offer?.offerId === offerId) {
    if (!caller.missedBy.includes(agent.account)) caller.missedBy = [...caller.missedBy, agent.account];
    caller.offer = undefined;
    setStanding(state, caller, 'waiting');
  }
  changeAgent(state, agent, () => {
    // a leg that our media did not give is no fault of the agent's, and one who cannot be reached did not refuse
    if (reason === 'failed') agent.breathUntil = Math.max(agent.breathUntil, state.at + FAULT_PAUSE_MS);
    else if (reason === 'unreachable') agent.unreachable = true;
    else agent.misses += 1;
    settle(agent, state.at);
  });
}

function withdrawn(state: AcdState, agent: AgentState, callId: string, offerId: string): void {
  const caller = state.callers.get(callId);
  if (caller?.offer?.offerId === offerId) {
    caller.offer = undefined;
    setStanding(state, caller, 'waiting');
  }
  // an agent who talks has ended the offer by taking it; whose offer was withdrawn has not worked, and stays as long idle
  if (agent.status !== 'offered' || agent.offerId !== offerId) return;
  changeAgent(state, agent, () => settle(agent, agent.idleSince));
}

function accepted(state: AcdState, agent: AgentState, callId: string, offerId: string): void {
  const caller = state.callers.get(callId);
  // an offer that was withdrawn meanwhile takes nobody: the caller may be offered to another agent already (I1)
  if (caller?.offer?.offerId !== offerId || agent.offerId !== offerId || agent.status !== 'offered') return;
  caller.offer = undefined;
  caller.talkers = [...caller.talkers, agent.account];
  waitEnds(state, caller, 'answered');
  setStanding(state, caller, 'talking');
  changeAgent(state, agent, () => {
    agent.status = 'talking';
    agent.handling = { queue: caller.version.queue.key, since: state.at };
    agent.misses = 0;
    agent.calls += 1;
  });
}

function stops(state: AcdState, agent: AgentState, reason: string | undefined): void {
  const status = reason === undefined ? 'loggedOut' : 'paused';
  // who has logged out, or is about to, is not brought back by a pause
  const out = agent.status === 'loggedOut' || agent.after?.status === 'loggedOut';
  if (out && status === 'paused') return;
  changeAgent(state, agent, () => {
    const next = reason === undefined ? ({ status } as const) : ({ status, reason } as const);
    if (agent.isBusy) {
      agent.after = next;
      return;
    }
    callHandled(state, agent);
    agent.status = status;
    agent.reason = reason;
    agent.after = undefined;
    agent.wrapUpUntil = undefined;
  });
  doubtOffer(state, agent);
}

function readied(state: AcdState, agent: AgentState, type: 'AgentLoggedIn' | 'AgentReadied'): void {
  const { status } = agent;
  if (type === 'AgentReadied' && status === 'loggedOut') return;
  if (status === 'ready') {
    if (agent.unreachable || agent.misses > 0) changeAgent(state, agent, heard);
    return;
  }
  if (type === 'AgentLoggedIn' && status !== 'loggedOut') {
    if (agent.after?.status === 'loggedOut') changeAgent(state, agent, goesOn);
    return;
  }
  changeAgent(state, agent, () => {
    if (status === 'loggedOut') agent.calls = 0;
    goesOn(agent);
    if (agent.isBusy) return;
    callHandled(state, agent);
    settle(agent, state.at);
  });
}

function goesOn(agent: AgentState): void {
  heard(agent);
  agent.after = undefined;
}

function partyGone(state: AcdState, callId: string, party: string, served: boolean): void {
  const caller = state.callers.get(callId);
  if (!caller || !party.startsWith('agent:')) return;
  const account = party.slice('agent:'.length);
  if (!caller.talkers.includes(account)) return;
  endTalk(state, caller, account, served);
  if (!served && caller.standing === 'talking' && caller.talkers.length === 0) comeBack(state, caller);
}
