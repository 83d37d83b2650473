/** A whole node over ports that keep everything; it can die, and another goes on from its journal. */
import { pino } from 'pino';
import type { Test } from 'tap';
import { Node } from '../../src/app/node.ts';
import { recover } from '../../src/app/recovery.ts';
import type { CallState } from '../../src/call/state.ts';
import type { Configuration } from '../../src/dialplan/configuration.ts';
import type { LineEvent } from '../../src/events/line.generated.ts';
import { NodeDigest } from '../../src/sip/digest.ts';
import type { Source } from '../../src/sip/port.ts';
import { CENTRES, LINE, lineWith } from '../call/lines.ts';
import { FakeMedia } from './fake-media.ts';
import { FakeCall, FakeSip } from './fake-sip.ts';
import { type Journal, settled } from './fakes.ts';
import { MemoryJournal } from './memory-journal.ts';
import { AGENTS, authorization, FakeRequest, HOME } from './requests.ts';

export const TRUNK: Source = { address: '192.0.2.200', port: 5060, transport: 'udp' };

export const CONFIGURATION: Configuration = {
  lines: new Map([
    [
      '156',
      lineWith({
        queues: { ...LINE.queues, general: { ring: '15s' }, water: {} },
        callback: { numbers: ['+55*'], trunk: 'carrier' },
        capacity: 2,
        reserve: 1,
      }),
    ],
  ]),
  trunks: [
    {
      name: 'carrier',
      country: 'BR',
      outbound: 'sip:192.0.2.200',
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

export interface Built {
  readonly configuration?: Configuration;
  readonly store?: MemoryJournal;
  /** Of the ids of dialogs and channels. */
  readonly name?: string;
}

/** What of a dead node's calls stands no longer: ids of dialogs, of calls without one, of channels. */
export interface Gone {
  readonly sip?: readonly string[];
  readonly media?: readonly string[];
  /** Until then no channel is found. */
  readonly held?: Promise<void>;
}

export class House {
  readonly journal: Journal = [];
  readonly store: MemoryJournal;
  readonly sip: FakeSip;
  readonly media: FakeMedia;
  readonly node: Node;
  now = 1_000_000;
  readonly #test: Test;

  private constructor(t: Test, store: MemoryJournal, name: string, make: (house: House) => Node) {
    this.#test = t;
    this.store = store;
    this.sip = new FakeSip(this.journal, `${name}party`);
    this.media = new FakeMedia(this.journal, `${name}media`);
    this.node = make(this);
    this.node.use({ sip: this.sip, media: this.media });
    t.teardown(async () => {
      this.store.failure = undefined;
      await this.node.end();
      // callers to be called back are kept: their timers would be too
      for (const callId of this.node.state.calls.keys())
        this.node.happened({ type: 'CallbackGivenUp', at: this.now, callId });
      await this.node.close();
    });
  }

  /** A node that is not open yet. */
  static async build(t: Test, built: Built = {}): Promise<House> {
    const { configuration = CONFIGURATION, store = new MemoryJournal(), name = '' } = built;
    const { state, snapshotAt } = await recover(store, () => undefined);
    const make = (house: House) =>
      new Node({
        name: 'porto',
        configuration,
        journal: store,
        lease: store.hold(),
        state,
        snapshotAt,
        log: pino({ level: 'silent' }),
        digest: new NodeDigest(),
        promptFile: (language, prompt) => `${language}/${prompt}`,
        now: () => house.now,
      });
    return new House(t, store, name, make);
  }

  static async open(t: Test, built: Built = {}): Promise<House> {
    const house = await House.build(t, built);
    await house.node.open();
    return house;
  }

  /** The node dies, and does nothing more; another takes its calls up. */
  async dies(gone: Gone = {}, configuration: Configuration = CONFIGURATION): Promise<House> {
    // what was journalled is all that the next one knows; what this one still does is not
    const store = new MemoryJournal();
    for (const { events, causes } of this.store.entries) store.append(store.hold(), events, causes);
    const next = await House.build(this.#test, { store, name: 'next ', configuration });
    next.now = this.now;
    for (const id of gone.sip ?? []) next.sip.gone.add(id);
    for (const id of gone.media ?? []) next.media.gone.add(id);
    if (gone.held) next.media.adoptable = gone.held;
    const opened = next.node.open();
    if (!gone.held) await opened;
    await settled();
    return next;
  }

  async call(callId: string, change: { dialled?: string; source?: Source; authorization?: string } = {}) {
    const { dialled = '156', source = TRUNK } = change;
    const headers = {
      From: '<sip:+555132890156@line.example>',
      ...(change.authorization === undefined ? {} : { 'Proxy-Authorization': change.authorization }),
    };
    if (change.authorization !== undefined) headers.From = '<sip:2001@line.example>';
    const call = new FakeCall(this.journal, `sdp of ${callId}`, headers);
    Object.assign(call, { callId, dialled, source });
    this.node.call(call);
    await settled();
    return call;
  }

  /** What the line says last goes on to its end: a key, or silence. */
  async say(key?: string): Promise<void> {
    this.media.last.said.resolve({ failed: false, ...(key ? { key } : {}) });
    await settled();
  }

  /** A call that waits in the queue. */
  async caller(callId: string): Promise<FakeCall> {
    const call = await this.call(callId);
    await this.say();
    await this.say('8');
    return call;
  }

  async register(source: Source = HOME, account = '2001'): Promise<void> {
    const address = `<sip:${account}@line.example>`;
    const headers = { To: address, From: address, Contact: `<sip:${account}@192.0.2.10>` };
    const ask = new FakeRequest('REGISTER', headers, source);
    this.node.request(ask);
    const challenge = String(ask.replies[0]?.headers['WWW-Authenticate']);
    const proof = authorization({ challenge, account, method: 'REGISTER' });
    this.node.request(new FakeRequest('REGISTER', { ...headers, Authorization: proof }, source));
    await settled();
  }

  async happened(fact: LineEvent): Promise<void> {
    this.node.happened(fact);
    await settled();
  }

  state(callId = 'c1'): CallState | undefined {
    return this.node.state.calls.get(callId);
  }

  /** Fact and decisions since the last start of a node. */
  get events(): readonly LineEvent[] {
    const { events } = this.store;
    return events.slice(events.findLastIndex(({ type }) => type === 'NodeStarted') + 1);
  }

  types(): readonly string[] {
    return this.events.map(({ type }) => type);
  }

  count(line: string): number {
    return this.journal.filter((one) => one === line).length;
  }

  status(account = '2001'): string | undefined {
    return this.node.state.centre.agents.get(account)?.status;
  }
}
