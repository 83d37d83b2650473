/** A caller as the distributor sees one. */
import { Timer } from './calendar.ts';
import type { Profile, QueueVersion } from './profile.ts';
import type { Ranked } from './ranking.ts';
import type { QueueState } from './state.ts';
import type { WaitEstimate } from './wait-estimate.ts';

/** Where a caller stands.
 *  - `waiting`: may be offered
 *  - `offered`: an agent's telephone rings
 *  - `away`: on the way to a centre; the place is kept
 *  - `refused`: the queue is closed or full; waits to be sent on
 *  - `callback`: hung up, keeps the place, is to be called back
 *  - `dialled`: is being called back
 *  - `talking`: taken by an agent
 *  - `transferred`: taken by a centre
 *  - `left`: sent on by a rule; keeps the time of arrival for the next queue */
export type Standing =
  | 'waiting'
  | 'offered'
  | 'away'
  | 'refused'
  | 'callback'
  | 'dialled'
  | 'talking'
  | 'transferred'
  | 'left';

export interface KeptCallback {
  readonly number: string;
  /** Calls that rang, or could have. */
  readonly tries: number;
  /** Attempts altogether. */
  readonly attempts: number;
  /** When the first attempt was made: the window for retries begins. Epoch milliseconds; absent before. */
  readonly firstAt?: number;
  /** Not dialled before, epoch milliseconds. */
  readonly notBefore: number;
}

export const NOBODY: readonly string[] = [];
const NO_QUEUES: readonly QueueState[] = [];

export class Caller implements Ranked {
  readonly callId: string;
  /** E.164; empty when withheld or unknown. */
  readonly number: string;
  language: string;
  /** Number of the entry whose configuration the call keeps. */
  configuration: number;
  standing: Standing = 'left';
  priority = 0;
  /** The priority is a supervisor's word, which another queue does not change. */
  prioritised = false;
  /** Raised an emergency: as long as nobody has taken it, comes before all who did not. */
  emergency = false;
  /** When the wait began, in whichever queue; epoch milliseconds. */
  arrivedAt: number;
  /** When the stay in this queue began: relaxation, overflow and announcements count from here. */
  joinedAt: number;
  /** Order of arrival in the centre; kept through all that happens (I3). */
  place: number;
  offers = 0;
  /** Agents whose telephone rang for this caller in vain: others are preferred. */
  missedBy: readonly string[] = NOBODY;
  offer: { readonly offerId: string; readonly agent: string } | undefined = undefined;
  /** Who served this number last. */
  lastAgent: string | undefined = undefined;
  /** Waits for the last agent only. */
  held = false;
  /** Bit n: overflow rule n has sent this caller on; see `hasFired`. */
  fired = 0;
  /** When a rule last sent this caller on, epoch milliseconds; 0: none has, or what it led to is over. */
  sentAt = 0;
  /** Of the next announcement, epoch milliseconds; 0: none. */
  announceAt = 0;
  /** Agents who talk to this caller. */
  talkers: readonly string[] = NOBODY;
  callback: KeptCallback | undefined = undefined;
  /** What was expected of the wait when it began. */
  told: WaitEstimate | undefined = undefined;

  // what follows is made from the above or is over with the entry, and in no snapshot
  /** The entry in which the last stay began, and the queues that the caller has left in it: rules may lead in a circle. */
  enteredIn = 0;
  visited: readonly QueueState[] = NO_QUEUES;
  version: QueueVersion;
  profile: Profile;
  /** Order among callers under the same rules: higher is served first. */
  key = 0;
  /** The next thing that changes the caller without a word of the distributor. */
  readonly silent: Timer<Caller>;
  /** The next thing that the distributor has to say about the caller; absent while there never was one. */
  loud: Timer<Caller> | undefined = undefined;

  constructor(callId: string, number: string, place: number, at: number, profile: Profile) {
    this.callId = callId;
    this.number = number;
    this.place = place;
    this.arrivedAt = at;
    this.joinedAt = at;
    this.language = profile.language;
    this.configuration = 0;
    this.profile = profile;
    this.version = profile.version;
    this.silent = new Timer(this as Caller, place);
  }

  /** Has a place in the order of the queue. */
  get isRanked(): boolean {
    return isRanked(this.standing);
  }
}

export function isRanked(standing: Standing): boolean {
  return (
    standing === 'waiting' || standing === 'offered' || standing === 'callback' || standing === 'dialled'
  );
}

/** Holds one of the places of the queue's capacity: on the line, and not yet taken. */
export function isCounted(standing: Standing): boolean {
  return standing === 'waiting' || standing === 'offered' || standing === 'away';
}
