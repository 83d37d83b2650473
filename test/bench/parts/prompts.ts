/** How many calls can hear a prompt at once, each packet in time. */
import { PROMPT_LINE } from '../line/bench-files.ts';
import { climb } from './hearing-steps.ts';
import { type Figures, type PartOptions, withLine } from './part.ts';

const STEPS = [100, 200, 300, 400, 500, 600, 700, 800, 900, 1_000, 1_200, 1_400];
const QUICK_STEPS = [50, 100];
const AGENTS = 4;

/** The callers are silent but there (a packet a second), as sipp's are in the figures of others. */
export function prompts(options: PartOptions): Promise<Figures> {
  return withLine(options, AGENTS, async (bench) => {
    const { highest, steps } = await climb(bench, options, {
      name: 'prompts',
      steps: options.steps ?? (options.quick ? QUICK_STEPS : STEPS),
      call: { line: PROMPT_LINE, sending: 'sparse' },
      rampPerSecond: 40,
      windowMs: options.quick ? 3_000 : 6_000,
      streamsPerCall: 1,
      needsTones: false,
    });
    return { concurrentPrompts: highest, promptSteps: steps };
  });
}
