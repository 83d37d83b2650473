/** The line of the benchmark `crash`: one queue, so that the order of its callers is plain. */
import type { FilesPlan } from '../line/bench-files.ts';

export const CRASH_LINE = '7021';
export const MODES = ['at-once', 'free-wait'] as const;

export type Mode = (typeof MODES)[number];

export function crashPlan(answer: Mode): FilesPlan {
  return {
    answer,
    lines: { [CRASH_LINE]: { queue: 'general', needs: { general: 1 }, ring: '60s' } },
    skills: () => ({ general: 3 }),
  };
}
