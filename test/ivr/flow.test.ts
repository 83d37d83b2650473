/** Reading a dialplan: one row a rule. */
import { test } from 'tap';
import type { Choice } from '../../src/call/state.ts';
import { durationMs } from '../../src/ivr/duration.ts';
import { menuPrompts, menuTries, menuWaitMs, promptList, stepOf, targetOf } from '../../src/ivr/flow.ts';
import { LINE, lineWith, RICH } from '../call/lines.ts';

test('promptList', async (t) => {
  t.strictSame(promptList(undefined), []);
  t.strictSame(promptList('one'), ['one']);
  t.strictSame(promptList(['one', 'two']), ['one', 'two']);
});

test('what a menu says', async (t) => {
  const step = stepOf(LINE, 'topics');
  const rows: [what: string, attempt: number, wrong: boolean, prompts: readonly string[]][] = [
    ['first the opening', 1, false, ['topics', 'choose', 'or-wait']],
    ['then the choices alone', 2, false, ['choose', 'or-wait']],
    ['after a wrong key it is told', 2, true, ['wrong-key', 'choose', 'or-wait']],
  ];
  for (const [what, attempt, wrong, prompts] of rows) {
    t.strictSame(menuPrompts(step, attempt, wrong), prompts, what);
  }
  t.strictSame(menuPrompts(stepOf(LINE, 'more'), 2, true), ['choose-more'], 'nothing to tell of a wrong key');
});

test('tries and waits', async (t) => {
  t.equal(menuTries(stepOf(LINE, 'topics')), 3);
  t.equal(menuTries({ menu: { prompt: 'p', tries: 1 } }), 1);
  t.equal(menuTries(stepOf(LINE, 'more')), 3, 'three where none is written');
  t.equal(menuWaitMs(stepOf(LINE, 'topics')), 4_000);
  t.equal(menuWaitMs(stepOf(LINE, 'more')), 5_000, 'five seconds where none is written');
});

test('durations', async (t) => {
  const rows: [text: string, ms: number][] = [
    ['500ms', 500],
    ['5s', 5_000],
    ['2m', 120_000],
    ['1h', 3_600_000],
    ['0s', 0],
  ];
  for (const [text, ms] of rows) t.equal(durationMs(text), ms, text);
  for (const text of ['', '5', 's', '-5s', '5 s', '5d', '1.5s'])
    t.throws(() => durationMs(text), RangeError, text);
});

test('where a choice leads', async (t) => {
  const rows: [step: string, via: Choice['via'], key: string, target: object][] = [
    ['topics', 'key', '1', { queue: 'water' }],
    ['topics', 'key', '*', { queue: 'general' }],
    ['topics', 'otherwise', '', { queue: 'general' }],
    ['welcome', 'next', '', { go: 'topics' }],
    ['welcome', 'closed', '', LINE.closed],
    ['no such step', 'closed', '', LINE.closed],
  ];
  for (const [step, via, key, target] of rows) {
    t.strictSame(targetOf(LINE, { step, via, key }), target, `${step} ${via} ${key}`);
  }
  const dead = lineWith({ steps: { welcome: { say: 'welcome' } } });
  t.throws(
    () => targetOf(dead, { step: 'welcome', via: 'next', key: '' }),
    /welcome of line 156 leads nowhere/,
  );
  t.throws(() => stepOf(LINE, 'nowhere'), /line 156 has no step nowhere/);
});

test('where a choice in a queue leads', async (t) => {
  const rows: [queue: string, via: Choice['via'], key: string, target: object][] = [
    ['general', 'key', '2', { go: 'more', language: 'fr' }],
    ['general', 'overflow', '2', { queue: 'water' }],
    ['general', 'overflow', 'maxWait', { end: ['sorry', 'goodbye'] }],
    ['general', 'overflow', '5', RICH.closed],
    ['water', 'overflow', '0', RICH.closed],
    ['general', 'otherwise', '', { end: 'queue-full' }],
  ];
  for (const [queue, via, key, target] of rows) {
    t.strictSame(targetOf(RICH, { step: `queue:${queue}`, via, key }), target, `${queue} ${via} ${key}`);
  }
  const nowhere = { step: 'queue:water', via: 'key', key: '1' } as const;
  t.throws(() => targetOf(RICH, nowhere), /queue:water of line 156 leads nowhere/);
});
