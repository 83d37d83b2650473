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
  evolveCaller(state, event);
  evolveAgent(state, event);
  evolveTransfer(state, event);
  evolveCallback(state, event);
  evolveCentre(state, event, entry);
}

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
