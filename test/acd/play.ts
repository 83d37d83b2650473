/** Plays a centre in words: facts go in as `join c1 water 2 pt`, decisions come out as `offer c1 ana`. */
import { decide } from '../../src/acd/decide.ts';
import { evolve } from '../../src/acd/evolve.ts';
import type { Agent } from '../../src/acd/schema.ts';
import { type AcdState, emptyCentre } from '../../src/acd/state.ts';
import type { LineEvent, OfferMissed } from '../../src/events/line.generated.ts';

export const OPENED_AT = 1_000_000;

const agent = (account: string, rest: Partial<Agent> & Pick<Agent, 'skills'>): Agent => ({
  account,
  name: account,
  ha1: { md5: '0'.repeat(32) },
  ...rest,
});

export const AGENTS: readonly Agent[] = [
  agent('ana', { skills: { general: 3, water: 4 }, languages: ['pt', 'en'], wrapUpSeconds: 10 }),
  agent('bia', { skills: { general: 5 }, languages: ['pt'], wrapUpSeconds: 0 }),
  agent('caio', { skills: { water: 1 } }),
];

export class CentrePlay {
  state: AcdState;
  at = OPENED_AT;
  readonly events: LineEvent[] = [];

  constructor(agents: readonly Agent[] = AGENTS) {
    this.state = emptyCentre(agents, OPENED_AT);
  }

  /** One second passes, then the fact happens. @returns the decisions, in words */
  tell(words: string): readonly string[] {
    this.at += 1_000;
    return this.take(this.#fact(words)).map(inWords);
  }

  take(fact: LineEvent): readonly LineEvent[] {
    const { state, decisions } = decide(evolve(this.state, fact), fact);
    this.state = state;
    this.events.push(fact, ...decisions);
    return decisions;
  }

  /** The offer id of a caller's offer under way, else of the last one. */
  #offerOf(callId: string): { agent: string; offerId: string } {
    const offer = this.state.waiting.get(callId)?.offer ?? this.state.taken.get(callId)?.offer;
    return offer ?? { agent: 'nobody', offerId: 'none' };
  }

  #fact(words: string): LineEvent {
    const [what = '', one = '', two = '', three = '', four = ''] = words.split(' ');
    const { at } = this;
    const ofAgent = { at, agent: one, by: one };
    switch (what) {
      case 'join': {
        const needs = { skill: two === 'any' ? '' : two, level: Number(three || 1), language: four || 'pt' };
        return { type: 'QueueJoined', at, callId: one, queue: 'q', ringMs: 15_000, ...needs };
      }
      case 'accepted':
        return { type: 'OfferAccepted', at, callId: one, ...this.#offerOf(one) };
      case 'accepted-by':
        return { type: 'OfferAccepted', at, callId: two, agent: one, offerId: three };
      case 'missed':
        return {
          type: 'OfferMissed',
          at,
          callId: one,
          ...this.#offerOf(one),
          reason: (two || 'noAnswer') as OfferMissed['reason'],
        };
      case 'missed-by':
        return { type: 'OfferMissed', at, callId: two, agent: one, offerId: three, reason: 'busy' };
      case 'bridge-failed':
        return {
          type: 'BridgeFailed',
          at,
          callId: one,
          party: `agent:${this.#offerOf(one).agent}`,
          reason: '',
        };
      case 'ended':
        return { type: 'CallEnded', at, callId: one, reason: 'hungUp', detail: '' };
      case 'registered':
        return { type: 'AgentRegistered', at, agent: one, expires: at + 60_000 };
      case 'unregistered':
        return { type: 'AgentUnregistered', at, agent: one };
      case 'paused':
        return { type: 'AgentPaused', ...ofAgent, reason: two };
      case 'ready':
        return { type: 'AgentReadied', ...ofAgent };
      case 'logged-in':
        return { type: 'AgentLoggedIn', ...ofAgent };
      case 'logged-out':
        return { type: 'AgentLoggedOut', ...ofAgent };
      case 'done':
        return { type: 'WrapUpDone', ...ofAgent };
      default:
        throw new RangeError(`no such fact: ${words}`);
    }
  }
}

function inWords(decision: LineEvent): string {
  switch (decision.type) {
    case 'CallOffered':
      return `offer ${decision.callId} ${decision.agent}`;
    case 'OfferWithdrawn':
      return `withdraw ${decision.callId} ${decision.agent}`;
    case 'WrapUpStarted':
      return `wrap-up ${decision.agent} ${(decision.until - decision.at) / 1_000}`;
    case 'AgentPaused':
      return `pause ${decision.agent} ${decision.reason}`;
    default:
      throw new RangeError(`not a decision of the distributor: ${decision.type}`);
  }
}
