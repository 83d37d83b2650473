/** An agent as the distributor sees one. */
import { Timer } from './calendar.ts';
import type { Caller } from './caller.ts';
import type { ActiveConfiguration } from './configuration.ts';
import type { Ability } from './profile.ts';

export type AgentStatus = 'loggedOut' | 'ready' | 'offered' | 'talking' | 'wrapUp' | 'paused';
/** An agent of the admin's files, without the secret. */
export type ListedAgent = ActiveConfiguration['agents']['agents'][number];
/** What follows the talk or the offer under way, asked for meanwhile. */
export type After = { readonly status: 'paused' | 'loggedOut'; readonly reason?: string };

const WRAP_UP_SECONDS = 10;

export class AgentState {
  readonly account: string;
  /** Unique, in the order in which agents became known. */
  readonly ordinal: number;
  name: string;
  skills: ReadonlyMap<string, number>;
  languages: readonly string[];
  site: string | undefined;
  level: 1 | 2;
  /** Queue → preference; absent: any queue. */
  queues: ReadonlyMap<string, number> | undefined;
  wrapUpMs: number;

  status: AgentStatus = 'ready';
  /** The telephone is registered; without it no offer is made (I5). */
  registered = false;
  /** The telephone could not be reached although it is registered: nothing is offered before it registers again or the
   *  agent says a word. */
  unreachable = false;
  /** No longer in the admin's files: goes when the talk under way is over. */
  removed = false;
  /** Since when the agent has not been on a call or an offer, epoch milliseconds. */
  idleSince: number;
  /** Offers missed one after the other; an answer or a word of the agent starts anew. */
  misses = 0;
  /** Calls taken since the log-in. */
  calls = 0;
  /** Why paused. */
  reason: string | undefined = undefined;
  after: After | undefined = undefined;
  offerId: string | undefined = undefined;
  callId: string | undefined = undefined;
  /** The call in hand, or its wrap-up: of which queue, since when. */
  handling: { readonly queue: string; readonly since: number } | undefined = undefined;
  /** End of the wrap-up, epoch milliseconds. */
  wrapUpUntil: number | undefined = undefined;
  /** Nothing is offered before, epoch milliseconds; 0: since ever. */
  breathUntil = 0;

  // what follows is made from the above, and in no snapshot
  /** The profiles of callers whom the agent could serve. */
  abilities: Ability[] = [];
  /** Their profiles' numbers. */
  able: number[] = [];
  /** Counted as logged in by these profiles. */
  present = false;
  /** Counted as one who goes on taking calls. */
  coming = false;
  /** Could take a call now. */
  idle = false;
  /** Idle, and entered in the heaps of the profiles. */
  seated = false;
  /** Callers who wait for this agent and no other. */
  held: Caller[] = [];
  readonly wrapUpTimer: Timer<AgentState>;
  readonly breathTimer: Timer<AgentState>;

  constructor(listed: ListedAgent, ordinal: number, at: number) {
    this.account = listed.account;
    this.ordinal = ordinal;
    this.idleSince = at;
    this.name = listed.name;
    this.skills = new Map(Object.entries(listed.skills));
    this.languages = listed.languages ?? [];
    this.site = listed.site;
    this.level = listed.level ?? 1;
    this.queues = listed.queues && new Map(Object.entries(listed.queues));
    this.wrapUpMs = (listed.wrapUpSeconds ?? WRAP_UP_SECONDS) * 1_000;
    this.wrapUpTimer = new Timer(this, -1 - ordinal);
    this.breathTimer = new Timer(this, -1 - ordinal);
  }

  get isBusy(): boolean {
    return this.status === 'offered' || this.status === 'talking';
  }

  /** Logged in, with a telephone: counts as one who could serve, now or later. */
  get isPresent(): boolean {
    return this.registered && !this.removed && this.status !== 'loggedOut';
  }

  /** I5. */
  isReady(at: number): boolean {
    return (
      this.status === 'ready' &&
      this.registered &&
      !this.unreachable &&
      !this.removed &&
      this.breathUntil <= at
    );
  }

  /** Will be ready by itself: on a call, in wrap-up, or about to breathe. */
  get isComing(): boolean {
    if (!this.isPresent || this.unreachable || this.after !== undefined) return false;
    return this.status !== 'paused';
  }
}
