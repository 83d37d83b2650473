/** `calls`: latency, prompts, bridged calls, set-ups, memory (charter §9). */
import { bridged } from './parts/bridged.ts';
import { latency } from './parts/latency.ts';
import { memory } from './parts/memory.ts';
import type { Figures, Part, PartOptions } from './parts/part.ts';
import { prompts } from './parts/prompts.ts';
import { setups } from './parts/setups.ts';

export const PARTS: Readonly<Record<string, Part>> = { latency, setups, prompts, bridged, memory };

/** Runs the parts on each kind of servers in turn, part by part, so that both meet the same state of the machine. */
export async function calls(
  kinds: readonly PartOptions['servers'][],
  parts: readonly string[],
  options: Omit<PartOptions, 'servers'>,
): Promise<Record<string, Figures>> {
  const figures: Record<string, Record<string, unknown>> = {};
  for (const name of parts) {
    for (const servers of kinds) {
      const progress = (text: string): void => options.progress(`[${servers}] ${text}`);
      const found = await PARTS[name]!({ ...options, servers, progress });
      figures[servers] = { ...figures[servers], ...found };
    }
  }
  return figures;
}
