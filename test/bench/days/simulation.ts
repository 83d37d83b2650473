/** Plays a day: callers come, give up, are told a wait every minute; agents come, go and talk. */
import { Agenda } from './agenda.ts';
import { type Day, MINUTE, TOPICS } from './days.ts';
import { type Distributor, FifoDistributor, type Given } from './distributor.ts';
import type { LineEvidence } from './method.ts';

/** Who watches a day. What a distributor in service would know, and (`truth`) what only a simulation does. */
export interface Watcher {
  /** Told at entry; `evidence.ready` agents are idle. */
  joined(caller: number, topic: number, evidence: LineEvidence): void;
  /** Told again, each full minute of the wait. */
  reminded(caller: number, topic: number, evidence: LineEvidence): void;
  answered(caller: number, topic: number, at: number, agents: number): void;
  left(caller: number, topic: number, at: number, agents: number): void;
  /** A call of this topic has left its agent, wrap-up included. */
  handled(topic: number, handleMs: number): void;
  /** When the caller was, or would have been, given an agent. */
  truth(caller: number, topic: number, at: number): void;
}

type Event =
  | { readonly type: 'call'; readonly caller: number }
  | { readonly type: 'gives-up'; readonly caller: number }
  | { readonly type: 'reminder'; readonly caller: number }
  | { readonly type: 'done'; readonly agent: number; readonly topic: number; readonly handleMs: number }
  | { readonly type: 'comes'; readonly agent: number }
  | { readonly type: 'goes'; readonly agent: number };

export function playDay(day: Day, watcher: Watcher): void {
  new Simulation(day, watcher).run();
}

class Simulation {
  readonly #day: Day;
  readonly #watcher: Watcher;
  readonly #agenda = new Agenda<Event>();
  readonly #distributor: Distributor;
  readonly #waiting = new Set<number>();
  /** Agents in a call; true: at work, false: goes when it ends. */
  readonly #talking = new Map<number, boolean>();

  constructor(day: Day, watcher: Watcher) {
    this.#day = day;
    this.#watcher = watcher;
    const served = day.workers.map(({ topics }) => topics);
    this.#distributor = new FifoDistributor(TOPICS.length, served, day.calls.length);
    const last = Math.max(...day.workers.flatMap(({ present }) => present.map(([, to]) => to)));
    for (const [agent, { present }] of day.workers.entries()) {
      for (const [from, to] of present) {
        this.#agenda.add(from, { type: 'comes', agent });
        // who closes the line stays until nobody waits
        if (to < last) this.#agenda.add(to, { type: 'goes', agent });
      }
    }
    if (day.calls[0]) this.#agenda.add(day.calls[0].at, { type: 'call', caller: 0 });
  }

  run(): void {
    for (let due = this.#agenda.next(); due; due = this.#agenda.next()) this.#on(due.event, due.at);
  }

  #on(event: Event, at: number): void {
    switch (event.type) {
      case 'call':
        this.#call(event.caller, at);
        break;
      case 'gives-up':
        this.#giveUp(event.caller, at);
        break;
      case 'reminder':
        this.#remind(event.caller, at);
        break;
      case 'done':
        this.#watcher.handled(event.topic, event.handleMs);
        this.#done(event.agent, at);
        break;
      case 'comes':
        if (this.#talking.has(event.agent)) this.#talking.set(event.agent, true);
        else this.#give(this.#distributor.ready(event.agent, at), at);
        break;
      case 'goes':
        this.#distributor.away(event.agent);
        if (this.#talking.has(event.agent)) this.#talking.set(event.agent, false);
    }
  }

  #done(agent: number, at: number): void {
    const stays = this.#talking.get(agent);
    this.#talking.delete(agent);
    if (stays) this.#give(this.#distributor.ready(agent, at), at);
  }

  #call(caller: number, at: number): void {
    const next = this.#day.calls[caller + 1];
    if (next) this.#agenda.add(next.at, { type: 'call', caller: caller + 1 });
    const { topic, patienceMs } = this.#day.calls[caller]!;
    this.#watcher.joined(caller, topic, this.#distributor.evidence(topic, at));
    this.#waiting.add(caller);
    this.#give(this.#distributor.join(caller, topic, at), at);
    if (!this.#waiting.has(caller)) return;
    this.#agenda.add(at + patienceMs, { type: 'gives-up', caller });
    this.#agenda.add(at + MINUTE, { type: 'reminder', caller });
  }

  #remind(caller: number, at: number): void {
    if (!this.#waiting.has(caller)) return;
    const topic = this.#topic(caller);
    this.#watcher.reminded(caller, topic, this.#distributor.evidence(topic, at, caller));
    this.#agenda.add(at + MINUTE, { type: 'reminder', caller });
  }

  #give(given: readonly Given[], at: number): void {
    for (const { caller, agent, ghost } of given) {
      const topic = this.#topic(caller);
      this.#watcher.truth(caller, topic, at);
      if (ghost) continue;
      this.#waiting.delete(caller);
      this.#watcher.answered(caller, topic, at, this.#distributor.evidence(topic, at).agents);
      const handleMs = this.#day.calls[caller]!.handleMs * this.#day.workers[agent]!.pace;
      this.#talking.set(agent, true);
      this.#agenda.add(at + handleMs, { type: 'done', agent, topic, handleMs });
    }
  }

  #giveUp(caller: number, at: number): void {
    if (!this.#waiting.delete(caller)) return;
    this.#distributor.leave(caller);
    const topic = this.#topic(caller);
    this.#watcher.left(caller, topic, at, this.#distributor.evidence(topic, at).agents);
  }

  #topic(caller: number): number {
    return this.#day.calls[caller]!.topic;
  }
}
