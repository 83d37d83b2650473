/** One citizen's call. */
import { monotonic } from './clock.ts';
import type { Slot } from './rtp-farm.ts';
import type { Sending } from './rtp-messages.ts';
import type { Repeated } from './sip-socket.ts';
import type { Direction } from './sip-text.ts';
import { callerHz } from './tones.ts';

export interface CallOptions {
  readonly line: string;
  readonly sending: Sending;
  /** `sendonly`: a telephone on hold, to which the line sends nothing. `sendrecv` unless given. */
  readonly direction?: Direction;
  /** How long an answer is awaited, in milliseconds; then the caller gives up. */
  readonly patienceMs?: number;
}

/** Every promise settles: an unanswered call ends with its reason. */
export class Call {
  readonly callId: string;
  readonly options: CallOptions;
  readonly slot: Slot;
  /** The tone that the caller sends. */
  readonly hz: number;
  readonly invitedAt = monotonic();
  answeredAt: number | undefined;
  heardAt: number | undefined;
  endedAt: number | undefined;
  /** Who hung up, or cancelled; absent for a call that the line refused. */
  endedBy: 'caller' | 'line' | undefined;
  /** Why it is no good call. */
  failure: string | undefined;
  readonly answered = Promise.withResolvers<boolean>();
  readonly heard = Promise.withResolvers<boolean>();
  readonly ended = Promise.withResolvers<void>();
  /** @internal */ pending: Repeated | undefined;
  /** @internal */ timer: NodeJS.Timeout | undefined;
  /** @internal */ dialog: { target: string; to: string } | undefined;
  /** @internal audio flows: by early media, or answered */ connected = false;
  /** @internal */ leaving: 'cancel' | 'bye' | undefined;

  constructor(callId: string, options: CallOptions, reserve: (heard: (at: number) => void) => Slot) {
    this.callId = callId;
    this.options = options;
    this.slot = reserve((at) => {
      this.heardAt = at;
      this.heard.resolve(true);
    });
    this.hz = callerHz(this.slot.stream);
  }

  /** INVITE → 200, in milliseconds. */
  get answerMs(): number {
    return (this.answeredAt ?? Number.NaN) - this.invitedAt;
  }

  /** INVITE → first packet, in milliseconds. */
  get audioMs(): number {
    return (this.heardAt ?? Number.NaN) - this.invitedAt;
  }

  get isOver(): boolean {
    return this.endedAt !== undefined;
  }
}
