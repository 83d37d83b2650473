/** What holds for every centre, whatever happens in it: I1, I2, I3, I4, I5, I10. */
import fc from 'fast-check';
import { test } from 'tap';
import { decide } from '../../src/acd/decide.ts';
import { evolve } from '../../src/acd/evolve.ts';
import type { Agent } from '../../src/acd/schema.ts';
import { type AcdState, emptyCentre } from '../../src/acd/state.ts';
import { decodeEvent, encodeEvent } from '../../src/events/codec.ts';
import type { CallOffered, LineEvent } from '../../src/events/line.generated.ts';
import { assertProperty } from '../events/properties.ts';
import { Ledger } from './ledger.ts';
import { AGENTS, CentrePlay, OPENED_AT } from './play.ts';

const RUNS = 2_000;
const SKILLS = ['', 'general', 'water', 'housing'];

const randomAgents: fc.Arbitrary<Agent[]> = fc
  .array(
    fc.record({
      skills: fc.dictionary(fc.constantFrom(...SKILLS.slice(1)), fc.integer({ min: 1, max: 5 })),
      languages: fc.subarray(['pt', 'en'], { minLength: 1 }),
      wrapUpSeconds: fc.constantFrom(0, 10),
    }),
    { minLength: 1, maxLength: 5 },
  )
  .map((agents) => agents.map((agent, index) => ({ ...AGENTS[0]!, ...agent, account: `a${index}` })));

const ACTS = ['join', 'accept', 'miss', 'cross', 'leave', 'bridge-fails', 'agent'] as const;
const AGENT_ACTS = [
  'AgentRegistered',
  'AgentRegistered',
  'AgentUnregistered',
  'AgentPaused',
  'AgentReadied',
  'AgentReadied',
  'AgentLoggedIn',
  'AgentLoggedOut',
  'WrapUpDone',
] as const;
const happening = fc.record({
  act: fc.oneof(
    { weight: 3, arbitrary: fc.constant('join' as const) },
    { weight: 3, arbitrary: fc.constant('agent' as const) },
    { weight: 6, arbitrary: fc.constantFrom(...ACTS) },
  ),
  which: fc.nat({ max: 1_000 }),
  agentAct: fc.constantFrom(...AGENT_ACTS),
  needs: fc.record({
    skill: fc.constantFrom(...SKILLS),
    level: fc.integer({ min: 1, max: 4 }),
    language: fc.constantFrom('pt', 'en', 'fr'),
  }),
  passes: fc.constantFrom(0, 0, 1, 20_000),
});
type Happening = typeof happening extends fc.Arbitrary<infer H> ? H : never;

/** A centre in which anything may happen that the ports can tell. */
class World {
  readonly play: CentrePlay;
  readonly ledger: Ledger;
  readonly #offers: CallOffered[] = [];
  #joined = 0;

  constructor(agents: readonly Agent[]) {
    this.play = new CentrePlay(agents);
    this.ledger = new Ledger(agents);
  }

  happen({ act, which, agentAct, needs, passes }: Happening): void {
    this.play.at += passes;
    const fact = act === 'agent' ? this.#agentFact(agentAct, which) : this.#callFact(act, which, needs);
    if (!fact) return;
    this.ledger.take(fact);
    for (const decision of this.play.take(fact)) {
      this.ledger.take(decision);
      if (decision.type === 'CallOffered') this.#offers.push(decision);
    }
    this.#check();
  }

  #agentFact(type: (typeof AGENT_ACTS)[number], which: number): LineEvent {
    const agents = [...this.ledger.agents.keys()];
    const base = { at: this.play.at, agent: agents[which % agents.length]!, by: 'agent' };
    if (type === 'AgentRegistered') return { type, ...base, expires: base.at + 60_000 };
    return type === 'AgentPaused' ? { type, ...base, reason: 'lunch' } : { type, ...base };
  }

  #callFact(act: (typeof ACTS)[number], which: number, needs: Happening['needs']): LineEvent | undefined {
    const { at } = this.play;
    if (act === 'join') {
      this.#joined += 1;
      return { type: 'QueueJoined', at, callId: `c${this.#joined}`, queue: 'q', ringMs: 20_000, ...needs };
    }
    if (act === 'accept' || act === 'miss' || act === 'cross') {
      // what crosses is about an offer that has ended already
      const offers = act === 'cross' ? this.#offers : [...this.ledger.offers.values()];
      const offer = offers[which % offers.length];
      if (!offer) return undefined;
      const { callId, agent, offerId } = offer;
      const isAccepted = act === 'accept' || (act === 'cross' && which % 2 === 0);
      return isAccepted
        ? { type: 'OfferAccepted', at, callId, agent, offerId }
        : { type: 'OfferMissed', at, callId, agent, offerId, reason: 'busy' };
    }
    const callers = [...this.ledger.callers.values()];
    const caller = callers[which % callers.length];
    if (!caller) return undefined;
    const { callId } = caller.joined;
    if (act === 'leave') return { type: 'CallEnded', at, callId, reason: 'hungUp', detail: '' };
    if (caller.talksTo === undefined) return undefined;
    return { type: 'BridgeFailed', at, callId, party: `agent:${caller.talksTo}`, reason: '' };
  }

  #check(): void {
    const { ledger } = this;
    const { agents, waiting, taken } = this.play.state;
    const faults = [...ledger.faults];
    // I2: who has joined and not left waits or talks
    for (const [callId, { talksTo }] of ledger.callers) {
      if (waiting.has(callId) === (talksTo !== undefined))
        faults.push(`I2: ${callId} is not where it should be`);
      if (taken.has(callId) !== (talksTo !== undefined)) faults.push(`I2: ${callId} is not taken`);
    }
    if (waiting.size + taken.size !== ledger.callers.size)
      faults.push('I2: callers who never joined, or have left');
    // I10: nothing is left for polling
    for (const joined of ledger.idleCallers) {
      const able = [...ledger.agents.keys()].find((one) => ledger.isReady(one) && ledger.isAble(one, joined));
      if (able) faults.push(`I10: ${joined.callId} waits although ${able} is ready`);
    }
    for (const agent of agents.values()) {
      const offered = [...ledger.offers.values()].some((offer) => offer.agent === agent.account);
      if ((agent.status === 'offered') !== offered)
        faults.push(`${agent.account} is stuck as ${agent.status}`);
    }
    if (faults.length > 0) throw new Error(faults.join('; '));
  }
}

const story = fc.record({
  agents: randomAgents,
  happenings: fc.array(happening, { minLength: 5, maxLength: 80 }),
});

test('I1, I2, I3, I5, I10 hold after every fact', async (t) => {
  const holds = fc.property(story, ({ agents, happenings }) => {
    const world = new World(agents);
    for (const one of happenings) world.happen(one);
  });
  assertProperty(t, holds, RUNS);
});

const DECISIONS: ReadonlySet<LineEvent['type']> = new Set(['CallOffered', 'OfferWithdrawn', 'WrapUpStarted']);
/** A pause is a fact when an agent asks for it, a decision when the line does. */
const isDecision = (event: LineEvent) =>
  DECISIONS.has(event.type) || (event.type === 'AgentPaused' && event.by === 'line');

test('deciding again from the journal gives the same, and recovery the same state (I4)', async (t) => {
  const holds = fc.property(story, ({ agents, happenings }) => {
    const world = new World(agents);
    for (const one of happenings) world.happen(one);
    const journal = world.play.events.map((event) => decodeEvent(encodeEvent(event)));
    let again = emptyCentre(agents, OPENED_AT);
    let recovered = emptyCentre(agents, OPENED_AT);
    const replayed: LineEvent[] = [];
    for (const event of journal) {
      recovered = evolve(recovered, event);
      if (isDecision(event)) continue;
      const { state, decisions } = decide(evolve(again, event), event);
      again = state;
      replayed.push(event, ...decisions);
    }
    if (text(replayed) !== text(journal)) throw new Error('I4: replay differs');
    if (stateText(recovered) !== stateText(world.play.state)) throw new Error('recovery differs');
  });
  assertProperty(t, holds, RUNS / 4);
});

const text = (value: unknown): string => JSON.stringify(value, (_key, one) => inKeyOrder(one));
const stateText = ({ agents, waiting, taken, places }: AcdState): string =>
  text({ agents: [...agents], waiting: [...waiting], taken: [...taken], places });

function inKeyOrder(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
}
