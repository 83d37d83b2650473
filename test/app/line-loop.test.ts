/** The leader's loop: the order of facts, the time, one timer, and a journal that fails. */
import { mock } from 'node:test';
import { afterEach, test } from 'tap';
import { LineLoop } from '../../src/app/line-loop.ts';
import type { LineEvent } from '../../src/events/line.generated.ts';
import { FencedError, JournalError } from '../../src/journal/port.ts';
import { newLine, snapshotLine } from '../../src/line/state.ts';
import { agent, configurationOf } from '../acd/play.ts';
import { MemoryJournal } from './memory-journal.ts';

const AT = 1_000_000;
const CONFIGURATION = JSON.stringify(
  configurationOf({
    agents: [agent('ana', { wrapUpSeconds: 10 })],
    line: { steps: { welcome: { next: { queue: 'any' } } } },
  }),
);

const leaders: Leader[] = [];
afterEach(async () => {
  mock.timers.reset();
  await Promise.all(leaders.splice(0).map(({ loop }) => loop.close()));
});

class Leader {
  readonly store = new MemoryJournal();
  readonly performed: string[] = [];
  readonly faults: unknown[] = [];
  readonly loop: LineLoop;
  now = AT;
  /** What an event leads to, besides. */
  upon: (event: LineEvent) => void = () => undefined;

  constructor(snapshotAt = 0) {
    leaders.push(this);
    this.loop = new LineLoop(
      {
        journal: this.store,
        lease: this.store.hold(),
        perform: (event) => {
          this.performed.push(event.type);
          this.upon(event);
        },
        fault: (error) => void this.faults.push(error),
        log: () => undefined,
        now: () => this.now,
      },
      newLine(),
      snapshotAt,
    );
    this.tell({ type: 'ConfigurationActivated', configuration: CONFIGURATION, by: 'test' });
    this.performed.length = 0;
  }

  tell(fact: object): void {
    this.loop.happened({ at: this.now, ...fact } as LineEvent);
  }

  register(): void {
    const binding = { expires: AT + 3_600_000, contact: 'sip:ana', via: '', address: '' };
    this.tell({ type: 'AgentRegistered', agent: 'ana', ...binding });
  }

  /** A call waits in the queue. */
  join(callId: string): void {
    const { current: configuration } = this.loop.state.centre;
    const joins = { callId, queue: 'any', language: 'pt', line: '3939', caller: '', configuration };
    this.tell({ type: 'QueueJoined', ...joins });
  }

  ended(callId: string): void {
    this.tell({ type: 'CallEnded', callId, reason: 'hungUp', detail: '' });
  }

  get last(): readonly string[] | undefined {
    return this.store.entries.at(-1)?.events.map(({ type }) => type);
  }
}

test('a fact and its decisions are one entry, and are then performed in order', async (t) => {
  const leader = new Leader();
  leader.register();
  let known: readonly string[] | undefined;
  leader.upon = () => {
    known ??= leader.last;
  };
  leader.join('c1');
  t.strictSame(leader.last, ['QueueJoined', 'CallOffered']);
  t.strictSame(known, leader.last, 'all of it was journalled before anything was performed');
  t.strictSame(leader.performed.slice(-2), ['QueueJoined', 'CallOffered']);
  t.strictSame(leader.store.entries.at(-1)?.causes, [0, 0], 'with what each was decided upon');
  t.equal(leader.loop.number, leader.store.last);
});

test('facts that come up while another is performed wait for their turn', async (t) => {
  const leader = new Leader();
  leader.register();
  leader.upon = ({ type }) => {
    if (type === 'QueueJoined') leader.ended('c1');
    if (type === 'CallEnded') leader.performed.push('…');
  };
  leader.join('c1');
  t.strictSame(leader.performed.slice(1, 5), ['QueueJoined', 'CallOffered', 'CallEnded', '…']);
  t.equal(leader.store.last, 4, 'an entry of its own');
  t.strictSame(leader.last, ['CallEnded', 'OfferWithdrawn']);
});

test('the time never goes backwards', async (t) => {
  const leader = new Leader();
  for (const now of [AT + 500, AT + 200, AT + 501]) {
    leader.now = now;
    leader.tell({ type: 'NodeStarted', node: 'porto' });
  }
  const times = leader.store.events.map(({ at }) => at - AT);
  t.strictSame(times, [0, 500, 500, 501]);
});

test('the time goes on from that of the journal', async (t) => {
  const store = new MemoryJournal();
  store.append(store.hold(), [{ type: 'NodeStarted', at: AT + 9_000, node: 'before' }]);
  const ports = { perform: () => undefined, fault: () => undefined, log: () => undefined, now: () => AT };
  const loop = new LineLoop({ ...ports, journal: store, lease: store.hold() }, newLine(), 0);
  loop.happened({ type: 'NodeStarted', at: AT, node: 'porto' });
  t.equal(store.events.at(-1)?.at, AT + 9_000);
  t.equal(loop.number, 2);
});

test('with the journal away, calls go on', async (t) => {
  const leader = new Leader();
  leader.store.failure = new JournalError('no space left on device');
  leader.register();
  leader.join('c1');
  t.strictSame(leader.performed, ['AgentRegistered', 'QueueJoined', 'CallOffered']);
  t.equal(leader.faults.length, 2, 'and each fault is told');
  leader.store.failure = undefined;
  leader.ended('c1');
  t.strictSame(leader.last, ['CallEnded', 'OfferWithdrawn'], 'when it is back, it is written again');
  t.equal(leader.loop.number, leader.store.last, 'by its numbers');
});

test('when another leads, nothing is performed', async (t) => {
  const leader = new Leader();
  leader.register();
  leader.performed.length = 0;
  leader.store.hold();
  leader.join('c1');
  t.strictSame(leader.performed, []);
  t.ok(leader.faults[0] instanceof FencedError);
  t.equal(leader.store.last, 2);
});

test('a fault of ours costs its own fact, or its own decision', async (t) => {
  const leader = new Leader();
  leader.tell({ type: 'ConfigurationActivated', configuration: 'not JSON', by: 'test' });
  t.equal(leader.faults.length, 1);
  t.equal(leader.store.last, 1, 'what cannot be decided upon is not journalled');
  leader.register();
  leader.upon = ({ type }) => {
    if (type === 'QueueJoined') throw new TypeError('a fault');
  };
  leader.join('c1');
  t.strictSame(leader.performed, ['AgentRegistered', 'QueueJoined', 'CallOffered']);
  t.equal(leader.faults.length, 2);
});

test('one timer for all that falls due', async (t) => {
  mock.timers.enable({ apis: ['setTimeout'] });
  const leader = new Leader();
  const pass = (ms: number) => {
    leader.now += ms;
    mock.timers.tick(ms);
  };
  const due = () => leader.store.events.filter(({ type }) => type === 'DueReached').length;
  leader.register();
  leader.join('c1');
  const offer = leader.store.events.findLast(({ type }) => type === 'CallOffered')!;
  leader.tell({ ...offer, at: leader.now, type: 'OfferAccepted' });
  leader.ended('c1');
  const until = leader.now + 10_000;
  t.match(leader.store.events.at(-1), { type: 'WrapUpStarted', agent: 'ana', until });
  pass(9_999);
  t.equal(due(), 0);
  // a timer may be early by a part of a millisecond, and a clock may be set back
  leader.now -= 5;
  mock.timers.tick(1);
  t.equal(due(), 1);
  t.not(leader.loop.state.centre.agents.get('ana')?.status, 'ready', 'not yet by the clock');
  pass(6);
  t.equal(leader.loop.state.centre.agents.get('ana')?.status, 'ready');
  t.strictSame(leader.last, ['DueReached', 'WrapUpDone']);
  const entries = leader.store.last;
  pass(3_600_000);
  t.equal(leader.store.last, entries, 'no timer runs on');
});

test('what falls due later than a timer can wait is looked at again', async (t) => {
  mock.timers.enable({ apis: ['setTimeout'] });
  const leader = new Leader();
  leader.register();
  leader.join('c1');
  const offer = leader.store.events.findLast(({ type }) => type === 'CallOffered')!;
  leader.tell({ ...offer, at: leader.now, type: 'OfferAccepted' });
  leader.ended('c1');
  leader.tell({ type: 'WrapUpExtended', agent: 'ana', until: AT + 3_000_000_000, by: 'ana' });
  const entries = leader.store.last;
  leader.now += 2_147_483_646;
  mock.timers.tick(2_147_483_646);
  t.equal(leader.store.last, entries);
  leader.now += 1;
  mock.timers.tick(1);
  t.strictSame(leader.last, ['DueReached'], 'and is not due');
  leader.now = AT + 3_000_000_000;
  mock.timers.tick(3_000_000_000 - 2_147_483_647);
  t.strictSame(leader.last, ['DueReached', 'WrapUpDone']);
});

test('snapshots now and then', async (t) => {
  const leader = new Leader(1);
  for (let entry = 2; entry <= 5_000; entry++) leader.tell({ type: 'NodeStarted', node: 'porto' });
  t.strictSame(leader.store.snapshots, []);
  leader.register();
  await leader.loop.close();
  t.equal(leader.store.snapshots.length, 1);
  t.strictSame(leader.store.snapshots, [{ number: 5_001, state: snapshotLine(leader.loop.state) }]);
  leader.tell({ type: 'NodeStarted', node: 'porto' });
  await leader.loop.close();
  t.equal(leader.store.snapshots.length, 1, 'once');
});

test('a snapshot that fails is told, and the loop goes on', async (t) => {
  const leader = new Leader(-4_998);
  leader.store.saveSnapshot = async () => {
    throw new JournalError('no space left on device');
  };
  leader.register();
  await leader.loop.close();
  t.strictSame(leader.performed, ['AgentRegistered']);
  t.match(leader.faults, [{ message: 'no space left on device' }]);
});
