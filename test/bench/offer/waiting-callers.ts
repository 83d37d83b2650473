/** Callers who wait: for each who is served, another calls. */
import type { Call } from '../load/callers.ts';
import { paced, within } from '../load/clock.ts';
import type { Load } from '../load/load.ts';
import { OFFER_LINES } from './offer-plan.ts';

/** They do not give up. */
const PATIENCE_MS = 3_600_000;
const PER_SECOND = 25;
const ANSWERED_MS = 30_000;

export class WaitingCallers {
  readonly failures = new Map<string, number>();
  readonly #load: Load;
  readonly #mediaEvery: number;
  #next = 0;
  #stopped = false;

  /** @param mediaEvery so manieth caller has real sound; the others are telephones on hold, to which the line sends
   *  nothing, and which send a packet a second */
  constructor(load: Load, mediaEvery: number) {
    this.#load = load;
    this.#mediaEvery = mediaEvery;
  }

  /** Resolves when so many calls are answered. */
  async fill(count: number): Promise<void> {
    const calls: Call[] = [];
    await paced(count, PER_SECOND, () => calls.push(this.#call()));
    await within(Promise.all(calls.map(({ answered }) => answered.promise)), ANSWERED_MS);
  }

  stop(): void {
    this.#stopped = true;
  }

  #call(): Call {
    const index = this.#next++;
    const line = OFFER_LINES[index % OFFER_LINES.length]!;
    const hasMedia = index % this.#mediaEvery === 0;
    const call = this.#load.callers.call({
      line,
      sending: hasMedia ? 'full' : 'sparse',
      direction: hasMedia ? 'sendrecv' : 'sendonly',
      patienceMs: PATIENCE_MS,
    });
    void call.ended.promise.then(() => this.#ended(call));
    return call;
  }

  #ended({ answeredAt, failure = '' }: Call): void {
    if (this.#stopped) return;
    // whoever was answered is hung up by the line when the agent has hung up
    if (answeredAt === undefined) this.failures.set(failure, (this.failures.get(failure) ?? 0) + 1);
    this.#call();
  }
}
