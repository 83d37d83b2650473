/** What one agent does: turns ready, talks, hangs up, talks to the next caller, and is paused again. */
import type { AgentCall } from '../load/agents.ts';
import type { Call } from '../load/callers.ts';
import { monotonic, pause, within } from '../load/clock.ts';
import type { Load } from '../load/load.ts';
import type { Supervisor } from '../load/supervisor.ts';

const TALK_MS = 1_200;
const LAST_TALK_MS = 600;
const OFFER_MS = 10_000;
const TONE_MS = 3_000;

export interface Found {
  readonly readyToInviteMs: number[];
  /** Until the API has answered: the line had decided by then. */
  readonly readyToReplyMs: number[];
  readonly byeToInviteMs: number[];
  /** The agent's 200 → the caller hears the agent. */
  readonly answerToAudioMs: number[];
  audioChecked: number;
  audioFailed: number;
  /** INVITEs whose SDP names a port that nobody has. */
  deadEndpoints: number;
  /** Offers that nobody was ready for (I5). */
  unasked: number;
  readonly failures: string[];
}

export class AgentCycles {
  readonly #load: Load;
  readonly #supervisor: Supervisor;
  readonly #expected = new Map<string, (call: AgentCall) => void>();
  #found: Found = nothingFound();

  constructor(load: Load, supervisor: Supervisor) {
    this.#load = load;
    this.#supervisor = supervisor;
    load.agents.onOffer((call) => this.#offered(call));
  }

  /** What was found since it was asked last. */
  take(): Found {
    const found = this.#found;
    this.#found = nothingFound();
    return found;
  }

  async run(account: string): Promise<void> {
    try {
      await this.#cycle(account);
    } catch (error) {
      this.#found.failures.push((error as Error).message);
    }
  }

  async #cycle(account: string): Promise<void> {
    const path = `/api/agents/${account}`;
    const found = this.#found;
    const offer = this.#offer(account);
    const readyAt = monotonic();
    const replied = this.#supervisor.does(`${path}/ready`);
    const first = await offer;
    found.readyToInviteMs.push(first.invitedAt - readyAt);
    found.readyToReplyMs.push((await replied) - readyAt);
    const checked = this.#check(first, found);
    await pause(TALK_MS);
    await checked;
    const next = this.#offer(account);
    const byeAt = monotonic();
    const ended = first.hangUp();
    const second = await next;
    found.byeToInviteMs.push(second.invitedAt - byeAt);
    await ended;
    await this.#supervisor.does(`${path}/pause`, { reason: 'bench' });
    await pause(LAST_TALK_MS);
    await second.hangUp();
  }

  async #offer(account: string): Promise<AgentCall> {
    const offered = Promise.withResolvers<AgentCall>();
    this.#expected.set(account, offered.resolve);
    const call = await within(offered.promise, OFFER_MS);
    if (!call) throw new Error('no offer');
    return call;
  }

  #offered(call: AgentCall): void {
    const take = this.#expected.get(call.account);
    this.#expected.delete(call.account);
    if (!take) this.#found.unasked += 1;
    this.#load.answer(call);
    take?.(call);
  }

  async #check(call: AgentCall, found: Found): Promise<void> {
    const { rtp, callers } = this.#load;
    const caller = callers.standing.get(call.callerId);
    if (!caller) throw new Error('an offer of a caller who is not there');
    const [dead, heard] = await Promise.all([
      rtp.unbound([call.remote.port]),
      caller.options.sending === 'full' ? this.#tones(call, caller) : undefined,
    ]);
    found.deadEndpoints += dead.length;
    if (caller.options.sending !== 'full') return;
    found.audioChecked += 1;
    // before the answer the caller heard music, after it the agent and nothing else; and the agent the caller
    if (heard !== undefined && caller.heardAt !== undefined)
      found.answerToAudioMs.push(heard - call.answeredAt!);
    else found.audioFailed += 1;
  }

  /** @returns when the caller first heard the agent; undefined when one of them did not hear the other */
  async #tones(call: AgentCall, caller: Call): Promise<number | undefined> {
    const { rtp } = this.#load;
    const both = Promise.all([rtp.tone(caller.slot, call.hz), rtp.tone(call.slot, caller.hz)]);
    return (await within(both, TONE_MS))?.[0];
  }
}

function nothingFound(): Found {
  return {
    readyToInviteMs: [],
    readyToReplyMs: [],
    byeToInviteMs: [],
    answerToAudioMs: [],
    audioChecked: 0,
    audioFailed: 0,
    deadEndpoints: 0,
    unasked: 0,
    failures: [],
  };
}
