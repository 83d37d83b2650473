/** Agents: telephones at one address. They answer at once, unless somebody decides otherwise. */
import { AgentCall } from './agent-call.ts';
import { Registration } from './registration.ts';
import type { RtpFarm } from './rtp-farm.ts';
import { type Address, SipSocket } from './sip-socket.ts';
import { headerOf, responseTo, type SipText } from './sip-text.ts';

export { AgentCall } from './agent-call.ts';

export class Agents {
  readonly #rtp: RtpFarm;
  readonly #calls = new Map<string, AgentCall>();
  #socket!: SipSocket;
  #registration!: Registration;
  #offered: (call: AgentCall) => void = (call) => call.answer();
  #callEnded: () => void = () => undefined;

  private constructor(rtp: RtpFarm) {
    this.#rtp = rtp;
  }

  static async open(server: Address, rtp: RtpFarm): Promise<Agents> {
    const agents = new Agents(rtp);
    agents.#socket = await SipSocket.open(server, (message) => agents.#receive(message));
    agents.#registration = new Registration(agents.#socket);
    return agents;
  }

  /** Offers and talks that stand. */
  get calls(): Iterable<AgentCall> {
    return this.#calls.values();
  }

  /** What is done about an offer from now on. */
  onOffer(offered: (call: AgentCall) => void): void {
    this.#offered = offered;
  }

  /** Registers the telephones of these accounts.
   *  @throws Error when one is refused */
  register(accounts: readonly string[]): Promise<void> {
    return this.#registration.register(accounts);
  }

  /** Resolves when every offer and talk has ended. */
  async idle(): Promise<void> {
    while (this.#calls.size > 0) {
      const ended = Promise.withResolvers<void>();
      this.#callEnded = ended.resolve;
      await ended.promise;
    }
  }

  close(): void {
    for (const call of this.#calls.values()) call.drop();
    this.#calls.clear();
    this.#socket.close();
  }

  #receive(message: SipText): void {
    const call = this.#calls.get(message.callId);
    if (message.status === 0) this.#receiveRequest(message, call);
    else if (message.status < 200) return;
    else if (message.method === 'REGISTER') this.#registration.receive(message);
    else call?.receiveResponse(message);
  }

  #receiveRequest(request: SipText, call: AgentCall | undefined): void {
    if (request.method !== 'INVITE') {
      if (call) call.receive(request);
      else if (request.method !== 'ACK') this.#refuse(request);
    } else if (call) call.again();
    else this.#invited(request);
  }

  /** A telephone knows what it has hung up no more (RFC 3261 §12.2.2). */
  #refuse(request: SipText): void {
    const isInDialog = /;\s*tag=/i.test(headerOf(request, '(?:to|t)') ?? '') || request.method === 'CANCEL';
    this.#socket.send(responseTo(request, isInDialog ? '481 Gone' : '200 OK', 'agent'));
  }

  #invited(invite: SipText): void {
    const call = AgentCall.take(this.#socket, this.#rtp, invite);
    if (!call) return;
    this.#calls.set(call.id, call);
    void call.ended.promise.then(() => {
      this.#calls.delete(call.id);
      this.#callEnded();
    });
    this.#offered(call);
  }
}
