/** The seam between the distributor and the wait estimate: the evidence that is given to it, and what it learns from. */
import type { AgentState } from './agent.ts';
import type { Caller } from './caller.ts';
import { canServe } from './profile.ts';
import { type Rival, rivalsOf } from './rivals.ts';
import { scoreOf } from './standing.ts';
import type { AcdState, QueueState } from './state.ts';
import {
  estimateWait,
  newWaitModel,
  observeHandled,
  observeJoin,
  observeWait,
  type WaitEstimate,
  type WaitEvidence,
  type WaitModel,
} from './wait-estimate.ts';

/** How long this caller, who waits, will wait from now on. Changes nothing.
 *  @param spokenFor so many of the agents who are idle are about to take others */
export function expectedWait(state: AcdState, caller: Caller, spokenFor = 0): WaitEstimate {
  const known = evidence(state, caller);
  const ready = Math.max(0, known.ready - spokenFor);
  return estimateWait(caller.version.queue.model ?? newWaitModel(), { ...known, ready });
}

/** A stay in the queue begins: what is expected of it is kept, to learn from. */
export function waitBegins(state: AcdState, caller: Caller): void {
  if (!caller.version.rules.usesWait) return;
  const model = modelOf(caller.version.queue);
  const known = evidence(state, caller);
  observeJoin(model, known);
  caller.told = estimateWait(model, known);
}

/** The wait is over: an agent took the caller, or the caller went elsewhere. */
export function waitEnds(state: AcdState, caller: Caller, end: 'answered' | 'left'): void {
  const { told, version, profile } = caller;
  if (!told) return;
  caller.told = undefined;
  const waitMs = state.at - told.at;
  observeWait(modelOf(version.queue), { at: state.at, waitMs, end, agents: profile.coming, told });
}

/** The agent is done with a call, wrap-up and all. */
export function callHandled(state: AcdState, agent: AgentState): void {
  const { handling } = agent;
  if (!handling) return;
  agent.handling = undefined;
  const queue = state.queues.get(handling.queue);
  if (queue?.model) observeHandled(queue.model, state.at - handling.since);
}

function modelOf(queue: QueueState): WaitModel {
  queue.model ??= newWaitModel();
  return queue.model;
}

function evidence(state: AcdState, caller: Caller): WaitEvidence {
  const { profile, version } = caller;
  const score = scoreOf(caller, state);
  // agents of this very event: whether the heaps hold them yet depends on who is evolving
  let unseated = 0;
  const { agents } = state.agenda;
  for (let index = 0; index < agents.size; index += 1) {
    const agent = agents.at(index)!;
    if (!agent.seated && canServe(agent, profile)) unseated += 1;
  }
  let rivals = 0;
  for (const rival of rivalsIn(state, version.queue.key)) {
    const queue = state.queues.get(rival.key);
    if (queue && queue.list.length > 0) rivals += rival.share * aheadIn(queue, caller, score, state);
  }
  return {
    at: state.at,
    ahead: aheadIn(version.queue, caller, score, state),
    rivals,
    agents: profile.coming,
    ready: profile.idle.size + unseated,
  };
}

/** Queues that share their agents with this one. */
export function rivalsIn(state: AcdState, key: string): readonly Rival[] {
  const files = state.configurations.get(state.current);
  if (!state.rivals && files) state.rivals = rivalsOf(files);
  return state.rivals?.get(key) ?? [];
}

/** Callers of a queue who come before this one, under whichever version of its rules. */
export function aheadIn(queue: QueueState, { place }: Caller, score: number, state: AcdState): number {
  let ahead = 0;
  for (const { ranking, rules } of queue.list) {
    // the key that a caller of that version would need for the same score
    if (ranking.size > 0)
      ahead += ranking.countBefore(score - rules.ageing * (state.at - state.since), place);
  }
  return ahead;
}
