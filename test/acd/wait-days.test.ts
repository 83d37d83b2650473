/** Charter I7 on simulated mornings; the whole days are `npm run bench -- wait`. */
import { test } from 'tap';
import { BASELINES, Baseline } from '../bench/days/baselines.ts';
import { drawDay } from '../bench/days/days.ts';
import { medianScore } from '../bench/days/score.ts';
import { forEachTopic, scoreDay } from '../bench/days/scored-day.ts';
import { ShortlineMethod } from '../bench/days/shortline-method.ts';
import { playDay } from '../bench/days/simulation.ts';

const SEEDS = [11, 12, 13];
/** Monday until about 13:00. */
const MORNING = 0.5;

test('a Monday morning: four callers of five wait as told, and no simple way has a better score', async (t) => {
  const makers = [
    () => new ShortlineMethod(),
    ...BASELINES.map((name) => () => new Baseline(name, { errors: 'additive', callers: 400 })),
  ];
  const scores = SEEDS.map((seed) => {
    const methods = makers.map(forEachTopic);
    scoreDay(drawDay('ordinary', 1_000 + seed), methods, true);
    return scoreDay(drawDay('monday-peak', seed, MORNING), methods);
  });
  const of = (method: number) => medianScore(scores.map((each) => each[method]!.told));
  const ours = of(0);
  t.ok(ours.callers > 500, `${ours.callers} were told a wait`);
  t.ok(Math.abs(ours.coverage - 0.8) <= 0.05, `${ours.coverage} inside`);
  for (const [index, name] of BASELINES.entries()) {
    const theirs = of(index + 1);
    t.ok(ours.winklerS < theirs.winklerS, `${ours.winklerS} beside ${theirs.winklerS} of ${name}`);
  }
});

test('in the simulation everybody has one wait, at least as long as their patience if they gave up', async (t) => {
  const day = drawDay('noon-leavers', 3);
  const ends = new Map<number, number>();
  const left = new Map<number, number>();
  const answered = new Set<number>();
  let twice = 0;
  playDay(day, {
    joined: () => undefined,
    reminded: () => undefined,
    handled: () => undefined,
    answered: (caller) => void answered.add(caller),
    left: (caller, _topic, at) => void left.set(caller, at),
    truth: (caller, _topic, at) => {
      if (ends.has(caller)) twice += 1;
      ends.set(caller, at);
    },
  });
  t.equal(twice, 0);
  t.equal(ends.size, day.calls.length);
  t.equal(answered.size + left.size, day.calls.length);
  t.ok(left.size > 50, `${left.size} gave up`);
  t.ok([...left].every(([caller, at]) => !answered.has(caller) && ends.get(caller)! >= at));
});
