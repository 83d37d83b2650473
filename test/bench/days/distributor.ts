/** The distributor of the simulated days: first in, first out, to the agent who has been idle longest; a caller whom
 *  no idle agent can serve blocks nobody. Who gives up stays in line as a ghost: it takes nobody's agent, and its wait
 *  ends when an agent would have been given to it. */
import type { LineEvidence } from './method.ts';

/** An agent was given to a caller, or (`ghost`) would have been. */
export interface Given {
  readonly caller: number;
  readonly agent: number;
  readonly ghost: boolean;
}

export interface Distributor {
  /** What is known when this caller, or without one a newcomer, is told a wait. */
  evidence(topic: number, at: number, caller?: number): LineEvidence;
  join(caller: number, topic: number, at: number): Given[];
  /** The caller gives up. */
  leave(caller: number): void;
  /** The agent comes to work, or has finished a call. */
  ready(agent: number, at: number): Given[];
  /** The agent takes no further call. */
  away(agent: number): void;
}

interface InLine {
  readonly caller: number;
  readonly at: number;
  state: 'waiting' | 'ghost' | 'gone';
}

export class FifoDistributor implements Distributor {
  readonly #served: readonly (readonly number[])[];
  readonly #lines: Line[];
  readonly #idleSince = new Map<number, number>();
  readonly #present = new Set<number>();
  readonly #places = new Map<number, { readonly line: Line; readonly inLine: InLine }>();
  /** [topic][other]: of the agents present who serve `other`, the part that serves `topic` too. */
  #overlap: number[][] | undefined;

  /** The topics that each agent serves. */
  constructor(topics: number, served: readonly (readonly number[])[], callers: number) {
    this.#served = served;
    this.#lines = Array.from({ length: topics }, () => new Line(callers));
  }

  evidence(topic: number, at: number, caller = Number.POSITIVE_INFINITY): LineEvidence {
    const overlap = this.#overlaps()[topic]!;
    const able = (agent: number) => this.#served[agent]!.includes(topic);
    const head = this.#lines[topic]!.first('waiting');
    let rivals = 0;
    for (const [other, line] of this.#lines.entries()) {
      if (other !== topic) rivals += overlap[other]! * line.waitingBefore(caller);
    }
    return {
      at,
      ahead: this.#lines[topic]!.waitingBefore(caller),
      rivals,
      agents: [...this.#present].filter(able).length,
      ready: [...this.#idleSince.keys()].filter(able).length,
      headWaitMs: head ? at - head.at : 0,
      waitedMs: at - (this.#places.get(caller)?.inLine.at ?? at),
    };
  }

  join(caller: number, topic: number, at: number): Given[] {
    const agent = this.#longestIdle(topic);
    if (agent !== undefined) {
      this.#idleSince.delete(agent);
      return [{ caller, agent, ghost: false }];
    }
    const line = this.#lines[topic]!;
    this.#places.set(caller, { line, inLine: line.add(caller, at) });
    return [];
  }

  leave(caller: number): void {
    const { line, inLine } = this.#places.get(caller)!;
    inLine.state = 'ghost';
    line.count(caller, -1);
  }

  ready(agent: number, at: number): Given[] {
    if (!this.#present.has(agent)) {
      this.#present.add(agent);
      this.#overlap = undefined;
    }
    const given: Given[] = [];
    for (;;) {
      const line = this.#longestWaiting(this.#served[agent]!);
      const first = line?.first();
      if (line === undefined || first === undefined) {
        this.#idleSince.set(agent, at);
        return given;
      }
      const ghost = first.state === 'ghost';
      given.push({ caller: first.caller, agent, ghost });
      first.state = 'gone';
      this.#places.delete(first.caller);
      if (ghost) continue;
      line.count(first.caller, -1);
      return given;
    }
  }

  away(agent: number): void {
    this.#present.delete(agent);
    this.#idleSince.delete(agent);
    this.#overlap = undefined;
  }

  #longestIdle(topic: number): number | undefined {
    let longest: number | undefined;
    for (const [agent, since] of this.#idleSince) {
      if (!this.#served[agent]!.includes(topic)) continue;
      if (longest === undefined || since < this.#idleSince.get(longest)!) longest = agent;
    }
    return longest;
  }

  #longestWaiting(topics: readonly number[]): Line | undefined {
    let earliest: Line | undefined;
    for (const topic of topics) {
      const line = this.#lines[topic]!;
      const caller = line.first()?.caller;
      if (caller !== undefined && (!earliest || caller < earliest.first()!.caller)) earliest = line;
    }
    return earliest;
  }

  #overlaps(): number[][] {
    this.#overlap ??= this.#lines.map((_, topic) =>
      this.#lines.map((_line, other) => {
        const able = [...this.#present].filter((agent) => this.#served[agent]!.includes(other));
        const both = able.filter((agent) => this.#served[agent]!.includes(topic));
        return able.length === 0 ? 0 : both.length / able.length;
      }),
    );
    return this.#overlap;
  }
}

/** The callers of a topic in the order in which they came; their numbers rise with time. */
class Line {
  readonly #all: InLine[] = [];
  readonly #heads = { any: 0, waiting: 0 };
  /** Fenwick tree: how many wait before a caller. */
  readonly #tree: Int32Array;
  #waiting = 0;

  constructor(callers: number) {
    this.#tree = new Int32Array(callers + 1);
  }

  add(caller: number, at: number): InLine {
    const inLine: InLine = { caller, at, state: 'waiting' };
    this.#all.push(inLine);
    this.count(caller, 1);
    return inLine;
  }

  count(caller: number, by: 1 | -1): void {
    this.#waiting += by;
    for (let node = caller + 1; node < this.#tree.length; node += node & -node) this.#tree[node]! += by;
  }

  waitingBefore(caller: number): number {
    if (caller === Number.POSITIVE_INFINITY) return this.#waiting;
    let count = 0;
    for (let node = caller; node > 0; node -= node & -node) count += this.#tree[node]!;
    return count;
  }

  /** The first in line; ghosts count unless only `waiting` is asked for. */
  first(only?: 'waiting'): InLine | undefined {
    const heads = this.#heads;
    while (this.#all[heads.any]?.state === 'gone') heads.any += 1;
    if (!only) return this.#all[heads.any];
    heads.waiting = Math.max(heads.waiting, heads.any);
    while (heads.waiting < this.#all.length && this.#all[heads.waiting]!.state !== 'waiting')
      heads.waiting += 1;
    return this.#all[heads.waiting];
  }
}
