/** Sets the scene: so many talk, so many wait, so many telephones ring. */
import type { AgentCall } from '../load/agents.ts';
import type { Call } from '../load/callers.ts';
import { monotonic, paced, pause, within } from '../load/clock.ts';
import { Supervisor } from '../load/supervisor.ts';
import type { Bench } from '../parts/part.ts';
import { CRASH_LINE } from './crash-plan.ts';
import type { Desk, Talk } from './desk.ts';

export interface Size {
  readonly talking: number;
  readonly waiting: number;
  /** Telephones that ring when the application dies. */
  readonly ringing: number;
}

const PATIENCE_MS = 3_600_000;
const PER_SECOND = 20;
const SET_UP_MS = 30_000;
/** The telephones have rung for so long when the scene is set. */
const RING_MS = 1_000;

export class Scene {
  readonly #bench: Bench;
  readonly #desk: Desk;
  readonly #size: Size;

  constructor(bench: Bench, desk: Desk, size: Size) {
    this.#bench = bench;
    this.#desk = desk;
    this.#size = size;
  }

  async talks(): Promise<Talk[]> {
    const { load, files } = this.#bench;
    const { talking } = this.#size;
    await load.agents.register(files.accounts.slice(0, talking));
    const talks: Promise<Talk | undefined>[] = [];
    this.#desk.on((offer) => talks.push(this.#desk.talk(offer)));
    await this.#calls(talking);
    await this.#until('talks', () => talks.length >= talking);
    const stand = (await Promise.all(talks)).filter((talk) => talk !== undefined);
    if (stand.length < talking)
      throw new Error(`${talking} should talk, and ${stand.length} do: ${this.#desk.silent.join('; ')}`);
    return stand;
  }

  async waiting(): Promise<Call[]> {
    const { line, files } = this.#bench;
    const calls = await this.#calls(this.#size.waiting);
    const supervisor = await Supervisor.open(line.http, files.data);
    try {
      await this.#until('waiting callers', async () => {
        const queues = await supervisor.sees<{ waiting: number }[]>('/api/queues');
        return queues.reduce((sum, queue) => sum + queue.waiting, 0) >= calls.length;
      });
    } finally {
      supervisor.close();
    }
    return calls;
  }

  async ringing(): Promise<AgentCall[]> {
    const { load, files } = this.#bench;
    const before = this.#desk.offers.length;
    this.#desk.on((offer) => offer.ring());
    const accounts = files.accounts.slice(this.#size.talking);
    await load.agents.register(accounts);
    await this.#until('ringing telephones', () => this.#desk.offers.length >= before + accounts.length);
    await pause(RING_MS);
    return this.#desk.offers.slice(before);
  }

  async #calls(count: number): Promise<Call[]> {
    const calls: Call[] = [];
    await paced(count, PER_SECOND, () =>
      calls.push(
        this.#bench.load.callers.call({ line: CRASH_LINE, sending: 'full', patienceMs: PATIENCE_MS }),
      ),
    );
    const heard = await within(Promise.all(calls.map((call) => call.heard.promise)), SET_UP_MS);
    if (!heard?.every(Boolean)) throw new Error('a caller hears nothing');
    return calls;
  }

  async #until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
    for (const until = monotonic() + SET_UP_MS; !(await isSo()); await pause(50)) {
      if (monotonic() > until) throw new Error(`${what}: not within ${SET_UP_MS} ms`);
    }
  }
}
