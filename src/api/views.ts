/** What the API tells of what is live: also the contract of its clients. Times are epoch milliseconds. */

/** A range of the expected wait: 10th to 90th percentile. */
export interface Expected {
  readonly lowMs: number;
  readonly highMs: number;
}

/** Where a call stands:
 *  - `menu`: listens to the line, or presses keys
 *  - `queued`: waits; `offered`: an agent's telephone rings for it
 *  - `away`: a centre is asked to take it; the place is kept meanwhile
 *  - `talking`: with an agent or a centre; `consult`: hears music while the agent speaks with the centre;
 *    `conference`: caller, agent and centre hear each other
 *  - `callback`: nobody is on the telephone; the place is kept, and the line dials */
export type CallerPhase =
  | 'menu'
  | 'queued'
  | 'offered'
  | 'away'
  | 'talking'
  | 'consult'
  | 'conference'
  | 'callback';

export interface CallerView {
  readonly callId: string;
  readonly line: string;
  /** The caller's, in E.164; '' when withheld or unknown. */
  readonly number: string;
  /** '' before one is chosen. */
  readonly queue: string;
  readonly phase: CallerPhase;
  /** Order of arrival in the centre, kept to the end. */
  readonly place: number;
  /** 1: next. 0: does not wait. */
  readonly position: number;
  /** Points ahead of others, 0 to 100. */
  readonly priority: number;
  readonly waitedMs: number;
  /** Raised an emergency: comes before everybody else. */
  readonly emergency?: boolean;
  readonly agent?: string;
  readonly centre?: string;
  readonly expected?: Expected;
}

export type AgentStatus = 'loggedOut' | 'ready' | 'offered' | 'ringing' | 'talking' | 'wrapUp' | 'paused';

export interface AgentView {
  readonly account: string;
  readonly name: string;
  readonly status: AgentStatus;
  /** Why paused. */
  readonly reason?: string;
  /** The agent's telephone is registered. */
  readonly registered: boolean;
  /** Skill → level 1 to 5. */
  readonly skills: { readonly [skill: string]: number };
  readonly languages: readonly string[];
  readonly site?: string;
  readonly level: number;
  readonly callId?: string;
  /** How long the status has lasted. */
  readonly sinceMs: number;
  /** Offers missed one after the other. */
  readonly misses: number;
  /** Calls taken. */
  readonly calls: number;
  /** End of the wrap-up. */
  readonly wrapUpUntil?: number;
}

/** What an author closed, beside the hours. */
export interface Closure {
  /** A prompt; '': the line's own. */
  readonly message: string;
  readonly by?: string;
}

export interface QueueView {
  readonly line: string;
  readonly queue: string;
  readonly name: string;
  readonly waiting: number;
  /** How long the first has waited; 0 when nobody does. */
  readonly oldestMs: number;
  /** Agents who are logged in and meet the needs. */
  readonly agentsAble: number;
  /** Of these, how many can be offered a call now. */
  readonly agentsReady: number;
  readonly closed?: Closure;
  /** Callers who keep a place without holding. */
  readonly callbacks: number;
}

export interface CentreView {
  readonly name: string;
  readonly title: string;
  /** Answers OPTIONS. */
  readonly up: boolean;
  /** Calls there now. */
  readonly load: number;
  /** Calls that it takes at once; absent: not limited. */
  readonly channels?: number;
  /** Within its hours. */
  readonly open: boolean;
}

export interface LiveLineView {
  readonly line: string;
  readonly name: string;
  readonly calls: number;
  readonly waiting: number;
  readonly closed?: Closure;
  /** Name of the crisis mode that is on. */
  readonly crisis?: string;
  /** Within its hours, and not closed. */
  readonly open: boolean;
  /** Names of the prepared crisis modes. */
  readonly crises: readonly string[];
  readonly queues: readonly string[];
  /** Centre to which callers in danger leave; absent: the line names none. */
  readonly emergency?: string;
}
