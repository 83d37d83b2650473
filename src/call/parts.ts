/** What several events change in the same way. */
import type { CallState } from './state.ts';

/** Nothing leads the caller out of the queue any more. */
export const STAYS = { leaving: false, sentOn: false, asked: false } as const;

/** A question is answered, or given up: what had to wait for that holds now. */
export function withoutQuestion(state: CallState): CallState {
  return { ...without(state, 'question'), leaving: state.leaving || state.sentOn };
}

/** A value without some of its optional keys. */
export function without<T extends object, K extends keyof T>(value: T, ...keys: readonly K[]): Omit<T, K> {
  const rest = { ...value };
  for (const key of keys) delete rest[key];
  return rest;
}
