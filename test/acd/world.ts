/** A centre in which anything may happen that calls, agents and supervisors can tell, with what must hold after each event. */
import { isDeepStrictEqual } from 'node:util';
import type { ActiveConfiguration } from '../../src/acd/configuration.ts';
import { decide } from '../../src/acd/decide.ts';
import { evolve } from '../../src/acd/evolve.ts';
import { restore, snapshot } from '../../src/acd/snapshot.ts';
import { type AcdState, newCentre, nextDue } from '../../src/acd/state.ts';
import type { CallOffered, LineEvent } from '../../src/events/line.generated.ts';
import { Ledger } from './ledger.ts';
import { LINE, OPENED_AT } from './play.ts';
import { isAble, nextOffer } from './reference.ts';

type Type = LineEvent['type'];
type Body<T extends Type> = Omit<Extract<LineEvent, { type: T }>, 'type' | 'at'>;

const ACTS = [
  ...['join', 'join', 'join', 'join', 'leave', 'leave', 'accept', 'accept', 'accept', 'miss', 'cross'],
  ...['agent', 'agent', 'agent', 'agent', 'agent', 'end', 'end', 'bridge-fails', 'centre', 'centre'],
  ...['transfer', 'callback', 'dialled', 'move', 'close', 'pass', 'pass', 'pass', 'restart', 'files'],
] as const;
const AGENT_ACTS = [
  ...['AgentRegistered', 'AgentRegistered', 'AgentRegistered', 'AgentUnregistered', 'AgentPaused'],
  ...['AgentReadied', 'AgentReadied', 'AgentReadied', 'AgentLoggedIn', 'AgentLoggedOut', 'WrapUpDone'],
  ...['WrapUpDone', 'WrapUpExtended', 'AgentChanged'],
] as const;
const PASSES = [0, 1, 900, 2_000, 10_000, 30_000, 61_000, 400_000, 3_600_000];
const MISSES = ['noAnswer', 'noAnswer', 'busy', 'rejected', 'unreachable', 'failed'] as const;
const NUMBERS = ['', '', '+33142000001', '+33142000002', '+33142000003', '+33899000004'];
const LEVELS = [{ papers: 1 }, { papers: 4 }, { work: 2, papers: 2 }, { work: 5 }, {}];

const FRESH = {
  registered: false,
  unreachable: false,
  wants: 'ready' as const,
  does: 'nothing' as const,
  breathUntil: 0,
};

export class World {
  at = OPENED_AT;
  entry = 0;
  events = 0;
  readonly ledger = new Ledger();
  /** The state that decides. */
  state: AcdState = newCentre();
  /** Only evolved: what recovery makes of the journal; the plain matcher looks at it. */
  readonly shadow: AcdState = newCentre();
  /** Made anew from a snapshot now and then; decides too. */
  twin: AcdState = newCentre();
  readonly #configurations: readonly ActiveConfiguration[];
  readonly #offers: CallOffered[] = [];
  #calls = 0;

  constructor(configurations: readonly ActiveConfiguration[]) {
    this.#configurations = configurations;
    this.#activate(0);
  }

  /** @param chance what happens, to whom and how: any whole number below 2³¹ */
  happen(chance: number): void {
    const act = ACTS[chance % ACTS.length]!;
    const which = Math.floor(chance / 40) % 991;
    const how = Math.floor(chance / 40_000);
    this.#act(act, which, how);
  }

  #act(act: (typeof ACTS)[number], which: number, how: number): void {
    switch (act) {
      case 'join':
        this.#join(which, how);
        break;
      case 'accept':
      case 'miss':
      case 'cross':
        this.#answer(act, which, how);
        break;
      case 'agent':
        this.#agent(which, how);
        break;
      case 'leave':
      case 'end':
      case 'bridge-fails':
        this.#ends(act, which, how);
        break;
      case 'pass':
        this.#pass(PASSES[how % PASSES.length]!, which % 4 > 0);
        break;
      case 'restart':
        if (how % 3 === 0) this.twin = restore(JSON.parse(JSON.stringify(snapshot(this.twin))));
        break;
      case 'files':
        if (how % 4 === 0) this.#activate(which % this.#configurations.length);
        break;
      case 'move':
        this.#supervise(which, how);
        break;
      case 'close':
        this.#close(which, how);
        break;
      case 'callback':
      case 'dialled':
        this.#callback(act, which, how);
        break;
      default:
        this.#leaves(act, which, how);
    }
  }

  /** Time passes; what falls due is told at its time, or late. */
  #pass(milliseconds: number, onTime: boolean): void {
    const until = this.at + milliseconds;
    for (
      let due = nextDue(this.state);
      onTime && due !== undefined && due <= until;
      due = nextDue(this.state)
    ) {
      this.at = Math.max(this.at, due);
      this.#fact('DueReached', {});
      const next = nextDue(this.state);
      if (next !== undefined && next <= this.at) throw new Error('what was due is still due');
    }
    this.at = until;
  }

  #activate(which: number): void {
    const { agents } = this.#configurations[which]!;
    this.ledger.breathMs = 1_000 * (agents.breathSeconds ?? 0);
    for (const { account, wrapUpSeconds = 10 } of agents.agents) {
      const known = this.ledger.agents.get(account);
      const ledger = known ?? { ...FRESH, wrapUpMs: 0 };
      ledger.wrapUpMs = wrapUpSeconds * 1_000;
      this.ledger.agents.set(account, ledger);
    }
    const configuration = JSON.stringify(this.#configurations[which]);
    this.#fact('ConfigurationActivated', { configuration, by: 'test' });
  }

  #join(which: number, how: number): void {
    const { lines, centres } = this.#configurations[0]!;
    const queues = [
      ...Object.keys(lines[LINE]!.queues),
      ...Object.keys(centres)
        .filter((name) => centres[name]!.agents)
        .map((name) => `centre:${name}`),
    ];
    this.#calls += 1;
    const caller = NUMBERS[how % NUMBERS.length]!;
    const callId = `c${this.#calls}`;
    const { current } = this.state;
    if (how % 2 === 0) {
      this.#fact('CallArrived', {
        ...{ callId, line: LINE, trunk: 't', caller, withheld: false, lateOffer: false, earlyKeys: true },
        ...{ full: false, dialled: LINE, configuration: current, handle: '' },
      });
    }
    const queue = queues[which % queues.length]!;
    const language = ['fr', 'en'][which % 2]!;
    this.#fact('QueueJoined', { callId, queue, language, line: LINE, caller, configuration: current });
  }

  #answer(act: 'accept' | 'miss' | 'cross', which: number, how: number): void {
    // what crosses is about an offer that has ended already
    const offers = act === 'cross' ? this.#offers : [...this.ledger.offers.values()];
    const offer = offers[which % offers.length];
    if (!offer) return;
    const { callId, agent, offerId } = offer;
    const isAccepted = act === 'accept' || (act === 'cross' && how % 2 === 0);
    if (isAccepted) this.#fact('OfferAccepted', { callId, agent, offerId });
    else this.#fact('OfferMissed', { callId, agent, offerId, reason: MISSES[how % MISSES.length]! });
  }

  #agent(which: number, how: number): void {
    const accounts = [...this.ledger.agents.keys()];
    const agent = accounts[which % accounts.length]!;
    const type = AGENT_ACTS[how % AGENT_ACTS.length]!;
    const until = this.at + PASSES[which % PASSES.length]!;
    const skills = Object.entries(LEVELS[which % LEVELS.length]!).map(([name, level]) => ({ name, level }));
    this.#fact(type, {
      ...{ agent, by: agent, reason: 'lunch', expires: this.at, contact: '', via: '', address: '', until },
      ...{ skills, languages: which % 3 === 0 ? ['fr', 'en'] : ['fr'] },
    } as never);
  }

  #caller(which: number): string {
    // of those who are there, or one who has gone
    const calls = [...this.ledger.callers.keys()];
    return which % 17 === 0 || calls.length === 0
      ? `c${which % (this.#calls + 1)}`
      : calls[which % calls.length]!;
  }

  #ends(act: 'leave' | 'end' | 'bridge-fails', which: number, how: number): void {
    const callId = this.#caller(which);
    const [talker] = this.ledger.callers.get(callId)?.talkers ?? [];
    const party = how % 5 === 0 ? 'centre:tax' : `agent:${talker ?? 'nobody'}`;
    if (act === 'bridge-fails') {
      const type = (['BridgeFailed', 'PartyReleased', 'PartyHungUp'] as const)[how % 3]!;
      this.#fact(type, { callId, party, reason: '' } as never);
    } else if (act === 'leave' && how % 4 === 0) {
      const queue = this.state.callers.get(callId)?.version.queue.name ?? 'none';
      this.#fact('QueueLeft', { callId, queue, reason: how % 3 === 0 ? 'chosen' : 'overflow' });
    } else {
      const reason = (['hungUp', 'hungUp', 'served', 'message'] as const)[how % 4]!;
      this.#fact('CallEnded', { callId, reason, detail: '' });
    }
  }

  #leaves(act: 'transfer' | 'centre', which: number, how: number): void {
    const callId = this.#caller(which);
    const centre = ['tax', 'level2', 'ours', 'small', 'nowhere'][how % 5]!;
    if (act === 'transfer') {
      if (how % 7 === 0) this.#fact('EmergencyRaised', { callId, via: 'key', centre, by: '' });
      this.#fact('TransferRequested', { callId, centre, how: 'bridge', emergency: how % 7 === 0 });
      return;
    }
    const chosen = this.state.transfers.get(callId)?.centre ?? centre;
    const types = ['TransferAccepted', 'TransferFailed', 'TransferFailed', 'CentreUp', 'CentreDown'] as const;
    const type = types[how % 5]!;
    this.#fact(type, { callId, centre: how % 11 === 0 ? centre : chosen, reason: 'busy' } as never);
  }

  #callback(act: 'callback' | 'dialled', which: number, how: number): void {
    if (act === 'callback') {
      const number = NUMBERS[2 + (how % 4)]!;
      this.#fact('CallbackAsked', { callId: this.#caller(which), number });
      return;
    }
    const dialled = [...this.state.callers.values()].filter(({ standing }) => standing === 'dialled');
    const callId = dialled[which % dialled.length]?.callId ?? this.#caller(which);
    if (how % 3 === 0) this.#fact('CallbackAccepted', { callId });
    else this.#fact('CallbackMissed', { callId, reason: how % 5 === 0 ? 'failed' : 'noAnswer' });
  }

  #supervise(which: number, how: number): void {
    const callId = this.#caller(which);
    const queues = Object.keys(this.#configurations[0]!.lines[LINE]!.queues);
    if (how % 2 === 0) this.#fact('CallerMoved', { callId, queue: queues[how % queues.length]!, by: 'sup' });
    else this.#fact('CallerPrioritised', { callId, priority: how % 20, by: 'sup' });
  }

  #close(which: number, how: number): void {
    const queues = Object.keys(this.#configurations[0]!.lines[LINE]!.queues);
    const queue = queues[which % queues.length]!;
    const body = { line: LINE, queue, message: '', crisis: 'storm', by: 'sup' };
    const types = ['QueueClosed', 'QueueReopened', 'QueueReopened', 'LineClosed', 'LineReopened'] as const;
    this.#fact(types[how % 5]!, body as never);
  }

  #fact<T extends Type>(type: T, body: Body<T>): void {
    this.entry += 1;
    const agenda: LineEvent[] = [{ type, at: this.at, ...body } as unknown as LineEvent];
    for (let event = agenda.shift(); event; event = agenda.shift()) {
      for (const decision of this.#take(event)) agenda.push(...this.#callDecides(decision));
    }
    this.#check();
  }

  /** One event with what the distributor decides of it, on all three states. */
  #take(event: LineEvent): readonly LineEvent[] {
    this.ledger.take(event);
    evolve(this.state, event, this.entry);
    evolve(this.twin, event, this.entry);
    evolve(this.shadow, event, this.entry);
    const decisions = decide(this.state, event);
    const again = decide(this.twin, event);
    if (!isDeepStrictEqual(decisions, again)) {
      throw new Error(`I4: after a restart ${JSON.stringify(again)} and not ${JSON.stringify(decisions)}`);
    }
    if (event.type === 'CallbackAsked') this.#answered(event.callId, decisions);
    for (const decision of decisions) {
      if (decision.type === 'CallOffered') this.#compare(decision);
      this.ledger.take(decision);
      evolve(this.shadow, decision, this.entry);
    }
    this.events += 1 + decisions.length;
    return decisions;
  }

  /** Whoever asks for a callback hears at once whether there will be one. */
  #answered(callId: string, decisions: readonly LineEvent[]): void {
    const answers = decisions.filter(
      (each) =>
        (each.type === 'CallbackRegistered' || each.type === 'CallbackDenied') && each.callId === callId,
    );
    if (answers.length !== 1)
      throw new Error(`${answers.length} answers to ${callId}, who asked for a callback`);
  }

  /** The fast matcher and the plain one make the same offer. */
  #compare(offer: CallOffered): void {
    const { callId, agent } = offer;
    const plain = nextOffer(this.shadow);
    if (plain?.callId !== callId || plain.agent !== agent) {
      throw new Error(`offers ${callId} to ${agent}, by the rules ${JSON.stringify(plain)}`);
    }
    this.#offers.push(offer);
    this.#compareDanger(offer);
  }

  /** Nobody is offered to an agent for whom somebody in danger waits. */
  #compareDanger({ callId, agent }: CallOffered): void {
    const { inDanger } = this.ledger;
    if (inDanger.has(callId)) return;
    const offered = this.shadow.agents.get(agent)!;
    for (const other of inDanger) {
      const caller = this.shadow.callers.get(other);
      if (caller?.standing === 'waiting' && !caller.held && isAble(this.shadow, offered, caller))
        throw new Error(`${callId} is offered to ${agent} before ${other}, who raised an emergency`);
    }
  }

  /** What calls do about what is decided: now this, now that. */
  #callDecides(decision: LineEvent): LineEvent[] {
    const { at } = this;
    if (decision.type === 'CallOverflowed') {
      const { callId, reason, rule } = decision;
      const { version } = this.state.callers.get(callId)!;
      const queue = version.queue.name;
      if (reason === 'closed' && rule === version.rules.overflow.length) {
        return this.entry % 3 === 0 ? [] : [{ type: 'CallEnded', at, callId, reason: 'message', detail: '' }];
      }
      switch ((rule + this.entry) % 6) {
        case 0:
          return [
            { type: 'TransferRequested', at, callId, centre: 'level2', how: 'bridge', emergency: false },
          ];
        case 1: {
          const { current } = this.state;
          const joins = { callId, queue: 'general', language: 'fr', line: LINE, caller: '' };
          return [
            { type: 'QueueLeft', at, callId, queue, reason: 'overflow' },
            { type: 'QueueJoined', at, ...joins, configuration: current },
          ];
        }
        case 2:
          return [{ type: 'CallbackAsked', at, callId, number: '+33142000001' }];
        default:
          return [];
      }
    }
    if (decision.type === 'CentreChosen' && decision.centre === 'ours') {
      const { callId } = decision;
      const queue = this.state.callers.get(callId)?.version.queue.name;
      if (queue === undefined || this.entry % 2 === 0) return [];
      const joins = { callId, queue: 'centre:ours', language: 'fr', line: LINE, caller: '' };
      return [{ type: 'QueueJoined', at, ...joins, configuration: this.state.current }];
    }
    if (decision.type === 'CallbackGivenUp') {
      return [{ type: 'CallEnded', at, callId: decision.callId, reason: 'callbackMissed', detail: '' }];
    }
    return [];
  }

  #check(): void {
    const faults = this.ledger.faults.splice(0);
    const { agents, callers } = this.state;
    // who was taken out of the files comes back as a newcomer
    for (const [account, ledger] of this.ledger.agents)
      if (!agents.has(account)) Object.assign(ledger, FRESH);
    // I10: nothing is left for polling
    const left = nextOffer(this.shadow);
    if (left) faults.push(`I10: ${left.callId} waits although ${left.agent} is ready`);
    // I2: who has joined and not left is there, and nobody else
    for (const [callId, { talkers, ...caller }] of this.ledger.callers) {
      const known = callers.get(callId);
      if (!known) {
        faults.push(`I2: ${callId} is lost`);
        continue;
      }
      // I3
      if (caller.place !== undefined && caller.place !== known.place)
        faults.push(`I3: ${callId} lost the place`);
      this.ledger.callers.get(callId)!.place = known.place;
      if (known.talkers.length !== talkers.size)
        faults.push(`I2: ${callId} talks to ${known.talkers.join(' ')}`);
    }
    if (callers.size !== this.ledger.callers.size) faults.push('I2: callers who never joined, or have left');
    for (const { account, status, callId } of agents.values()) {
      const { does } = this.ledger.agents.get(account)!;
      const isStuck =
        (status === 'offered') !== (does === 'offer') || (status === 'talking') !== (does === 'talk');
      if (isStuck) faults.push(`${account} is stuck as ${status} on ${callId}`);
    }
    if (faults.length > 0) throw new Error(faults.join('; '));
  }

  /** Recovery, and a restart, give the same state. */
  checkStates(): void {
    const live = JSON.stringify(snapshot(this.state));
    const same = (what: string, state: AcdState): void => {
      const other = JSON.stringify(snapshot(state));
      if (other === live) return;
      const at = live.split('').findIndex((letter, index) => letter !== other[index]);
      throw new Error(
        `I4: ${what}: …${other.slice(at - 80, at + 80)}, live: …${live.slice(at - 80, at + 80)}`,
      );
    };
    same('recovery gives another state', this.shadow);
    same('a restart gives another state', this.twin);
    same('a snapshot is not what it was made of', restore(JSON.parse(live)));
  }
}
