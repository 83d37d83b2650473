/** What the passing of time asks for. */
import { overdue } from './decide-overflow.ts';
import type { Deliberation } from './deliberation.ts';
import { schedule } from './standing.ts';

/** Decides all that is due. @returns whether that may have freed an agent or sent a caller on */
export function decideDue(plan: Deliberation): boolean {
  const { state, at } = plan;
  const { agents, callers } = state.loud;
  let any = false;
  while (agents.next <= at) {
    any = true;
    plan.add({ type: 'WrapUpDone', at, agent: agents.first!.account, by: 'time' });
  }
  // who became free takes a caller before the caller is sent on
  if (any) return true;
  while (callers.next <= at) {
    const caller = callers.first!;
    if (!overdue(plan, caller)) schedule(state, caller);
    any = true;
  }
  return any;
}
