/** The distributor's own estimate, as a method to score. */
import {
  estimateWait,
  newWaitModel,
  observeHandled,
  observeJoin,
  observeWait,
  type WaitEstimate,
  type WaitModel,
  type WaitRange,
} from '../../../src/acd/wait-estimate.ts';
import type { LineEvidence, Method } from './method.ts';

export class ShortlineMethod implements Method {
  readonly #model: WaitModel = newWaitModel();

  tell(evidence: LineEvidence): WaitEstimate {
    const told = estimateWait(this.#model, evidence);
    observeJoin(this.#model, evidence);
    return told;
  }

  again(evidence: LineEvidence): WaitRange {
    return estimateWait(this.#model, evidence);
  }

  answered(at: number, waitMs: number, told: WaitRange, agents: number): void {
    observeWait(this.#model, { at, waitMs, end: 'answered', agents, told: told as WaitEstimate });
  }

  left(at: number, waitMs: number, told: WaitRange, agents: number): void {
    observeWait(this.#model, { at, waitMs, end: 'left', agents, told: told as WaitEstimate });
  }

  handled(handleMs: number): void {
    observeHandled(this.#model, handleMs);
  }
}
