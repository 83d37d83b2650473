/** One shortline node: its calls, its doors, and the centre that it leads. */
import type { Logger } from 'pino';
import type { CallState } from '../call/state.ts';
import type { Configuration } from '../dialplan/configuration.ts';
import type { LineEvent } from '../events/line.generated.ts';
import type { Journal, Lease } from '../journal/port.ts';
import { FAULT } from '../line/machine.ts';
import type { LineState } from '../line/state.ts';
import type { MediaPort } from '../media/port.ts';
import { Doors } from '../routing/admission.ts';
import type { Digest, IncomingCall, IncomingRequest, SipHandlers, SipPort } from '../sip/port.ts';
import { activeConfiguration } from './active-configuration.ts';
import { arrival } from './arrival.ts';
import { Authenticator } from './authenticator.ts';
import { Calls } from './calls.ts';
import { takeFeatureCall } from './feature-call.ts';
import { LineLoop } from './line-loop.ts';
import { Offers } from './offers.ts';
import { type Admitted, Reception } from './reception.ts';
import { Registrar } from './registrar.ts';
import type { Session } from './session.ts';
import { SessionMaker } from './session-maker.ts';
import { adopt, channelsOf, endUnknownOffers, pendingCall } from './takeover.ts';
import { Telephones } from './telephones.ts';

export interface NodeOptions {
  readonly name: string;
  readonly configuration: Configuration;
  readonly journal: Journal;
  readonly lease: Lease;
  /** What the journal says. */
  readonly state: LineState;
  /** The entry up to which there is a snapshot. */
  readonly snapshotAt: number;
  readonly log: Logger;
  readonly digest: Digest;
  /** The file of a prompt, as the media servers see it. */
  promptFile(language: string, prompt: string): string;
  now(): number;
}

/** Endpoints kept ready for offers: so many may begin at once. */
const MOST_SPARES = 16;

export class Node implements SipHandlers {
  readonly doors: Doors;
  readonly registrar: Registrar;
  readonly counters = { calls: 0, refused: 0, events: 0, faults: 0 };
  readonly #options: NodeOptions;
  readonly #loop: LineLoop;
  readonly #reception: Reception;
  readonly #offers: Offers;
  readonly #calls = new Calls((error) => this.fault(error, {}));
  readonly #telephones = new Telephones();
  readonly #maker: SessionMaker;
  readonly #early: (() => void)[] = [];
  readonly #ports: { sip?: SipPort; media?: MediaPort } = {};
  #open = false;

  constructor(options: NodeOptions) {
    const { configuration, journal, lease, log, now } = options;
    this.#options = options;
    this.#loop = new LineLoop(
      {
        journal,
        lease,
        perform: (event) => this.#perform(event),
        fault: (error, facts) => this.fault(error, facts),
        log: (event) => {
          this.counters.events += 1;
          log.debug(event, event.type);
        },
        now,
      },
      options.state,
      options.snapshotAt,
    );
    this.doors = new Doors(configuration.trunks, configuration.lines);
    const authenticator = new Authenticator(configuration.agents, options.digest);
    this.registrar = new Registrar(authenticator, {
      registered: (agent, { contact, via = '', address, expires }) =>
        this.happened({ type: 'AgentRegistered', at: now(), agent, expires, contact, via, address }),
      unregistered: (agent) => this.happened({ type: 'AgentUnregistered', at: now(), agent }),
      refused: (request, status) => {
        if (status === 403) this.#reception.stranger(request.source.address);
      },
    });
    this.#reception = new Reception({
      doors: this.doors,
      authenticator,
      registrar: this.registrar,
      log,
      load: () => this.#calls.load(),
      now,
      admitted: (call, admission) => this.#admit(call, admission),
      agentCalled: (call, agent) => this.#agentCalled(call, agent),
      refused: (fact) => {
        this.counters.refused += 1;
        this.happened(fact);
      },
    });
    this.#maker = new SessionMaker({
      options,
      telephones: this.#telephones,
      sip: () => this.sip,
      media: () => this.media,
      state: (callId) => this.state.calls.get(callId),
      happened: (fact) => this.happened(fact),
      fault: (error, facts) => this.fault(error, facts),
    });
    this.#offers = new Offers({
      sip: () => this.sip,
      media: () => this.media,
      binding: (agent) => this.registrar.binding(agent),
      session: (callId) => this.sessions.get(callId),
      telephones: this.#telephones,
      happened: (fact) => this.happened(fact),
      now,
    });
  }

  get sip(): SipPort {
    if (!this.#ports.sip) throw new Error('the node has no SIP yet');
    return this.#ports.sip;
  }

  get media(): MediaPort {
    if (!this.#ports.media) throw new Error('the node has no media yet');
    return this.#ports.media;
  }

  get state(): LineState {
    return this.#loop.state;
  }

  get sessions(): ReadonlyMap<string, Session> {
    return this.#calls.all;
  }

  isDown(centre: string): boolean {
    return this.state.centre.down.has(centre);
  }

  get offers(): number {
    return this.#offers.count;
  }

  get draining(): boolean {
    return this.#calls.draining;
  }

  get isReady(): boolean {
    const { sip, media } = this.#ports;
    return this.#open && !this.draining && sip?.connected === true && (media?.ready ?? 0) > 0;
  }

  /** The node can take calls once it has both. */
  use(ports: { readonly sip?: SipPort; readonly media?: MediaPort }): void {
    Object.assign(this.#ports, ports);
  }

  /** Takes calls, and takes up what the journal says was under way: resolves when that is done. A telephone that has vanished
   *  answers nothing for half a minute, which nobody else waits for. */
  async open(): Promise<void> {
    const { name, now, configuration, log } = this.#options;
    // first what new decisions are done by: telephones and calls
    for (const { agent, contact, via, address, expires } of this.state.registrations.values()) {
      this.registrar.restore(agent, { contact, address, expires, ...(via === '' ? {} : { via }) }, now());
    }
    const calls = [...this.state.calls.values()];
    for (const call of calls) {
      this.#calls.add(this.#maker.make(call.arrived, pendingCall(this.sip, call)));
    }
    // those of the process before: not the ones that this one makes while it takes up calls
    endUnknownOffers({ happened: (fact) => this.happened(fact), now }, this.state);
    this.happened({ type: 'NodeStarted', at: now(), node: name });
    const { configurations, current } = this.state.centre;
    const json = JSON.stringify(activeConfiguration(configuration));
    if (json !== JSON.stringify(configurations.get(current)))
      this.happened({ type: 'ConfigurationActivated', at: now(), configuration: json, by: name });
    this.#prepare();
    this.#open = true;
    for (const take of this.#early.splice(0)) take();
    log.info({ calls: calls.length }, 'the line is open');
    await this.#takeUp(calls);
  }

  /** A fault of ours: what it was about suffers, the other calls go on. */
  fault(error: unknown, facts: object): void {
    this.counters.faults += 1;
    this.#options.log.error({ ...facts, err: error }, 'a fault of shortline');
  }

  /** A fact: it is decided upon and journalled, then done. */
  happened(fact: LineEvent): void {
    this.#loop.happened(fact);
  }

  call(call: IncomingCall): void {
    this.#whenOpen(() => this.#reception.receive(call));
  }

  request(request: IncomingRequest): void {
    this.#whenOpen(() => this.#answer(request));
  }

  /** What comes in while the line is being taken over waits for a moment: the SIP server has said 100. */
  #whenOpen(take: () => void): void {
    if (this.#open) take();
    else this.#early.push(take);
  }

  #answer(request: IncomingRequest): void {
    if (request.method === 'REGISTER') this.registrar.register(request, this.#options.now());
    else if (request.method === 'OPTIONS') request.reply(200, undefined, { Accept: 'application/sdp' });
    else request.reply(405, undefined, { Allow: 'INVITE, ACK, CANCEL, BYE, OPTIONS, REGISTER, INFO' });
  }

  /** New calls get 503; resolves when the last call has ended. */
  drain(): Promise<void> {
    return this.#calls.drain();
  }

  /** Ends every call in which somebody is on the telephone. */
  async end(): Promise<void> {
    const { live } = this.#calls;
    for (const { callId } of live) {
      this.happened({ type: 'CallerHungUp', at: this.#options.now(), callId, cause: 'closing' });
    }
    this.#offers.close();
    await this.#calls.over(live);
  }

  async close(): Promise<void> {
    this.registrar.close();
    await this.#loop.close();
  }

  #perform(event: LineEvent): void {
    if (event.type === 'AgentRegistered' || event.type === 'AgentUnregistered') {
      this.#prepare();
    } else if (event.type === 'CallOffered') {
      this.#offers.offer(event).catch((error) => this.fault(error, event));
    } else if (event.type === 'OfferWithdrawn') {
      this.#offers.withdraw(event);
    } else if ('callId' in event) {
      this.sessions.get(event.callId)?.perform(event);
      if (event.type === 'CallEnded') this.#ended(event);
      else if (event.type === 'LegsReleased' || event.type === 'CallRejected') this.#calls.check();
    }
  }

  /** Endpoints for the next offers: making one would delay the ringing. */
  #prepare(): void {
    this.#ports.media?.prepare(Math.min(this.state.registrations.size, MOST_SPARES));
  }

  #admit(call: IncomingCall, admitted: Admitted): void {
    const { callId } = call;
    if (this.sessions.has(callId)) {
      // RFC 3261 §8.2.2.2: the same call by another way; the first one stands
      call.reject(482, 'Merged Request');
      return;
    }
    const { log, now } = this.#options;
    const arrived = arrival(call, admitted, this.state.centre.current, now());
    const { line, trunk, full } = arrived;
    this.counters.calls += 1;
    log.info({ callId, line, trunk, full }, 'call arrived');
    this.#calls.add(this.#maker.make(arrived, call));
    this.happened(arrived);
  }

  #ended({ callId, reason, detail }: Extract<LineEvent, { type: 'CallEnded' }>): void {
    if (detail.startsWith(FAULT)) this.fault(new Error(detail), { callId });
    this.#options.log.info({ callId, reason, detail: detail.split('\n')[0] }, 'call ended');
    this.#calls.ended(callId);
  }

  #agentCalled(call: IncomingCall, account: string): void {
    const agent = this.state.centre.agents.get(account)!;
    const { configuration, log, now, promptFile } = this.#options;
    const ports = {
      media: this.media,
      agents: configuration.agents,
      happened: (fact: LineEvent) => this.happened(fact),
      promptFile,
      now,
      log: (message: string, facts: object) => log.warn(facts, message),
    };
    this.#calls.giveBack(takeFeatureCall(ports, call, agent));
  }

  /** Calls of a process that has died go on here. */
  async #takeUp(calls: readonly CallState[]): Promise<void> {
    const { log, now } = this.#options;
    const ports = {
      sip: this.sip,
      media: this.media,
      happened: (fact: LineEvent) => this.happened(fact),
      now,
      log: (message: string, facts: object) => log.warn(facts, message),
    };
    const adopted = calls.map((call) => adopt(ports, this.sessions.get(call.arrived.callId)!, call));
    for (const result of await Promise.allSettled(adopted)) {
      if (result.status === 'rejected') this.fault(result.reason, { step: 'takeover' });
    }
    // the servers list their channels late: no caller waits for it
    this.media.reap(new Set(calls.flatMap(channelsOf))).catch((error: unknown) => this.fault(error, {}));
    if (calls.length > 0) log.warn({ calls: calls.length }, 'calls in progress were taken up');
  }
}
