/** The applications that run on a channel, each on top of the one that it interrupts, and those that wait to run. */

import { Frame, type FrameOwner } from './frame.ts';

/** One application of a dialplan, with its argument. */
export interface Step {
  application: string;
  data: string;
}

interface Waiting {
  step: Step;
  uuid: string;
  locked: boolean;
  done: () => void;
}

/** What the stack asks of its channel. */
export interface StackHost {
  readonly ended: boolean;
  /** Starts the application of a frame that lies on the stack now.
   *  @returns its response; a promise when it is not over at once; 'unknown' when there is none of that name */
  start(frame: Frame): { response: string | undefined | Promise<string | undefined> } | 'unknown';
  finished(frame: Frame, response: string | undefined): void;
  /** the innermost application waits now: for keys and for other applications */
  waits(frame: Frame): void;
  failed(frame: Frame, error: unknown): void;
}

export class FrameStack implements FrameOwner {
  readonly #host: StackHost;
  readonly #frames: Frame[] = [];
  /** came while the innermost application could not be interrupted by another */
  readonly #waiting: Waiting[] = [];
  #changed: (() => void)[] = [];
  #breakPending = false;

  constructor(host: StackHost) {
    this.#host = host;
  }

  /** The innermost. */
  get top(): Frame | undefined {
    return this.#frames[this.#frames.length - 1];
  }

  /** Resolves when the application is over. */
  execute(step: Step, uuid: string, locked: boolean): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push({ step, uuid, locked, done: resolve });
      this.startWaiting();
    });
  }

  startWaiting(): void {
    while (this.#waiting.length > 0) {
      if (this.#host.ended) {
        this.#forget();
        return;
      }
      const { top } = this;
      if (top && (!top.waiting || top.locked)) return;
      this.#start(this.#waiting.shift()!);
    }
  }

  /** Ends the innermost play, sleep or recording; or the next play of this application.
   *  @param all what waits to run is forgotten too; a list goes on with its next member either way */
  break(all: boolean): void {
    if (all) this.#forget();
    if (!this.top?.break()) this.#breakPending = true;
  }

  /** Ends all of them, innermost first; their sound stops at once. Resolves when each is over. */
  async abort(by: 'transfer' | 'hangup'): Promise<void> {
    const ending = [...this.#frames];
    for (const frame of [...ending].reverse()) frame.abort(by);
    while (ending.some((frame) => this.#frames.includes(frame))) await this.#change();
  }

  waitingChanged(frame: Frame): void {
    if (!frame.waiting || frame !== this.top) return;
    if (this.#breakPending && frame.break()) {
      this.#breakPending = false;
      return;
    }
    this.#host.waits(frame);
    this.startWaiting();
  }

  #start({ step, uuid, locked, done }: Waiting): void {
    this.#breakPending = false;
    const frame = new Frame(this, step.application, step.data, uuid, locked);
    this.#frames.push(frame);
    const started = this.#host.start(frame);
    if (started === 'unknown') {
      this.#remove(frame);
      done();
      return;
    }
    const { response } = started;
    // what is over at once is over before the next message is looked at
    if (!(response instanceof Promise)) {
      this.#finish(frame, response);
      done();
      return;
    }
    this.#await(frame, response).then(done, (error: unknown) => this.#host.failed(frame, error));
  }

  async #await(frame: Frame, response: Promise<string | undefined>): Promise<void> {
    let answer: string | undefined;
    try {
      answer = await response;
    } catch (error) {
      this.#host.failed(frame, error);
    }
    // what runs on top ends first
    while (this.top !== frame) await this.#change();
    this.#finish(frame, answer);
  }

  #finish(frame: Frame, response: string | undefined): void {
    this.#remove(frame);
    this.#host.finished(frame, response);
    for (const resolve of this.#changed.splice(0)) resolve();
    this.startWaiting();
  }

  #remove(frame: Frame): void {
    const index = this.#frames.indexOf(frame);
    if (index >= 0) this.#frames.splice(index, 1);
  }

  #forget(): void {
    for (const { done } of this.#waiting.splice(0)) done();
  }

  #change(): Promise<void> {
    return new Promise((resolve) => {
      this.#changed.push(resolve);
    });
  }
}
