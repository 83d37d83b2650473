/** What an announcement and an observation cost, and how large the model is in a snapshot. */

import {
  estimateWait,
  newWaitModel,
  observeHandled,
  observeJoin,
  observeWait,
  type WaitEvidence,
} from '../../../src/acd/wait-estimate.ts';
import { Random } from './random.ts';

const CALLERS = 100_000;
const AGENTS = 40;

/** Microseconds of processor time, the mean; bytes of JSON. */
export interface WaitCost {
  readonly estimateUs: number;
  readonly observeUs: number;
  readonly modelBytes: number;
}

export function waitCost(): WaitCost {
  const model = newWaitModel();
  const random = new Random(1);
  const callers = Array.from({ length: CALLERS }, (_, index) => caller(random, index * 8_000));
  const told = callers.map(({ evidence }) => estimateWait(model, evidence));
  const observing = processorUs(() => {
    for (const [index, { evidence, waitMs, left }] of callers.entries()) {
      observeJoin(model, evidence);
      const end = left ? 'left' : 'answered';
      observeWait(model, { at: evidence.at + waitMs, waitMs, end, agents: AGENTS, told: told[index]! });
      observeHandled(model, 300_000);
    }
  });
  const estimating = processorUs(() => {
    for (const { evidence } of callers) estimateWait(model, evidence);
  });
  return {
    estimateUs: Number((estimating / CALLERS).toFixed(2)),
    // three for each caller
    observeUs: Number((observing / CALLERS / 3).toFixed(2)),
    modelBytes: JSON.stringify(model).length,
  };
}

function caller(random: Random, at: number): { evidence: WaitEvidence; waitMs: number; left: boolean } {
  const ahead = Math.floor(random.uniform() * 30);
  const rivals = random.uniform() * 40;
  const waitMs = random.logNormal((ahead + rivals + 1) * 7_500, 0.3);
  return { evidence: { at, ahead, rivals, agents: AGENTS, ready: 0 }, waitMs, left: random.uniform() < 0.2 };
}

/** The processor's time, not the clock's: other work on the machine does not count. */
function processorUs(act: () => void): number {
  const before = process.cpuUsage();
  act();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}
