/** A scripted day of a centre, as its journal: callers and agents do what they are told to, the line decides. */
import type { ActiveConfiguration } from '../../src/acd/configuration.ts';
import { nextDue } from '../../src/acd/state.ts';
import type { Entry } from '../../src/events/codec.ts';
import type { LineEvent, OfferMissed, TransferFailed } from '../../src/events/line.generated.ts';
import type { Line } from '../../src/ivr/schema.ts';
import { take } from '../../src/line/machine.ts';
import { newLine } from '../../src/line/state.ts';

/** A Monday morning in Paris, epoch milliseconds. */
export const OPENED_AT = Date.parse('2026-11-23T08:30:00Z');

type AgentSeed = ActiveConfiguration['agents']['agents'][number];

const LINE: Line = {
  line: '3939',
  name: 'Allô Service Public',
  languages: ['fr', 'en'],
  timezone: 'Europe/Paris',
  answer: 'at-once',
  hours: { always: true },
  closed: { end: 'closed' },
  start: 'topics',
  redial: { window: '2m' },
  emergency: { to: 'rescue', key: '*' },
  steps: {
    topics: {
      menu: { prompt: 'choose-topic' },
      choices: { 1: { queue: 'papers' }, 2: { transfer: 'tax-office' }, 3: { queue: 'work' } },
      otherwise: { queue: 'work' },
    },
  },
  queues: {
    papers: {
      skill: 'papers',
      level: 3,
      language: 'preferred',
      announce: { every: '1m' },
      overflow: [{ waited: '3m', to: { transfer: 'tax-office' } }],
    },
    work: { skill: 'work', strategy: 'longest-idle', relax: [{ after: '1m', level: 1 }], level: 2 },
  },
};

const agent = (account: string, name: string, skills: { [skill: string]: number }): AgentSeed => ({
  account,
  name,
  skills,
  languages: ['fr'],
  wrapUpSeconds: 5,
});

export const CONFIGURATION: ActiveConfiguration = {
  lines: { 3939: LINE },
  centres: {
    'tax-office': { name: 'Tax office', how: 'bridge', sip: 'sip:tax@192.0.2.9', probeSeconds: 0 },
    rescue: { name: 'Rescue', how: 'bridge', sip: 'sip:rescue@192.0.2.9', probeSeconds: 0 },
  },
  trunks: [{ name: 'carrier', country: 'FR', outbound: 'sip:192.0.2.1' }],
  agents: {
    agents: [
      agent('1001', 'Alice Martin', { papers: 4, work: 2 }),
      agent('1002', 'Bruno Diallo', { papers: 3, work: 2 }),
      agent('1003', 'Chloé Petit', { work: 1 }),
      agent('1004', 'Driss Alaoui', { papers: 5 }),
      agent('1005', 'Emma Roux', { papers: 1 }),
    ],
  },
};

export interface CallerScript {
  /** What is pressed at each message that takes keys. */
  readonly keys?: string;
  readonly number?: string;
  /** Talks so long, then hangs up; milliseconds. */
  readonly talksMs?: number;
  /** Hangs up so long after the arrival. */
  readonly leavesAfterMs?: number;
}

/** What an agent does with an offer: answers after so many milliseconds, or misses it. */
export type Answer = number | OfferMissed['reason'];

/** Facts that the scripts of callers and agents answer decisions with. */
export class ExplainDay {
  readonly entries: Entry[] = [];
  readonly state = newLine();
  readonly #agenda: { readonly at: number; readonly fact: LineEvent; readonly isStale?: () => boolean }[] =
    [];
  readonly #callers = new Map<string, CallerScript & { pressed: number }>();
  readonly #answers = new Map<string, Answer[]>();
  readonly #centres = new Map<string, TransferFailed['reason'] | number>();
  readonly #timers = new Map<string, number>();
  readonly #offers = new Set<string>();
  #now = OPENED_AT;

  constructor() {
    this.fact({ type: 'NodeStarted', at: this.#now, node: 'paris-1' });
    const configuration = JSON.stringify(CONFIGURATION);
    this.fact({ type: 'ConfigurationActivated', at: this.#now, configuration, by: 'Rui' });
  }

  get now(): number {
    return this.#now;
  }

  /** An agent's telephone registers. @param answers what the agent does with each offer; the last goes on */
  agent(account: string, ...answers: Answer[]): void {
    this.#answers.set(account, answers);
    const contact = `sip:${account}@192.0.2.50`;
    const expires = this.#now + 86_400_000;
    this.fact({
      type: 'AgentRegistered',
      at: this.#now,
      agent: account,
      expires,
      contact,
      via: '',
      address: '',
    });
  }

  /** @param answer after so many milliseconds, or why not */
  centre(name: string, answer: TransferFailed['reason'] | number): void {
    this.#centres.set(name, answer);
  }

  call(callId: string, script: CallerScript = {}): void {
    this.#callers.set(callId, { ...script, pressed: 0 });
    const { number = '+33612345678', leavesAfterMs } = script;
    this.fact({
      ...{ type: 'CallArrived', at: this.#now, callId, line: '3939', trunk: 'carrier', caller: number },
      ...{ withheld: number === '', lateOffer: false, earlyKeys: false, full: false, dialled: '3939' },
      ...{ configuration: this.state.centre.current, handle: '' },
    });
    if (leavesAfterMs !== undefined)
      this.#later(leavesAfterMs, { type: 'CallerHungUp', callId, cause: 'bye' });
  }

  /** Lets a fact happen now. */
  fact(fact: LineEvent): void {
    const number = this.entries.length + 1;
    const { events, causes } = take(this.state, number, { ...fact, at: this.#now });
    this.entries.push({ number, fence: 1, events: [...events], causes: [...causes] });
    for (const event of events) this.#react(event);
  }

  /** Lets time pass. */
  pass(ms: number): void {
    const until = this.#now + ms;
    for (;;) {
      this.#agenda.sort((one, other) => one.at - other.at);
      const [first] = this.#agenda;
      const due = nextDue(this.state.centre) ?? Number.POSITIVE_INFINITY;
      const at = Math.max(this.#now, Math.min(first?.at ?? Number.POSITIVE_INFINITY, due));
      if (at > until) break;
      this.#now = at;
      if (due <= at) {
        this.fact({ type: 'DueReached', at });
        continue;
      }
      this.#agenda.shift();
      if (first && first.isStale?.() !== true && this.#isLive(first.fact)) this.fact(first.fact);
    }
    this.#now = until;
  }

  #isLive(fact: LineEvent): boolean {
    return !('callId' in fact) || this.state.calls.has(fact.callId);
  }

  #later(ms: number, fact: object, isStale?: () => boolean): void {
    const at = this.#now + ms;
    this.#agenda.push({ at, fact: { at, ...fact } as LineEvent, ...(isStale ? { isStale } : {}) });
  }

  #react(event: LineEvent): void {
    if (!('callId' in event)) return;
    const { callId } = event;
    const script = this.#callers.get(callId);
    switch (event.type) {
      case 'MediaRequested':
        this.#later(20, { type: 'MediaConnected', callId, answered: event.mode !== 'early', media: '' });
        break;
      case 'AnswerRequested':
        this.#later(5, { type: 'CallAnswered', callId, leg: '' });
        break;
      case 'SayStarted': {
        const key = event.keys ? script?.keys?.[script.pressed] : undefined;
        if (script && key !== undefined) script.pressed += 1;
        const { sayId } = event;
        this.#later(2_000, { type: 'SayEnded', callId, sayId, failed: false, ...(key ? { key } : {}) });
        break;
      }
      case 'TimerSet': {
        const name = `${callId}/${event.timer}`;
        const { due } = event;
        this.#timers.set(name, due);
        const fact = { type: 'TimerFired', callId, timer: event.timer };
        this.#later(due - this.#now, fact, () => this.#timers.get(name) !== due);
        break;
      }
      case 'CallOffered':
        this.#offer(callId, event.agent, event.offerId, event.ringMs);
        break;
      case 'OfferWithdrawn':
        this.#offers.delete(event.offerId);
        break;
      case 'CentreChosen': {
        const { centre } = event;
        const answer = this.#centres.get(centre) ?? 'noAnswer';
        if (typeof answer === 'number') this.#later(answer, { type: 'TransferAccepted', callId, centre });
        else this.#later(4_000, { type: 'TransferFailed', callId, centre, reason: answer });
        break;
      }
      case 'BridgeRequested':
        this.#later(30, { type: 'CallBridged', callId, party: event.party });
        if (script?.talksMs !== undefined)
          this.#later(30 + script.talksMs, { type: 'CallerHungUp', callId, cause: 'bye' });
        break;
      default:
        break;
    }
  }

  #offer(callId: string, agent: string, offerId: string, ringMs: number): void {
    const answers = this.#answers.get(agent) ?? [];
    const answer = answers.length > 1 ? answers.shift()! : (answers[0] ?? 'noAnswer');
    this.#offers.add(offerId);
    const isGone = () => !this.#offers.has(offerId);
    const offer = { callId, agent, offerId };
    if (typeof answer === 'number') this.#later(answer, { type: 'OfferAccepted', ...offer }, isGone);
    else {
      const after = answer === 'noAnswer' ? ringMs : 200;
      this.#later(after, { type: 'OfferMissed', ...offer, reason: answer }, isGone);
    }
  }
}
