import type { LineEvent } from '../events/line.generated.ts';
import { askedForCallback, callBack, callbackMissed } from './decide-callbacks.ts';
import { decideDue } from './decide-due.ts';
import { announceEntry, judgeEntry, judgeReturn, judgeUnstaffed, judgeVersion } from './decide-overflow.ts';
import { decideTransfer } from './decide-transfers.ts';
import { Deliberation } from './deliberation.ts';
import type { AcdState } from './state.ts';

const MISSES_BEFORE_PAUSE = 3;

/** What the centre does about an event: whom it offers to whom, who overflows, what is announced. `state` already holds the
 *  event; the decisions are taken into it. A function of the state and the event alone (I4). */
export function decide(state: AcdState, event: LineEvent): LineEvent[] {
  const plan = new Deliberation(state);
  const { agenda } = state;
  if (agenda.doubtful.size > 0) withdraw(plan);
  if (agenda.wrapUps.size > 0) wrapUp(plan);
  switch (event.type) {
    case 'OfferMissed':
      pauseWhoMisses(plan, event.agent, event.reason);
      break;
    case 'TransferRequested':
      decideTransfer(plan, event);
      break;
    case 'CallbackAsked':
      askedForCallback(plan, event);
      break;
    case 'CallbackMissed':
      callbackMissed(plan, event.callId);
      break;
    default:
      break;
  }
  const { entered } = agenda;
  for (let index = 0; index < entered.size; index += 1) judgeEntry(plan, entered.at(index)!, event.type);
  if (agenda.returned.size > 0) for (const caller of agenda.returned) judgeReturn(plan, caller);
  agenda.returned.clear();
  do {
    plan.match();
    if (agenda.versions.size > 0) for (const version of inOrder(agenda.versions)) judgeVersion(plan, version);
    agenda.versions.clear();
    if (agenda.unstaffed.size > 0)
      for (const profile of inOrder(agenda.unstaffed)) judgeUnstaffed(plan, profile);
    agenda.unstaffed.clear();
  } while (decideDue(plan));
  for (let index = 0; index < entered.size; index += 1) announceEntry(plan, entered.at(index)!, event.type);
  entered.clear();
  if (agenda.callbacks.size > 0) callBack(plan);
  return plan.decisions;
}

/** Whatever the order in which the indexes were made (I4). */
function inOrder<T extends { readonly name: string }>(those: Iterable<T>): T[] {
  return [...those].sort((one, other) => (one.name < other.name ? -1 : 1));
}

/** Offers that no longer stand: the caller has gone, or the agent takes no calls any more: no telephone rings for an agent
 *  who is paused (I5). */
function withdraw(plan: Deliberation): void {
  const { agenda, callers } = plan.state;
  for (const agent of agenda.doubtful) {
    const { offerId, callId, account, after, registered, removed, status } = agent;
    if (status !== 'offered' || offerId === undefined || callId === undefined) continue;
    const stands = callers.get(callId)?.offer?.offerId === offerId;
    if (stands && !after && registered && !removed) continue;
    plan.add({ type: 'OfferWithdrawn', at: plan.at, callId, agent: account, offerId });
  }
  agenda.doubtful.clear();
}

function wrapUp(plan: Deliberation): void {
  const { agenda } = plan.state;
  const { wrapUps } = agenda;
  for (let index = 0; index < wrapUps.size; index += 1) {
    const { account, wrapUpMs } = wrapUps.at(index)!;
    plan.add({ type: 'WrapUpStarted', at: plan.at, agent: account, until: plan.at + wrapUpMs });
  }
  wrapUps.clear();
}

/** A telephone that nobody answers, or that refuses by itself, would be offered callers for ever. */
function pauseWhoMisses(plan: Deliberation, account: string, reason: string): void {
  const { agents, configurations, current } = plan.state;
  const agent = agents.get(account);
  const most = configurations.get(current)?.agents.missesBeforePause ?? MISSES_BEFORE_PAUSE;
  if (agent?.status !== 'ready' || agent.misses < most) return;
  const kind = reason.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  plan.add({ type: 'AgentPaused', at: plan.at, agent: account, reason: `missed-${kind}`, by: 'line' });
}
