/** One application that runs on a channel. Frames lie on each other: what is executed during a playback runs at
 *  once on top of it, and the playback goes on afterwards (recordings, surprise 2).
 *
 *  A frame waits in `until` only; there, and nowhere else, keys reach it, others may be put on top of it, and it
 *  can be interrupted. */

/** Why a wait ends early: a break ends only this wait, the others all that follow too. */
export type Interruption = 'break' | 'transfer' | 'hangup';

export interface PressedDigit {
  digit: string;
  /** timestamp units (8,000 a second) */
  duration: number;
}

export interface WaitOptions<T> {
  /** begins what is waited for; what it returns ends it, and is always called */
  start(finish: (value: T) => void): (() => void) | undefined;
  /** takes a key; without it, keys are kept for whoever takes some next */
  digit?(pressed: PressedDigit): void;
  /** `uuid_break` does not end every wait */
  breakable?: boolean;
  /** nothing is waited for but commands: keys are only told of */
  idle?: boolean;
}

export type Waited<T> = { type: 'finished'; value: T } | { type: 'interrupted'; by: Interruption };

/** What a frame tells its channel. */
export interface FrameOwner {
  /** the frame waits now, or does not any more */
  waitingChanged(frame: Frame): void;
}

export class Frame {
  readonly application: string;
  readonly data: string;
  /** comes back as Application-UUID */
  readonly uuid: string;
  /** nothing may be put on top of it */
  readonly locked: boolean;
  readonly #owner: FrameOwner;
  #interrupt: ((by: Interruption) => void) | undefined;
  #breakable = false;
  idle = false;
  #aborted: Interruption | undefined;
  digit: ((pressed: PressedDigit) => void) | undefined;

  constructor(owner: FrameOwner, application: string, data: string, uuid: string, locked: boolean) {
    this.#owner = owner;
    this.application = application;
    this.data = data;
    this.uuid = uuid;
    this.locked = locked;
  }

  get waiting(): boolean {
    return this.#interrupt !== undefined;
  }

  /** Set once the channel hung up or was sent elsewhere. */
  get aborted(): Interruption | undefined {
    return this.#aborted;
  }

  until<T>(options: WaitOptions<T>): Promise<Waited<T>> {
    if (this.#aborted) return Promise.resolve({ type: 'interrupted', by: this.#aborted });
    return new Promise((resolve) => {
      let stop: (() => void) | undefined;
      let over = false;
      const end = (result: Waited<T>): void => {
        if (over) return;
        over = true;
        this.#interrupt = undefined;
        this.digit = undefined;
        stop?.();
        resolve(result);
        this.#owner.waitingChanged(this);
      };
      this.#breakable = options.breakable ?? true;
      this.idle = options.idle ?? false;
      this.#interrupt = (by) => end({ type: 'interrupted', by });
      this.digit = options.digit && ((pressed) => options.digit!(pressed));
      stop = options.start((value) => end({ type: 'finished', value }));
      // it may have finished while it started
      if (over) stop?.();
      else this.#owner.waitingChanged(this);
    });
  }

  /** A wait of some milliseconds. */
  sleep(milliseconds: number, digit?: (pressed: PressedDigit) => void): Promise<Waited<void>> {
    return this.until<void>({
      start: (finish) => {
        const timer = setTimeout(finish, milliseconds);
        return () => clearTimeout(timer);
      },
      ...(digit ? { digit } : {}),
    });
  }

  /** @returns whether the frame was in a wait that a break ends */
  break(): boolean {
    if (!this.#interrupt || !this.#breakable) return false;
    this.#interrupt('break');
    return true;
  }

  /** Ends the frame: this wait, and every later one at once. */
  abort(by: 'transfer' | 'hangup'): void {
    this.#aborted = by;
    this.#interrupt?.(by);
  }
}
