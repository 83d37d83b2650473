/** What a decision about a call is made of. A plan gathers decisions and follows the state that they make. */
import type {
  CallEnded,
  LineEvent,
  MediaRequested,
  TargetChosen,
  TransferFailed,
} from '../events/line.generated.ts';
import { durationMs } from '../ivr/duration.ts';
import { menuPrompts, menuWaitMs, promptList, stepOf, targetOf } from '../ivr/flow.ts';
import { isOpen } from '../ivr/hours.ts';
import type { Line, Prompts, Step, Target } from '../ivr/schema.ts';
import type { Centre } from '../routing/schema.ts';
import { evolve } from './evolve.ts';
import { type CallState, isEarly } from './state.ts';

/** What a call is decided by: the dialplan that it began with, and where it may leave to. */
export interface CallContext {
  readonly line: Line;
  readonly centres: { readonly [name: string]: Centre };
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
const RING_MS = 20_000;
const MUSIC = 'hold';

export class Plan {
  readonly decisions: LineEvent[] = [];
  readonly context: CallContext;
  readonly at: number;
  readonly #entered = new Set<string>();
  #state: CallState;

  constructor(context: CallContext, state: CallState, at: number) {
    this.context = context;
    this.#state = state;
    this.at = at;
  }

  get state(): CallState {
    return this.#state;
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

  /** The first thing that the caller hears. */
  begin(): void {
    const { line } = this.context;
    const open = isOpen(line.hours, line.timezone, this.at);
    if (open && !this.#state.arrived.full) this.enter(line.start, this.#state.language);
    else this.choose({ step: line.start, via: 'closed', key: '' });
  }

  enter(step: string, language: string): void {
    // twice by one fact: a circle in which nothing is said. A checked dialplan has none, but for centres that are closed
    if (this.#entered.has(step)) {
      this.end();
      return;
    }
    this.#entered.add(step);
    this.add({ type: 'StepEntered', step, language, attempt: 1 });
    this.#runStep(false);
  }

  /** Once more the same menu: after silence or a wrong key. */
  again(wrongKey: boolean): void {
    const { step, language, attempt } = this.#state;
    this.add({ type: 'StepEntered', step, language, attempt: attempt + 1 });
    this.#runStep(wrongKey);
  }

  #runStep(wrongKey: boolean): void {
    const step = stepOf(this.context.line, this.#state.step);
    if (step.menu) this.#offerMenu(step, wrongKey);
    else if (step.say !== undefined) this.say(promptList(step.say));
    else this.choose({ step: this.#state.step, via: 'next', key: '' });
  }

  #offerMenu(step: Step, wrongKey: boolean): void {
    // where keys do not pass before the answer, a menu answers first (I9)
    if (isEarly(this.#state) && !this.#state.arrived.earlyKeys) this.add({ type: 'AnswerRequested' });
    this.say(menuPrompts(step, this.#state.attempt, wrongKey), menuWaitMs(step));
  }

  /** @param waitMs where keys end the prompts, and how long one is awaited after them */
  say(prompts: readonly string[], waitMs?: number): void {
    const { language, sayId } = this.#state;
    const keys = waitMs !== undefined;
    this.add({ type: 'SayStarted', sayId: sayId + 1, prompts, language, keys, waitMs: waitMs ?? 0 });
  }

  choose(choice: Pick<TargetChosen, 'step' | 'via' | 'key'>): void {
    this.add({ type: 'TargetChosen', ...choice });
    this.#sayTarget();
  }

  #sayTarget(): void {
    const { choice, arrived } = this.#state;
    const target = choice && targetOf(this.context.line, choice);
    const words = arrived.full ? this.context.line.full : wordsBefore(target);
    if (words === undefined) this.follow();
    else this.say(promptList(words));
  }

  /** Goes where the choice leads, after what it says. */
  follow(): void {
    const { choice, arrived } = this.#state;
    const target = choice && targetOf(this.context.line, choice);
    if (!target || arrived.full) this.end();
    else if ('go' in target) this.enter(target.go, target.language ?? this.#state.language);
    else if ('queue' in target) this.queue(target.queue, promptList(target.saying));
    else if ('transfer' in target) this.transfer(target.transfer);
    else this.end();
  }

  queue(name: string, saying: readonly string[]): void {
    const queue = this.context.line.queues[name];
    if (!queue) throw new RangeError(`line ${this.context.line.line} has no queue ${name}`);
    this.add({
      type: 'QueueJoined',
      queue: name,
      skill: queue.skill ?? '',
      level: queue.level ?? 1,
      language: this.#state.language,
      ringMs: queue.ring === undefined ? RING_MS : durationMs(queue.ring),
    });
    // the place is taken before the words are said: an offer never waits for them
    const words = [...saying, ...promptList(queue.joined)];
    if (words.length > 0) this.say(words);
    else this.music();
  }

  music(): void {
    const queue = this.#state.queue === undefined ? undefined : this.context.line.queues[this.#state.queue];
    this.add({ type: 'MusicStarted', music: queue?.music ?? MUSIC });
  }

  transfer(name: string): void {
    const { line, centres } = this.context;
    const centre = centres[name];
    if (!centre) throw new RangeError(`no centre ${name}`);
    const open = !centre.hours || isOpen(centre.hours, centre.timezone ?? line.timezone, this.at);
    if (!open) {
      this.transferFailed(name, 'closed', true);
      return;
    }
    // RFC 3261 §13.3.1.2: a call already answered can no longer be redirected; REFER asks the same of it
    const how = centre.how === 'redirect' && this.#state.answered ? 'refer' : centre.how;
    if (how === 'refer' && !this.#state.answered) {
      // RFC 3515 §2.4.2: a REFER needs the dialog that the answer makes: the transfer goes on at `CallAnswered`
      this.add({ type: 'AnswerRequested' });
      return;
    }
    this.add({ type: 'TransferRequested', centre: name, how });
    if (how === 'bridge') this.music();
  }

  /** The call is answered: a transfer that waited for it goes on. */
  goAfterAnswer(): void {
    const { phase, saying, heard } = this.#state;
    if (phase === 'target' && heard && !saying) this.follow();
  }

  /** @param decided the failure is a decision of ours (the centre is closed), not a fact that came in */
  transferFailed(centre: string, reason: TransferFailed['reason'], decided = false): void {
    if (decided) this.add({ type: 'TransferFailed', centre, reason });
    this.add({ type: 'TargetChosen', step: this.#state.step, via: 'failed', key: '' });
    // the fallback takes the place of the words that announced the answer, which the network does not wait for
    if (this.#state.announcing) this.add({ type: 'AnswerRequested' });
    this.#sayFailure();
  }

  #sayFailure(): void {
    const failed = this.#fallback();
    if (failed) this.say(promptList(failed.say));
    else this.afterFailure();
  }

  /** What the choice that led to the failed transfer says of its failure. */
  #fallback(): { say: Prompts; go?: string } | undefined {
    const { choice } = this.#state;
    const target = choice && targetOf(this.context.line, choice);
    return target && 'transfer' in target ? target.failed : undefined;
  }

  /** After the fallback of a failed transfer: the step that it names, or the end. */
  afterFailure(): void {
    const failed = this.#fallback();
    if (failed?.go !== undefined) this.enter(failed.go, this.#state.language);
    // a closed line has no start to go back to
    else if (failed || this.#state.choice?.via === 'closed') this.end();
    else this.enter(this.context.line.start, this.#state.language);
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
      this.add({
        type: 'CallRejected',
        status: 480,
        reason: this.#state.arrived.full ? 'full' : 'message said',
      });
    }
    this.add({ type: 'CallEnded', reason: 'message', detail: '' });
  }

  /** Goes on where an announcement or a change of media server interrupted: what was cut off is said again. */
  resume(): void {
    if (this.#state.announcing) this.add({ type: 'AnswerRequested' });
    const { phase, party } = this.#state;
    if (phase === 'connecting') this.begin();
    else if (phase === 'step' || phase === 'menu') this.#runStep(false);
    else if (phase === 'queued' || phase === 'transferring') this.music();
    else if (phase === 'talking' && party !== undefined) this.add({ type: 'BridgeRequested', party });
    else if (phase === 'failed') this.#sayFailure();
    else this.#sayTarget();
  }
}

/** What is said before the call goes where a target leads; what precedes a queue is said in it. */
function wordsBefore(target: Target | undefined): Prompts | undefined {
  if (target && 'end' in target) return target.end;
  return target && 'transfer' in target ? target.saying : undefined;
}
