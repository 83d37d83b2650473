/** Charter I7: the range that a caller is told. How true it is on whole days: wait-days.test.ts. */
import fc from 'fast-check';
import { test } from 'tap';
import {
  estimateWait,
  newWaitModel,
  observeHandled,
  observeJoin,
  observeWait,
  type WaitEvidence,
  type WaitModel,
} from '../../src/acd/wait-estimate.ts';
import { Random } from '../bench/days/random.ts';
import { assertProperty } from '../events/properties.ts';

const RUNS = 60;
const MINUTE = 60_000;
const START = Date.UTC(2026, 10, 2, 8);

const asked = (evidence: Partial<WaitEvidence> = {}): WaitEvidence => ({
  at: START,
  ahead: 5,
  rivals: 0,
  agents: 10,
  ready: 0,
  ...evidence,
});

interface Happening {
  readonly gapMs: number;
  readonly ahead: number;
  readonly rivals: number;
  readonly agents: number;
  readonly ready: number;
  readonly waitMs: number;
  readonly left: boolean;
  readonly handleMs: number;
}

const happening = fc.record<Happening>({
  gapMs: fc.integer({ min: 0, max: 10 * MINUTE }),
  ahead: fc.nat({ max: 2_000 }),
  rivals: fc.double({ min: 0, max: 2_000, noNaN: true }),
  agents: fc.nat({ max: 60 }),
  ready: fc.nat({ max: 1 }),
  waitMs: fc.integer({ min: 0, max: 90 * MINUTE }),
  left: fc.boolean(),
  handleMs: fc.integer({ min: 0, max: 90 * MINUTE }),
});

/** Long enough to fill every list of the model. */
const story = fc.array(happening, { maxLength: 500, size: 'max' });

function taught(happenings: readonly Happening[]): WaitModel {
  const model = newWaitModel();
  let at = START;
  for (const { gapMs, ahead, rivals, agents, ready, waitMs, left, handleMs } of happenings) {
    at += gapMs;
    const evidence = { at, ahead, rivals, agents, ready };
    const told = estimateWait(model, evidence);
    observeJoin(model, evidence);
    observeWait(model, { at: at + waitMs, waitMs, end: left ? 'left' : 'answered', agents, told });
    observeHandled(model, handleMs);
  }
  return model;
}

/** A queue whose callers wait `handleMs / agents` for each place; those who would wait too long leave after a minute. */
function queueWith(
  model: WaitModel,
  callers: number,
  { patient = 1, seed = 1, agents = 10, handleMs = 300_000 },
): void {
  const random = new Random(seed);
  const ends: { at: number; act: () => void }[] = [];
  for (let caller = 0; caller < callers; caller += 1) {
    const at = START + caller * 30_000;
    for (const { act } of ends.filter((end) => end.at <= at).sort((one, other) => one.at - other.at)) act();
    ends.splice(0, ends.length, ...ends.filter((end) => end.at > at));
    const evidence = asked({ at, ahead: 5, agents });
    const told = estimateWait(model, evidence);
    observeJoin(model, evidence);
    observeHandled(model, handleMs);
    const virtualMs = ((6 * handleMs) / agents) * random.logNormal(1, 0.2);
    const stays = random.uniform() < patient || virtualMs <= MINUTE;
    const waitMs = stays ? virtualMs : MINUTE;
    ends.push({
      at: at + waitMs,
      act: () =>
        observeWait(model, { at: at + waitMs, waitMs, end: stays ? 'answered' : 'left', agents, told }),
    });
  }
}

test('without evidence the range is wide, and holds what five minutes a call would give', async (t) => {
  const rows: [ahead: number, agents: number][] = [
    [0, 1],
    [0, 50],
    [5, 10],
    [20, 10],
    [100, 40],
  ];
  for (const [ahead, agents] of rows) {
    const { lowMs, highMs } = estimateWait(newWaitModel(), asked({ ahead, agents }));
    // one in ten gives up each minute: a long queue moves faster than its agents
    const rate = agents / 5;
    const plainMs = (MINUTE * Math.log(1 + ((ahead + 1) * 0.1) / rate)) / 0.1;
    t.ok(lowMs < plainMs && plainMs < highMs, `${ahead} ahead, ${agents} agents: ${lowMs} to ${highMs}`);
    t.ok(highMs - lowMs > plainMs / 3, 'wide');
  }
});

test('what the evidence does to the range', async (t) => {
  const model = newWaitModel();
  queueWith(model, 300, {});
  const usual = estimateWait(model, asked());
  t.ok(usual.lowMs < usual.expectedMs && usual.expectedMs < usual.highMs, 'the middle is within');
  const rows: [what: string, evidence: Partial<WaitEvidence>, longer: boolean][] = [
    ['more callers ahead', { ahead: 15 }, true],
    ['fewer callers ahead', { ahead: 1 }, false],
    ['rivals of other queues', { rivals: 10 }, true],
    ['half of the agents leave', { agents: 5 }, true],
    ['agents come back', { agents: 20 }, false],
  ];
  for (const [what, evidence, longer] of rows) {
    const { lowMs, highMs, expectedMs } = estimateWait(model, asked(evidence));
    for (const [now, before] of [
      [lowMs, usual.lowMs],
      [highMs, usual.highMs],
      [expectedMs, usual.expectedMs],
    ] as const) {
      t.equal(now > before, longer, `${what}: ${now}, was ${before}`);
    }
  }
  t.equal(estimateWait(model, asked({ ready: 1, ahead: 0 })).lowMs, 0, 'an agent is ready: from nothing');
  t.equal(estimateWait(model, asked({ agents: 0 })).highMs, 4 * 60 * MINUTE, 'no agent: the end is open');
});

test('it learns the pace: agents twice as slow, a wait twice as long', async (t) => {
  for (const handleMs of [150_000, 300_000, 600_000]) {
    const model = newWaitModel();
    queueWith(model, 600, { handleMs });
    const { lowMs, highMs, expectedMs } = estimateWait(model, asked());
    const trueMs = (6 * handleMs) / 10;
    t.ok(Math.abs(expectedMs / trueMs - 1) < 0.15, `${handleMs} ms a call: ${expectedMs} for ${trueMs}`);
    t.ok(lowMs < trueMs && trueMs < highMs);
    t.ok(highMs - lowMs < trueMs, 'narrower than at first');
  }
});

test('where an agent is ready, the top of the range follows the waits there', async (t) => {
  const model = newWaitModel();
  const random = new Random(5);
  for (let caller = 0; caller < 2_000; caller += 1) {
    const evidence = asked({ at: START + caller * 30_000, ahead: 0, ready: 3 });
    const told = estimateWait(model, evidence);
    observeJoin(model, evidence);
    const waitMs = 10_000 * random.uniform();
    observeWait(model, { at: evidence.at + waitMs, waitMs, end: 'answered', agents: 10, told });
  }
  const { lowMs, highMs } = estimateWait(model, asked({ ready: 3 }));
  t.equal(lowMs, 0);
  t.ok(highMs > 7_000 && highMs < 12_000, `${highMs}`);
});

test('callers who give up do not make the told wait shorter', async (t) => {
  for (const seed of [1, 2, 3]) {
    const all = newWaitModel();
    queueWith(all, 600, { seed });
    const few = newWaitModel();
    queueWith(few, 600, { seed, patient: 0.4 });
    const [patient, impatient] = [estimateWait(all, asked()), estimateWait(few, asked())];
    for (const edge of ['lowMs', 'expectedMs', 'highMs'] as const) {
      t.ok(impatient[edge] > 0.8 * patient[edge], `${edge}: ${impatient[edge]} beside ${patient[edge]}`);
    }
    t.ok(few.leavers.length < 20, 'their waits were learnt from those who came after them');
  }
});

test('whatever happens: a range, within bounds, from a model of bounded size that survives a snapshot', async (t) => {
  assertProperty(
    t,
    fc.property(story, happening, (happenings, last) => {
      const model = taught(happenings);
      const json = JSON.stringify(model);
      const evidence = { at: START, ...last };
      const told = estimateWait(model, evidence);
      const values = [told.lowMs, told.expectedMs, told.highMs, told.spread, told.logWait];
      return (
        values.every(Number.isFinite) &&
        told.lowMs >= 0 &&
        told.lowMs <= told.highMs &&
        told.highMs <= 4 * 60 * MINUTE &&
        !/null|NaN/.test(json) &&
        json.length <= 16 * 1_024 &&
        JSON.stringify(estimateWait(JSON.parse(json) as WaitModel, evidence)) === JSON.stringify(told) &&
        JSON.stringify(model) === json
      );
    }),
    RUNS,
  );
});

test('the expected wait rises with the callers ahead, and falls with the agents, whatever was learnt', async (t) => {
  assertProperty(
    t,
    fc.property(story, happening, fc.nat({ max: 500 }), (happenings, last, more) => {
      const model = taught(happenings);
      const evidence = { at: START, ...last, ready: 0, agents: last.agents + 1 };
      const expected = (other: Partial<WaitEvidence>) =>
        estimateWait(model, { ...evidence, ...other }).expectedMs;
      return (
        expected({ ahead: evidence.ahead + more }) >= expected({}) &&
        expected({ rivals: evidence.rivals + more }) >= expected({}) &&
        expected({ agents: evidence.agents + more }) <= expected({})
      );
    }),
    RUNS,
  );
});

test('the same happenings give the same model', async (t) => {
  assertProperty(
    t,
    fc.property(story, (happenings) => {
      const [once, again] = [taught(happenings), taught(happenings)];
      return JSON.stringify(once) === JSON.stringify(again);
    }),
    RUNS,
  );
});
