/** One call's resources: does what was decided about the call, through the ports, and tells what came of it. */
import type { CallState } from '../call/state.ts';
import type { CallbackDialled, CentreChosen, LineEvent } from '../events/line.generated.ts';
import type { MediaLeg, MediaPort } from '../media/port.ts';
import type { IncomingCall, Leg, SipPort } from '../sip/port.ts';
import { CallerSide, type OwnFact } from './caller-side.ts';
import { dialBack } from './dial-back.ts';
import type { InCallKeys } from './in-call-keys.ts';
import type { LegFacts } from './outgoing-leg.ts';
import type { Party } from './party.ts';
import { Talk } from './talk.ts';
import type { Transfer } from './transfer.ts';

export interface SessionPorts {
  readonly sip: SipPort;
  readonly media: MediaPort;
  /** The call as it is decided; undefined once it has ended. */
  state(): CallState | undefined;
  /** Journals a fact, and does what is decided of it. */
  happened(fact: LineEvent): void;
  transfer(session: Session, centre: string): Transfer;
  /** Where a number is called back by this line. */
  callbackRoute(number: string): { readonly uri: string; readonly via?: string; readonly from: string };
  /** A party's leg is being hung up. */
  leaving(party: string, gone: Promise<unknown>): void;
  /** What an agent's keys ask for. */
  readonly keys: InCallKeys;
  promptFile(language: string, prompt: string): string;
  now(): number;
  log(message: string, facts: object): void;
  /** A fault of ours: it is counted, and shown with its stack. */
  fault(error: unknown, callId: string): void;
}

export class Session {
  readonly callId: string;
  readonly line: string;
  readonly trunk: string;
  readonly #ports: SessionPorts;
  readonly #caller: CallerSide;
  readonly #talk: Talk;
  readonly #timers = new Map<string, NodeJS.Timeout>();
  #transfer: Transfer | undefined;
  #dialling: { cancel(): void } | undefined;
  #legs = 0;
  #over: Promise<unknown> = Promise.resolve();

  constructor(
    ports: SessionPorts,
    arrived: { readonly callId: string; readonly line: string; readonly trunk: string },
    call: IncomingCall | undefined,
  ) {
    this.callId = arrived.callId;
    this.line = arrived.line;
    this.trunk = arrived.trunk;
    this.#ports = ports;
    const { media, promptFile } = ports;
    const own = {
      media,
      happened: (fact: OwnFact) => this.#happened(fact),
      isOver: () => this.#isOver(),
      log: (message: string, facts: object) => ports.log(message, { callId: this.callId, ...facts }),
    };
    this.#caller = new CallerSide(
      { ...own, promptFile, isAnswered: () => ports.state()?.answered === true },
      call,
    );
    this.#talk = new Talk({
      ...own,
      fault: (error) => ports.fault(error, this.callId),
      caller: () => this.#caller.media,
      leaving: ports.leaving,
      failed: () => this.#transfer?.cancel(),
      pressed: (party, key) => this.#pressed(party, key),
    });
  }

  get state(): CallState | undefined {
    return this.#ports.state();
  }

  get call(): IncomingCall | undefined {
    return this.#caller.call;
  }

  /** The caller's dialog, once answered. */
  get leg(): Leg | undefined {
    return this.#caller.leg;
  }

  /** Legs of this call that count against capacity: the caller's, and a centre's that is bridged. */
  get legs(): number {
    const own = this.#caller.isThere || this.#dialling ? 1 : 0;
    return own + (this.#transfer?.holdsLeg ? 1 : 0) + this.#talk.centres;
  }

  /** All that the call held is given back. */
  get over(): Promise<unknown> {
    return this.#over;
  }

  /** An agent or a centre whose leg stands: its bridge is a decision. */
  join(party: Party): void {
    this.#talk.join(party);
  }

  /** A party that is not wanted any more. */
  leave(party: string): Promise<void> {
    return this.#talk.release(party);
  }

  /** Whether this party's leg stands. */
  holds(party: string | undefined): boolean {
    return party !== undefined && this.#talk.has(party);
  }

  /** What stands of the call after a takeover. */
  adopt(leg: Leg | undefined, media: MediaLeg | undefined, parties: readonly Party[]): void {
    this.#caller.adopt(leg, media);
    const { timers = {}, phase, party, bridged } = this.state ?? {};
    for (const found of parties) {
      const isNew = phase === 'transferring' && found.name.startsWith('centre:');
      const wasHeard = phase === 'talking' ? bridged : phase !== 'queued' && !isNew;
      if (wasHeard) this.#talk.rejoin(found);
      else this.#talk.join(found);
    }
    for (const [timer, due] of Object.entries(timers)) this.#setTimer(timer, due);
    // it was decided, and nobody knows whether it was done
    if (phase === 'talking' && !bridged && party !== undefined && this.holds(party))
      this.#run(this.#talk.bridge(party));
  }

  /** Facts about a leg to an agent, a centre or a caller who is called back. */
  legFacts(leg: string, party: string): LegFacts {
    return {
      dialled: (transaction, media) =>
        this.#happened({ type: 'LegDialled', leg, party, transaction, media: JSON.stringify(media.handle) }),
      answered: (dialog, media) =>
        this.#happened({
          type: 'LegAnswered',
          leg,
          handle: JSON.stringify(dialog.handle),
          media: JSON.stringify(media.handle),
        }),
      ended: (cause) => this.#happened({ type: 'LegEnded', leg, cause }),
    };
  }

  /** The name of one more leg to this party. */
  newLeg(party: string): string {
    this.#legs += 1;
    return `${this.callId}/${party}/${this.#ports.now()}-${this.#legs}`;
  }

  /** Does what was decided; it is journalled already. */
  perform(decision: LineEvent): void {
    switch (decision.type) {
      case 'MediaRequested':
        this.#run(this.#caller.connect());
        break;
      case 'SayStarted': {
        const { sayId, prompts, language, keys, waitMs } = decision;
        this.#run(this.#caller.say(sayId, prompts, language, keys ? waitMs : undefined));
        break;
      }
      case 'MusicStarted':
        this.#caller.media?.music(decision.music);
        break;
      case 'AnswerRequested':
        this.#caller.answer().catch((error) => this.#caller.mediaFailed(error));
        break;
      case 'BridgeRequested':
        this.#run(this.#talk.bridge(decision.party));
        break;
      case 'ConsultRequested':
        this.#run(this.#talk.consult(decision.party, decision.other));
        break;
      case 'ConferenceRequested':
        this.#run(this.#talk.conference());
        break;
      case 'PartyReleased':
        if (this.#transfer && decision.party === `centre:${this.#transfer.centre}`) this.#transfer.cancel();
        this.#run(this.#talk.release(decision.party));
        break;
      case 'LegsReleased':
        this.#dialling?.cancel();
        this.#run(this.#caller.release());
        break;
      case 'CentreChosen':
        this.#leave(decision);
        break;
      case 'CallbackDialled':
        this.#dialBack(decision);
        break;
      case 'ProgressRequested':
        this.#caller.progress();
        break;
      case 'TimerSet':
        this.#setTimer(decision.timer, decision.due);
        break;
      case 'CallRejected':
        this.#caller.reject(decision.status, decision.reason);
        break;
      case 'CallEnded':
        this.#over = this.#end();
        break;
      default:
        break;
    }
  }

  #leave({ centre, how }: CentreChosen): void {
    this.#transfer = this.#ports.transfer(this, centre);
    const { escalation, language = '', how: possible = how } = this.state ?? {};
    // the agent who speaks with the centre first is not left in silence while it rings
    if (escalation?.agent !== undefined)
      this.#talk.tell(escalation.agent, this.#ports.promptFile(language, 'agent-escalating'));
    // how the call can leave by now: one that was answered is no longer redirected
    this.#run(this.#transfer.go(possible));
  }

  #dialBack(decision: CallbackDialled): void {
    const leg = this.newLeg('callback');
    const { number, ringMs } = decision;
    const { sip, media, callbackRoute } = this.#ports;
    const call = dialBack(
      { sip, media, facts: this.legFacts(leg, 'callback') },
      { ...callbackRoute(number), ringMs },
    );
    this.#dialling = call;
    const done = call.result.then(async (result) => {
      this.#dialling = undefined;
      if (!result.ok) {
        if (result.reason !== 'cancelled') this.#happened({ type: 'CallbackMissed', reason: result.reason });
      } else if (this.#isOver()) {
        await Promise.all([result.leg.hangUp(), result.media.release()]);
      } else {
        this.#caller.answeredBack(result.leg, result.media);
      }
    });
    this.#run(done);
  }

  #pressed(party: string, key: string): void {
    const [kind, agent] = party.split(':');
    if (kind !== 'agent' || agent === undefined) return;
    const asked = this.#ports.keys.press(agent, key, this.#ports.now());
    if (asked) this.#happened(asked);
  }

  #run(done: Promise<unknown>): void {
    done.catch((error) => this.#ports.fault(error, this.callId));
  }

  #setTimer(timer: string, due: number): void {
    clearTimeout(this.#timers.get(timer));
    const fired = () => {
      this.#timers.delete(timer);
      this.#happened({ type: 'TimerFired', timer });
    };
    this.#timers.set(timer, setTimeout(fired, due - this.#ports.now()));
  }

  #happened(fact: OwnFact): void {
    if (this.#isOver()) return;
    this.#ports.happened({ ...fact, callId: this.callId, at: this.#ports.now() } as LineEvent);
  }

  #isOver(): boolean {
    return this.state === undefined;
  }

  async #end(): Promise<void> {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    this.#transfer?.cancel();
    this.#dialling?.cancel();
    await Promise.allSettled([this.#talk.end(), this.#caller.release()]);
  }
}
