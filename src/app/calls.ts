/** The calls of a node: what each holds, and when all of it has been given back. */
import type { Load } from '../routing/admission.ts';
import type { Session } from './session.ts';

export class Calls {
  readonly #sessions = new Map<string, Session>();
  readonly #ending = new Set<Promise<unknown>>();
  readonly #fault: (error: unknown) => void;
  #draining = false;
  #drained: (() => void) | undefined;

  constructor(fault: (error: unknown) => void) {
    this.#fault = fault;
  }

  get all(): ReadonlyMap<string, Session> {
    return this.#sessions;
  }

  get draining(): boolean {
    return this.#draining;
  }

  /** Calls in which somebody is on the telephone, or is being called: one that waits to be called back is not lost when the
   *  line closes, for it stands in the journal. */
  get live(): readonly Session[] {
    return [...this.#sessions.values()].filter(({ legs }) => legs > 0);
  }

  add(session: Session): void {
    this.#sessions.set(session.callId, session);
  }

  ended(callId: string): void {
    const session = this.#sessions.get(callId);
    this.#sessions.delete(callId);
    if (session) this.giveBack(session.over);
  }

  /** Something of a call is on its way to its end. */
  giveBack(over: Promise<unknown>): void {
    this.#ending.add(over);
    const done = () => {
      this.#ending.delete(over);
      this.check();
    };
    over.then(done, (error) => {
      this.#fault(error);
      done();
    });
  }

  /** Resolves when nobody is on the telephone any more. */
  drain(): Promise<void> {
    this.#draining = true;
    return new Promise((resolve) => {
      this.#drained = resolve;
      this.check();
    });
  }

  /** A call may have let go of its last leg. */
  check(): void {
    if (this.#draining && this.#ending.size === 0 && this.live.length === 0) this.#drained?.();
  }

  /** Resolves when all that these calls held is given back. */
  async over(sessions: readonly Session[]): Promise<void> {
    await Promise.allSettled([...sessions.map(({ over }) => over), ...this.#ending]);
  }

  load(): Load {
    const legs = (which: (session: Session) => boolean) =>
      [...this.#sessions.values()].filter(which).reduce((sum, session) => sum + session.legs, 0);
    return {
      legsOnLine: (line) => legs((session) => session.line === line),
      legsOnTrunk: (trunk) => legs((session) => session.trunk === trunk),
      draining: this.#draining,
    };
  }
}
