/** What the events of a centre say, kept in the plainest way: the other side of the properties. It knows nothing of the
 *  distributor's own state. */
import type { CallOffered, LineEvent } from '../../src/events/line.generated.ts';

interface AgentLedger {
  registered: boolean;
  unreachable: boolean;
  wants: 'ready' | 'paused' | 'out';
  does: 'nothing' | 'offer' | 'talk' | 'wrap-up';
  callId?: string;
  breathUntil: number;
  wrapUpMs: number;
}

interface CallerLedger {
  /** In a queue, or taken out of it and not gone. */
  readonly talkers: Set<string>;
  place?: number;
}

export class Ledger {
  readonly agents = new Map<string, AgentLedger>();
  /** Callers who have joined and not left. */
  readonly callers = new Map<string, CallerLedger>();
  /** Offers under way, by id. */
  readonly offers = new Map<string, CallOffered>();
  /** Calls that are with a centre or on the way there. */
  readonly transfers = new Map<string, string>();
  readonly ended = new Set<string>();
  /** Callers in a queue who raised an emergency there. */
  readonly inDanger = new Set<string>();
  /** What must never be, and was. */
  readonly faults: string[] = [];
  breathMs = 0;

  isReady(account: string, at: number): boolean {
    const agent = this.agents.get(account);
    if (!agent?.registered || agent.unreachable) return false;
    return agent.wants === 'ready' && agent.does === 'nothing' && agent.breathUntil <= at;
  }

  take(event: LineEvent): void {
    switch (event.type) {
      case 'QueueJoined':
        if (!this.callers.has(event.callId)) this.callers.set(event.callId, { talkers: new Set() });
        break;
      case 'QueueLeft':
        if (event.reason === 'chosen' && this.callers.get(event.callId)?.talkers.size === 0) {
          this.callers.delete(event.callId);
          this.inDanger.delete(event.callId);
        }
        break;
      case 'EmergencyRaised':
        if (this.callers.has(event.callId)) this.inDanger.add(event.callId);
        break;
      case 'PlaceResumed':
        delete this.callers.get(event.callId)?.place;
        break;
      case 'CallOffered':
        this.#offered(event);
        break;
      case 'OfferMissed':
        this.#missed(event);
        break;
      case 'OfferWithdrawn':
        if (!this.offers.has(event.offerId))
          this.faults.push(`${event.offerId} is withdrawn, and does not stand`);
        this.#offerEnded(event.offerId);
        break;
      case 'OfferAccepted':
        this.#accepted(event.offerId, event.callId, event.agent);
        break;
      case 'BridgeFailed':
      case 'PartyReleased':
      case 'PartyHungUp':
        this.#talkEnded(event.callId, event.party.replace(/^agent:/, ''), event.at);
        break;
      case 'CallEnded':
        for (const talker of this.callers.get(event.callId)?.talkers ?? []) {
          this.#talkEnded(event.callId, talker, event.at);
        }
        this.callers.delete(event.callId);
        this.inDanger.delete(event.callId);
        this.ended.add(event.callId);
        break;
      default:
        if ('agent' in event) this.#agentDid(event);
    }
  }

  #offered(offer: CallOffered): void {
    const { callId, agent, offerId, at } = offer;
    const others = [...this.offers.values()];
    if (others.some((other) => other.callId === callId)) this.faults.push(`I1: ${callId} is offered twice`);
    if (others.some((other) => other.agent === agent)) this.faults.push(`I1: ${agent} holds two offers`);
    if (!this.callers.has(callId)) this.faults.push(`I2: ${callId} does not wait`);
    if (!this.isReady(agent, at)) this.faults.push(`I5: ${agent} is not ready for ${callId}`);
    this.offers.set(offerId, offer);
    const ledger = this.agents.get(agent);
    if (ledger) Object.assign(ledger, { does: 'offer', callId });
  }

  #offerEnded(offerId: string): void {
    const offer = this.offers.get(offerId);
    if (offer && this.offers.delete(offerId)) this.#free(offer.agent);
  }

  #missed({ offerId, reason, at }: Extract<LineEvent, { type: 'OfferMissed' }>): void {
    const offer = this.offers.get(offerId);
    const agent = offer && this.agents.get(offer.agent);
    if (!agent) return;
    if (reason === 'unreachable') agent.unreachable = true;
    if (reason === 'failed') agent.breathUntil = Math.max(agent.breathUntil, at + 2_000);
    this.#offerEnded(offerId);
  }

  #accepted(offerId: string, callId: string, account: string): void {
    const offer = this.offers.get(offerId);
    const agent = this.agents.get(account);
    if (!offer || !agent || offer.callId !== callId || offer.agent !== account) return;
    this.offers.delete(offerId);
    this.callers.get(callId)?.talkers.add(account);
    agent.does = 'talk';
  }

  #talkEnded(callId: string, account: string, at: number): void {
    if (!this.callers.get(callId)?.talkers.delete(account)) return;
    const agent = this.agents.get(account);
    if (!agent) return;
    agent.breathUntil = at + this.breathMs;
    if (agent.wrapUpMs === 0) this.#free(account);
    else agent.does = 'wrap-up';
  }

  #free(account: string): void {
    const agent = this.agents.get(account);
    if (!agent) return;
    agent.does = 'nothing';
    delete agent.callId;
  }

  #agentDid({ type, agent: account, ...event }: Extract<LineEvent, { agent: string }>): void {
    const ledger = this.agents.get(account);
    if (!ledger) return;
    const isBusy = ledger.does === 'offer' || ledger.does === 'talk';
    const stop = (wants: 'paused' | 'out'): void => {
      ledger.wants = wants;
      if (!isBusy) ledger.does = 'nothing';
    };
    if (type === 'AgentRegistered') Object.assign(ledger, { registered: true, unreachable: false });
    else if (type === 'AgentUnregistered') ledger.registered = false;
    else if (type === 'AgentPaused' && ledger.wants !== 'out') stop('paused');
    else if (type === 'AgentLoggedOut') stop('out');
    else if (type === 'AgentLoggedIn' && ledger.wants === 'out') {
      Object.assign(ledger, { wants: 'ready', unreachable: false });
    } else if (type === 'AgentLoggedIn' && ledger.does === 'nothing' && ledger.wants === 'ready') {
      ledger.unreachable = false;
    } else if (type === 'AgentReadied' && (ledger.wants !== 'out' || ledger.does !== 'nothing')) {
      Object.assign(ledger, { wants: 'ready', unreachable: false });
      if (!isBusy) ledger.does = 'nothing';
    } else if (type === 'WrapUpDone' && ledger.does === 'wrap-up') {
      ledger.does = 'nothing';
      if ('by' in event && event.by !== 'time') ledger.unreachable = false;
    }
  }
}
