/** `crash`: the application is killed, with many talking and many waiting, and at random moments of a busy line, in both
 *  answer modes (charter §9). */
import { Random } from '../days/random.ts';
import { percentileOf } from '../load/histogram.ts';
import type { Figures, PartOptions } from '../parts/part.ts';
import { busy } from './busy.ts';
import type { Counted } from './counted.ts';
import { MODES } from './crash-plan.ts';
import { standing } from './standing.ts';

const QUICK_MOMENTS = 2;

export interface CrashOptions extends PartOptions {
  /** How often a busy line's application is killed, half of them in each mode. */
  readonly moments: number;
}

export async function crash(options: CrashOptions): Promise<Figures> {
  const seed = Math.floor(Math.random() * 2 ** 31);
  const moments = options.quick ? Math.min(options.moments, QUICK_MOMENTS) : options.moments;
  options.progress(`crash: seed ${seed}`);
  const random = new Random(seed);
  const modes: Record<string, Figures> = {};
  const all: Counted[] = [];
  for (const [index, mode] of MODES.entries()) {
    const stood = await standing(options, mode);
    all.push(stood);
    const share = Math.floor((moments + (MODES.length - 1 - index)) / MODES.length);
    const moved = share === 0 ? undefined : await busy(options, mode, share, random);
    if (moved) all.push(moved);
    modes[mode] = { standing: stood, ...(moved ? { busy: moved } : {}) };
  }
  const backs = all.flatMap(({ backs }) => backs);
  const known = backs.filter((back) => back !== undefined);
  const sum = (of: (counted: Counted) => number) => all.reduce((total, each) => total + of(each), 0);
  return {
    dropped: sum(({ dropped }) => dropped),
    placesLost: sum(({ placesLost }) => placesLost),
    untaken: sum(({ untaken }) => untaken.length),
    backMs: {
      p50: percentileOf(known, 0.5),
      max: percentileOf(known, 1),
      never: backs.length - known.length,
    },
    kills: backs.length,
    seed,
    ...modes,
  };
}
