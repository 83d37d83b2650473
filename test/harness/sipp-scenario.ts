import type { Login } from './digest.ts';

/** What the line should answer, in the words of sipp's `recv`. */
interface Expectation {
  /** Statuses that may come before. */
  readonly after?: readonly number[];
  readonly auth?: boolean;
}

const PROVISIONAL = [100, 180, 183];

/** The script of one sipp call, step by step. It becomes sipp's XML; `wait` is where the test takes over, so that no step
 *  has to guess how long another one lasts. */
export class Scenario {
  readonly #steps: string[] = [];
  readonly #to: string;
  readonly #from: string;
  #cseq = 1;
  #invite = '';
  readonly #login: Login | undefined;

  /** @param to the user part of the Request-URI */
  constructor(to: string, options: { from?: string; login?: Login } = {}) {
    this.#to = to;
    this.#from = options.from ?? '0611223344';
    this.#login = options.login;
    // The first word from sipp makes it connect to us.
    this.#tell('started');
  }

  /** @param body `offer` (G.711 and telephone-event), `none` (late offer), or the text of an SDP
   *  @param options.authenticated with the answer to the challenge received before */
  invite(body = 'offer', options: { authenticated?: boolean } = {}): this {
    const headers = options.authenticated ? [this.#authentication()] : [];
    const sdp = body === 'offer' ? OFFER : body === 'none' ? '' : body;
    this.#invite = this.#request('INVITE', headers, sdp, `${this.#cseq}i`, false);
    this.#send(this.#invite, true);
    return this;
  }

  /** The same INVITE once more, as a telephone that did not hear the 100. */
  inviteAgain(): this {
    this.expect(100, { after: [] }).#send(this.#invite, false);
    return this;
  }

  /** Answers a challenge: ACK, then the INVITE again with the credentials. */
  inviteWithDigest(): this {
    this.invite().expect(407, { auth: true }).ack();
    this.#cseq++;
    return this.invite('offer', { authenticated: true });
  }

  expect(status: number, { after = PROVISIONAL, auth = false }: Expectation = {}): this {
    for (const each of after)
      if (each !== status) this.#steps.push(`<recv response="${each}" optional="true"/>`);
    this.#steps.push(`<recv response="${status}"${auth ? ' auth="true"' : ''}/>`);
    return this;
  }

  /** @param body the answer to a late offer
   *  @param options.again so many times more */
  ack(body: 'answer' | 'none' = 'none', options: { again?: number } = {}): this {
    const message = this.#request('ACK', [], body === 'answer' ? OFFER : '', `${this.#cseq}a`);
    for (let copy = 0; copy <= (options.again ?? 0); copy++) this.#send(message, false);
    return this;
  }

  cancel(): this {
    // RFC 3261 §9.1: the branch of the INVITE.
    this.#send(this.#request('CANCEL', [], '', `${this.#cseq}i`, false), true);
    return this;
  }

  /** @param options.again so many times more, as a telephone that did not hear the 200 */
  bye(options: { again?: number } = {}): this {
    this.#cseq++;
    const message = this.#request('BYE', [], '');
    this.#send(message, true);
    this.expect(200, { after: [] });
    // sipp takes the 200 that comes again for a repetition: nothing more is expected.
    for (let copy = 0; copy < (options.again ?? 0); copy++) this.#send(message, false);
    return this;
  }

  /** A key as SIP INFO. */
  info(key: string): this {
    this.#cseq++;
    const body = `Signal=${key}\nDuration=160\n`;
    this.#send(this.#request('INFO', ['Content-Type: application/dtmf-relay'], body), true);
    return this.expect(200, { after: [] });
  }

  /** A re-INVITE that changes the direction of the sound. */
  reinvite(direction: 'sendonly' | 'sendrecv' | 'inactive'): this {
    this.#cseq++;
    this.#send(this.#request('INVITE', [], OFFER.replace('a=sendrecv', `a=${direction}`)), true);
    return this.expect(200, { after: [100] }).ack();
  }

  /** The line hangs up. */
  expectBye(): this {
    this.#steps.push('<recv request="BYE"/>');
    const copied = ['Via', 'From', 'To', 'Call-ID', 'CSeq'].map((name) => `[last_${name}:]`);
    this.#send(['SIP/2.0 200 OK', ...copied, 'Content-Length: 0', '', ''].join('\n'), false);
    return this;
  }

  /** Stops until the test says `go`. */
  wait(place: string): this {
    this.#tell(place);
    this.#steps.push('<recvCmd/>');
    return this;
  }

  toXml(): string {
    return [
      '<?xml version="1.0" encoding="UTF-8"?>',
      '<!DOCTYPE scenario SYSTEM "sipp.dtd">',
      '<scenario name="shortline">',
      ...this.#steps,
      '</scenario>',
      '',
    ].join('\n');
  }

  #tell(place: string): void {
    this.#steps.push(`<sendCmd><![CDATA[\nCall-ID: [call_id]\nPlace: ${place}\n]]></sendCmd>`);
  }

  #send(message: string, repeated: boolean): void {
    this.#steps.push(`<send${repeated ? ' retrans="500"' : ''}><![CDATA[\n${message}\n]]></send>`);
  }

  #authentication(): string {
    const { account, secret } = this.#login ?? { account: 'nobody', secret: 'nothing' };
    return `[authentication username=${account} password=${secret}]`;
  }

  #request(
    method: string,
    headers: readonly string[],
    body: string,
    branch = String(this.#cseq),
    inDialog = true,
  ): string {
    const uri = `sip:${this.#to}@[remote_ip]:[remote_port]`;
    const sdp = body !== '' && !headers.some((header) => header.startsWith('Content-Type'));
    return [
      `${method} ${uri} SIP/2.0`,
      `Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=z9hG4bK[pid]x[call_number]x${branch}`,
      `From: <sip:${this.#from}@[local_ip]:[local_port]>;tag=[pid]sipp[call_number]`,
      `To: <${uri}>${inDialog ? '[peer_tag_param]' : ''}`,
      'Call-ID: [call_id]',
      `CSeq: ${this.#cseq} ${method}`,
      `Contact: <sip:${this.#from}@[local_ip]:[local_port]>`,
      'Max-Forwards: 70',
      ...headers,
      ...(sdp ? ['Content-Type: application/sdp'] : []),
      'Content-Length: [len]',
      '',
      body,
    ].join('\n');
  }
}

const OFFER = `v=0
o=sipp 1 [cseq] IN IP4 [local_ip]
s=-
c=IN IP4 [local_ip]
t=0 0
m=audio [audio_port] RTP/AVP 8 0 101
a=rtpmap:8 PCMA/8000
a=rtpmap:0 PCMU/8000
a=rtpmap:101 telephone-event/8000
a=fmtp:101 0-15
a=ptime:20
a=sendrecv
`;
