/** What holds for every call, whatever its dialplan says and whatever happens: I4, I6, I9, and one end. */
import fc from 'fast-check';
import { test } from 'tap';
import { decide } from '../../src/call/decide.ts';
import { evolve } from '../../src/call/evolve.ts';
import { isEarly } from '../../src/call/state.ts';
import { decodeEvent, encodeEvent } from '../../src/events/codec.ts';
import { assertProperty } from '../events/properties.ts';
import { ARRIVALS, type Arrival, Play, type Told } from './play.ts';
import { KEYS, randomLine } from './random-line.ts';
import { ARRIVED_AT, CALL_ID } from './words.ts';

const RUNS = 200;
/** A timer of a loaded machine fires so late at most, in seconds. */
const LATE_S = 4;

const happening = fc.oneof(
  { weight: 6, arbitrary: fc.constant('said') },
  { weight: 6, arbitrary: fc.constantFrom(...KEYS).map((key) => `key ${key}`) },
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 70 }).map((seconds) => `wait ${seconds}`) },
  {
    weight: 2,
    arbitrary: fc.constantFrom('media', 'media-lost', 'unheard', 'stale-key 1', 'answered', 'bridged'),
  },
  { weight: 2, arbitrary: fc.constantFrom('accepted 2001', 'bridge-failed', 'party-hung-up $') },
  {
    weight: 2,
    arbitrary: fc.constantFrom('centre-accepted $', 'centre-failed $ busy', 'centre-failed $ noAnswer'),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('hung-up bye', 'hung-up cancel', 'hung-up closing', 'media-failed 503'),
  },
);

const story = fc.record({
  line: randomLine,
  arrival: fc.constantFrom(...(Object.keys(ARRIVALS) as Arrival[])),
  late: fc.integer({ min: 0, max: LATE_S }),
  happenings: fc.array(happening, { maxLength: 40 }),
});
type Story = typeof story extends fc.Arbitrary<infer S> ? S : never;

class World {
  readonly #play: Play;
  readonly #late: number;
  #timers: { timer: string; due: number }[] = [];

  constructor({ arrival, line, late }: Story) {
    this.#play = new Play(arrival, line);
    this.#late = late * 1_000;
    const take = this.#play.take.bind(this.#play);
    this.#play.take = (fact) => {
      const decisions = take(fact);
      for (const decision of decisions) if (decision.type === 'TimerSet') this.#timers.push(decision);
      return decisions;
    };
  }

  get told(): readonly Told[] {
    return this.#play.told;
  }

  tell(words: string): void {
    const { state } = this.#play;
    const [what, seconds] = words.split(' ');
    if (what === 'wait') this.#wait(Number(seconds));
    else
      this.#play.tell(
        words.replace('$', (what?.startsWith('centre') ? state.centre : state.party) ?? 'nobody'),
      );
  }

  #wait(seconds: number): void {
    const until = this.#play.at + seconds * 1_000;
    for (;;) {
      this.#timers.sort((one, other) => one.due - other.due);
      const [next] = this.#timers;
      if (!next || next.due + this.#late > until) break;
      this.#timers.shift();
      this.#play.at = Math.max(this.#play.at, next.due + this.#late);
      this.#play.tell(`timer ${next.timer}`);
    }
    this.#play.at = until;
  }
}

function tell(one: Story): readonly Told[] {
  const world = new World(one);
  world.tell('arrive');
  world.tell('media');
  for (const words of one.happenings) world.tell(words);
  world.tell('hung-up cancel');
  return world.told;
}

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

property('no dead end: a call that goes on says something, waits for someone, or talks (I6)', (told) => {
  for (const one of told) {
    const { phase, heard, saying, choice, answered } = one.after;
    if (phase === 'ended' || phase === 'connecting' || !heard) continue;
    const waits = ['queued', 'transferring', 'talking'].includes(phase);
    // a REFER waits for the answer's dialog
    const beforeRefer = phase === 'target' && answered && choice !== undefined;
    assert(saying || waits || beforeRefer, `nothing goes on in ${phase}`, one);
  }
});

property('steps, queues and prompts are those of the line', (told, { line }) => {
  for (const one of told) {
    for (const decision of one.decisions) {
      if (decision.type === 'StepEntered') assert(decision.step in line.steps, 'unknown step', one);
      if (decision.type === 'QueueJoined') assert(decision.queue in line.queues, 'unknown queue', one);
      if (decision.type === 'SayStarted') assert(decision.prompts.length > 0, 'says nothing', one);
    }
  }
});

property(
  'an early call is answered for an agent, a transfer, a menu without early keys, or as announced (I9)',
  (told) => {
    for (const one of told) {
      const { before, fact, decisions } = one;
      const answers = decisions.filter(({ type }) => type === 'AnswerRequested');
      if (answers.length === 0) continue;
      assert(answers.length === 1 && isEarly(before), 'answered twice', one);
      const next = decisions[decisions.findIndex(({ type }) => type === 'AnswerRequested') + 1];
      const taken = fact.type === 'OfferAccepted' || fact.type === 'TransferAccepted';
      const refers = next === undefined && one.after.phase === 'target';
      const asksKeys = next?.type === 'SayStarted' && next.keys && !before.arrived.earlyKeys;
      assert(taken || asksKeys || before.announcing || refers, 'answered for nothing', one);
    }
  },
);

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

property('deciding again from the journal gives the same (I4)', (told, { line }) => {
  const context = new Play('early', line).context;
  let state = told[0]!.before;
  for (const { fact, decisions } of told) {
    const read = decodeEvent(encodeEvent(fact));
    const again = decide(context, state, read).map((decision) => decodeEvent(encodeEvent(decision)));
    const journalled = decisions.map((decision) => decodeEvent(encodeEvent(decision)));
    assert(JSON.stringify(again) === JSON.stringify(journalled), `replay differs at ${fact.type}`);
    state = [read, ...journalled].reduce(evolve, state);
  }
  assert(state.arrived.callId === CALL_ID && state.phase === 'ended', 'replay does not end');
});
