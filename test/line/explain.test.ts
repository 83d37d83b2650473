/** Stories of calls, told from the journal of a day. */
import { test } from 'tap';
import type { Entry } from '../../src/events/codec.ts';
import type { CallOffered } from '../../src/events/line.generated.ts';
import { Story, type Told } from '../../src/line/explain.ts';
import { evolveEntry } from '../../src/line/machine.ts';
import { newLine, snapshotLine } from '../../src/line/state.ts';
import { OPENED_AT } from './explain-day.ts';
import { explainedDay } from './explain-days.ts';

const { entries } = explainedDay();

function storyOf(callId: string, of: readonly Entry[] = entries): { told: Told[]; story: Story } {
  const story = new Story(callId);
  const state = newLine();
  const told = of.flatMap((entry) => {
    const sentences = story.tell(entry, state);
    evolveEntry(state, entry);
    return sentences;
  });
  return { told, story };
}

const inWords = (told: readonly Told[]) =>
  told.map(({ at, text }) => `+${((at - told[0]!.at) / 1_000).toFixed(2)} ${text}`);

const ARRIVAL = 'came to the line 3939 (Allô Service Public) from';
const JOINED =
  'joined the queue papers: needs papers at level 3, rather one who speaks fr; longest-idle first';

test('stories', (t) => {
  const rows: [callId: string, story: string[]][] = [
    [
      'missed-1',
      [
        `+0.00 ${ARRIVAL} +33612345678, by the trunk carrier`,
        '+0.02 heard the line',
        '+0.02 heard the step topics in fr',
        '+2.02 pressed 1 in the step topics',
        `+2.02 ${JOINED}`,
        '+2.02 asked for papers at level 3: offered to Alice Martin (1001), idle for as long as another, and first by account, ringing for up to 20 s; the others: 2 lack the skill papers at level 3, 1 has no registered telephone, Bruno Diallo comes later by account',
        '+22.02 Alice Martin (1001) did not answer; the caller kept the place',
        '+22.02 asked for papers at level 3: offered to Bruno Diallo (1002), who has not missed this caller before, ringing for up to 20 s; the others: 2 lack the skill papers at level 3, 1 has no registered telephone, Alice Martin missed this caller before',
        '+25.02 Bruno Diallo (1002) took the call, after 23 s of waiting',
        '+25.05 caller and Bruno Diallo (1002) heard each other',
        '+355.05 the caller hung up',
        '+355.05 ended: was served by an agent',
      ],
    ],
    [
      'danger-1',
      [
        `+0.00 ${ARRIVAL} +33612345672, by the trunk carrier`,
        '+0.02 heard the line',
        '+0.02 heard the step topics in fr',
        '+2.02 emergency: the caller pressed the emergency key; to Rescue (rescue) at once',
        '+2.02 emergency: left for Rescue (rescue) (bridge)',
        '+3.52 Rescue (rescue) took the call',
        '+3.55 caller and Rescue (rescue) heard each other',
        '+60.00 the caller hung up',
        '+60.00 ended: was passed on to a centre',
      ],
    ],
  ];
  for (const [callId, story] of rows) t.strictSame(inWords(storyOf(callId).told), story, callId);
  t.end();
});

test('a wait says why, an overflow its rule and figure, a centre’s refusal that the place was kept', (t) => {
  const words = storyOf('overflowed-1').told.map(({ text }) => text);
  const expected = [
    'asked for papers at level 3: waits, as nobody can take the call now: 2 lack the skill papers at level 3, 1 is logged out, 1 is on a call, 1 has no registered telephone',
    /^was told on joining: place 1/,
    /^was sent on by overflow rule 1 of the queue papers, after 3 min: the wait reached its limit of 3 min$/,
    /^left for Tax office \(tax-office\)/,
    /^Tax office \(tax-office\) did not take the call: busy; the place was kept$/,
    /^asked for papers at level 3: offered to Bruno Diallo \(1002\), the only one who could take the call/,
    /^Bruno Diallo \(1002\) took the call, after 4 min \d+ s of waiting/,
  ];
  let from = 0;
  for (const each of expected) {
    const found = words.findIndex(
      (text, index) => index >= from && (typeof each === 'string' ? text === each : each.test(text)),
    );
    t.ok(found >= from, `${each} in ${words.slice(from).join('\n')}`);
    from = found + 1;
  }
  t.end();
});

test('relaxed needs, a warm escalation', (t) => {
  const relaxed = storyOf('relaxed-1').told.map(({ text }) => text);
  t.match(
    relaxed.find((text) => text.includes('Chloé Petit (1003), ')),
    /^asked for work at level 1 \(relaxed, step 1 of 1\): /,
  );
  const escalated = storyOf('escalated-1').told.map(({ text }) => text);
  for (const words of [
    'asked to hand the caller to Tax office',
    'while the caller heard music',
    'were joined',
  ]) {
    t.ok(
      escalated.some((text) => text.includes(words)),
      words,
    );
  }
  t.end();
});

test('every offer of the journal is told, with the agent to whom it went, and every agent has a verdict', (t) => {
  const offers = entries.flatMap(({ events }) => events.filter((event) => event.type === 'CallOffered'));
  t.ok(offers.length > 5);
  for (const callId of new Set(offers.map((offer) => offer.callId))) {
    const told = storyOf(callId).told.filter(({ offer }) => offer !== undefined);
    const made: CallOffered[] = offers.filter((offer) => offer.callId === callId);
    t.strictSame(
      told.map(({ considered }) => considered?.agents[0]),
      told.map(({ considered }, index) => ({
        ...considered?.agents[0],
        account: made[index]?.agent,
        kind: 'chosen',
      })),
      callId,
    );
    for (const { considered, offer } of told) {
      t.equal(considered?.agents.length, 5, `${callId}: offer ${offer}`);
      t.equal(considered?.agents.filter(({ kind }) => kind === 'chosen').length, 1);
    }
    t.strictSame(
      told.map(({ offer }) => offer),
      made.map((_, index) => index + 1),
    );
  }
  t.end();
});

test('telling changes nothing, and says when the call is over', (t) => {
  const state = newLine();
  const story = new Story('missed-1');
  const other = new Story('nobody');
  for (const entry of entries) {
    const before = snapshotLine(state);
    story.tell(entry, state);
    t.strictSame(other.tell(entry, state), []);
    if (snapshotLine(state) !== before) t.fail(`entry ${entry.number}: telling changed the line`);
    evolveEntry(state, entry);
  }
  t.ok(story.isOver);
  t.notOk(other.isOver);
  t.equal(story.timezone, 'Europe/Paris');
  const half = entries.filter(({ events }) => events[0]!.at < OPENED_AT + 80_000);
  t.notOk(storyOf('missed-1', half).story.isOver, 'it goes on');
  t.end();
});

test('a call that was refused at the door', (t) => {
  const at = OPENED_AT;
  const refused = {
    type: 'CallRefused',
    at,
    callId: 'r',
    source: '192.0.2.66',
    status: 403,
    reason: 'unknown peer',
  } as const;
  const { told, story } = storyOf('r', [{ number: 1, fence: 1, events: [refused], causes: [0] }]);
  t.match(told, [{ text: 'was refused at the door with 403: unknown peer (from 192.0.2.66)' }]);
  t.ok(story.isOver);
  t.end();
});
