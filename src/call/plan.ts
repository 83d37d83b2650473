/** What a decision about a call is made of. A plan gathers decisions and follows the state that they make. */
import type { CallEnded, LineEvent, MediaRequested } from '../events/line.generated.ts';
import type { Line, Queue } from '../ivr/schema.ts';
import type { Centre } from '../routing/schema.ts';
import { evolve } from './evolve.ts';
import { type CallState, hearsKeys, isBeyondCapacity, isEarly } from './state.ts';

/** What a call is decided by: the dialplan that it began with, where it may leave to, and what supervisors have done. */
export interface CallContext {
  readonly line: Line;
  readonly centres: { readonly [name: string]: Centre };
  /** ISO 3166 country of the national numbers of the call's trunk. */
  readonly country?: string | undefined;
  readonly live: Live;
}

/** What supervisors have done to the line, as it is now. */
export interface Live {
  /** The line is closed exceptionally: the prompt that says so; empty: the line's own words. */
  readonly closed?: string;
  /** The crisis mode that is on. */
  readonly crisis?: string;
  /** Queue that is closed exceptionally → the prompt that says so; empty: the line's own words. */
  readonly queues?: { readonly [queue: string]: string };
}

/** What a decision says: the plan adds the call's id and the time of the fact. */
type Decision = LineEvent extends infer E
  ? E extends { callId: string }
    ? Omit<E, 'at' | 'callId'>
    : never
  : never;

/** A provisional response goes this often while a call is early: networks cut silent ones, some after 60 s (I9). */
export const PROGRESS_EVERY_MS = 55_000;
/** The answer comes so long before the network would cut the early call, after the words that announce it. */
export const ANSWER_BEFORE_LIMIT_MS = 10_000;
const MUSIC = 'hold';

export class Plan {
  readonly decisions: LineEvent[] = [];
  readonly context: CallContext;
  readonly at: number;
  #state: CallState;

  constructor(context: CallContext, state: CallState, at: number) {
    this.context = context;
    this.#state = state;
    this.at = at;
  }

  get state(): CallState {
    return this.#state;
  }

  /** The rules of the queue in which the call stands; none in the queue of a centre. */
  get queue(): Queue | undefined {
    const { queue } = this.#state;
    return queue === undefined ? undefined : this.context.line.queues[queue];
  }

  add(decision: Decision): void {
    const event = { ...decision, callId: this.#state.arrived.callId, at: this.at } as LineEvent;
    this.decisions.push(event);
    this.#state = evolve(this.#state, event);
  }

  connect(mode: MediaRequested['mode']): void {
    this.add({ type: 'MediaRequested', mode });
    if (mode !== 'early') return;
    const seconds = this.#state.arrived.earlyMediaSeconds ?? 0;
    this.timer('progress', this.at + PROGRESS_EVERY_MS);
    this.timer('early-limit', this.#state.arrived.at + seconds * 1_000 - ANSWER_BEFORE_LIMIT_MS);
  }

  timer(timer: string, due: number): void {
    this.add({ type: 'TimerSet', timer, due });
  }

  /** @param waitMs where keys end the prompts, and how long one is awaited after them */
  say(prompts: readonly string[], waitMs?: number): void {
    this.#answerAnnounced();
    // where keys do not pass before the answer, what asks for one answers first (I9)
    if (waitMs !== undefined && isEarly(this.#state) && !hearsKeys(this.#state))
      this.add({ type: 'AnswerRequested' });
    this.#say(prompts, waitMs);
  }

  /** Says that the call is answered now; what comes next answers it. */
  announceAnswer(): void {
    this.add({ type: 'AnswerAnnounced' });
    // without audio nothing can be said: the answer comes with the audio
    if (this.#state.heard) this.#say(['line-answers-now']);
  }

  #say(prompts: readonly string[], waitMs?: number): void {
    const { language, sayId } = this.#state;
    const keys = waitMs !== undefined;
    this.add({ type: 'SayStarted', sayId: sayId + 1, prompts, language, keys, waitMs: waitMs ?? 0 });
  }

  music(): void {
    this.#answerAnnounced();
    this.add({ type: 'MusicStarted', music: this.queue?.music ?? MUSIC });
  }

  /** The network does not wait for the end of the words that announce the answer. */
  #answerAnnounced(): void {
    if (this.#state.announcing) this.add({ type: 'AnswerRequested' });
  }

  talk(party: string): void {
    if (!this.#state.answered) this.add({ type: 'AnswerRequested' });
    this.add({ type: 'BridgeRequested', party });
  }

  /** A fault: the call ends; its INVITE, where it still waits, is refused. */
  fail(status: number, reason: string): void {
    const refused = this.#isPending();
    // a fault without a response has no status of its own
    if (refused) this.add({ type: 'CallRejected', status: status >= 400 ? status : 500, reason });
    this.add({ type: 'CallEnded', reason: refused ? 'refused' : 'failed', detail: reason });
  }

  /** The caller is gone, or is sent away. A CANCEL is answered by the SIP server (RFC 3261 §9.2) and a BYE ends a call that
   *  was answered; any other end leaves it to us to refuse an INVITE that still waits. */
  callerLeft(reason: CallEnded['reason'], cause: string): void {
    if (cause !== 'cancel' && cause !== 'bye' && this.#isPending()) {
      this.add({ type: 'CallRejected', status: cause === 'closing' ? 503 : 480, reason: cause });
    }
    this.add({ type: 'CallEnded', reason, detail: cause });
  }

  /** No answer was sent yet: one that was decided before there was audio waits for it. */
  #isPending(): boolean {
    return !this.#state.answered || this.#state.phase === 'connecting';
  }

  /** The end after a message: a call that was never answered is refused, so that nothing is billed. */
  end(): void {
    if (!this.#state.answered) {
      const reason = isBeyondCapacity(this.#state) ? 'full' : 'message said';
      this.add({ type: 'CallRejected', status: 480, reason });
    }
    this.add({ type: 'CallEnded', reason: 'message', detail: '' });
  }

  /** The caller's leg is hung up, and the call goes on: the place is kept until the caller is called back. */
  release(): void {
    if (this.#state.answered) this.add({ type: 'LegsReleased' });
    else this.add({ type: 'CallRejected', status: 480, reason: 'callback' });
  }
}
