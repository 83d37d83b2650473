/** What is scored: a way of telling callers of one topic how long they will wait. */
import type { WaitEvidence, WaitRange } from '../../../src/acd/wait-estimate.ts';

/** What the estimate is told, and what only the simpler ways ask for. */
export interface LineEvidence extends WaitEvidence {
  /** How long the longest-waiting caller of the topic has waited; 0: nobody. */
  readonly headWaitMs: number;
  /** How long this caller has waited; 0 at entry. */
  readonly waitedMs: number;
}

export interface Method {
  /** Tells a caller who joins. */
  tell(evidence: LineEvidence): WaitRange;
  /** Tells one who waits, of the wait that remains. */
  again(evidence: LineEvidence): WaitRange;
  /** A caller reached an agent; `told` at entry. */
  answered(at: number, waitMs: number, told: WaitRange, agents: number): void;
  /** A caller gave up. */
  left(at: number, waitMs: number, told: WaitRange, agents: number): void;
  /** A call has left its agent. */
  handled(handleMs: number): void;
}
