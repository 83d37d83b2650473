/** The life of one call, as a value. `evolve` makes it from the call's events; `decide` says what to do next. */
import type { CallArrived, TargetChosen } from '../events/line.generated.ts';

/** Where in its life a call is.
 *  - `connecting`: no audio yet
 *  - `step`: a step says something and goes on
 *  - `menu`: a menu is said, a key is awaited
 *  - `target`: what precedes a transfer or the end is being said
 *  - `queued`: waits for an agent
 *  - `transferring`: a centre is called
 *  - `failed`: the fallback of a failed transfer is being said
 *  - `talking`: with an agent or a centre
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
  | 'ended';

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
  /** How often the menu of this step has been said, 1 for the first time. */
  readonly attempt: number;
  /** What led out of the step; absent while in it. */
  readonly choice?: TargetChosen;
  /** Number of the last `SayStarted`; an older one's end is stale. */
  readonly sayId: number;
  /** The last say is still under way. */
  readonly saying: boolean;
  /** The caller is being told that the call is answered now. */
  readonly announcing: boolean;
  readonly queue?: string;
  /** With whom the caller talks: `agent:<account>` or `centre:<name>`. */
  readonly party?: string;
  readonly centre?: string;
}

export function isEarly(state: CallState): boolean {
  return !state.answered && state.arrived.earlyMediaSeconds !== undefined;
}
