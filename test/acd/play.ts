/** Plays a centre in words: facts go in as `join c1 water pt`, decisions come out as `offer c1 ana`. */
import type { ActiveConfiguration } from '../../src/acd/configuration.ts';
import { decide } from '../../src/acd/decide.ts';
import { evolve } from '../../src/acd/evolve.ts';
import { restore, snapshot } from '../../src/acd/snapshot.ts';
import { type AcdState, newCentre, nextDue } from '../../src/acd/state.ts';
import type { LineEvent } from '../../src/events/line.generated.ts';
import type { Line, Queue } from '../../src/ivr/schema.ts';
import type { Centre } from '../../src/routing/schema.ts';

/** A Wednesday, 09:00 in Paris. */
export const OPENED_AT = Date.UTC(2026, 10, 18, 8);
export const LINE = '3939';

export type ListedAgent = ActiveConfiguration['agents']['agents'][number];

export const agent = (account: string, rest: Partial<ListedAgent> = {}): ListedAgent => ({
  account,
  name: account,
  skills: {},
  ...rest,
});

export const AGENTS: readonly ListedAgent[] = [
  agent('ana', { skills: { general: 3, water: 4 }, languages: ['pt', 'en'], wrapUpSeconds: 10 }),
  agent('bia', { skills: { general: 5 }, languages: ['pt'], wrapUpSeconds: 0 }),
  agent('caio', { skills: { water: 1 } }),
];

export const QUEUES: Record<string, Queue> = {
  any: {},
  general: { skill: 'general' },
  water: { skill: 'water' },
  water2: { skill: 'water', level: 2 },
  water4: { skill: 'water', level: 4 },
  constructor: { skill: 'constructor' },
  housing: { skill: 'housing' },
};

export interface Files {
  readonly agents?: readonly ListedAgent[];
  readonly queues?: Record<string, Queue>;
  readonly line?: Partial<Line>;
  readonly centres?: Record<string, Centre>;
  readonly breathSeconds?: number;
  readonly missesBeforePause?: number;
}

export function configurationOf(files: Files = {}): ActiveConfiguration {
  const { agents = AGENTS, queues = QUEUES, line = {}, centres = {}, ...ofAgents } = files;
  return {
    lines: { [LINE]: lineOf({ queues, ...line }) },
    centres,
    trunks: [],
    agents: { ...ofAgents, agents },
  };
}

export function lineOf(rest: Partial<Line>): Line {
  return {
    line: LINE,
    name: 'A line',
    languages: ['pt', 'en'],
    timezone: 'Europe/Paris',
    answer: 'at-once',
    hours: { always: true },
    closed: { end: 'closed' },
    start: 'welcome',
    steps: { welcome: { next: { queue: 'any' } } },
    queues: {},
    ...rest,
  };
}

/** Without the fields that every event has. */
type Body<T extends LineEvent['type']> = Omit<Extract<LineEvent, { type: T }>, 'type' | 'at'>;

export class CentrePlay {
  state: AcdState = newCentre();
  at = OPENED_AT;
  entry = 0;
  /** Facts and decisions, with the numbers of their entries. */
  readonly journal: { readonly entry: number; readonly event: LineEvent }[] = [];
  readonly #offers = new Map<string, { agent: string; offerId: string }>();

  constructor(files: Files = {}) {
    this.activate(configurationOf(files));
  }

  activate(configuration: ActiveConfiguration): readonly LineEvent[] {
    const configured = JSON.stringify(configuration);
    return this.fact('ConfigurationActivated', { configuration: configured, by: 'test' });
  }

  /** An entry of its own. @returns the decisions */
  fact<T extends LineEvent['type']>(type: T, body: Body<T>): readonly LineEvent[] {
    return this.take({ type, at: this.at, ...body } as unknown as LineEvent);
  }

  take(fact: LineEvent): readonly LineEvent[] {
    this.entry += 1;
    return this.follow(fact);
  }

  /** An event of the same entry: what a call decides of a decision. */
  follow(event: LineEvent): readonly LineEvent[] {
    evolve(this.state, event, this.entry);
    const decisions = decide(this.state, event);
    for (const each of [event, ...decisions]) {
      this.journal.push({ entry: this.entry, event: each });
      if (each.type === 'CallOffered') this.#offers.set(each.callId, each);
    }
    return decisions;
  }

  /** A second passes, then the fact happens; or, by `pass 60`, time alone. @returns the decisions, in words */
  tell(words: string): readonly string[] {
    if (words.startsWith('pass ')) return this.pass(Number(words.slice('pass '.length)));
    return [...this.pass(1), ...this.#fact(words).map(inWords)];
  }

  /** So many seconds pass; what falls due meanwhile is decided at its time. @returns the decisions, in words */
  pass(seconds: number): string[] {
    const until = this.at + seconds * 1_000;
    const decisions: LineEvent[] = [];
    for (let due = nextDue(this.state); due !== undefined && due <= until; due = nextDue(this.state)) {
      this.at = Math.max(this.at, due);
      decisions.push(...this.fact('DueReached', {}));
    }
    this.at = until;
    return decisions.map(inWords);
  }

  /** Goes on from a snapshot. */
  restart(): void {
    this.state = restore(JSON.parse(JSON.stringify(snapshot(this.state))));
  }

  #fact(words: string): readonly LineEvent[] {
    const [what = '', one = '', two = '', three = '', four = ''] = words.split(' ');
    const ofAgent = { agent: one, by: one };
    const offer = this.#offers.get(one) ?? { agent: 'nobody', offerId: 'none' };
    const { agent, offerId } = offer;
    switch (what) {
      case 'arrive':
        return this.fact('CallArrived', {
          ...{ callId: one, line: LINE, trunk: 't', caller: two, withheld: false, lateOffer: false },
          ...{ earlyKeys: false, full: false, dialled: LINE, configuration: this.state.current, handle: '' },
        });
      case 'join':
        return this.fact('QueueJoined', {
          callId: one,
          queue: two,
          language: three || 'pt',
          line: LINE,
          caller: four,
          configuration: this.state.current,
        });
      case 'accepted':
        return this.fact('OfferAccepted', { callId: one, agent, offerId });
      case 'accepted-by':
        return this.fact('OfferAccepted', { callId: two, agent: one, offerId: three });
      case 'missed':
        return this.fact('OfferMissed', {
          callId: one,
          agent,
          offerId,
          reason: (two || 'noAnswer') as Body<'OfferMissed'>['reason'],
        });
      case 'missed-by':
        return this.fact('OfferMissed', { callId: two, agent: one, offerId: three, reason: 'busy' });
      case 'bridge-failed':
        return this.fact('BridgeFailed', { callId: one, party: two || `agent:${agent}`, reason: '' });
      case 'released':
        return this.fact('PartyReleased', { callId: one, party: two || `agent:${agent}` });
      case 'ended':
        return this.fact('CallEnded', {
          callId: one,
          reason: (two || 'hungUp') as Body<'CallEnded'>['reason'],
          detail: '',
        });
      case 'left':
        return this.fact('QueueLeft', {
          callId: one,
          queue: two,
          reason: (three || 'chosen') as Body<'QueueLeft'>['reason'],
        });
      case 'registered':
        return this.fact('AgentRegistered', {
          agent: one,
          expires: this.at + 60_000,
          contact: '',
          via: '',
          address: '',
        });
      case 'unregistered':
        return this.fact('AgentUnregistered', { agent: one });
      case 'paused':
        return this.fact('AgentPaused', { ...ofAgent, reason: two });
      case 'ready':
        return this.fact('AgentReadied', ofAgent);
      case 'logged-in':
        return this.fact('AgentLoggedIn', ofAgent);
      case 'logged-out':
        return this.fact('AgentLoggedOut', ofAgent);
      case 'done':
        return this.fact('WrapUpDone', ofAgent);
      case 'extended':
        return this.fact('WrapUpExtended', { ...ofAgent, until: this.at + Number(two) * 1_000 });
      case 'changed': {
        const levels = two.split(',').filter(Boolean);
        return this.fact('AgentChanged', {
          ...ofAgent,
          skills: levels.map((skill) => ({ name: skill.slice(0, -1), level: Number(skill.slice(-1)) })),
          languages: three.split(',').filter(Boolean),
        });
      }
      case 'moved':
        return this.fact('CallerMoved', { callId: one, queue: two, by: 'sup' });
      case 'prioritised':
        return this.fact('CallerPrioritised', { callId: one, priority: Number(two), by: 'sup' });
      case 'queue-closed':
        return this.fact('QueueClosed', { line: LINE, queue: one, message: two, by: 'sup' });
      case 'queue-reopened':
        return this.fact('QueueReopened', { line: LINE, queue: one, by: 'sup' });
      case 'line-closed':
        return this.fact('LineClosed', { line: LINE, message: one, by: 'sup' });
      case 'line-reopened':
        return this.fact('LineReopened', { line: LINE, by: 'sup' });
      case 'crisis':
        return this.fact('CrisisStarted', { line: LINE, crisis: one, by: 'sup' });
      case 'crisis-over':
        return this.fact('CrisisEnded', { line: LINE, by: 'sup' });
      case 'emergency':
        return this.fact('EmergencyRaised', { callId: one, via: 'key', centre: two, by: '' });
      case 'transfer':
      case 'emergency-transfer':
        return this.fact('TransferRequested', {
          callId: one,
          centre: two,
          how: 'bridge',
          emergency: what !== 'transfer',
        });
      case 'transfer-accepted':
        return this.fact('TransferAccepted', { callId: one, centre: two });
      case 'transfer-failed':
        return this.fact('TransferFailed', { callId: one, centre: two, reason: 'busy' });
      case 'up':
        return this.fact('CentreUp', { centre: one });
      case 'down':
        return this.fact('CentreDown', { centre: one, reason: two });
      case 'callback':
        return this.fact('CallbackAsked', { callId: one, number: two });
      case 'callback-accepted':
        return this.fact('CallbackAccepted', { callId: one });
      case 'callback-missed':
        return this.fact('CallbackMissed', {
          callId: one,
          reason: (two || 'noAnswer') as Body<'CallbackMissed'>['reason'],
        });
      default:
        throw new RangeError(`no such fact: ${words}`);
    }
  }
}

export function inWords(decision: LineEvent): string {
  switch (decision.type) {
    case 'CallOffered':
      return `offer ${decision.callId} ${decision.agent}`;
    case 'OfferWithdrawn':
      return `withdraw ${decision.callId} ${decision.agent}`;
    case 'WrapUpStarted':
      return `wrap-up ${decision.agent} ${(decision.until - decision.at) / 1_000}`;
    case 'WrapUpDone':
      return `done ${decision.agent}`;
    case 'AgentPaused':
      return `pause ${decision.agent} ${decision.reason}`;
    case 'PlaceResumed':
      return `resume ${decision.callId} ${decision.former}`;
    case 'WaitAnnounced':
      return `${decision.entry ? 'entry' : 'announce'} ${decision.callId} ${decision.position}`;
    case 'CallOverflowed':
      return `overflow ${decision.callId} ${decision.reason} ${decision.rule}`;
    case 'CentreChosen':
      return `centre ${decision.callId} ${decision.centre} ${decision.how}`;
    case 'TransferFailed':
      return `failed ${decision.callId} ${decision.centre} ${decision.reason}`;
    case 'CallbackRegistered':
      return `registered ${decision.callId} ${decision.number}`;
    case 'CallbackDenied':
      return `denied ${decision.callId} ${decision.reason}`;
    case 'CallbackDialled':
      return `dial ${decision.callId} ${decision.attempt}`;
    case 'CallbackGivenUp':
      return `give-up ${decision.callId}`;
    default:
      throw new RangeError(`not a decision of the distributor: ${decision.type}`);
  }
}
