import type { LineEvent } from '../events/line.generated.ts';
import { evolveAgent } from './evolve-agents.ts';
import { evolveCallback } from './evolve-callbacks.ts';
import { evolveCaller } from './evolve-callers.ts';
import { evolveCentre } from './evolve-centre.ts';
import { evolveTransfer } from './evolve-transfers.ts';
import { refreshAgent, seat } from './seating.ts';
import { timePassed } from './standing.ts';
import type { AcdState } from './state.ts';

/** Takes an event into the state, in place. Events that no longer apply (an offer that was withdrawn, a call that has
 *  ended) change nothing.
 *  @param entry number of the journal's entry that holds the event */
export function evolve(state: AcdState, event: LineEvent, entry: number): void {
  if (entry !== state.entry) {
    state.entry = entry;
    emptyAgenda(state);
  }
  if (event.at > state.at) advance(state, event.at);
  for (const takes of TAKERS[event.type] ?? []) takes(state, event, entry);
}

type Taker = (state: AcdState, event: LineEvent, entry: number) => void;

/** Whom an event concerns, in this order; the events of the calls' own lives concern nobody here. */
const TAKERS: { readonly [type in LineEvent['type']]?: readonly Taker[] } = {
  QueueJoined: [evolveCaller, evolveTransfer],
  QueueLeft: [evolveCaller],
  CallerMoved: [evolveCaller],
  CallerPrioritised: [evolveCaller],
  CallEnded: [evolveCaller],
  PlaceResumed: [evolveCaller],
  CallOverflowed: [evolveCaller],
  WaitAnnounced: [evolveCaller],
  EmergencyRaised: [evolveCaller],
  CallOffered: [evolveAgent],
  OfferMissed: [evolveAgent],
  OfferWithdrawn: [evolveAgent],
  OfferAccepted: [evolveAgent],
  AgentRegistered: [evolveAgent],
  AgentUnregistered: [evolveAgent],
  AgentLoggedIn: [evolveAgent],
  AgentLoggedOut: [evolveAgent],
  AgentReadied: [evolveAgent],
  AgentPaused: [evolveAgent],
  AgentChanged: [evolveAgent],
  WrapUpStarted: [evolveAgent],
  WrapUpExtended: [evolveAgent],
  WrapUpDone: [evolveAgent],
  BridgeFailed: [evolveAgent, evolveTransfer],
  PartyReleased: [evolveAgent, evolveTransfer],
  PartyHungUp: [evolveAgent, evolveTransfer],
  CallArrived: [evolveTransfer],
  TransferRequested: [evolveTransfer],
  CentreChosen: [evolveTransfer],
  TransferAccepted: [evolveTransfer],
  TransferFailed: [evolveTransfer],
  CallbackRegistered: [evolveCallback],
  CallbackDenied: [evolveCallback],
  CallbackDialled: [evolveCallback],
  CallbackAccepted: [evolveCallback],
  CallbackMissed: [evolveCallback],
  CallbackGivenUp: [evolveCallback],
  ConfigurationActivated: [evolveCentre],
  CentreUp: [evolveCentre],
  CentreDown: [evolveCentre],
  QueueClosed: [evolveCentre],
  QueueReopened: [evolveCentre],
  LineClosed: [evolveCentre],
  LineReopened: [evolveCentre],
  CrisisStarted: [evolveCentre],
  CrisisEnded: [evolveCentre],
};

/** What time alone changes: needs that relax, a breath that is over, patience that ends, hours that begin or end. */
function advance(state: AcdState, at: number): void {
  if (state.since === 0) state.since = at;
  state.at = at;
  const { callers, agents, versions } = state.silent;
  for (let agent = agents.popDue(at); agent; agent = agents.popDue(at)) refreshAgent(state, agent);
  for (let caller = callers.popDue(at); caller; caller = callers.popDue(at)) timePassed(state, caller);
  for (let version = versions.popDue(at); version; version = versions.popDue(at)) {
    state.agenda.versions.add(version);
    if (version.ranking.size > 0) versions.set(version.boundary, version.changesAt(at));
  }
}

/** All that was left to decide has been decided: in the entry's own events, when they come from the journal. */
export function emptyAgenda(state: AcdState): void {
  const { agenda } = state;
  if (agenda.agents.size > 0) for (const agent of agenda.agents) seat(state, agent);
  for (const left of agenda.all) if (left.size > 0) left.clear();
}
