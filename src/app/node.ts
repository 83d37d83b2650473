/** One shortline node: its calls, its doors, and the centre that it leads. */
import type { Logger } from 'pino';
import type { CallState } from '../call/state.ts';
import type { Configuration } from '../dialplan/configuration.ts';
import type { LineEvent } from '../events/line.generated.ts';
import type { Journal } from '../journal/port.ts';
import type { MediaPort } from '../media/port.ts';
import { Doors, type Load } from '../routing/admission.ts';
import { callerOf } from '../routing/caller.ts';
import type { Digest, IncomingCall, IncomingRequest, SipHandlers, SipPort } from '../sip/port.ts';
import { Authenticator } from './authenticator.ts';
import { Centre } from './centre.ts';
import { takeFeatureCall } from './feature-call.ts';
import { Offers } from './offers.ts';
import { type Admitted, Reception } from './reception.ts';
import { Registrar } from './registrar.ts';
import { Session, type SessionPorts } from './session.ts';
import { Transfer } from './transfer.ts';

export interface NodeOptions {
  readonly configuration: Configuration;
  readonly journal: Journal;
  readonly log: Logger;
  readonly digest: Digest;
  /** The file of a prompt, as the media servers see it. */
  promptFile(language: string, prompt: string): string;
  now(): number;
}

const GOES_TO_CENTRE: ReadonlySet<CallState['phase']> = new Set(['transferring', 'talking']);

export class Node implements SipHandlers {
  readonly doors: Doors;
  readonly registrar: Registrar;
  readonly centre: Centre;
  readonly counters = { calls: 0, refused: 0, events: 0, faults: 0 };
  readonly #options: NodeOptions;
  readonly #reception: Reception;
  readonly #offers: Offers;
  readonly #sessions = new Map<string, Session>();
  readonly #ending = new Set<Promise<unknown>>();
  readonly #ports: { sip?: SipPort; media?: MediaPort } = {};
  #draining = false;
  #drained: (() => void) | undefined;

  constructor(options: NodeOptions) {
    const { configuration } = options;
    this.#options = options;
    this.doors = new Doors(configuration.trunks, configuration.lines);
    const authenticator = new Authenticator(configuration.agents, options.digest);
    this.registrar = new Registrar(authenticator, {
      registered: (agent, expires) =>
        this.happened({ type: 'AgentRegistered', at: options.now(), agent, expires }),
      unregistered: (agent) => this.happened({ type: 'AgentUnregistered', at: options.now(), agent }),
      refused: (request, status) => {
        if (status === 403) this.#reception.stranger(request.source.address);
      },
    });
    this.#reception = new Reception({
      doors: this.doors,
      authenticator,
      registrar: this.registrar,
      log: options.log,
      load: () => this.#load(),
      now: options.now,
      admitted: (call, admission) => this.#admit(call, admission),
      agentCalled: (call, agent) => this.#agentCalled(call, agent),
      refused: (fact) => {
        this.counters.refused += 1;
        this.#journal(fact);
      },
    });
    this.#offers = new Offers({
      sip: () => this.sip,
      media: () => this.media,
      binding: (agent) => this.registrar.binding(agent),
      session: (callId) => this.#sessions.get(callId),
      happened: (fact) => this.happened(fact),
      now: options.now,
    });
    this.centre = new Centre(
      {
        decided: (decision) => this.#journal(decision),
        happened: (fact) => this.happened(fact),
        offer: (offer) => {
          this.#offers.offer(offer).catch((error) => this.fault(error, offer));
        },
        withdraw: (offer) => this.#offers.withdraw(offer),
        now: options.now,
      },
      configuration.agents.agents,
    );
  }

  get sip(): SipPort {
    if (!this.#ports.sip) throw new Error('the node has no SIP yet');
    return this.#ports.sip;
  }

  get media(): MediaPort {
    if (!this.#ports.media) throw new Error('the node has no media yet');
    return this.#ports.media;
  }

  get sessions(): ReadonlyMap<string, Session> {
    return this.#sessions;
  }

  /** Offers under way. */
  get offers(): number {
    return this.#offers.count;
  }

  get draining(): boolean {
    return this.#draining;
  }

  /** The node can take calls once it has both. */
  use(ports: { readonly sip?: SipPort; readonly media?: MediaPort }): void {
    Object.assign(this.#ports, ports);
  }

  get isReady(): boolean {
    const { sip, media } = this.#ports;
    return !this.#draining && sip?.connected === true && (media?.ready ?? 0) > 0;
  }

  /** A fault of ours: what it was about suffers, the other calls go on. */
  fault(error: unknown, facts: object): void {
    this.counters.faults += 1;
    this.#options.log.error({ ...facts, err: error }, 'a fault of shortline');
  }

  /** A fact: it is journalled, then the call and the centre decide. */
  happened(fact: LineEvent): void {
    this.#journal(fact);
    if ('callId' in fact) this.#sessions.get(fact.callId)?.take(fact);
    this.centre.take(fact);
  }

  call(call: IncomingCall): void {
    this.#reception.receive(call);
  }

  request(request: IncomingRequest): void {
    if (request.method === 'REGISTER') this.registrar.register(request, this.#options.now());
    else if (request.method === 'OPTIONS') request.reply(200, undefined, { Accept: 'application/sdp' });
    else request.reply(405, undefined, { Allow: 'INVITE, ACK, CANCEL, BYE, OPTIONS, REGISTER, INFO' });
  }

  /** New calls get 503; resolves when the last call has ended. */
  drain(): Promise<void> {
    this.#draining = true;
    return new Promise((resolve) => {
      this.#drained = resolve;
      this.#checkDrained();
    });
  }

  /** Ends every call. */
  async end(): Promise<void> {
    const sessions = [...this.#sessions.values()];
    for (const { callId } of sessions) {
      this.happened({ type: 'CallerHungUp', at: this.#options.now(), callId, cause: 'closing' });
    }
    this.#offers.close();
    await Promise.allSettled([...sessions.map(({ over }) => over), ...this.#ending]);
  }

  close(): void {
    this.centre.close();
    this.registrar.close();
  }

  #journal(event: LineEvent): void {
    try {
      this.#options.journal.append(event);
      this.counters.events += 1;
    } catch (error) {
      // charter §8: with the journal away, calls in progress go on
      this.fault(error, { event: event.type });
    }
    this.#options.log.debug(event, event.type);
  }

  #load(): Load {
    const sessions = [...this.#sessions.values()];
    const legs = (which: (session: Session) => boolean) =>
      sessions.filter(which).reduce((sum, session) => sum + session.legs, 0);
    return {
      legsOnLine: (line: string) => legs(({ state }) => state.arrived.line === line),
      legsOnTrunk: (trunk: string) => legs(({ state }) => state.arrived.trunk === trunk),
      draining: this.#draining,
    };
  }

  #admit(call: IncomingCall, { line, trunk, full }: Admitted): void {
    if (this.#sessions.has(call.callId)) {
      // RFC 3261 §8.2.2.2: the same call by another way; the first one stands
      call.reject(482, 'Merged Request');
      return;
    }
    const { configuration, log, now, promptFile } = this.#options;
    const caller = callerOf(
      {
        from: call.header('From') ?? '',
        assertedIdentity: call.header('P-Asserted-Identity'),
        privacy: call.header('Privacy'),
      },
      trunk.country,
    );
    const arrived = {
      type: 'CallArrived' as const,
      at: now(),
      callId: call.callId,
      line: line.line,
      trunk: trunk.name,
      caller: caller.number,
      withheld: caller.withheld,
      lateOffer: call.sdp === '',
      ...(trunk.earlyMedia ? { earlyMediaSeconds: trunk.earlyMedia.maxSeconds } : {}),
      earlyKeys: trunk.earlyMedia?.keys ?? false,
      full,
    };
    const ports: SessionPorts = {
      media: this.media,
      decided: (decision) => this.#decided(decision),
      happened: (fact) => this.happened(fact),
      transfer: (session, centre) => this.#transfer(session, centre),
      promptFile,
      now,
      log: (message, facts) => log.warn(facts, message),
      fault: (error, callId) => this.fault(error, { callId }),
    };
    this.counters.calls += 1;
    log.info({ callId: call.callId, line: line.line, trunk: trunk.name, full }, 'call arrived');
    this.#sessions.set(
      call.callId,
      new Session(ports, call, arrived, { line, centres: configuration.centres }),
    );
    this.happened(arrived);
  }

  /** A decision about a call: the centre may have to know. */
  #decided(decision: LineEvent): void {
    this.#journal(decision);
    if (decision.type === 'QueueJoined') queueMicrotask(() => this.centre.take(decision));
    else if (decision.type === 'CallEnded') queueMicrotask(() => this.#ended(decision));
  }

  #ended(ended: Extract<LineEvent, { type: 'CallEnded' }>): void {
    this.#options.log.info(
      { callId: ended.callId, reason: ended.reason, detail: ended.detail },
      'call ended',
    );
    const session = this.#sessions.get(ended.callId);
    this.#sessions.delete(ended.callId);
    if (session) this.#giveBack(session.over);
    this.centre.take(ended);
  }

  #giveBack(over: Promise<unknown>): void {
    this.#ending.add(over);
    const done = () => {
      this.#ending.delete(over);
      this.#checkDrained();
    };
    over.then(done, (error) => {
      this.fault(error, {});
      done();
    });
  }

  #checkDrained(): void {
    if (this.#draining && this.#sessions.size === 0 && this.#ending.size === 0) this.#drained?.();
  }

  #transfer(session: Session, name: string): Transfer {
    const { centres, trunks } = this.#options.configuration;
    const centre = centres[name]!;
    const trunk = trunks.find((candidate) => candidate.name === centre.trunk);
    const ports = {
      sip: this.sip,
      media: this.media,
      happened: (fact: LineEvent) => this.happened(fact),
      now: this.#options.now,
      busy: (to: string) =>
        [...this.#sessions.values()].filter(
          ({ callId, state }) =>
            callId !== session.callId && state.centre === to && GOES_TO_CENTRE.has(state.phase),
        ).length,
    };
    return new Transfer(ports, session, name, centre, trunk);
  }

  #agentCalled(call: IncomingCall, account: string): void {
    const agent = this.centre.state.agents.get(account)!;
    const { configuration, log, now, promptFile } = this.#options;
    const ports = {
      media: this.media,
      agents: configuration.agents,
      happened: (fact: LineEvent) => this.happened(fact),
      promptFile,
      now,
      log: (message: string, facts: object) => log.warn(facts, message),
    };
    this.#giveBack(takeFeatureCall(ports, call, agent));
  }
}
