/** Circles in which nobody has the time to say a word: steps and queues that lead to each other at one instant. */
import type { LineEvent } from '../events/line.generated.ts';
import type { CallState } from './state.ts';

/** No dialplan that anybody can follow comes near it. */
const MOST_TURNS = 32;

const OF_THE_WORLD: ReadonlySet<LineEvent['type']> = new Set<LineEvent['type']>([
  ...(['SayEnded', 'KeyPressed', 'MediaConnected', 'TimerFired', 'CallAnswered', 'CallAdopted'] as const),
  ...(['PartyHungUp', 'BridgeFailed', 'TransferAccepted', 'OfferAccepted'] as const),
]);

/** Counts the steps and queues that are entered. */
export function withTurn(state: CallState, { type, at }: LineEvent): CallState {
  const isTurn = type === 'StepEntered' || type === 'QueueJoined';
  if (!isTurn && !OF_THE_WORLD.has(type)) return state;
  const { turns } = state;
  const before = turns.at === at && isTurn ? turns.count : 0;
  return { ...state, turns: { at, count: before + (isTurn ? 1 : 0) } };
}

export function isCircling({ turns }: CallState): boolean {
  return turns.count >= MOST_TURNS;
}
