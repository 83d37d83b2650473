/** `wait`: how true and how narrow the announced waits are on simulated days (charter I7, §6), beside three simple ways
 *  to tell a wait, each widened by its own past errors to 80 %; and what an announcement costs. */
import { BASELINES, Baseline, type Widening } from './days/baselines.ts';
import { waitCost } from './days/cost.ts';
import { DAYS, type DayName, drawDay } from './days/days.ts';
import type { Method } from './days/method.ts';
import { medianScore } from './days/score.ts';
import { type DayScore, forEachTopic, scoreDay } from './days/scored-day.ts';
import { ShortlineMethod } from './days/shortline-method.ts';

/** None of them was seen while the estimate's constants were chosen. */
const SEEDS = [401, 402, 403, 404, 405, 406, 407, 408, 409];
/** Of the days on which the methods learn beforehand. */
const DAY_BEFORE = 1_000;
const QUICK = { seeds: [1], launchPart: 0.2 };

/** Each baseline is shown with the widening that serves it best on the day, chosen afterwards: an advantage over ours. */
const WIDENINGS: readonly Widening[] = (['additive', 'multiplicative'] as const).flatMap((errors) =>
  [100, 400, 20_000].map((callers) => ({ errors, callers })),
);

export interface WaitOptions {
  readonly quick: boolean;
  progress(text: string): void;
}

interface Candidate {
  readonly name: string;
  readonly widening?: Widening;
  make(): Method;
}

const CANDIDATES: readonly Candidate[] = [
  { name: 'shortline', make: () => new ShortlineMethod() },
  ...BASELINES.flatMap((name) =>
    WIDENINGS.map((widening) => ({ name, widening, make: () => new Baseline(name, widening) })),
  ),
];

/** Day → method → scores, the medians over the seeds. */
export function wait({ quick, progress }: WaitOptions): Record<string, unknown> {
  const seeds = quick ? QUICK.seeds : SEEDS;
  const days: Record<string, unknown> = {};
  for (const name of Object.keys(DAYS) as DayName[]) {
    const scores: DayScore[][] = CANDIDATES.map(() => []);
    for (const [index, seed] of seeds.entries()) {
      for (const [candidate, score] of playOne(
        name,
        seed,
        quick && name === 'launch-day' ? QUICK.launchPart : 1,
      ).entries()) {
        scores[candidate]!.push(score);
      }
      progress(`${bar(index + 1, seeds.length)} ${name}: ${line(scores[0]![index]!)}`);
    }
    const figures = bestOf(scores);
    days[name] = figures;
    for (const [method, each] of Object.entries(figures)) progress(`${method.padEnd(13)} ${line(each)}`);
  }
  const cost = waitCost();
  progress(JSON.stringify(cost));
  return { days, ...cost, seeds };
}

/** The launch is a line's first day; before any other day, the methods have learnt on an ordinary one. */
function playOne(name: DayName, seed: number, part: number): DayScore[] {
  const methods = CANDIDATES.map(({ make }) => forEachTopic(make));
  if (name !== 'launch-day') scoreDay(drawDay('ordinary', DAY_BEFORE + seed), methods, true);
  return scoreDay(drawDay(name, seed, part), methods);
}

type Figures = DayScore & { readonly widened?: string };

function bestOf(scores: readonly (readonly DayScore[])[]): Record<string, Figures> {
  const best: Record<string, Figures> = {};
  for (const [index, { name, widening }] of CANDIDATES.entries()) {
    const of = (part: keyof DayScore) => medianScore(scores[index]!.map((score) => score[part]));
    const figures: Figures = {
      told: of('told'),
      everybody: of('everybody'),
      again: of('again'),
      ...(widening && { widened: `${widening.errors}, by the last ${widening.callers}` }),
    };
    const so = best[name];
    if (so === undefined || figures.told.winklerS < so.told.winklerS) best[name] = figures;
  }
  return best;
}

function line({ told, everybody, again, widened }: Figures): string {
  const part = (score: typeof told) =>
    `${(100 * score.coverage).toFixed(1)} % inside, width ${score.widthS.toFixed(1)} s, score ${score.winklerS.toFixed(1)}`;
  return `told ${told.callers}: ${part(told)}; everybody: ${part(everybody)}; again: ${part(again)}${widened ? ` (${widened})` : ''}`;
}

function bar(done: number, all: number): string {
  return `[${'#'.repeat(done)}${'.'.repeat(all - done)}]`;
}
