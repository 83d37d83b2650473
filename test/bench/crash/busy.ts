/** A busy line whose application is killed again and again, at random moments. */

import type { Random } from '../days/random.ts';
import type { AgentCall } from '../load/agents.ts';
import type { Call } from '../load/callers.ts';
import { monotonic, pause, within } from '../load/clock.ts';
import { rounded } from '../load/histogram.ts';
import { type Bench, type PartOptions, withLine } from '../parts/part.ts';
import { settledAudit, summary } from './audit.ts';
import type { Counted } from './counted.ts';
import { CRASH_LINE, crashPlan, type Mode } from './crash-plan.ts';
import { Desk, type Talk } from './desk.ts';

interface Size {
  readonly agents: number;
  /** Citizens, each of whom calls again and again. */
  readonly citizens: number;
  /** From one kill to the next, in seconds. The launcher starts a process that has run for 30 s at once, one that has
   *  run for less ever later: that is its own matter. */
  readonly apart: readonly [number, number];
}

const FULL: Size = { agents: 20, citizens: 60, apart: [31, 37] };
const QUICK: Size = { agents: 4, citizens: 10, apart: [4, 6] };

const WARM_UP_MS = 5_000;
const BACK_MS = 30_000;
const LISTEN_MS = 4_000;
const LONGEST_GAP_MS = 1_000;
const END_MS = 60_000;
/** Share of those who wait that lose their patience. */
const LEAVE = 0.15;
/** Time between two calls, patience, ringing, talk: from and to, in milliseconds. */
const AT_HOME = [0, 2_000] as const;
const PATIENCE = [500, 8_000] as const;
const RINGING = [100, 900] as const;
const TALK = [1_000, 5_000] as const;
const PATIENCE_MS = 3_600_000;
/** A citizen whom nobody has answered or told anything for so long gives up. */
const UNHEARD_MS = 15_000;

/** @param moments how often the application is killed */
export function busy(options: PartOptions, mode: Mode, moments: number, random: Random): Promise<Counted> {
  const size = options.quick ? QUICK : FULL;
  const progress = (text: string): void => options.progress(`crash, ${mode}, busy: ${text}`);
  const run = (bench: Bench) => new Busy(bench, size, random, progress).run(moments);
  return withLine(options, size.agents, run, crashPlan(mode));
}

class Busy {
  readonly #bench: Bench;
  readonly #size: Size;
  readonly #random: Random;
  readonly #progress: (text: string) => void;
  readonly #desk: Desk;
  /** By the caller's call. */
  readonly #talks = new Map<string, Talk>();
  readonly #hasTalked = new Set<string>();
  readonly #dropped: string[] = [];
  /** Calls that the line did not serve to their end, and why not. */
  readonly #lost = new Map<string, string>();
  /** Calls that the line did not take, by what it said. */
  readonly #refused: Record<string, number> = {};
  #served = 0;
  #stopped = false;

  constructor(bench: Bench, size: Size, random: Random, progress: (text: string) => void) {
    this.#bench = bench;
    this.#size = size;
    this.#random = random;
    this.#progress = progress;
    this.#desk = new Desk(bench.load);
    this.#desk.on((offer) => void this.#ring(offer));
  }

  async run(moments: number): Promise<Counted> {
    const { load, files } = this.#bench;
    await load.agents.register(files.accounts);
    const citizens = Array.from({ length: this.#size.citizens }, () => this.#citizen());
    await pause(WARM_UP_MS);
    const backs: (number | undefined)[] = [];
    const gaps: number[] = [];
    for (let moment = 1; moment <= moments; moment += 1) {
      await pause(this.#between(this.#size.apart) * 1_000);
      const { backMs, gapMs } = await this.#kill();
      backs.push(backMs);
      gaps.push(gapMs);
      this.#progress(`kill ${moment} of ${moments}: back after ${backMs} ms, ${this.#tally()}`);
    }
    this.#stopped = true;
    await within(Promise.all(citizens), END_MS);
    for (const call of load.callers.standing.values()) this.#lost.set(call.callId, 'never ended');
    const found = await settledAudit(files.data);
    const lost = [...this.#lost].filter(([callId]) => found.hasArrived(callId));
    const figures = {
      dropped: this.#dropped.length,
      placesLost: lost.length + found.outOfTurn.length,
      backs,
      longestGapMs: rounded(Math.max(0, ...gaps), 0),
      served: this.#served,
      droppedTalks: this.#dropped,
      lost,
      untaken: [...this.#lost.keys()].filter((callId) => !found.hasArrived(callId)),
      refused: this.#refused,
      doubleRings: this.#desk.doubleRings,
      silentTalks: this.#desk.silent,
      journal: summary(found),
    };
    this.#progress(JSON.stringify(figures));
    return figures;
  }

  async #kill(): Promise<{ backMs: number | undefined; gapMs: number }> {
    const { line, load } = this.#bench;
    await load.rtp.survey();
    const talks = [...this.#talks.values()];
    const first = this.#desk.next();
    const killedAt = line.killApplication();
    const back = await within(first, BACK_MS);
    await pause(Math.max(0, killedAt + LISTEN_MS - monotonic()));
    const legs = await load.rtp.survey();
    let gapMs = 0;
    for (const { call, agent } of talks) {
      // those that ended meanwhile are counted by their end
      if (call.isOver || agent.isOver || call.leaving || agent.endedBy) continue;
      const [one, other] = [legs.get(call.slot.stream), legs.get(agent.slot.stream)];
      const gap = Math.max(one?.longestGapMs ?? LISTEN_MS, other?.longestGapMs ?? LISTEN_MS);
      gapMs = Math.max(gapMs, gap);
      if (gap > LONGEST_GAP_MS || !one?.isToneRight || !other?.isToneRight) {
        this.#dropped.push(`${call.callId}: silent for ${gap.toFixed(0)} ms`);
      }
    }
    return { backMs: back && rounded(back.invitedAt - killedAt, 0), gapMs };
  }

  /** Calls, waits, talks, and calls again. */
  async #citizen(): Promise<void> {
    while (!this.#stopped) {
      await pause(this.#between(AT_HOME));
      const { callers } = this.#bench.load;
      const call = callers.call({ line: CRASH_LINE, sending: 'full', patienceMs: PATIENCE_MS });
      await this.#wait(call);
      // whoever talks stays until one of the two hangs up
      if (!call.isOver && !this.#talks.has(call.callId)) await callers.hangUp(call);
      await call.ended.promise;
      this.#judge(call);
    }
  }

  /** Until the call is over, or the caller has lost patience. */
  async #wait(call: Call): Promise<void> {
    const leaves = this.#random.uniform() < LEAVE;
    const patience = this.#between(PATIENCE);
    await within(Promise.race([call.heard.promise, call.ended.promise]), UNHEARD_MS);
    if (call.heardAt === undefined && !call.isOver) {
      this.#lost.set(call.callId, 'nothing heard');
      return;
    }
    if (leaves) await within(call.ended.promise, patience);
    else await call.ended.promise;
  }

  /** What became of a call that has ended. */
  #judge(call: Call): void {
    if (call.endedBy === undefined) {
      const failure = call.failure ?? 'unknown';
      this.#refused[failure] = (this.#refused[failure] ?? 0) + 1;
    } else if (call.endedBy === 'line' && !this.#hasTalked.has(call.callId)) {
      this.#lost.set(call.callId, 'hung up by the line before an agent');
    }
  }

  async #ring(offer: AgentCall): Promise<void> {
    offer.ring();
    await pause(this.#between(RINGING));
    const talk = await this.#desk.talk(offer);
    if (!talk) {
      await offer.hangUp();
      return;
    }
    const { call, agent } = talk;
    this.#talks.set(call.callId, talk);
    this.#hasTalked.add(call.callId);
    void Promise.race([call.ended.promise, agent.ended.promise]).then(() => this.#talkEnded(talk));
    await pause(this.#between(TALK));
    if (this.#random.uniform() < 0.5) await agent.hangUp();
    else await this.#bench.load.callers.hangUp(call);
  }

  #talkEnded(talk: Talk): void {
    const { call, agent } = talk;
    this.#talks.delete(call.callId);
    if (agent.endedBy === 'agent' || call.endedBy === 'caller') this.#served += 1;
    else this.#dropped.push(`${call.callId}: neither side hung up`);
  }

  #between([from, to]: readonly [number, number]): number {
    return from + this.#random.uniform() * (to - from);
  }

  #tally(): string {
    return `${this.#served} served, ${this.#talks.size} talk, ${this.#dropped.length} dropped, ${this.#lost.size} lost`;
  }
}
