/** What is remembered of a caller's number: a place to come back to, the agent who served it last. */
import type { Caller } from './caller.ts';
import type { AcdState, Dropped } from './state.ts';

const SERVED_MS = 24 * 3_600_000;

export function numberKey({ version, number }: Caller): string {
  return `${version.rules.line}/${number}`;
}

/** The place of a caller who hung up while waiting, for as long as the line says (I3). */
export function remember(state: AcdState, caller: Caller, at: number): void {
  const { redialMs } = caller.version.rules;
  if (redialMs === 0 || caller.number === '') return;
  const { callId, place, arrivedAt, joinedAt, fired, emergency, version } = caller;
  const key = numberKey(caller);
  state.dropped.delete(key);
  const queue = version.queue.name;
  state.dropped.set(key, { callId, queue, at, place, arrivedAt, joinedAt, fired, emergency });
  forgetOld(state.dropped, at, redialMs);
}

/** The place that waits for this caller: the same number, line and queue, within the window, and nobody else of that number
 *  in the queue, so that one who waits cannot call again to jump the queue. */
export function keptPlace(state: AcdState, caller: Caller): Dropped | undefined {
  const { version, number } = caller;
  if (version.rules.redialMs === 0 || number === '') return undefined;
  const key = numberKey(caller);
  const kept = state.dropped.get(key);
  if (!kept || kept.queue !== version.queue.name || state.at - kept.at > version.rules.redialMs)
    return undefined;
  return state.numbers.get(key) === 1 ? kept : undefined;
}

export function rememberAgent(state: AcdState, caller: Caller, agent: string): void {
  if (caller.number === '' || caller.version.rules.lastAgent === undefined) return;
  const key = numberKey(caller);
  const { withinMs } = caller.version.rules.lastAgent;
  state.served.delete(key);
  state.served.set(key, { agent, at: state.at });
  forgetOld(state.served, state.at, Math.max(withinMs, SERVED_MS));
}

/** Maps keep the order of insertion: the oldest is first. */
export function forgetOld(map: Map<string, { readonly at: number }>, at: number, afterMs: number): void {
  for (const [key, one] of map) {
    if (at - one.at <= afterMs) break;
    map.delete(key);
  }
}
