/** A whole node over ports that keep everything: doors, registrations, offers, feature codes, closing. */
import { pino } from 'pino';
import { type Test, test } from 'tap';
import { Node } from '../../src/app/node.ts';
import type { Configuration } from '../../src/dialplan/configuration.ts';
import type { LineEvent } from '../../src/events/line.generated.ts';
import { NodeDigest } from '../../src/sip/digest.ts';
import type { Source } from '../../src/sip/port.ts';
import { CENTRES, lineWith } from '../call/lines.ts';
import { Deferred, FakeCall, FakeMedia, FakeSip, type Journal, settled } from './fakes.ts';
import { AGENTS, authorization, FakeRequest, HOME } from './requests.ts';

const TRUNK: Source = { address: '192.0.2.200', port: 5060, transport: 'udp' };
const STRANGER: Source = { address: '203.0.113.66', port: 5060, transport: 'udp' };

const CONFIGURATION: Configuration = {
  lines: new Map([['156', lineWith({ queues: { general: {}, water: {} }, capacity: 2, reserve: 1 })]]),
  trunks: [
    {
      name: 'carrier',
      from: ['192.0.2.200'],
      lines: { '156': '156' },
      earlyMedia: { keys: true, maxSeconds: 180 },
    },
  ],
  centres: CENTRES,
  agents: { ...AGENTS, pauseReasons: { 1: 'lunch' } },
  prompts: new Map(),
  music: [],
  demo: false,
};

class House {
  readonly journal: Journal = [];
  readonly sip = new FakeSip(this.journal);
  readonly media = new FakeMedia(this.journal);
  readonly events: LineEvent[] = [];
  readonly node: Node;
  diskFull = false;

  constructor(t: Test) {
    this.node = new Node({
      configuration: CONFIGURATION,
      journal: {
        append: (event) => {
          if (this.diskFull) throw new Error('no space left on device');
          this.events.push(event);
          this.journal.push(`* ${event.type}`);
        },
        close: async () => undefined,
      },
      log: pino({ level: 'silent' }),
      digest: new NodeDigest(),
      promptFile: (language, prompt) => `${language}/${prompt}`,
      now: () => 1_000_000,
    });
    this.node.use({ sip: this.sip, media: this.media });
    t.teardown(async () => {
      await this.node.end();
      this.node.close();
    });
  }

  async call(callId: string, change: { dialled?: string; source?: Source; authorization?: string } = {}) {
    const { dialled = '156', source = TRUNK } = change;
    const headers = {
      From: '<sip:2001@line.example>',
      ...(change.authorization === undefined ? {} : { 'Proxy-Authorization': change.authorization }),
    };
    const call = Object.assign(new FakeCall(this.journal, `sdp of ${callId}`, headers), {
      callId,
      dialled,
      source,
    });
    this.node.call(call);
    await settled();
    return call;
  }

  /** A call that waits in the queue. */
  async caller(callId: string): Promise<FakeCall> {
    const call = await this.call(callId);
    for (const key of [undefined, '8']) {
      this.media.last.said.resolve({ failed: false, ...(key ? { key } : {}) });
      await settled();
    }
    return call;
  }

  async register(source: Source = HOME): Promise<void> {
    const headers = {
      To: '<sip:2001@line.example>',
      From: '<sip:2001@line.example>',
      Contact: '<sip:2001@192.0.2.10>',
    };
    const ask = new FakeRequest('REGISTER', headers, source);
    this.node.request(ask);
    const challenge = String(ask.replies[0]?.headers['WWW-Authenticate']);
    const proof = authorization({ challenge, account: '2001', method: 'REGISTER' });
    this.node.request(new FakeRequest('REGISTER', { ...headers, Authorization: proof }, source));
    await settled();
  }

  types(): readonly string[] {
    return this.events.map(({ type }) => type);
  }

  status(account = '2001'): string | undefined {
    return this.node.centre.state.agents.get(account)?.status;
  }
}

test('a call from the trunk to an agent and back', async (t) => {
  const house = new House(t);
  await house.register();
  const call = await house.caller('c1');
  const { journal } = house;
  t.ok(
    journal.indexOf('* CallOffered') < journal.indexOf('INVITE sip:2001@192.0.2.10'),
    'journalled, then done',
  );
  t.equal(house.status(), 'offered');
  const agent = house.sip.last.answer();
  await settled();
  house.media.made[0]!.bridged.resolve();
  await settled();
  t.strictSame([house.status(), house.node.sessions.size], ['talking', 1]);
  agent.events!.hungUp('bye');
  await settled();
  t.strictSame([house.status(), house.node.sessions.size], ['wrapUp', 0]);
  t.strictSame(house.types().slice(-3), ['PartyHungUp', 'CallEnded', 'WrapUpStarted']);
  t.ok(call.leg, 'it was answered');
});

test('a caller who leaves is offered no more, and the next one is', async (t) => {
  const house = new House(t);
  await house.register();
  const first = await house.caller('c1');
  await house.caller('c2');
  first.cancel();
  await settled();
  t.equal(house.journal.filter((line) => line === 'CANCEL').length, 1, 'the telephone stops');
  t.equal(house.sip.dialled.length, 2, 'and rings for the next');
  t.strictSame([...house.node.centre.state.waiting.keys()], ['c2']);
});

test('the same call by another way is not another call', async (t) => {
  const house = new House(t);
  await house.call('c1');
  const session = house.node.sessions.get('c1');
  await house.call('c1');
  t.equal(house.journal.at(-1), '482 Merged Request');
  t.equal(house.node.sessions.get('c1'), session, 'the first one stands');
});

test('the doors', async (t) => {
  const house = new House(t);
  await house.call('s1', { source: STRANGER });
  t.equal(house.journal.at(-1), '403 Unknown Peer');
  t.strictSame(house.types(), ['CallRefused']);
  for (const callId of ['c1', 'c2', 'c3']) await house.call(callId);
  t.equal(house.node.sessions.get('c3')?.state.arrived.full, true, 'on the reserve');
  await house.call('c4');
  t.equal(house.journal.at(-1), '486 Line Full');
  t.equal(house.node.sessions.size, 3);
});

test('a stranger is banned, an agent behind the same router is not', async (t) => {
  const house = new House(t);
  for (let attempt = 0; attempt < 20; attempt++) await house.call(`s${attempt}`, { source: STRANGER });
  await house.call('again', { source: STRANGER, dialled: '*1' });
  t.equal(house.journal.at(-1), '403 Banned');
  await house.register(STRANGER);
  await house.call('agent', { source: STRANGER, dialled: '*1' });
  t.equal(house.journal.at(-1), '407 Proxy Authentication Required');
});

test('an agent dials a feature code', async (t) => {
  const house = new House(t);
  await house.register();
  const rejected: string[] = [];
  const challenged = new FakeCall(house.journal, 'sdp', { From: '<sip:2001@line.example>' });
  challenged.dialled = '*21';
  challenged.reject = (_status, _reason, headers?: Readonly<Record<string, unknown>>) => {
    rejected.push(String(headers?.['Proxy-Authenticate']));
  };
  house.node.call(challenged);
  const proof = authorization({ challenge: rejected[0]!, account: '2001', method: 'INVITE' });
  await house.call('code', { dialled: '*21', source: HOME, authorization: proof });
  t.equal(house.status(), 'paused');
  t.match(house.events.at(-1), { type: 'AgentPaused', agent: '2001', reason: 'lunch', by: '2001' });
  t.equal(house.journal.at(-1), 'media1 say fr/agent-paused');
  house.media.last.said.resolve({ failed: false });
  await settled();
  t.strictSame(house.journal.slice(-2), ['BYE', 'media1 release']);
});

test('requests outside of calls', async (t) => {
  const house = new House(t);
  for (const [method, status] of [
    ['OPTIONS', 200],
    ['MESSAGE', 405],
    ['PUBLISH', 405],
  ] as const) {
    const request = new FakeRequest(method, {}, STRANGER);
    house.node.request(request);
    t.equal(request.replies[0]?.status, status, method);
  }
});

test('closing: new calls are refused, calls in progress may finish', async (t) => {
  const house = new House(t);
  const call = await house.caller('c1');
  let drained = false;
  const done = house.node.drain().then(() => {
    drained = true;
  });
  await house.call('c2');
  t.equal(house.journal.at(-1), '503 Closing');
  t.equal(house.node.isReady, false);
  t.equal(drained, false);
  call.cancel();
  await done;
  t.equal(house.node.sessions.size, 0);
});

test('ending: every call is told, and what it held is given back', async (t) => {
  const house = new House(t);
  await house.register();
  await house.caller('c1');
  const released = new Deferred<void>();
  house.media.made[0]!.release = () => released.promise;
  let ended = false;
  const done = house.node.end().then(() => {
    ended = true;
  });
  await settled();
  t.equal(ended, false, 'it waits for what the call held');
  released.resolve();
  await done;
  t.ok(house.journal.includes('503 closing'), 'an early call is refused');
  t.equal(house.journal.filter((line) => line === 'CANCEL').length, 1, 'no telephone rings on');
});

test('a journal that is away stops no call', async (t) => {
  const house = new House(t);
  await house.register();
  const call = await house.caller('c1');
  house.diskFull = true;
  call.cancel();
  await settled();
  t.equal(house.node.sessions.size, 0, 'the call has ended');
  t.ok(house.node.counters.faults > 0, 'and the fault is counted');
  t.equal(house.status(), 'ready');
});
