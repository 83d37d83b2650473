/** A session with ports that keep everything: facts, decisions and what was done, in one list. What is decided is decided
 *  by the line itself. */
import { callbackRoute } from '../../src/app/callback-route.ts';
import { InCallKeys } from '../../src/app/in-call-keys.ts';
import { LineLoop } from '../../src/app/line-loop.ts';
import type { Party } from '../../src/app/party.ts';
import { Session } from '../../src/app/session.ts';
import { Transfer } from '../../src/app/transfer.ts';
import type { CallState } from '../../src/call/state.ts';
import type { CallArrived, CallOffered, LineEvent } from '../../src/events/line.generated.ts';
import type { Line } from '../../src/ivr/schema.ts';
import { newLine } from '../../src/line/state.ts';
import type { Trunk } from '../../src/routing/schema.ts';
import { CENTRES, LINE } from '../call/lines.ts';
import { ARRIVED } from '../call/play.ts';
import { ARRIVED_AT } from '../call/words.ts';
import { FakeMedia } from './fake-media.ts';
import { FakeParty } from './fake-party.ts';
import { FakeCall, FakeSip } from './fake-sip.ts';
import { type Journal, settled } from './fakes.ts';
import { MemoryJournal } from './memory-journal.ts';

export interface Situation {
  readonly line?: Line;
  readonly arrived?: Partial<CallArrived>;
  /** Empty: a late offer. */
  readonly sdp?: string;
}

const TRUNKS: readonly Trunk[] = [
  { name: 'carrier', country: 'BR', outbound: 'sip:192.0.2.1', from: ['192.0.2.1'], lines: {} },
];

const plays = new Set<SessionPlay>();

/** Ends every session, with its timers: for after each test. */
export async function endSessions(): Promise<void> {
  const all = [...plays];
  plays.clear();
  await Promise.all(all.map((play) => play.end()));
}

export class SessionPlay {
  readonly journal: Journal = [];
  readonly store = new MemoryJournal();
  readonly media = new FakeMedia(this.journal);
  readonly sip = new FakeSip(this.journal);
  readonly call: FakeCall;
  readonly session: Session;
  readonly faults: unknown[] = [];
  now = ARRIVED_AT;
  readonly #arrived: CallArrived;
  readonly #loop: LineLoop;

  constructor({ line = LINE, arrived, sdp = 'sdp of the caller' }: Situation = {}) {
    plays.add(this);
    this.call = new FakeCall(this.journal, sdp);
    this.#arrived = { ...ARRIVED, ...arrived, lateOffer: sdp === '' };
    const { media, sip, store } = this;
    const now = () => this.now;
    const happened = (fact: LineEvent) => this.happened(fact);
    const fault = (error: unknown) => void this.faults.push(error);
    this.#loop = new LineLoop(
      {
        journal: store,
        lease: store.hold(),
        perform: (event) => 'callId' in event && this.session.perform(event),
        fault,
        log: (event) => {
          const isFact = store.entries.at(-1)?.events[0] === event;
          this.journal.push(`${isFact ? '-' : '*'} ${event.type}`);
        },
        now,
      },
      newLine(),
      0,
    );
    const lines = new Map([[line.line, line]]);
    const ports = {
      sip,
      media,
      state: () => this.#loop.state.calls.get(this.#arrived.callId),
      happened,
      transfer: (session: Session, centre: string) =>
        new Transfer({ sip, media, happened, now }, session, centre, CENTRES[centre]!, undefined),
      callbackRoute: (number: string) => callbackRoute({ lines, trunks: TRUNKS }, line.line, number),
      leaving: () => undefined,
      keys: new InCallKeys(CENTRES, line.emergency?.to ?? ''),
      promptFile: (language: string, prompt: string) => `${language}/${prompt}`,
      now,
      log: () => undefined,
      fault,
    };
    this.session = new Session(ports, this.#arrived, this.call);
    const agent = (account: string) => ({ account, name: account, skills: { general: 3, water: 3 } });
    const agents = { agents: [agent('2001'), agent('2002')] };
    const active = { lines: Object.fromEntries(lines), centres: CENTRES, trunks: TRUNKS, agents };
    const configuration = JSON.stringify(active);
    this.happened({ type: 'ConfigurationActivated', at: this.now, configuration, by: 'test' });
  }

  get state(): CallState | undefined {
    return this.session.state;
  }

  happened(fact: LineEvent): void {
    this.#loop.happened(fact);
  }

  async arrive(): Promise<readonly string[]> {
    return this.after(() => this.happened(this.#arrived));
  }

  /** What the caller does, or what the line says, goes on to its end: a key, or silence. */
  async say(key?: string): Promise<readonly string[]> {
    return this.after(() => this.media.last.said.resolve({ failed: false, ...(key ? { key } : {}) }));
  }

  /** An agent's telephone registers. @returns the offer that the agent is made */
  offer(agent: string): CallOffered {
    const base = { at: this.now, agent, expires: this.now + 3_600_000 };
    const at = { contact: `sip:${agent}@192.0.2.10`, via: '', address: '192.0.2.10' };
    this.happened({ type: 'AgentRegistered', ...base, ...at });
    const offer = this.store.events.findLast((event) => event.type === 'CallOffered');
    if (offer?.type !== 'CallOffered' || offer.agent !== agent)
      throw new Error(`${agent} is not offered the call`);
    return offer;
  }

  /** An agent is offered the call, and takes it. */
  async accept(party: Party): Promise<readonly string[]> {
    const { callId, agent, offerId } = this.offer(party.name.replace('agent:', ''));
    return this.after(() => {
      this.session.join(party);
      this.happened({ type: 'OfferAccepted', at: this.now, callId, agent, offerId });
    });
  }

  /** @returns what is in the journal since `act` began, without decisions and facts */
  async after(act: () => unknown): Promise<readonly string[]> {
    const from = this.journal.length;
    act();
    await settled();
    return this.journal.slice(from).filter((line) => !/^[*-] /.test(line));
  }

  /** Of the call, since it arrived. */
  facts(): readonly string[] {
    const facts = this.journal.filter((line) => line.startsWith('- ')).map((line) => line.slice(2));
    return facts.slice(facts.indexOf('CallArrived'));
  }

  count(line: string): number {
    return this.journal.filter((one) => one === line).length;
  }

  async end(): Promise<void> {
    const { callId } = this.#arrived;
    this.happened({ type: 'CallerHungUp', at: this.now, callId, cause: 'closing' });
    this.happened({ type: 'CallbackGivenUp', at: this.now, callId });
    await this.session.over;
    await this.#loop.close();
  }
}

/** The caller waits in the queue. */
export async function inQueue(situation: Situation = {}): Promise<SessionPlay> {
  const play = new SessionPlay(situation);
  await play.arrive();
  await play.say();
  await play.say('8');
  return play;
}

/** The caller talks to an agent. */
export async function talking(situation: Situation = {}): Promise<{ play: SessionPlay; agent: FakeParty }> {
  const play = await inQueue(situation);
  const agent = new FakeParty('agent:2001', play.journal);
  await play.accept(agent);
  play.media.last.bridged.resolve();
  await settled();
  return { play, agent };
}
