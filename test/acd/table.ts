/** Tables of rules: what went before, what happens, what is decided. */
import { test } from 'tap';
import { CentrePlay, type Files } from './play.ts';

export type Row = readonly [
  rule: string,
  before: string,
  fact: string,
  decisions: readonly string[],
  files?: Files,
];

/** @param files of the rows that name none */
export function table(name: string, files: Files, rows: readonly Row[]): void {
  test(name, async (t) => {
    for (const [rule, before, fact, decisions, own = files] of rows) {
      const play = new CentrePlay(own);
      for (const words of before.split(', ').filter(Boolean)) play.tell(words);
      t.strictSame(play.tell(fact), decisions, rule);
    }
  });
}
