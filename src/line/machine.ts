/** One fact, and all that the call and the centre decide of it. Each hears what the world and the other one say, in one
 *  order, until neither has anything to add: a function of the state and the fact (I4). */
import { decide as decideCentre } from '../acd/decide.ts';
import { evolve as evolveCentre } from '../acd/evolve.ts';
import { decide as decideCall } from '../call/decide.ts';
import { arrive, evolve as evolveCall } from '../call/evolve.ts';
import type { CallState } from '../call/state.ts';
import type { LineEvent } from '../events/line.generated.ts';
import { contextOf, lineOf } from './context.ts';
import type { LineState } from './state.ts';

/** What a journal entry holds: the fact, then the decisions. */
export interface Decided {
  readonly events: readonly LineEvent[];
  /** For each event the index of the one that it was decided upon; 0 for the fact itself. */
  readonly causes: readonly number[];
}

type Author = 'world' | 'call' | 'centre';

/** A circle of decisions is a fault of ours: no fact of a busy centre comes near it. */
const MOST_DECISIONS = 100_000;

/** Takes a fact. Changes the state in place.
 *  @param number of the journal entry that will hold it */
export function take(state: LineState, number: number, fact: LineEvent): Decided {
  const events: LineEvent[] = [fact];
  const causes: number[] = [0];
  const authors: Author[] = ['world'];
  const add = (decisions: readonly LineEvent[], author: Author, cause: number): void => {
    for (const decision of decisions) {
      events.push(decision);
      causes.push(cause);
      authors.push(author);
    }
  };
  for (let index = 0; index < events.length; index++) {
    if (events.length > MOST_DECISIONS) throw new RangeError(`${fact.type} is decided upon in a circle`);
    const event = events[index]!;
    const author = authors[index]!;
    if (author !== 'call') add(hearAsCall(state, event), 'call', index);
    if (author !== 'centre') {
      evolveCentre(state.centre, event, number);
      add(decideCentre(state.centre, event), 'centre', index);
    }
  }
  forget(state, events);
  return { events, causes };
}

/** Takes what the journal says was decided: the state after it is that after `take`. Changes the state in place. */
export function evolveEntry(state: LineState, entry: Decided & { readonly number: number }): void {
  const { events, number } = entry;
  const { authors, made } = authorship(entry);
  const upon = (cause: number, by: Author, evolve: (decision: LineEvent) => void): void => {
    for (const index of made[cause] ?? []) if (authors[index] === by) evolve(events[index]!);
  };
  for (const [index, event] of events.entries()) {
    const author = authors[index]!;
    if (author !== 'call') {
      evolveAsCall(state, event);
      upon(index, 'call', (decision) => evolveAsCall(state, decision));
    }
    if (author !== 'centre') {
      evolveCentre(state.centre, event, number);
      upon(index, 'centre', (decision) => evolveCentre(state.centre, decision, number));
    }
  }
  forget(state, events);
}

/** Who decided each event, and which were decided upon it. */
function authorship({ events, causes }: Decided): { authors: readonly Author[]; made: readonly number[][] } {
  const authors: Author[] = ['world'];
  const made: number[][] = [];
  for (let index = 1; index < events.length; index++) {
    const cause = causes[index]!;
    authors.push(authorOf(events[index]!, authors[cause]!));
    made[cause] ??= [];
    made[cause].push(index);
  }
  return { authors, made };
}

/** Decisions that only the distributor makes: upon a fact, the others are the call's. */
const OF_CENTRE: ReadonlySet<LineEvent['type']> = new Set([
  ...([
    'CallOffered',
    'OfferWithdrawn',
    'WrapUpStarted',
    'WrapUpDone',
    'AgentPaused',
    'AgentLoggedOut',
  ] as const),
  ...(['PlaceResumed', 'WaitAnnounced', 'CallOverflowed', 'CentreChosen', 'TransferFailed'] as const),
  ...(['CallbackRegistered', 'CallbackDenied', 'CallbackDialled', 'CallbackGivenUp'] as const),
]);

/** Who decided this upon an event of that author: each hears only what is not its own. */
function authorOf(decision: LineEvent, upon: Author): Author {
  if (upon !== 'world') return upon === 'call' ? 'centre' : 'call';
  return OF_CENTRE.has(decision.type) ? 'centre' : 'call';
}

function hearAsCall(state: LineState, event: LineEvent): readonly LineEvent[] {
  const call = callOf(state, event);
  if (!call) return [];
  const decisions = decideOrEnd(state, call, event);
  let after = evolveCall(call, event);
  for (const decision of decisions) after = evolveCall(after, decision);
  state.calls.set(call.arrived.callId, after);
  return decisions;
}

function evolveAsCall(state: LineState, event: LineEvent): void {
  const call = callOf(state, event);
  if (call) state.calls.set(call.arrived.callId, evolveCall(call, event));
}

/** The call that the event is about, which may be its first one; of no call, what it says of a telephone is kept. */
function callOf(state: LineState, event: LineEvent): CallState | undefined {
  if (event.type === 'CallArrived')
    state.calls.set(event.callId, arrive(event, lineOf(state, event).languages[0]!));
  else if (event.type === 'AgentRegistered') state.registrations.set(event.agent, event);
  else if (event.type === 'AgentUnregistered') state.registrations.delete(event.agent);
  return 'callId' in event ? state.calls.get(event.callId) : undefined;
}

/** The beginning of the detail of a call that ended by a fault of ours. */
export const FAULT = 'fault: ';

/** A fault of ours ends this call, and no other. */
function decideOrEnd(state: LineState, call: CallState, event: LineEvent): readonly LineEvent[] {
  try {
    return decideCall(contextOf(state, call), call, event);
  } catch (error) {
    const { at } = event;
    const { callId } = call.arrived;
    const detail = `${FAULT}${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
    const ended: LineEvent = { type: 'CallEnded', at, callId, reason: 'failed', detail };
    return call.answered
      ? [ended]
      : [{ type: 'CallRejected', at, callId, status: 500, reason: 'fault' }, ended];
  }
}

function forget(state: LineState, events: readonly LineEvent[]): void {
  for (const event of events) if (event.type === 'CallEnded') state.calls.delete(event.callId);
}
