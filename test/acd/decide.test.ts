/** Who is offered to whom, and what becomes of it: one row a rule. */
import { test } from 'tap';
import { CentrePlay } from './play.ts';

type Row = readonly [rule: string, before: string, fact: string, decisions: readonly string[]];

function table(name: string, rows: readonly Row[]): void {
  test(name, async (t) => {
    for (const [rule, before, fact, decisions] of rows) {
      const play = new CentrePlay();
      for (const words of before.split(', ').filter(Boolean)) play.tell(words);
      t.strictSame(play.tell(fact), decisions, rule);
    }
  });
}

const ALL = 'registered ana, registered bia, registered caio';
const RINGING = 'registered ana, join c1 water';
const TALKING = `${RINGING}, accepted c1`;

const TWICE = 'registered ana, join c1 water, missed c1, missed c1';

table('an agent who misses offers', [
  [
    'is offered the next while there is nobody else',
    'registered ana, join c1 water',
    'missed c1',
    ['offer c1 ana'],
  ],
  ['is paused after three', TWICE, 'missed c1', ['pause ana missed-no-answer']],
  [
    'refusing and being busy count',
    'registered ana, join c1 water, missed c1 busy, missed c1 rejected',
    'missed c1',
    ['pause ana missed-no-answer'],
  ],
  [
    'a leg that our media did not give does not, and is tried again after two seconds',
    `${TWICE}, missed c1 failed`,
    'pass 2',
    ['offer c1 ana'],
  ],
  [
    'an answer starts anew',
    `${TWICE}, accepted c1, ended c1, done ana, join c2 water`,
    'missed c2',
    ['offer c2 ana'],
  ],
  [
    'a telephone that comes back starts anew',
    `${TWICE}, unregistered ana, registered ana`,
    'missed c1',
    ['offer c1 ana'],
  ],
  ['a word of the agent starts anew', `${TWICE}, missed c1, ready ana`, 'missed c1', ['offer c1 ana']],
]);

table('an offer is made at once', [
  ['to a caller who joins', 'registered ana', 'join c1 general', ['offer c1 ana']],
  ['by an agent whose telephone registers', 'join c1 general', 'registered ana', ['offer c1 ana']],
  [
    'by an agent who is ready again',
    'registered ana, paused ana, join c1 general',
    'ready ana',
    ['offer c1 ana'],
  ],
  [
    'by an agent who logs in',
    'registered ana, logged-out ana, join c1 any',
    'logged-in ana',
    ['offer c1 ana'],
  ],
  ['by an agent whose wrap-up is over', `${TALKING}, ended c1, join c2 any`, 'done ana', ['offer c2 ana']],
  [
    'by an agent without wrap-up',
    'registered bia, join c1 any, join c2 any, accepted c1',
    'ended c1',
    ['offer c2 bia'],
  ],
  ['to one caller for one agent', 'join c1 any, join c2 any', 'registered ana', ['offer c1 ana']],
  ['not twice', RINGING, 'registered bia', []],
  ['not twice for a telephone that registers again', RINGING, 'registered ana', []],
  ['to nobody of another centre’s agents', '', 'registered zoe', []],
]);

table('to whom', [
  ['the longest idle', `${ALL}, join c1 general`, 'join c2 general', ['offer c2 bia']],
  ['not the one who has just missed', `${ALL}, join c1 general`, 'missed c1', ['offer c1 bia']],
  ['who was paused is last', `${ALL}, paused ana, ready ana`, 'join c1 general', ['offer c1 bia']],
  ['ties: by account', `${ALL}`, 'join c1 any', ['offer c1 ana']],
  ['with the skill', ALL, 'join c1 water fr', ['offer c1 ana']],
  ['with the level', `${ALL}, paused ana`, 'join c1 water2', []],
  [
    'with less than the level asked, nobody',
    `${ALL}, paused ana, join c0 water2`,
    'join c1 water',
    ['offer c1 caio'],
  ],
  [
    'with the language, before the longest idle',
    `${ALL}, paused ana, ready ana`,
    'join c1 general en',
    ['offer c1 ana'],
  ],
  [
    'without the language, rather than one who has missed this caller',
    'registered ana, registered bia, paused bia, ready bia, join c1 general en',
    'missed c1',
    ['offer c1 bia'],
  ],
  [
    'one who has missed this caller, rather than nobody',
    'registered ana, join c1 water',
    'missed c1',
    ['offer c1 ana'],
  ],
  ['without the language, rather than nobody', ALL, 'join c1 general fr', ['offer c1 ana']],
  ['nobody with a skill that none has', ALL, 'join c1 housing', []],
  ['nobody with a skill named like a property', ALL, 'join c1 constructor', []],
]);

table('in which order', [
  ['first in, first out', 'join c1 any, join c2 any', 'registered bia', ['offer c1 bia']],
  [
    'nobody waits behind one whom no idle agent can serve',
    'join c1 water4, join c2 general',
    'registered bia',
    ['offer c2 bia'],
  ],
  [
    'every agent who comes free serves',
    'join c1 water4, join c2 general, registered bia',
    'registered ana',
    ['offer c1 ana'],
  ],
  [
    'a missed offer keeps the place',
    'registered bia, join c1 any, join c2 any',
    'missed c1',
    ['offer c1 bia'],
  ],
  [
    'and goes to the next agent',
    'registered ana, registered caio, join c1 water',
    'missed c1 busy',
    ['offer c1 caio'],
  ],
]);

table('the caller leaves', [
  ['from the queue', 'join c1 any, join c2 any, ended c1', 'registered ana', ['offer c2 ana']],
  [
    'during the offer: the telephone stops, the next is offered',
    `${RINGING}, join c2 any`,
    'ended c1',
    ['withdraw c1 ana', 'offer c2 ana'],
  ],
  [
    'an acceptance that crosses takes nobody',
    `${RINGING}, join c2 any, ended c1`,
    'accepted-by ana c1 c1/1',
    [],
  ],
  ['twice', `${RINGING}, ended c1`, 'ended c1', []],
]);

table('the agent stops', [
  [
    'unregistered during the offer: withdrawn, to the next',
    `${RINGING}, registered caio`,
    'unregistered ana',
    ['withdraw c1 ana', 'offer c1 caio'],
  ],
  [
    'paused during the offer: the telephone stops',
    `${RINGING}, registered caio`,
    'paused ana lunch',
    ['withdraw c1 ana', 'offer c1 caio'],
  ],
  [
    'logged out during the offer',
    `${RINGING}, registered caio`,
    'logged-out ana',
    ['withdraw c1 ana', 'offer c1 caio'],
  ],
  ['and is offered nothing', `${RINGING}, paused ana lunch`, 'join c2 any', []],
  ['another agent’s offer stands', `${RINGING}, registered caio`, 'paused caio', []],
  ['paused during the talk: no telephone stops', TALKING, 'paused ana', []],
  ['unregistered during the talk', TALKING, 'unregistered ana', []],
  [
    'a pause during the talk comes after the wrap-up',
    `${TALKING}, paused ana, ended c1, join c2 any`,
    'done ana',
    [],
  ],
  [
    'unless taken back',
    `${TALKING}, paused ana, ready ana, ended c1, join c2 any`,
    'done ana',
    ['offer c2 ana'],
  ],
  ['a log-out during the talk too', `${TALKING}, logged-out ana, ended c1, done ana`, 'join c2 any', []],
  [
    'taken back by a log-in',
    `${TALKING}, logged-out ana, logged-in ana, ended c1, join c2 any`,
    'done ana',
    ['offer c2 ana'],
  ],
  [
    'a log-in does not cut the wrap-up',
    `${TALKING}, logged-out ana, ended c1, join c2 any`,
    'logged-in ana',
    [],
  ],
  ['a pause in the wrap-up', `${TALKING}, ended c1, paused ana, done ana`, 'join c2 any', []],
  ['ready ends the wrap-up', `${TALKING}, ended c1, join c2 any`, 'ready ana', ['offer c2 ana']],
  ['a pause does not log in', 'registered ana, logged-out ana, paused ana, join c1 any', 'ready ana', []],
  ['a log-in does not end a pause', 'registered ana, paused ana, join c1 any', 'logged-in ana', []],
  ['without a telephone nobody is ready', 'registered ana, unregistered ana, join c1 any', 'ready ana', []],
  ['the end of a wrap-up that was left', `${TALKING}, ended c1, ready ana, join c2 any`, 'done ana', []],
]);

table('wrap-up', [
  ['begins with the end of the talk', TALKING, 'ended c1', ['wrap-up ana 10']],
  [
    'begins where the bridge failed',
    `${TALKING}, registered caio`,
    'bridge-failed c1',
    ['wrap-up ana 10', 'offer c1 caio'],
  ],
  ['once', `${TALKING}, ended c1`, 'join c2 any', []],
  ['each time', `${TALKING}, ended c1, done ana, join c2 any, accepted c2`, 'ended c2', ['wrap-up ana 10']],
  ['is none where it is 0', 'registered bia, join c1 any, accepted c1', 'ended c1', []],
  ['is none of one who was never taken', 'registered ana, join c1 any', 'ended c1', ['withdraw c1 ana']],
]);

table('a bridge that fails', [
  [
    'puts the caller back before those who came later',
    'registered bia, join c1 any, accepted c1, join c2 any',
    'bridge-failed c1',
    ['offer c1 bia'],
  ],
  [
    'behind those who came before',
    'join c0 water4, registered bia, join c1 any, accepted c1, bridge-failed c1, missed c1',
    'registered ana',
    ['offer c0 ana'],
  ],
  [
    'of a caller who is gone puts nobody back',
    'registered bia, join c1 any, accepted c1, ended c1',
    'bridge-failed c1',
    [],
  ],
]);

table('what crosses', [
  [
    'an acceptance of an offer that was withdrawn',
    `${RINGING}, registered caio, unregistered ana`,
    'accepted-by ana c1 c1/1',
    [],
  ],
  [
    'leaves the offer to the next alone',
    `${RINGING}, registered caio, unregistered ana, accepted-by ana c1 c1/1`,
    'missed c1',
    ['offer c1 caio'],
  ],
  [
    'a miss of an offer that was withdrawn',
    `${RINGING}, registered caio, unregistered ana`,
    'missed-by ana c1 c1/1',
    [],
  ],
]);

test('why an agent is paused', async (t) => {
  const play = new CentrePlay();
  const agent = () => play.state.agents.get('ana');
  play.tell('registered ana');
  play.tell('paused ana lunch');
  t.equal(agent()?.reason, 'lunch');
  play.tell('paused ana training');
  t.equal(agent()?.reason, 'training', 'another reason takes its place');
  play.tell('ready ana');
  t.notOk(agent()?.reason, 'none once ready');
  for (const words of ['join c1 any', 'accepted c1', 'paused ana break']) play.tell(words);
  t.match(agent(), { status: 'talking' });
  t.notOk(agent()?.reason, 'not before the talk is over');
  for (const words of ['ended c1', 'done ana']) play.tell(words);
  t.match(agent(), { status: 'paused', reason: 'break' });
});

test('an offer says what the session needs', async (t) => {
  const play = new CentrePlay();
  play.tell('registered ana');
  play.tell('join c1 any');
  const offer = {
    type: 'CallOffered',
    callId: 'c1',
    agent: 'ana',
    offerId: 'c1/1',
    ringMs: 20_000,
    at: play.at,
  };
  t.strictSame(play.journal.at(-1)?.event, offer);
  play.tell('missed c1');
  t.match(play.journal.at(-1)?.event, { offerId: 'c1/2' }, 'each offer has its own id');
});
