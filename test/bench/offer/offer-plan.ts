/** The centre of the benchmark `offer`: three lines, a queue each, agents with one to three of the skills. */
import type { FilesPlan } from '../line/bench-files.ts';

const SKILLS = ['papers', 'work', 'housing'] as const;
/** What the queues ask for at most. */
const LEVEL = 2;
const LEVELS = 4;

export const OFFER_LINES = ['7011', '7012', '7013'] as const;

export const OFFER_PLAN: FilesPlan = {
  answer: 'at-once',
  lines: Object.fromEntries(
    OFFER_LINES.map((line, index) => [
      line,
      { queue: SKILLS[index]!, needs: { [SKILLS[index]!]: 1 + (index % LEVEL) }, ring: '20s' },
    ]),
  ),
  // each of the seven sets of skills in turn
  skills: (index) => {
    const set = 1 + (index % (2 ** SKILLS.length - 1));
    const held = SKILLS.filter((_, skill) => (set >> skill) & 1);
    return Object.fromEntries(held.map((skill, at) => [skill, LEVEL + ((index + at) % LEVELS)]));
  },
};
