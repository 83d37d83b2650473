/** What holds for every centre, whatever happens in it: I1, I2, I3, I4, I5, I10, and that the fast matcher does what the
 *  rules say. At least a million events. */
import fc from 'fast-check';
import { test } from 'tap';
import { assertProperty } from '../events/properties.ts';
import { story } from './stories.ts';
import { World } from './world.ts';

const STORIES = 1_850;
const LEAST_EVENTS = 1_000_000;

test('I1 to I5 and I10 hold after every event, and offers are as the rules say', async (t) => {
  let events = 0;
  const holds = fc.property(story, ({ files, chances }) => {
    const world = new World(files);
    for (const chance of chances) world.happen(chance);
    world.checkStates();
    events += world.events;
  });
  const began = performance.now();
  assertProperty(t, holds, STORIES);
  t.comment(`${events} events in ${Math.round(performance.now() - began)} ms`);
  t.ok(events >= LEAST_EVENTS, `${events} events`);
});
