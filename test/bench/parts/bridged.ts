/** How many callers can talk with agents at once: two legs each, sound both ways, each hearing the other. */
import { QUEUE_LINE } from '../line/bench-files.ts';
import { climb } from './hearing-steps.ts';
import { type Figures, type PartOptions, withLine } from './part.ts';

const STEPS = [50, 100, 150, 200, 250, 300, 350, 400];
const QUICK_STEPS = [20, 40];

export function bridged(options: PartOptions): Promise<Figures> {
  const wanted = options.steps ?? (options.quick ? QUICK_STEPS : STEPS);
  return withLine(options, Math.max(...wanted), async (bench) => {
    const { accounts } = bench.files;
    options.progress(`bridged: registering ${accounts.length} agents`);
    await bench.load.agents.register(accounts);
    const { highest, steps } = await climb(bench, options, {
      name: 'bridged',
      steps: wanted,
      call: { line: QUEUE_LINE, sending: 'full' },
      rampPerSecond: 20,
      windowMs: options.quick ? 3_000 : 6_000,
      streamsPerCall: 2,
      needsTones: true,
    });
    return { bridgedCalls: highest, bridgedSteps: steps };
  });
}
