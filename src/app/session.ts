/** One call: feeds what happens to `call/` and does what it decides, through the ports. */

import { decide } from '../call/decide.ts';
import { arrive, evolve } from '../call/evolve.ts';
import type { CallContext } from '../call/plan.ts';
import type { CallState } from '../call/state.ts';
import type { CallArrived, LineEvent } from '../events/line.generated.ts';
import type { MediaLeg, MediaPort, Said } from '../media/port.ts';
import { MediaError } from '../media/port.ts';
import { type IncomingCall, type Leg, SipError } from '../sip/port.ts';
import type { Party } from './party.ts';
import type { Transfer } from './transfer.ts';

export interface SessionPorts {
  readonly media: MediaPort;
  /** Journals a decision and tells the centre, before it is done. */
  decided(decision: LineEvent): void;
  /** Journals a fact and brings it to the session and to the centre. */
  happened(fact: LineEvent): void;
  transfer(session: Session, centre: string): Transfer;
  promptFile(language: string, prompt: string): string;
  now(): number;
  log(message: string, facts: object): void;
  /** A fault of ours: it is counted, and shown with its stack. */
  fault(error: unknown, callId: string): void;
}

const UNHEARD: Said = { failed: true };

export class Session {
  readonly callId: string;
  readonly call: IncomingCall;
  readonly #ports: SessionPorts;
  readonly #context: CallContext;
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #facts: LineEvent[] = [];
  #busy = false;
  #state: CallState;
  #leg: Leg | undefined;
  #media: MediaLeg | undefined;
  #party: Party | undefined;
  /** The party has been heard: its hang-up ends a talk. */
  #talks = false;
  #answering = false;
  #transfer: Transfer | undefined;
  #over: Promise<unknown> = Promise.resolve();

  constructor(ports: SessionPorts, call: IncomingCall, arrived: CallArrived, context: CallContext) {
    this.callId = arrived.callId;
    this.call = call;
    this.#ports = ports;
    this.#context = context;
    this.#state = arrive(arrived, context.line.languages[0]!);
    call.onCancel(() => this.#hungUp('cancel'));
  }

  get state(): CallState {
    return this.#state;
  }

  /** The caller's dialog, once answered. */
  get leg(): Leg | undefined {
    return this.#leg;
  }

  /** Legs of this call that count against capacity: the caller's, and a centre's that is bridged. */
  get legs(): number {
    return this.#transfer?.holdsLeg ? 2 : 1;
  }

  /** All that the call held is given back. */
  get over(): Promise<unknown> {
    return this.#over;
  }

  /** Takes a fact that is already journalled: decides, and does what was decided, in order. */
  take(fact: LineEvent): void {
    this.#facts.push(fact);
    if (this.#busy) return;
    this.#busy = true;
    try {
      for (let next = this.#facts.shift(); next; next = this.#facts.shift()) this.#decide(next);
    } catch (error) {
      this.#fault(error);
    } finally {
      this.#busy = false;
    }
  }

  #decide(fact: LineEvent): void {
    const decisions = decide(this.#context, this.#state, fact);
    this.#state = evolve(this.#state, fact);
    for (const decision of decisions) this.#do(decision);
  }

  #do(decision: LineEvent): void {
    this.#ports.decided(decision);
    this.#state = evolve(this.#state, decision);
    this.#perform(decision);
  }

  /** A fault of ours ends this call, and no other. */
  #fault(error: unknown): void {
    this.#ports.fault(error, this.callId);
    this.#facts.length = 0;
    if (this.#isOver()) return;
    const { callId } = this;
    const at = this.#ports.now();
    if (!this.#leg) this.call.reject(500);
    this.#do({ type: 'CallEnded', at, callId, reason: 'failed', detail: String(error) });
  }

  /** The other leg stands: the fact that says so comes next. */
  join(party: Party): void {
    this.#party = party;
    this.#talks = false;
  }

  #perform(decision: LineEvent): void {
    switch (decision.type) {
      case 'MediaRequested':
        void this.#connect();
        break;
      case 'SayStarted':
        void this.#say(
          decision.sayId,
          decision.prompts,
          decision.language,
          decision.keys ? decision.waitMs : undefined,
        );
        break;
      case 'MusicStarted':
        this.#media?.music(decision.music);
        break;
      case 'AnswerRequested':
        this.#answer().catch((error) => this.#mediaFailed(error));
        break;
      case 'BridgeRequested':
        void this.#bridge(decision.party);
        break;
      case 'TransferRequested':
        this.#transfer = this.#ports.transfer(this, decision.centre);
        this.#transfer.go(decision.how).catch((error) => this.#fault(error));
        break;
      case 'ProgressRequested':
        if (this.#media) this.call.progress(183, this.#media.localSdp);
        break;
      case 'TimerSet':
        this.#setTimer(decision.timer, decision.due);
        break;
      case 'CallRejected':
        this.call.reject(decision.status, decision.reason);
        break;
      case 'CallEnded':
        this.#over = this.#end();
        break;
      default:
        break;
    }
  }

  async #connect(): Promise<void> {
    try {
      const media = await this.#ports.media.connect(this.#leg?.remoteSdp || this.call.sdp || undefined);
      if (this.#isOver()) return await media.release();
      this.#media = media;
      media.onEnd((cause) => this.#mediaEnded(media, cause));
      const answered = this.#state.answered;
      if (this.#leg) await this.#leg.modify(media.localSdp);
      else if (answered) await this.#answer();
      else this.call.progress(183, media.localSdp);
      if (media === this.#media) this.#happened({ type: 'MediaConnected', answered });
    } catch (error) {
      this.#mediaFailed(error);
    }
  }

  /** Sends the 200. A late offer (RFC 3264 §4) has its answer in the ACK. */
  async #answer(): Promise<void> {
    const media = this.#media;
    // without audio there is nothing to answer with: the answer comes with it
    if (!media || this.#answering) return;
    this.#answering = true;
    const leg = await this.call.answer(media.localSdp);
    if (this.#isOver()) return await leg.hangUp();
    this.#leg = leg;
    leg.listen({
      hungUp: (cause) => this.#hungUp(cause),
      modify: (sdp) => this.#modified(sdp),
      info: (type, body) => this.#media?.info(type, body),
    });
    if (this.call.sdp === '') {
      const answer = await leg.lateAnswer;
      if (answer !== undefined && media === this.#media) await media.modify(answer);
    }
    // another media server has taken over while the answer was under way
    if (this.#media && media !== this.#media) await leg.modify(this.#media.localSdp);
    this.#happened({ type: 'CallAnswered' });
  }

  async #modified(sdp: string): Promise<string> {
    if (!this.#media) throw new SipError('no media', 488);
    return this.#media.modify(sdp);
  }

  async #say(sayId: number, prompts: readonly string[], language: string, waitMs?: number): Promise<void> {
    const files = prompts.map((prompt) => this.#ports.promptFile(language, prompt));
    const media = this.#media;
    const said: Said = media ? await media.say(files, waitMs).catch(() => UNHEARD) : UNHEARD;
    if (said.failed && !this.#isOver()) {
      this.#ports.log('a prompt was not heard', { callId: this.callId, prompts, language });
    }
    this.#happened({
      type: 'SayEnded',
      sayId,
      failed: said.failed,
      ...(said.key === undefined ? {} : { key: said.key }),
    });
  }

  async #bridge(name: string): Promise<void> {
    const party = this.#party;
    // the caller's audio is on its way to another media server: the bridge is asked for again when it is there
    if (!this.#media) return;
    try {
      if (party?.name !== name) throw new MediaError('a leg is missing', 500, { party: name });
      if (party.ready) await Promise.race([party.ready, this.#hangUpOf(party)]);
      // another change of media server has come between: it asks for the bridge again
      if (!this.#media) return;
      await Promise.race([this.#media.bridge(party.media), this.#hangUpOf(party)]);
      this.#talks = true;
      this.#happened({ type: 'CallBridged', party: name });
    } catch (error) {
      if (this.#isOver() || this.#party !== party) return;
      this.#ports.log('bridge failed', { callId: this.callId, party: name, error: String(error) });
      this.#party = undefined;
      this.#transfer?.cancel();
      await party?.hangUp().catch((fault) => this.#ports.fault(fault, this.callId));
      this.#happened({ type: 'BridgeFailed', party: name, reason: String(error) });
    }
  }

  /** Rejects when the party hangs up before it was heard: that is no end of a talk, and the caller goes back. */
  #hangUpOf(party: Party): Promise<never> {
    return new Promise((_resolve, reject) => {
      party.onHangUp(() => {
        if (this.#talks) this.#happened({ type: 'PartyHungUp', party: party.name });
        else reject(new MediaError('the party hung up', 480, { party: party.name }));
      });
    });
  }

  #mediaEnded(media: MediaLeg, cause: string): void {
    if (this.#isOver() || media !== this.#media) return;
    this.#media = undefined;
    if (cause === 'MEDIA_TIMEOUT') this.#hungUp('media-timeout');
    else this.#happened({ type: 'MediaLost' });
  }

  #mediaFailed(error: unknown): void {
    const status = error instanceof MediaError || error instanceof SipError ? error.status : 500;
    if (this.#isOver() || status === 487) return;
    this.#ports.log('no audio for a call', { callId: this.callId, error: String(error) });
    this.#happened({ type: 'MediaFailed', status, reason: String(error) });
  }

  #setTimer(timer: string, due: number): void {
    const handle = setTimeout(() => {
      this.#timers.delete(handle);
      this.#happened({ type: 'TimerFired', timer });
    }, due - this.#ports.now());
    this.#timers.add(handle);
  }

  #hungUp(cause: string): void {
    this.#happened({ type: 'CallerHungUp', cause });
  }

  #happened(fact: OwnFact): void {
    if (this.#isOver()) return;
    this.#ports.happened({ ...fact, callId: this.callId, at: this.#ports.now() } as LineEvent);
  }

  #isOver(): boolean {
    return this.#state.phase === 'ended';
  }

  async #end(): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.#transfer?.cancel();
    await Promise.allSettled([this.#party?.hangUp(), this.#leg?.hangUp(), this.#media?.release()]);
  }
}

/** A fact of this call: the id and the time are added. */
type OwnFact = LineEvent extends infer E
  ? E extends { callId: string }
    ? Omit<E, 'at' | 'callId'>
    : never
  : never;
