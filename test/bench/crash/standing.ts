/** The application is killed while so many talk and so many wait, some of them in the middle of an offer. */
import type { Call } from '../load/callers.ts';
import { monotonic, pause, within } from '../load/clock.ts';
import { percentileOf, rounded } from '../load/histogram.ts';
import type { LegState } from '../load/rtp-messages.ts';
import { type Bench, type Figures, type PartOptions, withLine } from '../parts/part.ts';
import { settledAudit, summary } from './audit.ts';
import type { Counted } from './counted.ts';
import { crashPlan, type Mode } from './crash-plan.ts';
import { Desk, type Talk } from './desk.ts';
import { Scene, type Size } from './scene.ts';

interface StandingSize extends Size {
  /** Talks that each side hangs up after the takeover. */
  readonly hangUps: number;
}

const FULL: StandingSize = { talking: 50, waiting: 50, ringing: 10, hangUps: 10 };
const QUICK: StandingSize = { talking: 6, waiting: 8, ringing: 3, hangUps: 2 };

/** From the kill on: people hang up while nobody is there to hear it. */
const AWAY_MS = 60;
/** After which every talk has to go on. */
const LISTEN_MS = 5_000;
/** After the first offer: the others are taken up too. */
const TAKEN_UP_MS = 300;
const LONGEST_SILENCE_MS = 200;
const BACK_MS = 30_000;
const SERVED_MS = 60_000;
const SEEN_MS = 40_000;
const TALK_MS = 200;

export function standing(options: PartOptions, mode: Mode): Promise<Counted> {
  const size = options.quick ? QUICK : FULL;
  const run = (bench: Bench) => new Standing(bench, size, mode, options.progress).run();
  return withLine(options, size.talking + size.ringing, run, crashPlan(mode));
}

class Standing {
  readonly #bench: Bench;
  readonly #size: StandingSize;
  readonly #progress: (text: string) => void;
  readonly #desk: Desk;

  constructor(bench: Bench, size: StandingSize, mode: Mode, progress: (text: string) => void) {
    this.#bench = bench;
    this.#size = size;
    this.#desk = new Desk(bench.load);
    this.#progress = (text) => progress(`crash, ${mode}: ${text}`);
  }

  async run(): Promise<Counted> {
    const { load, line, files } = this.#bench;
    const scene = new Scene(this.#bench, this.#desk, this.#size);
    const talks = await scene.talks();
    const waiting = await scene.waiting();
    const ringing = await scene.ringing();
    this.#progress(
      `${talks.length} talk, ${waiting.length} wait, ${ringing.length} telephones ring: kill -9`,
    );
    await load.rtp.survey();
    const first = this.#desk.next();
    const killedAt = line.killApplication();
    await pause(AWAY_MS);
    const [leftTalks, leftAgents, stayed] = this.#split(talks);
    const gone = [waiting[this.#size.ringing - 1]!, waiting.at(-2)!];
    const away = [...gone, ...leftTalks.map(({ call }) => call)].map((call) => load.callers.hangUp(call));
    for (const { agent } of leftAgents) void agent.hangUp();
    // its 200 goes to a dead process: nobody acknowledges it
    ringing[0]!.answer();
    const serving = this.#serve(waiting.filter((call) => !gone.includes(call)));
    const back = await within(first, BACK_MS);
    const backMs = back === undefined ? undefined : rounded(back.invitedAt - killedAt, 0);
    this.#progress(`back after ${backMs} ms`);
    await pause(TAKEN_UP_MS);
    const takenUp = await load.rtp.survey();
    const waits = waiting.filter((call) => !call.isOver && !gone.includes(call));
    await pause(Math.max(0, killedAt + LISTEN_MS - monotonic()));
    const later = await load.rtp.survey();
    const dropped = stayed.filter((talk) => !goesOn(talk, later)).length;
    const legs = stayed.flatMap(({ call, agent }) => [call, agent]);
    const awaySeen = await this.#seen([
      ...leftTalks.map(({ agent }) => [agent, killedAt] as const),
      ...leftAgents.map(({ call }) => [call, killedAt] as const),
    ]);
    const hangUpSeen = await this.#hangUps(stayed);
    const unserved = await serving;
    await Promise.all(away);
    this.#progress('hanging up');
    await load.hangUp([...load.callers.standing.values()]);
    await within(load.agents.idle(), SEEN_MS);
    const found = await settledAudit(files.data);
    const figures = {
      talking: stayed.length,
      dropped,
      longestGapMs: Math.max(longestGap(legs, takenUp), longestGap(legs, later)),
      longestGapWaitingMs: longestGap(waits, takenUp),
      placesLost: unserved.length + found.outOfTurn.length,
      // none calls at that moment
      untaken: [],
      backs: [backMs],
      offersAgainMs: this.#again(ringing, killedAt),
      hangUpSeenMs: spreadOf(hangUpSeen),
      hangUpWhileAwaySeenMs: spreadOf(awaySeen),
      goneOffered: this.#offeredAfter(gone, killedAt),
      stillRinging: ringing.filter((offer) => !offer.isOver).length,
      doubleRings: this.#desk.doubleRings,
      unserved,
      silentTalks: this.#desk.silent,
      journal: summary(found),
    };
    this.#progress(JSON.stringify(figures));
    return figures;
  }

  /** Talks that the caller hangs up while the application is away, that the agent does, and the others. */
  #split(talks: readonly Talk[]): [Talk[], Talk[], Talk[]] {
    const each = Math.ceil(this.#size.hangUps / 5);
    return [talks.slice(0, each), talks.slice(each, 2 * each), talks.slice(2 * each)];
  }

  /** Every telephone that rings from now on answers, and hangs up soon: until all who waited have been served.
   *  @returns those who were not */
  async #serve(waiting: readonly Call[]): Promise<string[]> {
    const left = new Set(waiting.map(({ callId }) => callId));
    const served = Promise.withResolvers<void>();
    this.#desk.on((offer) => {
      const talk = async (): Promise<void> => {
        const stands = await this.#desk.talk(offer);
        if (stands) left.delete(offer.callerId);
        await pause(TALK_MS);
        await offer.hangUp();
        if (left.size === 0) served.resolve();
      };
      void talk();
    });
    await within(served.promise, SERVED_MS);
    return [...left];
  }

  /** Each side of so many talks hangs up: how long until the other side is told. */
  async #hangUps(talks: readonly Talk[]): Promise<(number | undefined)[]> {
    const { hangUps } = this.#size;
    const told = talks.slice(0, 2 * hangUps).map(({ call, agent }, index) => {
      const at = monotonic();
      if (index < hangUps) void agent.hangUp();
      else void this.#bench.load.callers.hangUp(call);
      return [index < hangUps ? call : agent, at] as const;
    });
    return this.#seen(told);
  }

  /** @returns for each how long until the line told it of the end; undefined where it did not */
  #seen(
    told: readonly (readonly [{ ended: { promise: Promise<void> }; endedAt: number | undefined }, number])[],
  ): Promise<(number | undefined)[]> {
    return Promise.all(
      told.map(async ([leg, at]) => {
        await within(leg.ended.promise, SEEN_MS);
        return leg.endedAt === undefined ? undefined : leg.endedAt - at;
      }),
    );
  }

  /** How long until the telephones that rang were offered a caller again. */
  #again(ringing: Desk['offers'], killedAt: number): Figures {
    const later = this.#desk.offers.filter(({ invitedAt }) => invitedAt > killedAt);
    return spreadOf(
      ringing.map(({ account }) => {
        const next = later.find((offer) => offer.account === account);
        return next && next.invitedAt - killedAt;
      }),
    );
  }

  #offeredAfter(gone: readonly Call[], killedAt: number): number {
    return this.#desk.offers.filter(
      ({ callerId, invitedAt }) => invitedAt > killedAt && gone.some(({ callId }) => callId === callerId),
    ).length;
  }
}

interface Leg {
  readonly slot: { readonly stream: number };
}

type Legs = ReadonlyMap<number, LegState>;

/** Both stand, and hear each other. */
function goesOn({ call, agent }: Talk, legs: Legs): boolean {
  return [call, agent].every(({ slot, isOver }) => {
    const leg = legs.get(slot.stream);
    return !isOver && leg?.isToneRight === true && leg.silentMs < LONGEST_SILENCE_MS;
  });
}

/** In milliseconds. */
function longestGap(all: readonly Leg[], legs: Legs): number {
  return rounded(Math.max(0, ...all.map(({ slot }) => legs.get(slot.stream)?.longestGapMs ?? 0)), 0);
}

function spreadOf(values: readonly (number | undefined)[]): Figures {
  const known = values.filter((value) => value !== undefined);
  const at = (share: number) => rounded(percentileOf(known, share), 0);
  return { count: known.length, missing: values.length - known.length, p50: at(0.5), max: at(1) };
}
