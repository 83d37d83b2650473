/** Agents: telephones at one address, registered by digest, that answer at once. */
import { createHash } from 'node:crypto';
import { within } from './clock.ts';
import type { RtpFarm, Slot } from './rtp-farm.ts';
import { type Address, type Repeated, SipSocket } from './sip-socket.ts';
import { headerOf, remoteOf, requestText, responseTo, type SipText, sdpOf } from './sip-text.ts';
import { agentHz } from './tones.ts';

const REGISTER_MS = 10_000;
const EXPIRES_S = 3_600;
/** How many register at a time. */
const ABREAST = 16;

export const BENCH_REALM = 'bench';
export const secretOf = (account: string): string => `bench-${account}`;

export function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}

interface Talk {
  readonly slot: Slot;
  readonly hz: number;
  readonly answer: string;
  pending: Repeated | undefined;
}

/** What an agent hears and says is told to whoever knows the caller. */
export interface TalkStarted {
  /** The caller's Call-ID, as the line tells it in the offer. */
  readonly callId: string;
  readonly slot: Slot;
  readonly hz: number;
}

export class Agents {
  readonly #rtp: RtpFarm;
  readonly #talks = new Map<string, Talk>();
  readonly #waiting = new Map<string, (response: SipText) => void>();
  readonly #started: (talk: TalkStarted) => void;
  #socket!: SipSocket;
  #talkEnded: () => void = () => undefined;

  private constructor(rtp: RtpFarm, started: (talk: TalkStarted) => void) {
    this.#rtp = rtp;
    this.#started = started;
  }

  static async open(server: Address, rtp: RtpFarm, started: (talk: TalkStarted) => void): Promise<Agents> {
    const agents = new Agents(rtp, started);
    agents.#socket = await SipSocket.open(server, (message) => agents.#receive(message));
    return agents;
  }

  get talking(): number {
    return this.#talks.size;
  }

  /** Registers the telephones of these accounts.
   *  @throws Error when one is refused */
  async register(accounts: readonly string[]): Promise<void> {
    const left = [...accounts];
    const one = async (): Promise<void> => {
      for (let account = left.pop(); account !== undefined; account = left.pop())
        await this.#register(account);
    };
    await Promise.all(Array.from({ length: ABREAST }, one));
  }

  /** Resolves when every talk has ended. */
  async idle(): Promise<void> {
    while (this.#talks.size > 0) {
      const ended = Promise.withResolvers<void>();
      this.#talkEnded = ended.resolve;
      await ended.promise;
    }
  }

  close(): void {
    for (const { pending } of this.#talks.values()) pending?.stop();
    this.#talks.clear();
    this.#socket.close();
  }

  async #register(account: string): Promise<void> {
    const challenge = await this.#sendRegister(account, 1);
    const header = headerOf(challenge, 'www-authenticate') ?? '';
    const nonce = /nonce="([^"]*)"/.exec(header)?.[1] ?? '';
    const uri = `sip:${this.#socket.server.host}`;
    const ha1 = md5(`${account}:${BENCH_REALM}:${secretOf(account)}`);
    const ha2 = md5(`REGISTER:${uri}`);
    const response = md5(`${ha1}:${nonce}:00000001:bench:auth:${ha2}`);
    const authorization = `Authorization: Digest username="${account}", realm="${BENCH_REALM}", nonce="${nonce}", uri="${uri}", response="${response}", algorithm=MD5, qop=auth, nc=00000001, cnonce="bench"`;
    const answer = await this.#sendRegister(account, 2, authorization);
    if (answer.status !== 200) throw new Error(`agent ${account} was not registered: ${answer.status}`);
  }

  async #sendRegister(account: string, cseq: number, authorization?: string): Promise<SipText> {
    const { host } = this.#socket.server;
    const callId = `register-${account}-${cseq}`;
    const headers = [
      `Via: SIP/2.0/UDP 127.0.0.1:${this.#socket.port};branch=z9hG4bK${callId};rport`,
      'Max-Forwards: 70',
      `From: <sip:${account}@${host}>;tag=${account}`,
      `To: <sip:${account}@${host}>`,
      `Call-ID: ${callId}`,
      `CSeq: ${cseq} REGISTER`,
      `Contact: <sip:${account}@127.0.0.1:${this.#socket.port}>`,
      `Expires: ${EXPIRES_S}`,
      ...(authorization === undefined ? [] : [authorization]),
    ];
    const final = Promise.withResolvers<SipText>();
    this.#waiting.set(callId, final.resolve);
    const sending = this.#socket.repeat(requestText(`REGISTER sip:${host}`, headers));
    const response = await within(final.promise, REGISTER_MS);
    sending.stop();
    this.#waiting.delete(callId);
    if (!response) throw new Error(`no answer to the REGISTER of ${account}`);
    return response;
  }

  #receive(message: SipText): void {
    if (message.status >= 200) this.#waiting.get(message.callId)?.(message);
    else if (message.status === 0) this.#receiveRequest(message);
  }

  #receiveRequest(request: SipText): void {
    const talk = this.#talks.get(request.callId);
    switch (request.method) {
      case 'INVITE':
        this.#answer(request, talk);
        break;
      case 'ACK':
        talk?.pending?.stop();
        break;
      case 'BYE':
        this.#socket.send(responseTo(request, talk ? '200 OK' : '481 Gone', 'agent'));
        if (talk) this.#end(request.callId, talk);
        break;
      default:
        // a CANCEL comes too late here: the INVITE is answered already
        this.#socket.send(responseTo(request, '200 OK', 'agent'));
    }
  }

  #answer(invite: SipText, known: Talk | undefined): void {
    if (known) {
      this.#socket.send(known.answer);
      return;
    }
    const remote = remoteOf(invite.body);
    const callId = headerOf(invite, 'x-call-id');
    if (!remote || callId === undefined) {
      this.#socket.send(responseTo(invite, '488 Not Acceptable Here', 'agent'));
      return;
    }
    const slot = this.#rtp.reserve();
    const hz = agentHz(slot.stream);
    const headers = [`Contact: <sip:agent@127.0.0.1:${this.#socket.port}>`, 'Content-Type: application/sdp'];
    const answer = responseTo(invite, '200 OK', `a${slot.stream}`, headers, sdpOf(slot.port, [remote.codec]));
    const talk: Talk = { slot, hz, answer, pending: this.#socket.repeat(answer) };
    this.#talks.set(invite.callId, talk);
    this.#rtp.connect(slot, remote, hz, 'full');
    this.#started({ callId, slot, hz });
  }

  #end(callId: string, talk: Talk): void {
    talk.pending?.stop();
    this.#talks.delete(callId);
    this.#rtp.release(talk.slot);
    this.#talkEnded();
  }
}
