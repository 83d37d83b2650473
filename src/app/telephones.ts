/** Telephones from which a leg has not quite gone: the next INVITE waits for its end, or a telephone would be busy with a
 *  call that is over (I1). */

/** A telephone that answers nothing keeps its next call waiting no longer than this, in milliseconds. */
const PATIENCE_MS = 2_000;

export class Telephones {
  readonly #leaving = new Map<string, Promise<unknown>>();

  /** @param party `agent:<account>`
   *  @param gone settles when the leg has ended on the telephone too */
  leaving(party: string, gone: Promise<unknown>): void {
    const before = this.#leaving.get(party);
    const all = Promise.allSettled([before, gone]);
    this.#leaving.set(party, all);
    void all.then(() => {
      if (this.#leaving.get(party) === all) this.#leaving.delete(party);
    });
  }

  /** Resolves when the telephone is free of former legs; undefined where it is so now. */
  free(party: string): Promise<unknown> | undefined {
    const leaving = this.#leaving.get(party);
    if (!leaving) return undefined;
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, PATIENCE_MS);
    return Promise.race([leaving, promise]).finally(() => clearTimeout(timer));
  }
}
