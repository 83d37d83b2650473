/** Offers in words: what apart from the agents themselves decides them. */
import { test } from 'tap';
import { Story } from '../../src/line/explain.ts';
import { evolveEntry } from '../../src/line/machine.ts';
import { newLine } from '../../src/line/state.ts';
import { ExplainDay } from './explain-day.ts';

function storyOf(callId: string, { entries }: ExplainDay): string[] {
  const story = new Story(callId);
  const state = newLine();
  return entries.flatMap((entry) => {
    const told = story.tell(entry, state);
    evolveEntry(state, entry);
    return told.map(({ text }) => text);
  });
}

test('an emergency that nobody took: why this caller comes first', async (t) => {
  const day = new ExplainDay();
  day.centre('rescue', 'busy');
  day.call('first', { keys: '1', number: '+33612345670' });
  day.pass(5_000);
  day.call('danger', { keys: '*', number: '+33612345671' });
  day.pass(20_000);
  day.agent('1001', 'noAnswer');
  day.pass(1_000);
  const needs = 'asked for papers at level 3';
  const others = 'the others: 2 have no registered telephone, 2 lack the skill papers at level 3';
  t.match(storyOf('danger', day), [
    /^came to the line/,
    /^heard the line/,
    /^heard the step topics/,
    /^emergency: the caller pressed the emergency key/,
    /^emergency: left for Rescue/,
    /^Rescue \(rescue\) did not take the call: busy/,
    /^joined the queue papers/,
    /^raised an emergency, so comes first; asked for papers at level 3: waits, as nobody/,
    /^was told on joining: place 1/,
    `raised an emergency, so comes first; ${needs}: offered to Alice Martin (1001), the only one who could take the call, ringing for up to 20 s; ${others}`,
  ]);
  t.ok(
    storyOf('first', day).some((text) => text.startsWith(`${needs}: waits`)),
    'who raised none',
  );
});
