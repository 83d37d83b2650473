/** An entry is decided again: what was changed in it is found. */
import { test } from 'tap';
import { compareEntry, type Difference } from '../../src/cli/compare-entry.ts';
import { decodeEntry, type Entry, encodeEntry } from '../../src/events/codec.ts';
import type { LineEvent } from '../../src/events/line.generated.ts';
import { newLine } from '../../src/line/state.ts';
import { explainedDay } from '../line/explain-days.ts';

const { entries } = explainedDay();

/** The first difference of a journal, read back as from a file. */
function firstDifference(of: readonly Entry[]): Difference | undefined {
  const state = newLine();
  for (const entry of of) {
    const difference = compareEntry(state, decodeEntry(encodeEntry(entry)));
    if (difference !== undefined) return difference;
  }
  return undefined;
}

/** The first entry that holds this decision, and where in it. */
function find(type: LineEvent['type']): { entry: Entry; index: number; at: number } {
  const at = entries.findIndex(({ events }) => events.slice(1).some((event) => event.type === type));
  const entry = entries[at]!;
  return { entry, at, index: entry.events.findIndex((event) => event.type === type) };
}

test('a journal as it was decided has no difference', (t) => {
  t.equal(firstDifference(entries), undefined);
  t.end();
});

test('what was changed is found where it stands', (t) => {
  const offered = find('CallOffered');
  const overflowed = find('CallOverflowed');
  const { events, causes } = offered.entry;
  const offer = events[offered.index]!;
  const other: LineEvent = { type: 'MusicStarted', at: offer.at, callId: 'x', music: 'x' };
  const arrival = entries.findIndex(({ events: [fact] }) => fact?.type === 'CallArrived');
  const rows: [what: string, at: number, change: Partial<Entry>, difference: object][] = [
    [
      'another agent',
      offered.at,
      { events: events.with(offered.index, { ...offer, agent: '1004' } as LineEvent) },
      { decision: offered.index, expected: { agent: '1004' }, found: { agent: '1001' } },
    ],
    [
      'a decision of another kind',
      offered.at,
      { events: events.with(offered.index, other) },
      { decision: offered.index, expected: { type: 'MusicStarted' }, found: { type: 'CallOffered' } },
    ],
    [
      'a rule of another number',
      overflowed.at,
      {
        events: overflowed.entry.events.with(overflowed.index, {
          ...overflowed.entry.events[overflowed.index]!,
          rule: 4,
        } as LineEvent),
      },
      { decision: overflowed.index, expected: { rule: 4 }, found: { rule: 0 } },
    ],
    [
      'a decision that is missing',
      offered.at,
      { events: events.slice(0, -1), causes: causes.slice(0, -1) },
      { decision: events.length - 1, found: { type: events.at(-1)!.type }, expected: undefined },
    ],
    [
      'one too many',
      offered.at,
      { events: [...events, offer], causes: [...causes, 0] },
      { decision: events.length, expected: { type: 'CallOffered' }, found: undefined },
    ],
    [
      'a decision upon another event',
      offered.at,
      { causes: causes.with(offered.index, 0) },
      { decision: offered.index, causes: { expected: 0, found: causes[offered.index] } },
    ],
    [
      'a fact that follows from nothing',
      arrival,
      {
        events: entries[arrival]!.events.with(0, {
          ...entries[arrival]!.events[0]!,
          line: '0000',
        } as LineEvent),
      },
      { decision: 1, fault: /no line 0000/ },
    ],
  ];
  for (const [what, at, change, difference] of rows) {
    const found = firstDifference(entries.with(at, { ...entries[at]!, ...change }));
    t.match(found, { entry: entries[at]!.number, ...difference }, what);
  }
  t.end();
});
