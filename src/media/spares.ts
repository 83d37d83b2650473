import type { Endpoint } from 'drachtio-fsmrf';

/** Before a media server gives up an endpoint that nobody speaks to (30 minutes), in milliseconds. */
const LIFE_MS = 900_000;
/** After a failure, in milliseconds. */
const RETRY_MS = 500;

/** Endpoints that have made their offer and wait for a leg. */
export class Spares {
  readonly #make: () => Promise<Endpoint>;
  readonly #lifeMs: number;
  readonly #ready = new Map<Endpoint, NodeJS.Timeout>();
  #count = 0;
  #making = 0;
  #retry: NodeJS.Timeout | undefined;

  constructor(make: () => Promise<Endpoint>, lifeMs = LIFE_MS) {
    this.#make = make;
    this.#lifeMs = lifeMs;
  }

  get ready(): number {
    return this.#ready.size;
  }

  keep(count: number): void {
    this.#count = count;
    for (const endpoint of [...this.#ready.keys()].slice(count)) this.#drop(endpoint);
    this.#fill();
  }

  /** The oldest. */
  take(): Endpoint | undefined {
    for (const endpoint of this.#ready.keys()) {
      this.#forget(endpoint);
      this.#fill();
      if (endpoint.connected && endpoint.dialog.connected) return endpoint;
    }
    return undefined;
  }

  close(): void {
    this.keep(0);
    clearTimeout(this.#retry);
  }

  #fill(): void {
    while (this.#ready.size + this.#making < this.#count && this.#retry === undefined) {
      this.#making++;
      void this.#add();
    }
  }

  async #add(): Promise<void> {
    try {
      const endpoint = await this.#make();
      this.#making--;
      const renew = setTimeout(() => {
        this.#drop(endpoint);
        this.#fill();
      }, this.#lifeMs);
      this.#ready.set(endpoint, renew);
      endpoint.once('destroy', () => {
        this.#forget(endpoint);
        this.#fill();
      });
      if (this.#ready.size > this.#count) this.#drop(endpoint);
    } catch {
      // no media server, or a full one: its own state says so
      this.#making--;
      this.#retry ??= setTimeout(() => {
        this.#retry = undefined;
        this.#fill();
      }, RETRY_MS);
    }
  }

  #forget(endpoint: Endpoint): void {
    clearTimeout(this.#ready.get(endpoint));
    this.#ready.delete(endpoint);
  }

  #drop(endpoint: Endpoint): void {
    this.#forget(endpoint);
    // what cannot be ended is gone
    endpoint.destroy().catch(() => undefined);
  }
}
