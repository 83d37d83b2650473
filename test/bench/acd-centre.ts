/** A centre of the size that charter §9 names, and the facts of a busy day in it. */
import type { ActiveConfiguration } from '../../src/acd/configuration.ts';
import { decide } from '../../src/acd/decide.ts';
import { evolve } from '../../src/acd/evolve.ts';
import { type AcdState, newCentre, nextDue } from '../../src/acd/state.ts';
import type { CallOffered, LineEvent } from '../../src/events/line.generated.ts';
import type { Queue } from '../../src/ivr/schema.ts';

const LINE = '3939';
const LANGUAGES = ['fr', 'en', 'ar'];
const SKILLS = Array.from({ length: 100 }, (_, index) => `skill-${index}`);
/** Of each queue: three languages, three stages. */
const QUEUES = 110;
/** Talk and wrap-up of one call, in milliseconds. */
const HANDLE_MS = 240_000;
const WRAP_UP_SECONDS = 10;

export interface CentreSize {
  readonly agents: number;
  readonly waiting: number;
  /** Callers are told their place and wait every minute. */
  readonly announcing: boolean;
}

type Type = LineEvent['type'];
type Body<T extends Type> = Omit<Extract<LineEvent, { type: T }>, 'type' | 'at'>;

/** Makes facts from what a distributor of its own decides: facts made here can be told to another, whose work alone is
 *  measured then. */
export class BusyCentre {
  readonly state: AcdState = newCentre();
  #made: LineEvent[] = [];
  #at = Date.UTC(2026, 10, 18, 8);
  #entry = 0;
  #calls = 0;
  #seed = 3939;
  /** Waiting calls by index, for one of them to be drawn; talks too. */
  readonly #waiting: string[] = [];
  readonly #slots = new Map<string, number>();
  readonly #talks: { callId: string; agent: string }[] = [];
  readonly #offers: CallOffered[] = [];
  readonly #wrapUps: string[] = [];
  readonly #size: CentreSize;

  constructor(size: CentreSize) {
    this.#size = size;
    const configuration = JSON.stringify(this.#configuration());
    this.#fact('ConfigurationActivated', { configuration, by: 'bench' });
  }

  /** The facts since the last time that it was asked. */
  take(): LineEvent[] {
    const made = this.#made;
    this.#made = [];
    return made;
  }

  /** Agents log in, callers fill the queues; nobody is answered before the queues are full. */
  fill(): void {
    while (this.#waiting.length < this.#size.waiting) this.#join();
    for (const account of this.state.agents.keys()) {
      this.#fact('AgentRegistered', { agent: account, expires: 0, contact: '', via: '', address: '' });
      this.#settle();
      while (this.#waiting.length < this.#size.waiting) this.#join();
    }
  }

  /** One call from its end to the next: as many callers join as leave, so that as many wait as before. */
  cycle(): void {
    this.#at += HANDLE_MS / this.#size.agents;
    for (let due = nextDue(this.state); due !== undefined && due <= this.#at; due = nextDue(this.state)) {
      this.#fact('DueReached', {});
    }
    this.#endTalk();
    // most agents say when they are done, some let the time run out
    const account = this.#wrapUps.pop();
    if (account !== undefined && this.#below(10) > 0) {
      this.#fact('WrapUpDone', { agent: account, by: account });
    }
    this.#settle();
    const what = this.#below(100);
    if (what < 30) this.#abandon();
    if (what < 2) this.#pauses();
    if (what < 1) this.#changes();
    this.#settle();
    while (this.#waiting.length < this.#size.waiting) this.#join();
  }

  /** Every offer rings: nine of ten are accepted. */
  #settle(): void {
    for (let offer = this.#offers.pop(); offer; offer = this.#offers.pop()) {
      const { callId, agent, offerId } = offer;
      if (this.#below(10) === 0) {
        this.#fact('OfferMissed', { callId, agent, offerId, reason: 'noAnswer' });
        continue;
      }
      this.#fact('OfferAccepted', { callId, agent, offerId });
      this.#leave(callId);
      this.#talks.push({ callId, agent });
    }
  }

  #endTalk(): void {
    if (this.#talks.length === 0) return;
    const index = this.#below(this.#talks.length);
    const { callId } = this.#talks[index]!;
    const last = this.#talks.pop()!;
    if (index < this.#talks.length) this.#talks[index] = last;
    this.#fact('CallEnded', { callId, reason: 'served', detail: '' });
  }

  #abandon(): void {
    const callId = this.#waiting[this.#below(this.#waiting.length)];
    if (callId === undefined) return;
    this.#leave(callId);
    this.#fact('CallEnded', { callId, reason: 'hungUp', detail: 'bye' });
  }

  #pauses(): void {
    const agent = `agent-${this.#below(this.#size.agents)}`;
    this.#fact('AgentPaused', { agent, reason: 'lunch', by: agent });
    this.#settle();
    this.#fact('AgentReadied', { agent, by: agent });
  }

  /** A supervisor gives an agent other skills. */
  #changes(): void {
    const agent = `agent-${this.#below(this.#size.agents)}`;
    const skills = Object.entries(this.#skills()).map(([name, level]) => ({ name, level }));
    this.#fact('AgentChanged', { agent, skills, languages: ['fr', 'en'], by: 'bench' });
  }

  #join(): void {
    this.#calls += 1;
    const callId = `call-${this.#calls}`;
    this.#slots.set(callId, this.#waiting.length);
    this.#waiting.push(callId);
    this.#fact('QueueJoined', {
      callId,
      queue: `queue-${this.#below(QUEUES)}`,
      language: LANGUAGES[this.#below(10) < 7 ? 0 : 1 + this.#below(2)]!,
      line: LINE,
      caller: `+3314${this.#calls}`,
      configuration: this.state.current,
    });
    this.#settle();
  }

  #leave(callId: string): void {
    const slot = this.#slots.get(callId);
    if (slot === undefined) return;
    this.#slots.delete(callId);
    const last = this.#waiting.pop()!;
    if (last === callId) return;
    this.#waiting[slot] = last;
    this.#slots.set(last, slot);
  }

  #fact<T extends Type>(type: T, body: Body<T>): void {
    this.#entry += 1;
    const fact = { type, at: this.#at, ...body } as unknown as LineEvent;
    this.#made.push(fact);
    evolve(this.state, fact, this.#entry);
    for (const decision of decide(this.state, fact)) {
      if (decision.type === 'CallOffered') this.#offers.push(decision);
      else if (decision.type === 'WrapUpStarted') this.#wrapUps.push(decision.agent);
    }
  }

  /** A whole number below `limit`; the same in every run. */
  #below(limit: number): number {
    this.#seed = (Math.imul(this.#seed, 1_664_525) + 1_013_904_223) | 0;
    return (this.#seed >>> 8) % limit;
  }

  #skills(): Record<string, number> {
    const skills: Record<string, number> = {};
    const count = 1 + this.#below(8);
    for (let n = 0; n < count; n += 1) skills[SKILLS[this.#below(SKILLS.length)]!] = 1 + this.#below(5);
    return skills;
  }

  #configuration(): ActiveConfiguration {
    const queues: Record<string, Queue> = {};
    for (let n = 0; n < QUEUES; n += 1) queues[`queue-${n}`] = this.#queue(SKILLS[n % SKILLS.length]!);
    const agents = Array.from({ length: this.#size.agents }, (_, index) => ({
      account: `agent-${index}`,
      name: `Agent ${index}`,
      skills: this.#skills(),
      languages: LANGUAGES.filter((_language, nth) => nth === 0 || this.#below(2) === 0),
      wrapUpSeconds: WRAP_UP_SECONDS,
    }));
    const line = {
      ...{
        line: LINE,
        name: 'A line',
        languages: LANGUAGES,
        timezone: 'Europe/Paris',
        answer: 'at-once' as const,
      },
      ...{ hours: { always: true as const }, closed: { end: 'closed' }, start: 'welcome' },
      steps: { welcome: { next: { queue: 'queue-0' } } },
      queues,
    };
    return { lines: { [LINE]: line }, centres: {}, trunks: [], agents: { missesBeforePause: 20, agents } };
  }

  /** One to three needs with levels, asked for less by and by, so that there is work for every agent. */
  #queue(skill: string): Queue {
    const others = SKILLS.filter((other) => other !== skill && this.#below(SKILLS.length) === 0).slice(0, 2);
    const needs = { [skill]: 1 + this.#below(4), ...Object.fromEntries(others.map((other) => [other, 1])) };
    return {
      needs,
      language: this.#below(2) === 0 ? 'required' : 'preferred',
      strategy: (['longest-idle', 'most-skilled', 'least-flexible', 'fewest-calls'] as const)[
        this.#below(4)
      ]!,
      relax: [
        { after: '60s', level: 2 },
        { after: '300s', level: 1, drop: ['language', ...others] },
      ],
      priority: this.#below(10),
      ageing: [0.5, 1, 2][this.#below(3)]!,
      ...(this.#size.announcing && { announce: {} }),
    };
  }
}
