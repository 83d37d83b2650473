/** One call on the media server: its variables, the applications that run on it, its bridge, its end. */

import { randomUUID } from 'node:crypto';
import type { EventBus } from '../esl/event-bus.ts';
import type { MediaLeg } from '../media-leg.ts';
import { applications } from './applications.ts';
import { ChannelEvents } from './channel-events.ts';
import { DigitQueue, type DigitSource, type DigitTaker } from './digit-queue.ts';
import type { Frame, PressedDigit } from './frame.ts';
import { FrameStack, type StackHost, type Step } from './frame-stack.ts';
import type { Services } from './services.ts';

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

export class Channel implements StackHost, DigitTaker {
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
  readonly #stack = new FrameStack(this);
  readonly #digits = new DigitQueue(this);
  #routine: object | undefined;
  #cause: string | undefined;

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
    return this.#stack.top;
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
    return this.#stack.execute(step, uuid, locked);
  }

  start(frame: Frame): ReturnType<StackHost['start']> {
    const { application: name, data, uuid } = frame;
    const application = applications.get(name);
    if (!application) {
      // as FreeSWITCH: an application that does not exist ends the call
      this.services.logger.error({ channel: this.uuid, application: name }, 'no such application');
      this.hangup('DESTINATION_OUT_OF_ORDER');
      return 'unknown';
    }
    this.set('current_application', name);
    this.set('current_application_data', data);
    this.events.execute(name, data, uuid);
    try {
      return { response: application(this, frame) };
    } catch (error) {
      this.failed(frame, error);
      return { response: undefined };
    }
  }

  finished(frame: Frame, response: string | undefined): void {
    const { application, data, uuid } = frame;
    this.events.executeComplete(application, data, uuid, response ?? '_none_');
    this.#digits.giveLater();
  }

  waits(frame: Frame): void {
    if (frame.idle) this.#digits.giveLater();
    else this.#digits.give();
  }

  failed(frame: Frame, error: unknown): void {
    const { application } = frame;
    this.services.logger.error({ channel: this.uuid, application, error }, 'application failed');
  }

  /** Ends the innermost play, sleep or recording. */
  break(all: boolean): void {
    this.#stack.break(all);
  }

  /** A key was pressed on the telephone, or by an API in its stead. */
  pressed(pressed: PressedDigit, source: DigitSource): void {
    this.#digits.add(pressed, source);
  }

  flushDigits(): void {
    this.#digits.flush();
  }

  told({ digit, duration }: PressedDigit, source: DigitSource): void {
    this.events.emitBasic('DTMF', {
      'DTMF-Digit': digit,
      'DTMF-Duration': String(duration),
      'DTMF-Source': source,
    });
  }

  /** Keys pass across a bridge. */
  untaken(pressed: PressedDigit): void {
    if (this.partner) this.services.pressOn(this.partner, pressed);
  }

  /** Ends all applications and the dialplan, for a bridge or a transfer. Sound stops at once. */
  async abandon(): Promise<void> {
    this.#routine = undefined;
    await this.#stack.abort('transfer');
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
    this.#digits.stop();
    this.#signalling.end(cause);
    this.services.hangingUp(this);
    const aborted = this.#stack.abort('hangup');
    this.#stack.startWaiting();
    aborted
      .then(() => this.#end())
      .catch((error: unknown) => this.services.logger.error({ channel: this.uuid, error }, 'hang-up failed'));
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
