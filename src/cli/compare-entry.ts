/** Decides again what an entry holds, and compares. */
import { isDeepStrictEqual } from 'node:util';
import { decodeEvent, encodeEvent } from '../events/codec.ts';
import type { LineEvent } from '../events/line.generated.ts';
import type { Entry } from '../journal/port.ts';
import { take } from '../line/machine.ts';
import type { LineState } from '../line/state.ts';

/** The first decision that is another one than the journal's. */
export interface Difference {
  readonly entry: number;
  readonly fact: LineEvent;
  /** Which decision upon the fact, from 1 on. */
  readonly decision: number;
  /** What the journal holds; absent: nothing more. */
  readonly expected?: LineEvent;
  /** What is decided again; absent: nothing more. */
  readonly found?: LineEvent;
  /** The decision is the same, and stands upon another event of the entry than in the journal. */
  readonly causes?: { readonly expected: number; readonly found: number };
  /** Deciding failed altogether. */
  readonly fault?: string;
}

/** Takes the fact of an entry into the state.
 *  @returns undefined where the decisions are the journal's */
export function compareEntry(state: LineState, entry: Entry): Difference | undefined {
  const fact = entry.events[0]!;
  const place = { entry: entry.number, fact };
  let decided: ReturnType<typeof take>;
  try {
    decided = take(state, entry.number, fact);
  } catch (error) {
    const fault = error instanceof Error ? error.message : String(error);
    return { ...place, decision: 1, ...some('expected', entry.events[1]), fault };
  }
  const { events, causes } = decided;
  for (let index = 1; index < Math.max(events.length, entry.events.length); index++) {
    const [expected, found] = [entry.events[index], events[index]];
    if (expected === undefined || found === undefined || !isSame(found, expected)) {
      return {
        ...place,
        decision: index,
        ...some('expected', expected),
        ...some('found', found && written(found)),
      };
    }
    const [was, is] = [entry.causes[index] ?? 0, causes[index] ?? 0];
    if (was !== is) {
      return { ...place, decision: index, expected, found, causes: { expected: was, found: is } };
    }
  }
  return undefined;
}

function isSame(found: LineEvent, expected: LineEvent): boolean {
  return isDeepStrictEqual(found, expected) || isDeepStrictEqual(written(found), expected);
}

/** As the journal gives it back: with every field that has a default. */
function written(event: LineEvent): LineEvent {
  return decodeEvent(encodeEvent(event));
}

function some<K extends string, V>(key: K, value: V | undefined): { [key in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [key in K]?: V });
}
