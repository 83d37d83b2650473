/** The life of one call, as a value. `evolve` makes it from the call's events; `decide` says what to do next. It is plain
 *  JSON, and holds what another process needs to take the call up. */
import type {
  CallArrived,
  EscalationRequested,
  TargetChosen,
  TransferRequested,
  WaitAnnounced,
} from '../events/line.generated.ts';

/** Where in its life a call is.
 *  - `connecting`: no audio yet
 *  - `step`: a step says something and goes on
 *  - `menu`: a menu is said, a key is awaited
 *  - `target`: what precedes a transfer or the end is being said
 *  - `queued`: waits for an agent
 *  - `transferring`: a centre is called; the place in a queue, where there was one, is kept
 *  - `failed`: the fallback of a failed transfer is being said
 *  - `talking`: with an agent or a centre
 *  - `consulting`: hears music while the agent speaks with the centre
 *  - `conference`: with the agent and the centre
 *  - `callback`: the place is kept, and the caller will be called back
 *  - `dialling`: is being called back, or asked whether to go on
 *  - `ended` */
export type Phase =
  | 'connecting'
  | 'step'
  | 'menu'
  | 'target'
  | 'queued'
  | 'transferring'
  | 'failed'
  | 'talking'
  | 'consulting'
  | 'conference'
  | 'callback'
  | 'dialling'
  | 'ended';

/** What led to where the call goes: a step, its menu or the hours; the menu of a queue (`step` is then `queue:<name>`); or
 *  a rule of it (`key` is its index, or `maxWait`). */
export type Choice = Pick<TargetChosen, 'step' | 'key'> & { readonly via: TargetChosen['via'] | 'overflow' };

/** What the line itself asks about callbacks, whatever the call is doing besides. In the journal it is a step:
 *  `callback:<name>`. */
export interface Question {
  readonly name: 'offer' | 'confirm' | 'number' | 'greeting';
  /** 1 for the first time. */
  readonly attempt: number;
}

/** Another leg of the call: an agent's, a centre's, or that of a caller who is called back. */
export interface LegState {
  readonly party: string;
  readonly transaction: string;
  readonly media: string;
  /** Once answered. */
  readonly handle?: string;
}

export interface CallState {
  readonly arrived: CallArrived;
  readonly phase: Phase;
  /** The 200 was sent, or decided. */
  readonly answered: boolean;
  /** The caller hears the line. */
  readonly heard: boolean;
  /** When the media server was lost that held the caller's audio, epoch milliseconds; absent while there is one. */
  readonly lostAt?: number;
  readonly step: string;
  readonly language: string;
  /** Steps and queues entered at one instant, without a word from the world. */
  readonly turns: { readonly at: number; readonly count: number };
  /** How often the menu of this step has been said, 1 for the first time. */
  readonly attempt: number;
  /** What led out of the step, or of the queue; absent while in a step. */
  readonly choice?: Choice;
  /** Number of the last `SayStarted`; an older one's end is stale. */
  readonly sayId: number;
  /** The last say is still under way. */
  readonly saying: boolean;
  /** The caller is being told that the call is answered now. */
  readonly announcing: boolean;
  readonly queue?: string;
  /** In a queue: what precedes the transfer that was chosen is being said, or the answer that it needs is awaited. */
  readonly leaving: boolean;
  /** A rule of the queue has sent the caller on while a question is open: it holds when that is answered. */
  readonly sentOn: boolean;
  /** The last word about the wait, while it is not said yet. */
  readonly untold?: WaitAnnounced;
  /** The expected wait as it was last estimated, milliseconds. */
  readonly wait?: { readonly lowMs: number; readonly highMs: number };
  /** The caller knows that the line closes first. */
  readonly warned: boolean;
  /** The queue does not take the caller, who has to go elsewhere. */
  readonly refused?: 'full' | 'closed';
  /** Under way to the caller: only this one can be accepted (I1). */
  readonly offer?: { readonly agent: string; readonly offerId: string };
  readonly question?: Question;
  /** A callback is asked for; the distributor has yet to say whether it is noted. */
  readonly asked: boolean;
  /** The keys of the number to be called back at, as far as they are pressed. */
  readonly keyed: string;
  readonly callback?: {
    /** E.164. */
    readonly number: string;
    /** The caller's leg is gone. */
    readonly released: boolean;
    readonly accepted: boolean;
    /** The wait that remained has been told. */
    readonly told: boolean;
  };
  /** With whom the caller talks: `agent:<account>` or `centre:<name>`. */
  readonly party?: string;
  /** Caller and party have heard each other. */
  readonly bridged: boolean;
  /** The centre that is called, or was. */
  readonly centre?: string;
  /** How the call leaves for it. */
  readonly how?: TransferRequested['how'];
  /** The transfer under way is an emergency's. */
  readonly urgent: boolean;
  /** The destination of the emergency that was raised, for good: the call is served like any, even one beyond the
   *  capacity. */
  readonly emergency?: string;
  /** The agent's, until the call is with another; `agent` while a warm one holds the agent's leg. */
  readonly escalation?: { readonly how: EscalationRequested['how']; readonly agent?: string };
  /** JSON: what another process needs to take up the caller's endpoint. */
  readonly media?: string;
  /** JSON: what another process needs to take up the caller's dialog. */
  readonly leg?: string;
  readonly legs: { readonly [leg: string]: LegState };
  /** Timer → when it is due, epoch milliseconds. */
  readonly timers: { readonly [timer: string]: number };
}

/** The wait costs the caller nothing yet (I9). */
export function isEarly(state: CallState): boolean {
  return !state.answered && state.arrived.earlyMediaSeconds !== undefined;
}

/** Keys that the caller presses reach the line. */
export function hearsKeys({ answered, arrived }: CallState): boolean {
  return answered || arrived.earlyKeys;
}

/** The call only hears that the line is full; one in an emergency, or called back, is served like any. */
export function isBeyondCapacity({ arrived, emergency, callback }: CallState): boolean {
  return arrived.full && emergency === undefined && callback?.accepted !== true;
}
