/** Stories of random days: each is told, changes nothing, and says of each offer what the journal says. */
import fc from 'fast-check';
import { test } from 'tap';
import { compareEntry } from '../../src/cli/compare-entry.ts';
import type { LineEvent } from '../../src/events/line.generated.ts';
import { Story } from '../../src/line/explain.ts';
import { evolveEntry } from '../../src/line/machine.ts';
import { newLine, snapshotLine } from '../../src/line/state.ts';
import { assertProperty } from '../events/properties.ts';
import { type Answer, ExplainDay } from './explain-day.ts';

const ACCOUNTS = ['1001', '1002', '1003', '1004', '1005'] as const;
const account = fc.constantFrom(...ACCOUNTS);
const answer: fc.Arbitrary<Answer> = fc.oneof(
  fc.integer({ min: 0, max: 25_000 }),
  fc.constantFrom<Answer>('noAnswer', 'busy', 'rejected', 'unreachable', 'failed'),
);

type Act = (day: ExplainDay, index: number) => void;

const act: fc.Arbitrary<Act> = fc.oneof(
  fc.tuple(account, fc.array(answer, { minLength: 1, maxLength: 3 })).map<Act>(
    ([one, answers]) =>
      (day) =>
        day.agent(one, ...answers),
  ),
  fc
    .tuple(
      fc.constantFrom('1', '2', '3', '*', '7', ''),
      fc.integer({ min: 0, max: 90_000 }),
      fc.integer({ min: 1_000, max: 300_000 }),
    )
    .map<Act>(([keys, talksMs, leavesAfterMs]) => (day, index) => {
      day.call(`call-${index}`, { keys, talksMs, leavesAfterMs, number: `+3361234567${index % 10}` });
    }),
  fc.tuple(account, fc.constantFrom('lunch', 'training')).map<Act>(([agent, reason]) => (day) => {
    day.fact({ type: 'AgentPaused', at: day.now, agent, reason, by: 'Rui' });
  }),
  account.map<Act>((agent) => (day) => day.fact({ type: 'AgentReadied', at: day.now, agent, by: agent })),
  fc
    .tuple(
      fc.constantFrom('tax-office', 'rescue'),
      fc.constantFrom<'busy' | 'rejected' | number>('busy', 'rejected', 500),
    )
    .map<Act>(
      ([centre, how]) =>
        (day) =>
          day.centre(centre, how),
    ),
  fc.nat({ max: 9 }).map<Act>((which) => (day) => {
    const talking = [...day.state.calls.values()].find(({ phase }) => phase === 'talking');
    const callId = talking?.arrived.callId ?? `call-${which}`;
    day.fact({
      type: 'EscalationRequested',
      at: day.now,
      callId,
      centre: 'tax-office',
      how: 'warm',
      by: '1001',
    });
  }),
  fc.integer({ min: 100, max: 90_000 }).map<Act>((ms) => (day) => day.pass(ms)),
  fc.integer({ min: 100, max: 90_000 }).map<Act>((ms) => (day) => day.pass(ms)),
);

const callIdOf = (event: LineEvent) => ('callId' in event ? event.callId : undefined);

test('random days', (t) => {
  const property = fc.property(fc.array(act, { minLength: 5, maxLength: 40 }), (acts) => {
    const day = new ExplainDay();
    for (const [index, one] of acts.entries()) one(day, index);
    day.pass(600_000);
    checkStories(day);
  });
  assertProperty(t, property, 50);
  t.end();
});

/** @throws Error where a story does not say what the journal says */
function checkStories({ entries }: ExplainDay): void {
  const calls = new Set(
    entries.flatMap(({ events }) => events.map(callIdOf)).filter((id) => id !== undefined),
  );
  const stories = new Map([...calls].map((callId) => [callId, new Story(callId)]));
  const [state, again] = [newLine(), newLine()];
  for (const entry of entries) {
    const before = snapshotLine(state);
    for (const callId of new Set(entry.events.map(callIdOf))) {
      if (callId === undefined) continue;
      const told = stories.get(callId)!.tell(entry, state);
      const offers = entry.events.filter((event) => event.type === 'CallOffered' && event.callId === callId);
      const chosen = told
        .filter(({ offer }) => offer !== undefined)
        .map(({ considered }) => considered?.agents[0]);
      const made = offers.map((event) => (event.type === 'CallOffered' ? event.agent : ''));
      if (chosen.some((verdict, index) => verdict?.kind !== 'chosen' || verdict.account !== made[index])) {
        throw new Error(`entry ${entry.number}: offered to ${made.join()}, told ${JSON.stringify(chosen)}`);
      }
      for (const { text } of told) if (/undefined|NaN|\[object/.test(text)) throw new Error(text);
    }
    if (snapshotLine(state) !== before) throw new Error(`entry ${entry.number}: telling changed the line`);
    evolveEntry(state, entry);
    const difference = compareEntry(again, entry);
    if (difference) throw new Error(`replay: ${JSON.stringify(difference)}`);
  }
}
