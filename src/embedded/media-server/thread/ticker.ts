/** The 20 ms beat of a thread, without drift: ticks are due at multiples of 20 ms of the system's clock,
 *  and the legs are spread over ten phases of 2 ms, so that they do not all send at one moment. */

/** Milliseconds. */
export const TICK = 20;
const PHASES = 10;
const PHASE = TICK / PHASES;
/** Ticks that are made up for at once after a hiccup; what is older is left out. */
const CATCH_UP = 5;
/** A timer may fire this early, in milliseconds. */
const EARLY = 0.3;

export interface Ticking {
  /** @param tick number of the 20 ms since 1970
   *  @param skipped ticks that were left out since the last call */
  tick(tick: number, skipped: number): void;
}

export class Ticker {
  readonly #phases: { members: Ticking[]; last: number }[] = Array.from({ length: PHASES }, () => ({
    members: [],
    last: 0,
  }));
  #timer: NodeJS.Timeout | undefined;
  #armedFor = 0;
  readonly #beat = (): void => this.#run();

  add(member: Ticking): void {
    let emptiest = this.#phases[0]!;
    for (const phase of this.#phases) {
      if (phase.members.length < emptiest.members.length) emptiest = phase;
    }
    if (emptiest.members.length === 0) {
      const offset = this.#phases.indexOf(emptiest) * PHASE;
      emptiest.last = Math.floor((clock() - offset) / TICK);
    }
    emptiest.members.push(member);
    this.#arm();
  }

  remove(member: Ticking): void {
    for (const { members } of this.#phases) {
      const index = members.indexOf(member);
      if (index >= 0) members.splice(index, 1);
    }
  }

  stop(): void {
    clearTimeout(this.#timer);
    for (const phase of this.#phases) phase.members.length = 0;
    this.#timer = undefined;
  }

  #run(): void {
    this.#timer = undefined;
    const now = clock() + EARLY;
    for (let index = 0; index < PHASES; index += 1) {
      const phase = this.#phases[index]!;
      if (phase.members.length === 0) continue;
      const current = Math.floor((now - index * PHASE) / TICK);
      const behind = current - phase.last;
      if (behind < 1) {
        // the system's clock was set back: follow it
        if (behind < -1) phase.last = current;
        continue;
      }
      const skipped = behind > CATCH_UP ? behind - 1 : 0;
      for (let tick = phase.last + skipped + 1; tick <= current; tick += 1) {
        const left = tick === phase.last + skipped + 1 ? skipped : 0;
        // backwards, since a member may remove itself
        for (let i = phase.members.length - 1; i >= 0; i -= 1) phase.members[i]!.tick(tick, left);
      }
      phase.last = current;
    }
    this.#arm();
  }

  #arm(): void {
    let due = Number.POSITIVE_INFINITY;
    for (let index = 0; index < PHASES; index += 1) {
      const phase = this.#phases[index]!;
      if (phase.members.length === 0) continue;
      due = Math.min(due, (phase.last + 1) * TICK + index * PHASE);
    }
    if (due === Number.POSITIVE_INFINITY) return;
    if (this.#timer) {
      if (due >= this.#armedFor) return;
      clearTimeout(this.#timer);
    }
    this.#armedFor = due;
    this.#timer = setTimeout(this.#beat, Math.max(1, Math.floor(due - clock())));
  }
}

/** Milliseconds since 1970, with fractions, steady while the thread runs. */
export function clock(): number {
  return performance.timeOrigin + performance.now();
}
