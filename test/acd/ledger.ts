/** What the events of a centre say, kept in the plainest way: the other side of the properties. It knows nothing of the
 *  distributor's own state. */
import type { Agent } from '../../src/acd/schema.ts';
import type { CallOffered, LineEvent, QueueJoined } from '../../src/events/line.generated.ts';

interface AgentLedger {
  readonly agent: Agent;
  registered: boolean;
  wants: 'ready' | 'paused' | 'out';
  does: 'nothing' | 'offer' | 'talk' | 'wrap-up';
}

export class Ledger {
  readonly agents: ReadonlyMap<string, AgentLedger>;
  /** Callers who have joined and not left, in their order. */
  readonly callers = new Map<string, { joined: QueueJoined; talksTo?: string }>();
  /** Offers under way, by id. */
  readonly offers = new Map<string, CallOffered>();
  /** What must never be, and was. */
  readonly faults: string[] = [];

  constructor(agents: readonly Agent[]) {
    this.agents = new Map(
      agents.map((agent) => [agent.account, { agent, registered: false, wants: 'ready', does: 'nothing' }]),
    );
  }

  /** Callers who wait and are not offered. */
  get idleCallers(): QueueJoined[] {
    const offered = new Set([...this.offers.values()].map(({ callId }) => callId));
    return [...this.callers.values()]
      .filter(({ joined, talksTo }) => talksTo === undefined && !offered.has(joined.callId))
      .map(({ joined }) => joined);
  }

  isReady(account: string): boolean {
    const ledger = this.agents.get(account);
    return ledger?.registered === true && ledger.wants === 'ready' && ledger.does === 'nothing';
  }

  isAble(account: string, { skill, level }: QueueJoined): boolean {
    const skills = this.agents.get(account)?.agent.skills ?? {};
    return skill === '' || (skills[skill] ?? 0) >= level;
  }

  take(event: LineEvent): void {
    switch (event.type) {
      case 'QueueJoined':
        this.callers.set(event.callId, { joined: event });
        break;
      case 'CallOffered':
        this.#offered(event);
        break;
      case 'OfferMissed':
      case 'OfferWithdrawn':
        this.#offerEnded(event.offerId);
        break;
      case 'OfferAccepted':
        this.#accepted(event.offerId);
        break;
      case 'BridgeFailed':
      case 'CallEnded':
        this.#talkEnded(event.callId);
        if (event.type === 'CallEnded') this.callers.delete(event.callId);
        break;
      default:
        if ('agent' in event) this.#agentDid(event);
    }
  }

  #offered(offer: CallOffered): void {
    const { callId, agent, offerId } = offer;
    const others = [...this.offers.values()];
    if (others.some((other) => other.callId === callId)) this.faults.push(`I1: ${callId} is offered twice`);
    if (others.some((other) => other.agent === agent)) this.faults.push(`I1: ${agent} holds two offers`);
    const joined = this.callers.get(callId)?.joined;
    if (!joined || this.callers.get(callId)?.talksTo) this.faults.push(`I2: ${callId} does not wait`);
    if (!this.isReady(agent)) this.faults.push(`I5: ${agent} is not ready`);
    if (joined && !this.isAble(agent, joined)) this.faults.push(`${agent} has not the skill of ${callId}`);
    const ahead = this.idleCallers.find((other) => joined && sameNeeds(other, joined));
    if (ahead && ahead.callId !== callId) this.faults.push(`I3: ${callId} is offered before ${ahead.callId}`);
    this.offers.set(offerId, offer);
    this.#does(agent, 'offer');
  }

  #offerEnded(offerId: string): void {
    const offer = this.offers.get(offerId);
    if (offer && this.offers.delete(offerId)) this.#does(offer.agent, 'nothing');
  }

  #accepted(offerId: string): void {
    const offer = this.offers.get(offerId);
    const caller = offer && this.callers.get(offer.callId);
    if (!offer || !caller) return;
    this.offers.delete(offerId);
    caller.talksTo = offer.agent;
    this.#does(offer.agent, 'talk');
  }

  #talkEnded(callId: string): void {
    const caller = this.callers.get(callId);
    if (!caller?.talksTo) return;
    const ledger = this.agents.get(caller.talksTo);
    this.#does(caller.talksTo, ledger?.agent.wrapUpSeconds === 0 ? 'nothing' : 'wrap-up');
    delete caller.talksTo;
  }

  #does(account: string, does: AgentLedger['does']): void {
    const ledger = this.agents.get(account);
    if (ledger) ledger.does = does;
  }

  #agentDid({ type, agent: account }: Extract<LineEvent, { agent: string }>): void {
    const ledger = this.agents.get(account);
    if (!ledger) return;
    const isBusy = ledger.does === 'offer' || ledger.does === 'talk';
    const stop = (wants: 'paused' | 'out'): void => {
      ledger.wants = wants;
      if (!isBusy) ledger.does = 'nothing';
    };
    if (type === 'AgentRegistered') ledger.registered = true;
    else if (type === 'AgentUnregistered') ledger.registered = false;
    else if (type === 'AgentPaused' && ledger.wants !== 'out') stop('paused');
    else if (type === 'AgentLoggedOut') stop('out');
    else if (type === 'AgentLoggedIn' && ledger.wants === 'out') ledger.wants = 'ready';
    else if (type === 'AgentReadied' && (ledger.wants !== 'out' || ledger.does !== 'nothing')) {
      ledger.wants = 'ready';
      if (!isBusy) ledger.does = 'nothing';
    } else if (type === 'WrapUpDone' && ledger.does === 'wrap-up') ledger.does = 'nothing';
  }
}

function sameNeeds(one: QueueJoined, other: QueueJoined): boolean {
  return one.skill === other.skill && one.level === other.level && one.language === other.language;
}
