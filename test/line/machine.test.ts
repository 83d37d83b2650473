/** The line decides: what was written leads to the same state, a restart to the same decisions, a fault to one end. */
import fc from 'fast-check';
import { test } from 'tap';
import type { LineEvent } from '../../src/events/line.generated.ts';
import { evolveEntry, FAULT, take } from '../../src/line/machine.ts';
import { type LineState, newLine, snapshotLine } from '../../src/line/state.ts';
import { ARRIVED } from '../call/play.ts';
import { ARRIVED_AT } from '../call/words.ts';
import { assertProperty } from '../events/properties.ts';
import { act } from './machine-acts.ts';
import { CONFIGURATION, MachineWorld } from './machine-world.ts';

test('random days of a small centre', (t) => {
  let [facts, events, calls, faults] = [0, 0, 0, 0];
  const property = fc.property(fc.array(act, { minLength: 100, maxLength: 250 }), (acts) => {
    const world = new MachineWorld();
    for (const one of acts) world.do(one);
    world.end();
    for (const [callId, times] of world.ended)
      if (times !== 1) throw new Error(`${callId} ended ${times} times`);
    const { callers } = world.live.centre;
    if (callers.size > 0) throw new Error(`${[...callers.keys()].join()} wait though their calls have ended`);
    facts += world.entries.length;
    events += world.entries.reduce((sum, entry) => sum + entry.events.length, 0);
    calls += world.ended.size;
    faults += world.faulty.size;
  });
  assertProperty(t, property, 60);
  t.comment(`${facts} facts, ${events} events, ${calls} calls, of which ${faults} ended by a fault of ours`);
  t.ok(faults > 0);
  t.end();
});

/** A line that is told facts, one after the other. */
class Line {
  readonly state: LineState = newLine();
  #number = 0;

  constructor() {
    this.tell({ type: 'ConfigurationActivated', configuration: JSON.stringify(CONFIGURATION), by: 'test' });
  }

  tell(fact: object): ReturnType<typeof take> {
    this.#number += 1;
    return take(this.state, this.#number, { at: ARRIVED_AT, ...fact } as LineEvent);
  }

  /** A call in a menu. */
  arrive(callId: string, line: string, change: object = {}): void {
    this.tell({ ...ARRIVED, callId, line, ...change });
    this.tell({ type: 'MediaConnected', callId, answered: false, media: '{}' });
    this.said(callId);
  }

  said(callId: string, key?: string): ReturnType<typeof take> {
    const sayId = this.state.calls.get(callId)?.sayId ?? 0;
    return this.tell({ type: 'SayEnded', callId, sayId, failed: false, ...(key ? { key } : {}) });
  }

  /** A call waits in the queue. */
  wait(callId: string): void {
    this.arrive(callId, '156');
    this.said(callId, '8');
    this.said(callId);
    this.said(callId);
  }
}

const types = ({ events }: { events: readonly LineEvent[] }) => events.map(({ type }) => type);

test('each hears what the world and the other say, until neither has anything to add', (t) => {
  const line = new Line();
  line.wait('c1');
  const binding = { agent: 'bia', expires: 0, contact: 'sip:bia', via: '', address: '' };
  t.match(types(line.tell({ type: 'AgentRegistered', ...binding })), ['AgentRegistered', 'CallOffered']);
  const { offer } = line.state.centre.callers.get('c1')!;
  t.strictSame(line.state.calls.get('c1')?.offer, offer, 'the call has heard the centre');
  const accepted = line.tell({ type: 'OfferAccepted', callId: 'c1', ...offer });
  t.strictSame(types(accepted), ['OfferAccepted', 'AnswerRequested', 'BridgeRequested']);
  const left = line.tell({ type: 'PartyHungUp', callId: 'c1', party: 'agent:bia' });
  t.strictSame(types(left).slice(0, 2), ['PartyHungUp', 'CallEnded']);
  t.equal(line.state.centre.agents.get('bia')?.status, 'ready', 'the centre has heard the call');
  t.equal(line.state.calls.size, 0);
  t.end();
});

test('an entry says upon which event each decision stands', (t) => {
  const line = new Line();
  line.arrive('c1', '156');
  line.said('c1', '2');
  const { events, causes } = line.said('c1');
  t.strictSame(types({ events }).slice(0, 3), ['SayEnded', 'TransferRequested', 'CentreChosen']);
  t.strictSame(causes.slice(0, 3), [0, 0, 1]);
  const upon = events.slice(3).map(({ type }, index) => [type, events[causes[index + 3]!]?.type]);
  t.strictSame(upon, [['MusicStarted', 'CentreChosen']]);
  t.end();
});

test('a fault of ours ends that call, and no other', (t) => {
  const rows: [what: string, change: object, answered: boolean, decided: readonly string[]][] = [
    ['before the answer its INVITE is refused', {}, false, ['CallRejected', 'CallEnded']],
    ['after it, it is hung up', { earlyMediaSeconds: undefined }, true, ['CallEnded']],
  ];
  for (const [what, change, answered, decided] of rows) {
    const line = new Line();
    line.wait('another');
    const before = line.state.calls.get('another');
    line.arrive('c1', '157', change);
    if (answered) line.tell({ type: 'CallAnswered', callId: 'c1', leg: '{}' });
    t.equal(line.state.calls.get('c1')?.answered, answered, what);
    const { events } = line.said('c1', '0');
    const own = events.filter((event) => 'callId' in event && event.callId === 'c1').slice(1);
    t.strictSame(types({ events: own }), ['TargetChosen', ...decided].slice(-decided.length), what);
    const ended = events.findLast(({ type }) => type === 'CallEnded');
    t.ok(
      ended?.type === 'CallEnded' && ended.detail.startsWith(`${FAULT}RangeError: no centre nowhere`),
      what,
    );
    t.match(ended, { reason: 'failed', callId: 'c1' });
    t.equal(line.state.calls.get('another'), before, 'the other call has heard nothing of it');
    t.equal(line.state.calls.has('c1'), false);
  }
  t.end();
});

test('facts about nothing that is known change nothing', (t) => {
  const line = new Line();
  const state = () => snapshotLine(line.state).replace(/"entry":\d+/, '');
  const before = state();
  const rows: object[] = [
    { type: 'CallerHungUp', callId: 'nobody', cause: 'bye' },
    { type: 'TimerFired', callId: 'nobody', timer: 'progress' },
    { type: 'OfferAccepted', callId: 'nobody', agent: 'ana', offerId: 'nobody/1' },
    { type: 'AgentPaused', agent: 'nobody', reason: 'lunch', by: 'sup' },
    { type: 'CallerMoved', callId: 'nobody', queue: 'water', by: 'sup' },
    { type: 'CallRefused', callId: 'nobody', source: '203.0.113.66', status: 403, reason: 'Unknown Peer' },
  ];
  for (const fact of rows) {
    const { events } = line.tell(fact);
    t.equal(events.length, 1, JSON.stringify(fact));
  }
  t.equal(state(), before);
  t.end();
});

test('a call of which the configuration is not in the journal cannot be taken', (t) => {
  const line = new Line();
  t.throws(() => line.tell({ ...ARRIVED, configuration: 7 }), {
    message: 'no line 156 in the configuration of entry 7',
  });
  t.throws(() => line.tell({ ...ARRIVED, line: '158' }), RangeError);
  t.equal(line.state.calls.size, 0);
  t.end();
});

test('what was decided otherwise, by another version, is taken as it was written', (t) => {
  const [line, evolved] = [new Line(), newLine()];
  const activated: LineEvent = {
    ...{ type: 'ConfigurationActivated', at: ARRIVED_AT },
    ...{ configuration: JSON.stringify(CONFIGURATION), by: 'test' },
  };
  evolveEntry(evolved, { number: 1, events: [activated], causes: [0] });
  const { events } = line.tell(ARRIVED);
  const without = [ARRIVED, { ...events[1]!, mode: 'answer' } as LineEvent];
  evolveEntry(evolved, { number: 2, events: without, causes: [0, 0] });
  t.match(evolved.calls.get(ARRIVED.callId), { answered: true }, 'the journal is what happened');
  t.end();
});
