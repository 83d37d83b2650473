import type { Leg } from './port.ts';

/** Asks again and again whether a dialog stands. */
export class LegWatch {
  readonly #leg: Leg;
  readonly #everyMs: number;
  readonly #gone: () => void;
  #timer: NodeJS.Timeout | undefined;
  #running = false;

  /** @param gone called once, when it stands no more */
  constructor(leg: Leg, everyMs: number, gone: () => void) {
    this.#leg = leg;
    this.#everyMs = everyMs;
    this.#gone = gone;
  }

  /** The first question is asked at once: the peer may have hung up before anybody watched. */
  start(): void {
    if (this.#running) return;
    this.#running = true;
    void this.#ask();
  }

  stop(): void {
    this.#running = false;
    clearTimeout(this.#timer);
  }

  async #ask(): Promise<void> {
    // while the SIP server is away nothing can be said about the leg
    const stands = await this.#leg.probe().catch(() => true);
    if (!this.#running) return;
    if (stands) this.#timer = setTimeout(() => void this.#ask(), this.#everyMs);
    else {
      this.stop();
      this.#gone();
    }
  }
}
