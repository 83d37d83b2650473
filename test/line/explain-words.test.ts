/** The words of a call's story. */
import { test } from 'tap';
import type { WaitAnnounced } from '../../src/events/line.generated.ts';
import { Waits } from '../../src/line/explain-waits.ts';
import { duration, list, range } from '../../src/line/explain-words.ts';

test('lengths of time, ranges and lists in words', (t) => {
  const rows: [ms: number, words: string][] = [
    [-5, 'no time'],
    [0, 'no time'],
    [3, '0.1 s'],
    [850, '0.9 s'],
    [1_000, '1 s'],
    [9_940, '9.9 s'],
    [9_950, '10 s'],
    [65_400, '1 min 5 s'],
    [120_000, '2 min'],
    [3_600_000, '1 h'],
    [3_784_000, '1 h 3 min'],
  ];
  for (const [ms, words] of rows) t.equal(duration(ms), words, String(ms));
  t.equal(range(60_000, 150_000), 'between 1 min and 2 min 30 s');
  t.equal(range(60_000, 60_000), 'about 1 min');
  t.equal(list([]), '');
  t.equal(list(['a']), 'a');
  t.equal(list(['a', 'b', 'c']), 'a, b and c');
  t.end();
});

test('what was told about the wait is held against what it was', (t) => {
  const announced = (at: number, lowMs?: number, highMs?: number): WaitAnnounced => {
    const told = {
      type: 'WaitAnnounced',
      at,
      callId: 'c',
      entry: false,
      position: 1,
      beyondClosing: false,
    } as const;
    return lowMs === undefined || highMs === undefined ? told : { ...told, lowMs, highMs };
  };
  const rows: [what: string, play: (waits: Waits) => string | undefined, words: string | undefined][] = [
    ['nobody waited', (waits) => waits.over(5, true), undefined],
    [
      'nothing was told',
      (waits) => {
        waits.joined(0);
        waits.announced(announced(1));
        return waits.over(30_000, true);
      },
      'after 30 s of waiting',
    ],
    [
      'as announced, then longer, then shorter',
      (waits) => {
        waits.joined(0);
        waits.announced(announced(0, 60_000, 120_000));
        waits.announced(announced(60_000, 10_000, 20_000));
        waits.announced(announced(80_000, 60_000, 90_000));
        return waits.over(90_000, true);
      },
      'after 1 min 30 s of waiting; told between 1 min and 2 min, it took 1 min 30 s: as announced; ' +
        'told between 10 s and 20 s, it took 30 s: longer; told between 1 min and 1 min 30 s, it took 10 s: shorter',
    ],
    [
      'many are counted',
      (waits) => {
        waits.joined(0);
        for (let at = 0; at < 240_000; at += 60_000) waits.announced(announced(at, 0, 120_000));
        return waits.over(240_000, true);
      },
      'after 4 min of waiting; first told between no time and 2 min, it took 4 min: longer; of 4 announcements 2 held',
    ],
    [
      'who left was served by nobody',
      (waits) => {
        waits.joined(0);
        waits.announced(announced(0, 60_000, 120_000));
        waits.joined(10_000);
        return waits.over(20_000, false);
      },
      'after 20 s of waiting; was last told between 1 min and 2 min',
    ],
    [
      'a wait is over once',
      (waits) => {
        waits.joined(0);
        waits.over(10_000, true);
        return waits.over(20_000, false);
      },
      undefined,
    ],
  ];
  for (const [what, play, words] of rows) t.equal(play(new Waits()), words, what);
  t.end();
});
