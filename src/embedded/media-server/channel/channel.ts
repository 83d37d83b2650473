/** One call on the media server: its variables, the applications that run on it, its bridge, its end. */

import { randomUUID } from 'node:crypto';
import type { EventBus } from '../esl/event-bus.ts';
import type { MediaLeg } from '../media-leg.ts';
import { type Application, applications } from './applications.ts';
import { ChannelEvents } from './channel-events.ts';
import { Frame, type FrameOwner, type PressedDigit } from './frame.ts';
import type { Services } from './services.ts';

/** Milliseconds. */
const TICK = 20;
/** Timestamp units that keys are told with at least and at most, as in FreeSWITCH: 50 ms and 24 s. */
const SHORTEST_KEY = 400;
const LONGEST_KEY = 192_000;

export type DigitSource = 'RTP' | 'ENDPOINT' | 'APP' | 'INBAND_AUDIO';

/** One application of a dialplan, with its argument. */
export interface Step {
  application: string;
  data: string;
}

/** The signalling side of a channel. */
export interface Signalling {
  /** sends the 200, unless it went before */
  answer(): void;
  /** BYE, or a final response when the call was not answered */
  end(cause: string): void;
}

/** An outbound event socket that controls the channel. */
export interface Controller {
  /** the channel is gone: tells so, and closes */
  channelEnded(): void;
}

export interface ChannelOptions {
  uuid: string;
  name: string;
  destination: string;
  leg: MediaLeg;
  bus: EventBus;
  services: Services;
  signalling: Signalling;
  /** what SIP and SDP tell, as variables */
  facts: Record<string, string>;
}

export class Channel implements FrameOwner {
  readonly uuid: string;
  readonly name: string;
  readonly destination: string;
  readonly leg: MediaLeg;
  readonly services: Services;
  readonly events: ChannelEvents;
  readonly facts: Record<string, string>;
  /** set by applications and APIs */
  readonly variables = new Map<string, string>();
  readonly controllers = new Set<Controller>();
  readonly recordings = new Map<string, () => Promise<void>>();
  /** epoch milliseconds */
  readonly createdAt = Date.now();
  answeredAt: number | undefined;
  state = 'CS_EXECUTE';
  callState = 'RINGING';
  /** the other end of the bridge */
  partner: Channel | undefined;
  callUuid: string;
  /** the application `hangup` ended it */
  hungUpHere = false;
  readonly #signalling: Signalling;
  readonly #frames: Frame[] = [];
  /** executes that came while the innermost application could not be interrupted by another */
  readonly #waiting: { step: Step; uuid: string; locked: boolean; done: () => void }[] = [];
  readonly #digits: { pressed: PressedDigit; source: DigitSource }[] = [];
  #routine: object | undefined;
  #cause: string | undefined;
  #breakPending = false;
  #digitTimer: NodeJS.Timeout | undefined;
  #idle: (() => void)[] = [];

  constructor(options: ChannelOptions) {
    this.uuid = options.uuid;
    this.name = options.name;
    this.destination = options.destination;
    this.leg = options.leg;
    this.services = options.services;
    this.facts = options.facts;
    this.callUuid = options.uuid;
    this.#signalling = options.signalling;
    this.events = new ChannelEvents(options.bus, this);
    this.leg.listener = {
      pressed: ({ key, duration }) => this.pressed({ digit: key, duration }, 'RTP'),
      silent: () => this.hangup('MEDIA_TIMEOUT'),
      lost: () => this.hangup('NORMAL_TEMPORARY_FAILURE'),
    };
  }

  get codec(): 'PCMU' | 'PCMA' {
    return this.leg.codec;
  }

  get answered(): boolean {
    return this.answeredAt !== undefined;
  }

  get ended(): boolean {
    return this.#cause !== undefined;
  }

  get cause(): string | undefined {
    return this.#cause;
  }

  /** The innermost application. */
  get application(): Frame | undefined {
    return this.#frames[this.#frames.length - 1];
  }

  variable(name: string): string | undefined {
    return this.variables.get(name) ?? this.facts[name];
  }

  isTrue(name: string): boolean {
    return /^(true|yes|on|enabled?|active|allow|1)$/i.test(this.variable(name) ?? '');
  }

  set(name: string, value: string | undefined): void {
    if (value === undefined || value === '') this.variables.delete(name);
    else this.variables.set(name, value);
  }

  answer(): void {
    if (this.answered || this.ended) return;
    this.answeredAt = Date.now();
    this.#signalling.answer();
    this.setCallState('ACTIVE');
    this.events.emit('CHANNEL_ANSWER');
  }

  /** The peer put us on hold, or took us back. */
  held(held: boolean): void {
    if (this.ended || held === (this.callState === 'HELD')) return;
    if (held) {
      this.setCallState('HELD');
      return;
    }
    this.setCallState('UNHELD');
    this.setCallState('ACTIVE');
  }

  setCallState(state: string): void {
    const before = this.callState;
    this.callState = state;
    this.events.callState(before);
  }

  /** Runs a dialplan's applications one after the other; at their end the channel hangs up. */
  async run(steps: readonly Step[]): Promise<void> {
    const routine = {};
    this.#routine = routine;
    for (const step of steps) {
      if (this.#routine !== routine || this.ended) return;
      await this.execute(step, randomUUID());
    }
    if (this.#routine === routine && !this.ended) this.hangup('NORMAL_CLEARING');
  }

  /** Runs an application, on top of what runs now; resolves when it is over.
   *  @param uuid comes back in the events */
  execute(step: Step, uuid: string, locked = false): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push({ step, uuid, locked, done: resolve });
      this.#startWaiting();
    });
  }

  #startWaiting(): void {
    while (this.#waiting.length > 0) {
      const top = this.application;
      if (this.ended) {
        for (const { done } of this.#waiting.splice(0)) done();
        return;
      }
      if (top && (!top.waiting || top.locked)) return;
      const { step, uuid, locked, done } = this.#waiting.shift()!;
      this.#start(step, uuid, locked, done);
    }
  }

  #start(step: Step, uuid: string, locked: boolean, done: () => void): void {
    const { application: name, data } = step;
    const application = applications.get(name);
    if (!application) {
      // as FreeSWITCH: an application that does not exist ends the call
      this.services.logger.error({ channel: this.uuid, application: name }, 'no such application');
      this.hangup('DESTINATION_OUT_OF_ORDER');
      done();
      return;
    }
    this.#breakPending = false;
    const frame = new Frame(this, name, data, uuid, locked);
    this.#frames.push(frame);
    this.set('current_application', name);
    this.set('current_application_data', data);
    this.events.execute(name, data, uuid);
    this.#call(application, frame, done);
  }

  #call(application: Application, frame: Frame, done: () => void): void {
    let result: string | undefined | Promise<string | undefined>;
    try {
      result = application(this, frame);
    } catch (error) {
      this.#fault(frame, error);
    }
    // an application that is over at once is over before the next message is looked at
    if (!(result instanceof Promise)) {
      this.#finish(frame, result);
      done();
      return;
    }
    result
      .catch((error: unknown) => {
        this.#fault(frame, error);
        return undefined;
      })
      .then(async (response) => {
        await this.#innermost(frame);
        this.#finish(frame, response);
        done();
      })
      .catch((error: unknown) => this.#fault(frame, error));
  }

  #fault(frame: Frame, error: unknown): void {
    this.services.logger.error(
      { channel: this.uuid, application: frame.application, error },
      'application failed',
    );
  }

  /** What runs on top ends first. */
  async #innermost(frame: Frame): Promise<void> {
    while (this.application !== frame) {
      await new Promise<void>((resolve) => {
        this.#idle.push(resolve);
      });
    }
  }

  #finish(frame: Frame, response: string | undefined): void {
    const index = this.#frames.indexOf(frame);
    if (index >= 0) this.#frames.splice(index, 1);
    const { application, data, uuid } = frame;
    this.events.executeComplete(application, data, uuid, response ?? '_none_');
    const waiting = this.#idle.splice(0);
    for (const resolve of waiting) resolve();
    this.#startWaiting();
    // a loop reads a key a tick: what was typed ahead waits for the application's next command that long
    if (this.#digits.length > 0) this.#giveLater();
  }

  waitingChanged(frame: Frame): void {
    if (!frame.waiting || frame !== this.application) return;
    if (this.#breakPending && frame.break()) {
      this.#breakPending = false;
      return;
    }
    if (frame.idle) this.#giveLater();
    else this.#giveDigits();
    this.#startWaiting();
  }

  /** Ends the innermost play, sleep or recording. */
  break(all: boolean): void {
    // `all` drops what waits to be executed; a list goes on with its next member either way
    if (all) for (const { done } of this.#waiting.splice(0)) done();
    if (!this.application?.break()) this.#breakPending = true;
  }

  /** A key was pressed on the telephone, or by an API in its stead. */
  pressed({ digit, duration }: PressedDigit, source: DigitSource): void {
    if (this.ended) return;
    const clamped = Math.max(SHORTEST_KEY, Math.min(LONGEST_KEY, duration));
    this.#digits.push({ pressed: { digit, duration: clamped }, source });
    if (this.#digits.length === 1) this.#giveDigits();
  }

  flushDigits(): void {
    this.#digits.length = 0;
  }

  /** Keys go to the innermost application that takes them; an idle channel and a bridge take all. */
  #giveDigits(): void {
    while (this.#digits.length > 0 && !this.ended) {
      const top = this.application;
      if (top && !top.digit) return;
      if (this.#digits.length > 1 && (!top || top.idle)) this.#giveLater();
      const { pressed, source } = this.#digits.shift()!;
      this.events.emitBasic('DTMF', {
        'DTMF-Digit': pressed.digit,
        'DTMF-Duration': String(pressed.duration),
        'DTMF-Source': source,
      });
      if (top) top.digit?.(pressed);
      else if (this.partner) this.services.pressOn(this.partner, pressed);
      if (!top || top.idle) return;
    }
  }

  #giveLater(): void {
    this.#digitTimer ??= setTimeout(() => {
      this.#digitTimer = undefined;
      this.#giveDigits();
    }, TICK);
  }

  /** Ends all applications and the dialplan, for a bridge or a transfer. Sound stops at once. */
  async abandon(): Promise<void> {
    this.#routine = undefined;
    await this.#abort('transfer');
  }

  /** Leaves everything and runs other applications. */
  async transfer(steps: readonly Step[]): Promise<void> {
    await this.abandon();
    if (this.ended) return;
    this.state = 'CS_ROUTING';
    this.setCallState('RINGING');
    this.state = 'CS_EXECUTE';
    this.setCallState('ACTIVE');
    await this.run(steps);
  }

  hangup(cause: string): void {
    if (this.ended) return;
    this.#cause = cause;
    this.#routine = undefined;
    clearTimeout(this.#digitTimer);
    this.#signalling.end(cause);
    this.services.hangingUp(this);
    const aborted = this.#abort('hangup');
    this.#startWaiting();
    aborted
      .then(() => this.#end())
      .catch((error: unknown) => this.services.logger.error({ channel: this.uuid, error }, 'hang-up failed'));
  }

  /** Innermost first, as they lie. */
  async #abort(by: 'transfer' | 'hangup'): Promise<void> {
    for (const frame of [...this.#frames].reverse()) frame.abort(by);
    const ending = [...this.#frames];
    while (ending.some((frame) => this.#frames.includes(frame))) {
      await new Promise<void>((resolve) => {
        this.#idle.push(resolve);
      });
    }
  }

  async #end(): Promise<void> {
    const stops = [...this.recordings.values()].map((stop) => stop());
    this.leg.close();
    this.state = 'CS_HANGUP';
    this.events.emit('CHANNEL_HANGUP');
    this.setCallState('HANGUP');
    await Promise.all(stops);
    this.events.emit('CHANNEL_HANGUP_COMPLETE');
    for (const controller of [...this.controllers]) controller.channelEnded();
    this.controllers.clear();
    this.services.ended(this);
  }
}
