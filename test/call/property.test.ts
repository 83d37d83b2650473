/** What holds for every call, whatever its dialplan says and whatever happens: I4, I6, I9, and one end. */
import fc from 'fast-check';
import { test } from 'tap';
import { decide } from '../../src/call/decide.ts';
import { evolve } from '../../src/call/evolve.ts';
import { isEarly } from '../../src/call/state.ts';
import { decodeEvent, encodeEvent } from '../../src/events/codec.ts';
import type { LineEvent } from '../../src/events/line.generated.ts';
import { assertProperty } from '../events/properties.ts';
import { Play, type Told } from './play.ts';
import { ARRIVED_AT, CALL_ID } from './words.ts';
import { type Story, story, tell } from './world.ts';

const RUNS = 500;

function assert(holds: boolean, what: string, told?: Told): void {
  if (!holds) throw new Error(`${what}: ${JSON.stringify(told?.fact)} → ${JSON.stringify(told?.decisions)}`);
}

function property(name: string, check: (told: readonly Told[], story: Story) => void): void {
  test(name, async (t) => {
    assertProperty(
      t,
      fc.property(story, (one) => check(tell(one), one)),
      RUNS,
    );
  });
}

property('every call ends once, and nothing is decided after', (told) => {
  const decisions = told.flatMap((one) => one.decisions);
  const ends = decisions.filter(({ type }) => type === 'CallEnded').length;
  assert(ends === 1, `${ends} ends`);
  assert(decisions.at(-1)?.type === 'CallEnded', 'decided after the end');
  const rejections = decisions.filter(({ type }) => type === 'CallRejected').length;
  assert(rejections <= 1, 'refused twice');
});

/** Of what the caller hears, the music: words and voices end it. */
function musicAfter(music: boolean, { fact, decisions }: Told): boolean {
  const silencing = [
    'SayStarted',
    'BridgeRequested',
    'MediaRequested',
    'ConferenceRequested',
    'LegsReleased',
  ];
  return [fact, ...decisions].reduce(
    (plays, { type }) => type === 'MusicStarted' || (plays && !silencing.includes(type)),
    music,
  );
}

property('no dead end: a call that goes on says something, waits for someone, or talks (I6)', (told) => {
  let music = false;
  for (const one of told) {
    music = musicAfter(music, one);
    const { phase, heard, saying, choice, answered, timers, question, leaving, how, centre } = one.after;
    if (phase === 'ended' || phase === 'connecting' || !heard || !one.settled) continue;
    const withParty = ['talking', 'conference'].includes(phase);
    // a REFER and a 302 wait for the caller's network
    const leaves = phase === 'transferring' && (how !== 'bridge' || centre === undefined);
    const beforeRefer = (phase === 'target' || leaving) && answered && choice !== undefined;
    const enters = question?.name === 'number' && timers['callback-number'] !== undefined;
    assert(
      saying || music || withParty || leaves || beforeRefer || enters,
      `nothing goes on in ${phase}`,
      one,
    );
  }
});

property('steps, queues and prompts are those of the line', (told, { line }) => {
  for (const one of told) {
    for (const decision of one.decisions) {
      if (decision.type === 'StepEntered' && !decision.step.includes(':'))
        assert(decision.step in line.steps, 'unknown step', one);
      if (decision.type === 'QueueJoined')
        assert(decision.queue in line.queues || decision.queue.startsWith('centre:'), 'unknown queue', one);
      if (decision.type === 'SayStarted') assert(decision.prompts.length > 0, 'says nothing', one);
    }
  }
});

property(
  'a place is taken once and left once, and is not left for a centre before it has the call (I2)',
  (told) => {
    for (const one of told) {
      let { queue, escalation } = one.before;
      for (const decision of one.decisions) {
        if (decision.type === 'QueueJoined') {
          // our own agents of a centre take the caller with the time of arrival
          const ofCentre = [queue, decision.queue].some((name) => name?.startsWith('centre:'));
          assert(queue === undefined || escalation !== undefined || ofCentre, 'a second place', one);
          queue = decision.queue;
          escalation = undefined;
        } else if (decision.type === 'QueueLeft') {
          assert(queue === decision.queue, 'left where it was not', one);
          queue = undefined;
        } else if (decision.type === 'StepEntered' && !decision.step.startsWith('callback:')) {
          assert(queue === undefined, 'a place forgotten', one);
        }
      }
    }
  },
);

property('whoever was to be called back ends only when reached, or given up (I2)', (told) => {
  for (const one of told) {
    if (one.before.phase !== 'callback' && one.before.phase !== 'dialling') continue;
    const ended = one.decisions.some(({ type }) => type === 'CallEnded');
    assert(!ended || one.fact.type === 'CallbackGivenUp', 'a callback is lost', one);
  }
});

property('somebody in danger is heard, and never sent away (I6)', (told) => {
  for (const one of told) {
    const raised = one.decisions.some(({ type }) => type === 'EmergencyRaised');
    if (raised)
      assert(one.after.phase === 'transferring' || one.after.queue !== undefined, 'not put through', one);
    if (one.fact.type !== 'TransferFailed' || !one.before.urgent || one.before.phase !== 'transferring')
      continue;
    assert(one.after.phase === 'queued', 'nobody is reached', one);
  }
});

property(
  'an early call is answered for a person, a question where keys do not pass earlier, or as announced (I9)',
  (told) => {
    for (const one of told) {
      const { before, fact, decisions, after } = one;
      const answers = decisions.filter(({ type }) => type === 'AnswerRequested');
      // another process does not know whether the answer was sent
      if (answers.length === 0 || (fact.type === 'CallAdopted' && before.answered)) continue;
      assert(answers.length === 1 && isEarly(before), 'answered twice', one);
      const next = decisions[decisions.findIndex(({ type }) => type === 'AnswerRequested') + 1];
      const taken = next?.type === 'BridgeRequested';
      const refers = next === undefined && (after.phase === 'target' || after.leaving || after.urgent);
      const asksKeys = next?.type === 'SayStarted' && next.keys && !before.arrived.earlyKeys;
      assert(taken || asksKeys || before.announcing || refers, 'answered for nothing', one);
    }
  },
);

property('no menu is offered to a caller whose keys do not pass', (told) => {
  for (const one of told) {
    const asks = one.decisions.some((decision) => decision.type === 'SayStarted' && decision.keys);
    assert(!asks || one.after.answered || one.after.arrived.earlyKeys, 'asked in vain', one);
  }
});

property('a provisional response at least every 60 s while early (I9)', (told) => {
  let last = ARRIVED_AT;
  for (const one of told) {
    if (!isEarly(one.before) || one.before.phase === 'ended') break;
    if (one.fact.type === 'TimerFired') assert(one.fact.at - last <= 60_000, 'silent for long', one);
    if (one.decisions.some(({ type }) => type === 'ProgressRequested')) last = one.fact.at;
  }
});

property('only an INVITE that waits is refused', (told) => {
  for (const one of told) {
    if (!one.decisions.some(({ type }) => type === 'CallRejected')) continue;
    assert(!one.before.answered || one.before.phase === 'connecting', 'refused after the answer', one);
  }
});

property('deciding again from the journal and a snapshot gives the same (I4)', (told, { line, live }) => {
  const { context } = new Play('early', line, live);
  let state = told[0]!.before;
  for (const { fact, decisions } of told) {
    const read = reread(fact);
    const again = decide(context, state, read).map(reread);
    const journalled = decisions.map(reread);
    assert(JSON.stringify(again) === JSON.stringify(journalled), `replay differs at ${fact.type}`);
    state = JSON.parse(JSON.stringify([read, ...journalled].reduce(evolve, state)));
  }
  assert(state.arrived.callId === CALL_ID && state.phase === 'ended', 'replay does not end');
});

function reread(event: LineEvent): LineEvent {
  return decodeEvent(encodeEvent(event));
}
