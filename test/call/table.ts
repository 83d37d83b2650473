/** A table of rules about a call: one row a rule. */
import { test } from 'tap';
import type { Live } from '../../src/call/plan.ts';
import type { Line } from '../../src/ivr/schema.ts';
import { type Arrival, Play } from './play.ts';

/** What happens before, parted by commas; the fact in question; what is decided about it. */
export type Row = readonly [rule: string, before: string, fact: string, decisions: readonly string[]];
export type Situation = {
  readonly arrival?: Arrival;
  readonly line?: Line;
  readonly live?: Live;
};

export function table(name: string, rows: readonly Row[], situation: Situation = {}): void {
  const { arrival = 'early', line, live } = situation;
  test(name, async (t) => {
    for (const [rule, before, fact, decisions] of rows) {
      const play = new Play(arrival, line, live);
      for (const words of before.split(', ').filter(Boolean)) play.tell(words);
      t.strictSame(play.tell(fact), decisions, rule);
    }
  });
}
