/** The story of a call, a sentence a decision: told from the entries of the journal, and from the line as it was then. */
import type { Entry } from '../events/codec.ts';
import type { CallOffered, LineEvent } from '../events/line.generated.ts';
import { CALL_SENTENCES } from './explain-call.ts';
import { type Considered, consideredFor, nobodyWords, offerWords } from './explain-offer.ts';
import { QUEUE_SENTENCES } from './explain-queue.ts';
import { Scene, type Sentences } from './explain-scene.ts';
import { Waits } from './explain-waits.ts';
import { evolveEntry } from './machine.ts';
import { type LineState, restoreLine, snapshotLine } from './state.ts';

/** One sentence of the story. */
export interface Told {
  /** Number of the entry. */
  readonly entry: number;
  /** Epoch milliseconds. */
  readonly at: number;
  /** Type of the event. */
  readonly event: LineEvent['type'];
  /** Without a beginning capital and an end. */
  readonly text: string;
  /** Which offer of the call, from 1 on. */
  readonly offer?: number;
  /** Every agent, and why this one was not chosen, or was. */
  readonly considered?: Considered;
}

const SENTENCES: Sentences = { ...CALL_SENTENCES, ...QUEUE_SENTENCES };

/** After these a caller waits: for whom there is an agent, an offer follows at once. */
const WAITS_AFTER: ReadonlySet<LineEvent['type']> = new Set([
  'QueueJoined',
  'CallerMoved',
  'OfferMissed',
  'OfferWithdrawn',
  'BridgeFailed',
  'CallbackAccepted',
]);
const TAKEN: ReadonlySet<LineEvent['type']> = new Set(['OfferAccepted', 'TransferAccepted']);
const GONE: ReadonlySet<LineEvent['type']> = new Set(['CallEnded', 'LegsReleased']);

export class Story {
  readonly #callId: string;
  readonly #waits = new Waits();
  #scene: Scene | undefined;
  #offers = 0;
  #isOver = false;

  constructor(callId: string) {
    this.#callId = callId;
  }

  /** The call has ended. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** IANA name of the line's time zone; undefined before it is known. */
  get timezone(): string | undefined {
    return this.#scene?.timezone;
  }

  /** What an entry says of the call.
   *  @param before the line as it was before the entry; it is not changed */
  tell(entry: Entry, before: LineState): Told[] {
    if (!entry.events.some((event) => this.#isOfCall(event))) return [];
    this.#scene ??= new Scene(this.#callId, before);
    this.#scene.look(before);
    return entry.events.flatMap((event, index) =>
      this.#isOfCall(event) ? this.#event(entry, index, event, before) : [],
    );
  }

  #isOfCall(event: LineEvent): boolean {
    if (event.type === 'NodeStarted') return this.#scene !== undefined && !this.#isOver;
    return 'callId' in event && event.callId === this.#callId;
  }

  #event(entry: Entry, index: number, event: LineEvent, before: LineState): Told[] {
    const scene = this.#scene!;
    const place = { entry: entry.number, at: event.at, event: event.type };
    const told = this.#sentence(entry, index, event, before);
    scene.hear(event);
    const wait = this.#wait(event);
    if (event.type === 'CallEnded' || event.type === 'CallRefused') this.#isOver = true;
    const sentence = { ...place, ...told, text: [told.text, wait].filter(Boolean).join(', ') };
    const nobody = this.#nobody(entry, index, event, before);
    return [...(sentence.text === '' ? [] : [sentence]), ...(nobody ? [{ ...place, ...nobody }] : [])];
  }

  #sentence(
    entry: Entry,
    index: number,
    event: LineEvent,
    before: LineState,
  ): Pick<Told, 'text' | 'offer' | 'considered'> {
    if (event.type === 'CallOffered') return this.#offer(entry, index, event, before);
    if (event.type === 'NodeStarted') return { text: `the line was started again on ${event.node}` };
    const words = SENTENCES[event.type] as
      | ((event: LineEvent, scene: Scene) => string | undefined)
      | undefined;
    return { text: words?.(event, this.#scene!) ?? '' };
  }

  #offer(entry: Entry, index: number, event: CallOffered, before: LineState) {
    this.#offers += 1;
    const { centre } = asOf(before, entry, index + 1);
    const considered = consideredFor(centre, this.#callId, event.at);
    const text = offerWords(this.#scene!.agent(event.agent), considered, event.ringMs);
    return { text, offer: this.#offers, ...(considered ? { considered } : {}) };
  }

  /** Why the caller waits, where no offer follows. */
  #nobody(entry: Entry, index: number, event: LineEvent, before: LineState) {
    if (!WAITS_AFTER.has(event.type)) return undefined;
    const later = entry.events.slice(index + 1).filter((each) => this.#isOfCall(each));
    if (later.some(({ type }) => type === 'CallOffered' || type === 'CallOverflowed' || GONE.has(type))) {
      return undefined;
    }
    const after = asOf(before, entry, entry.events.length);
    const considered = consideredFor(after.centre, this.#callId, event.at);
    return considered && { text: nobodyWords(considered), considered };
  }

  #wait(event: LineEvent): string | undefined {
    if (event.type === 'QueueJoined') this.#waits.joined(event.at);
    else if (event.type === 'WaitAnnounced') this.#waits.announced(event);
    else if (TAKEN.has(event.type)) return this.#waits.over(event.at, true);
    else if (event.type === 'CallEnded') return this.#waits.over(event.at, false);
    return undefined;
  }
}

/** The line between two events of an entry: after the first `count` of them. */
function asOf(before: LineState, { number, events, causes }: Entry, count: number): LineState {
  const state = restoreLine(snapshotLine(before));
  if (count > 0)
    evolveEntry(state, { number, events: events.slice(0, count), causes: causes.slice(0, count) });
  return state;
}
