/** The leader's loop: each fact is decided upon, journalled with its decisions in one write, and only then acted upon. */
import { nextDue } from '../acd/state.ts';
import type { LineEvent } from '../events/line.generated.ts';
import { FencedError, type Journal, type Lease } from '../journal/port.ts';
import { take } from '../line/machine.ts';
import { type LineState, snapshotLine } from '../line/state.ts';

export interface LoopPorts {
  readonly journal: Journal;
  readonly lease: Lease;
  /** An event that is journalled: what it asks for is done. */
  perform(event: LineEvent): void;
  fault(error: unknown, facts: object): void;
  log(event: LineEvent): void;
  now(): number;
}

/** So many entries after a snapshot the next one is made: what a restart reads again, in some hundred milliseconds. */
const SNAPSHOT_EVERY = 5_000;
/** The longest delay of a timer (2^31 − 1 ms); what falls due later is looked at again then. */
const LONGEST_TIMER_MS = 2_147_483_647;

export class LineLoop {
  readonly state: LineState;
  readonly #ports: LoopPorts;
  readonly #facts: LineEvent[] = [];
  #busy = false;
  #number: number;
  #at: number;
  #due: number | undefined;
  #timer: NodeJS.Timeout | undefined;
  #snapshotAt: number;
  #saving: Promise<void> = Promise.resolve();

  constructor(ports: LoopPorts, state: LineState, snapshotAt: number) {
    this.#ports = ports;
    this.state = state;
    this.#number = ports.journal.last;
    this.#at = ports.journal.lastAt;
    this.#snapshotAt = snapshotAt;
  }

  /** Number of the last entry. */
  get number(): number {
    return this.#number;
  }

  /** Takes a fact. One that comes up while another is acted upon waits for its turn. */
  happened(fact: LineEvent): void {
    this.#facts.push(fact);
    if (this.#busy) return;
    this.#busy = true;
    try {
      for (let next = this.#facts.shift(); next; next = this.#facts.shift()) this.#take(next);
    } finally {
      this.#busy = false;
    }
    this.#arm();
    this.#snapshotNowAndThen();
  }

  /** Nothing falls due any more; a snapshot under way is awaited. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#saving;
  }

  #take(fact: LineEvent): void {
    // the one writer stamps the time: it never goes backwards
    this.#at = Math.max(this.#at, fact.at);
    const stamped = { ...fact, at: this.#at };
    let decided: ReturnType<typeof take>;
    try {
      decided = take(this.state, this.#number + 1, stamped);
    } catch (error) {
      this.#ports.fault(error, { fact: fact.type });
      return;
    }
    if (!this.#append(decided)) return;
    for (const event of decided.events) {
      this.#ports.log(event);
      try {
        this.#ports.perform(event);
      } catch (error) {
        this.#ports.fault(error, { event: event.type });
      }
    }
  }

  /** @returns whether it may be acted upon: what another holder of the lease knows nothing of may not */
  #append(decided: ReturnType<typeof take>): boolean {
    const { journal, lease } = this.#ports;
    this.#number += 1;
    try {
      this.#number = journal.append(lease, decided.events, decided.causes);
    } catch (error) {
      // charter §8: with the journal away, calls in progress go on
      this.#ports.fault(error, { event: decided.events[0]?.type });
      return !(error instanceof FencedError);
    }
    return true;
  }

  /** One timer for all that falls due in the centre. */
  #arm(): void {
    const due = nextDue(this.state.centre);
    if (due === this.#due) return;
    this.#due = due;
    clearTimeout(this.#timer);
    if (due === undefined) return;
    const delay = Math.max(0, due - this.#ports.now());
    this.#timer = setTimeout(
      () => {
        this.#due = undefined;
        this.happened({ type: 'DueReached', at: this.#ports.now() });
      },
      Math.min(delay, LONGEST_TIMER_MS),
    );
  }

  #snapshotNowAndThen(): void {
    if (this.#number - this.#snapshotAt < SNAPSHOT_EVERY) return;
    this.#snapshotAt = this.#number;
    const snapshot = { number: this.#number, state: snapshotLine(this.state) };
    this.#saving = this.#ports.journal
      .saveSnapshot(snapshot)
      .catch((error: unknown) => this.#ports.fault(error, { snapshot: snapshot.number }));
  }
}
