/** What the journal says of a run: who came, how each call ended, and whether each offer was made to whose turn it was. It
 *  goes by the events alone, apart from the product's own states. */
import { join } from 'node:path';
import type { LineEvent } from '../../../src/events/line.generated.ts';
import { readJournal } from '../../../src/journal/read-only.ts';
import { monotonic, pause } from '../load/clock.ts';
import type { Figures } from '../parts/part.ts';

export interface Audit {
  readonly arrived: number;
  /** The line has taken this call. */
  hasArrived(callId: string): boolean;
  /** How often calls ended for each reason. */
  readonly reasons: Readonly<Record<string, number>>;
  /** Calls that have not ended. */
  readonly standing: readonly string[];
  readonly endedTwice: readonly string[];
  /** Calls that ended by a fault of the line's. */
  readonly failed: readonly string[];
  /** Offers that were made while somebody waited who had been there before. */
  readonly outOfTurn: readonly string[];
  /** Offers to two agents at a time, or of two callers to one (I1). */
  readonly doubleOffers: readonly string[];
  /** Nodes that took over from a dead one, and who waited then, in the order of their places. */
  readonly takeovers: readonly (readonly string[])[];
}

export async function audit(folder: string): Promise<Audit> {
  const found = new JournalAudit();
  // a torn tail is the mark of a killed writer: the line cuts it off, and says so
  for await (const { events } of readJournal(folder, 0, () => undefined)) {
    for (const event of events) found.take(event);
  }
  return found;
}

const SETTLED_MS = 40_000;

/** The audit once every call has ended, or will not. @param data the line's data folder */
export async function settledAudit(data: string): Promise<Audit> {
  for (const until = monotonic() + SETTLED_MS; ; await pause(1_000)) {
    const found = await audit(join(data, 'journal'));
    if (found.standing.length === 0 || monotonic() > until) return found;
  }
}

/** For the figures. */
export function summary(found: Audit): Figures {
  const { arrived, reasons, standing, endedTwice, failed, outOfTurn, doubleOffers, takeovers } = found;
  const waitedAtTakeover = takeovers.map((callers) => callers.length);
  return { arrived, reasons, standing, endedTwice, failed, outOfTurn, doubleOffers, waitedAtTakeover };
}

class JournalAudit implements Audit {
  readonly #arrived = new Set<string>();
  readonly reasons: Record<string, number> = {};
  readonly endedTwice: string[] = [];
  readonly failed: string[] = [];
  readonly outOfTurn: string[] = [];
  readonly doubleOffers: string[] = [];
  readonly takeovers: string[][] = [];
  #starts = 0;
  readonly #standing = new Set<string>();
  /** In the order of joining, which a caller who comes back keeps: whether the caller waits. */
  readonly #waits = new Map<string, boolean>();
  /** Caller → agent, and agent → caller. */
  readonly #offered = new Map<string, string>();
  readonly #offers = new Map<string, string>();

  get arrived(): number {
    return this.#arrived.size;
  }

  hasArrived(callId: string): boolean {
    return this.#arrived.has(callId);
  }

  get standing(): string[] {
    return [...this.#standing];
  }

  take(event: LineEvent): void {
    switch (event.type) {
      case 'NodeStarted':
        this.#starts += 1;
        if (this.#starts > 1) this.takeovers.push(this.#waiting());
        break;
      case 'CallArrived':
        this.#arrived.add(event.callId);
        this.#standing.add(event.callId);
        break;
      case 'QueueJoined':
      case 'BridgeFailed':
        this.#waits.set(event.callId, true);
        break;
      case 'QueueLeft':
        this.#leaves(event.callId);
        break;
      case 'CallOffered':
        this.#offer(event.callId, event.agent);
        break;
      case 'OfferMissed':
      case 'OfferWithdrawn':
        this.#withdraw(event.callId);
        break;
      case 'OfferAccepted':
        this.#leaves(event.callId);
        break;
      case 'CallEnded':
        this.#end(event);
        break;
      default:
    }
  }

  #waiting(): string[] {
    return [...this.#waits].filter(([, waits]) => waits).map(([callId]) => callId);
  }

  #offer(callId: string, agent: string): void {
    if (this.#offered.has(callId) || this.#offers.has(agent)) this.doubleOffers.push(`${callId} to ${agent}`);
    const [first] = this.#waiting().filter((waiting) => !this.#offered.has(waiting));
    if (first !== callId) this.outOfTurn.push(`${callId} before ${first}`);
    this.#offered.set(callId, agent);
    this.#offers.set(agent, callId);
  }

  #withdraw(callId: string): void {
    const agent = this.#offered.get(callId);
    this.#offered.delete(callId);
    if (agent !== undefined) this.#offers.delete(agent);
  }

  #leaves(callId: string): void {
    this.#withdraw(callId);
    if (this.#waits.has(callId)) this.#waits.set(callId, false);
  }

  #end({ callId, reason, detail }: Extract<LineEvent, { type: 'CallEnded' }>): void {
    if (!this.#standing.delete(callId)) this.endedTwice.push(callId);
    this.reasons[reason] = (this.reasons[reason] ?? 0) + 1;
    if (reason === 'failed') this.failed.push(`${callId}: ${detail.split('\n')[0]}`);
    this.#withdraw(callId);
    this.#waits.delete(callId);
  }
}
