import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { connect, type Socket as TcpSocket } from 'node:net';
import Srf, { type Dialog, type SrfRequest, type SrfResponse } from 'drachtio-srf';
import type { Test } from 'tap';
import type { SipServerOptions } from '../../../src/embedded/sip-server/options.ts';
import { type SipServer, startSipServer } from '../../../src/embedded/sip-server/sip-server.ts';
import {
  ControlFramer,
  type ControlMessage,
  controlFrame,
  parseControlMessage,
} from '../../../src/wire/drachtio.ts';
import { responseTo, serialize } from '../../../src/wire/sip/build.ts';
import { SipHeaders } from '../../../src/wire/sip/headers.ts';
import { type SipMessage, SipRequest, type SipResponse } from '../../../src/wire/sip/message.ts';
import { parseMessage } from '../../../src/wire/sip/parse.ts';

export const SDP = [
  'v=0',
  'o=- 1 1 IN IP4 127.0.0.1',
  's=-',
  'c=IN IP4 127.0.0.1',
  't=0 0',
  'm=audio 18000 RTP/AVP 0 101',
  'a=rtpmap:0 PCMU/8000',
  'a=rtpmap:101 telephone-event/8000',
  'a=sendrecv',
  '',
].join('\r\n');

/** The address of the server under test. */
export interface Target {
  readonly sip: { readonly host: string; readonly port: number };
  readonly control: { readonly host: string; readonly port: number };
  readonly secret: string;
  /** Only the embedded one. */
  readonly server: SipServer | undefined;
}

/** The embedded server; or, with SHORTLINE_TEST_DRACHTIO=sip-port:control-port:secret, a real drachtio-server, so that the
 *  same tests hold both against the same facts. */
export async function startTarget(t: Test, options: Partial<SipServerOptions> = {}): Promise<Target> {
  const real = process.env['SHORTLINE_TEST_DRACHTIO'];
  if (real) {
    const [sip, control, secret] = real.split(':');
    const at = (port: string | undefined) => ({ host: '127.0.0.1', port: Number(port) });
    return { sip: at(sip), control: at(control), secret: secret ?? '', server: undefined };
  }
  const server = await startSipServer({
    listen: ['sip:127.0.0.1:0;transport=udp,tcp'],
    control: { host: '127.0.0.1', port: 0, secret: 'cymru' },
    ...options,
  });
  t.teardown(() => server.close());
  return { sip: server.sip, control: server.control, secret: 'cymru', server };
}

/** An application: unmodified drachtio-srf, connected. */
export async function connectApp(t: Test, target: Target): Promise<Srf> {
  const srf = new Srf();
  // Asynchronous errors of a test belong to the test, not to the process.
  srf.on('error', () => {});
  void srf.connect({ ...target.control, secret: target.secret });
  await once(srf, 'connect');
  t.teardown(() => srf.disconnect());
  return srf;
}

/** Ends a call from the application's side; resolves when the telephone has answered (the types say void). */
export function hangUp(dialog: Dialog): Promise<unknown> {
  return dialog.destroy() as unknown as Promise<unknown>;
}

/** Has the application handle a method outside of dialogs (its types name only some of them). */
export function handle(srf: Srf, verb: string, handler: (req: SrfRequest, res: SrfResponse) => void): void {
  (srf as unknown as Record<string, (handler: unknown) => void>)[verb]!(handler);
}

/** A telephone on UDP that does nothing by itself: every message is sent and awaited by the test. */
export class Peer {
  readonly #socket: Socket;
  readonly #received: SipMessage[] = [];
  readonly #waiting: {
    readonly match: (message: SipMessage) => boolean;
    readonly take: (m: SipMessage) => void;
  }[] = [];
  readonly target: Target;
  #next = 1;

  static async open(t: Test, target: Target): Promise<Peer> {
    const socket = createSocket('udp4');
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    const peer = new Peer(socket, target);
    t.teardown(() => new Promise<void>((resolve) => socket.close(() => resolve())));
    return peer;
  }

  private constructor(socket: Socket, target: Target) {
    this.#socket = socket;
    this.target = target;
    socket.on('message', (bytes) => {
      const message = parseMessage(bytes);
      const at = this.#waiting.findIndex(({ match }) => match(message));
      if (at < 0) this.#received.push(message);
      else this.#waiting.splice(at, 1)[0]!.take(message);
    });
  }

  get port(): number {
    return this.#socket.address().port;
  }

  get uri(): string {
    return `sip:peer@127.0.0.1:${this.port}`;
  }

  /** A request to the server, complete but for what `more` adds or replaces. */
  request(method: string, user: string, more: Record<string, string> = {}, body = ''): SipRequest {
    const n = this.#next++;
    const headers = SipHeaders.of(
      ['Via', `SIP/2.0/UDP 127.0.0.1:${this.port};rport;branch=z9hG4bK-${this.port}-${n}`],
      ['Max-Forwards', '70'],
      ['From', `"Pépé" <${this.uri}>;tag=p${this.port}-${n}`],
      ['To', `<sip:${user}@127.0.0.1:${this.target.sip.port}>`],
      ['Call-ID', `c${n}-${this.port}@peer`],
      ['CSeq', `1 ${method}`],
      ['Contact', `<${this.uri}>`],
    );
    for (const [name, value] of Object.entries(more)) headers.set(name, value);
    if (body !== '') headers.set('Content-Type', headers.get('content-type') ?? 'application/sdp');
    return new SipRequest(method, `sip:${user}@127.0.0.1:${this.target.sip.port}`, headers, body);
  }

  /** A request in the dialog that this response (to a request of ours) made. */
  inDialog(
    method: string,
    cseq: number,
    response: SipResponse,
    more: Record<string, string> = {},
    body = '',
  ): SipRequest {
    const request = this.request(method, 'x', {}, body);
    const { headers } = request;
    for (const name of ['From', 'To', 'Call-ID']) headers.set(name, response.headers.get(name)!);
    headers.set('CSeq', `${cseq} ${method}`);
    for (const [name, value] of Object.entries(more)) headers.set(name, value);
    return request;
  }

  /** A request in the dialog that our response to this INVITE of the server made. */
  backInDialog(method: string, cseq: number, invite: SipRequest, tag: string, body = ''): SipRequest {
    const request = this.request(method, 'x', {}, body);
    const { headers } = request;
    headers.set('From', `${invite.headers.get('to')};tag=${tag}`);
    headers.set('To', invite.headers.get('from')!);
    headers.set('Call-ID', invite.callId);
    headers.set('CSeq', `${cseq} ${method}`);
    return request;
  }

  /** A CANCEL, or the ACK of a rejection: the same Via, tags and number as the INVITE. */
  sibling(method: 'CANCEL' | 'ACK', invite: SipRequest, response?: SipResponse): SipRequest {
    const request = this.request(method, 'x');
    request.uri = invite.uri;
    for (const name of ['Via', 'From', 'To', 'Call-ID']) request.headers.set(name, invite.headers.get(name)!);
    if (response !== undefined) request.headers.set('To', response.headers.get('to')!);
    request.headers.set('CSeq', `${invite.cseq.number} ${method}`);
    return request;
  }

  send(message: SipMessage | Uint8Array | string): void {
    const bytes = typeof message === 'object' && 'kind' in message ? serialize(message) : message;
    this.#socket.send(bytes, this.target.sip.port, this.target.sip.host);
  }

  /** Answers a request of the server. */
  answer(request: SipRequest, status: number, more: Record<string, string> = {}, body = ''): SipResponse {
    const response = responseTo(request, status, 'callee');
    response.headers.append('Contact', `<${this.uri}>`);
    if (body !== '') response.headers.append('Content-Type', 'application/sdp');
    for (const [name, value] of Object.entries(more)) response.headers.set(name, value);
    response.body = Buffer.from(body);
    this.send(response);
    return response;
  }

  /** The next request of that method, now or later. */
  async nextRequest(method: string): Promise<SipRequest> {
    const found = await this.#next_(
      (message) => message.kind === 'request' && message.method === method,
      method,
    );
    return found as SipRequest;
  }

  /** The next response of that status to that method, now or later. */
  async nextResponse(status: number, method?: string): Promise<SipResponse> {
    const wanted = (message: SipMessage) =>
      message.kind === 'response' && message.status === status && (!method || message.cseq.method === method);
    return (await this.#next_(wanted, `${status} ${method ?? ''}`)) as SipResponse;
  }

  /** What has come and was not asked for. */
  get unasked(): readonly string[] {
    return this.#received.map((m) => (m.kind === 'request' ? m.method : `${m.status} ${m.cseq.method}`));
  }

  #next_(match: (message: SipMessage) => boolean, what: string): Promise<SipMessage> {
    const at = this.#received.findIndex(match);
    if (at >= 0) return Promise.resolve(this.#received.splice(at, 1)[0]!);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`no ${what} came; unasked: ${this.unasked.join(', ')}`)),
        8000,
      );
      const take = (message: SipMessage) => {
        clearTimeout(timer);
        resolve(message);
      };
      this.#waiting.push({ match, take });
    });
  }
}

type SipFrame = ControlMessage & { readonly type: 'sip' };
type Answer = ControlMessage & { readonly type: 'response' };

/** An application that speaks the control protocol by hand, to see what drachtio-srf hides. */
export class RawApp {
  readonly #socket: TcpSocket;
  readonly #framer = new ControlFramer();
  readonly #received: ControlMessage[] = [];
  readonly #waiting: {
    match: (message: ControlMessage) => boolean;
    take: (message: ControlMessage) => void;
  }[] = [];
  readonly closed: Promise<unknown>;
  #next = 1;

  static async connect(t: Test, target: Target, verbs: string[] = []): Promise<RawApp> {
    const app = await RawApp.open(t, target);
    await app.ask(`authenticate|${target.secret}|`);
    for (const verb of verbs) await app.ask(`route|${verb}`);
    return app;
  }

  static async open(t: Test, target: Target): Promise<RawApp> {
    const socket = connect(target.control);
    await once(socket, 'connect');
    t.teardown(() => socket.destroy());
    return new RawApp(socket);
  }

  private constructor(socket: TcpSocket) {
    this.#socket = socket;
    this.closed = once(socket, 'close');
    socket.on('error', () => {});
    socket.on('data', (chunk) =>
      this.#framer.push(chunk, (frame) => {
        const message = parseControlMessage(frame);
        const at = this.#waiting.findIndex(({ match }) => match(message));
        if (at < 0) this.#received.push(message);
        else this.#waiting.splice(at, 1)[0]!.take(message);
      }),
    );
  }

  /** Sends a command and waits for its answer. */
  ask(leader: string, sip?: string | Uint8Array): Promise<Answer> {
    const id = `m${this.#next++}`;
    this.raw(controlFrame(`${id}|${leader}`, typeof sip === 'string' ? Buffer.from(sip) : sip));
    return this.#take((m) => m.type === 'response' && m.to === id, `answer to ${leader}`) as Promise<Answer>;
  }

  raw(bytes: Uint8Array | string): void {
    this.#socket.write(bytes);
  }

  /** Dies as a killed process does. */
  kill(): void {
    this.#socket.resetAndDestroy();
  }

  /** The next SIP message whose start line begins so. */
  nextSip(start: string): Promise<SipFrame> {
    const wanted = (m: ControlMessage) => m.type === 'sip' && m.message.toString().startsWith(start);
    return this.#take(wanted, start) as Promise<SipFrame>;
  }

  respond(frame: SipFrame, status: string, headers = '', body = ''): Promise<Answer> {
    const { headers: got } = parseMessage(frame.message);
    const cseq = `cseq: ${got.get('cseq')}\r\n`;
    return this.ask(
      `sip|${frame.transactionId}|`,
      `SIP/2.0 ${status}\r\n${cseq}${headers}Content-Length: ${body.length}\r\n\r\n${body}`,
    );
  }

  get unasked(): readonly string[] {
    return this.#received.map((m) =>
      m.type === 'sip' ? m.message.toString().split('\r\n')[0]! : `answer ${m.verdict}`,
    );
  }

  #take(match: (message: ControlMessage) => boolean, what: string): Promise<ControlMessage> {
    const at = this.#received.findIndex(match);
    if (at >= 0) return Promise.resolve(this.#received.splice(at, 1)[0]!);
    return new Promise((resolve, reject) => {
      const fail = () =>
        reject(new Error(`no ${what} came to the application; unasked: ${this.unasked.join(', ')}`));
      const timer = setTimeout(fail, 8000);
      this.#waiting.push({
        match,
        take: (message) => {
          clearTimeout(timer);
          resolve(message);
        },
      });
    });
  }
}

/** A call from the network, answered by the application and acknowledged. */
export async function incomingCall(t: Test, target: Target, app: RawApp, more: Record<string, string> = {}) {
  const caller = await Peer.open(t, target);
  const invite = caller.request('INVITE', '3939', more, SDP);
  caller.send(invite);
  await caller.nextResponse(100);
  const frame = await app.nextSip('INVITE');
  const answered = await app.respond(frame, '200 OK', '', SDP);
  const ok = await caller.nextResponse(200);
  caller.send(caller.inDialog('ACK', 1, ok));
  const ack = await app.nextSip('ACK');
  return { caller, invite, frame, answered, ok, ack, id: ack.dialogId };
}

/** A call to the network, answered and acknowledged. */
export async function outgoingCall(t: Test, target: Target, app: RawApp, more: Record<string, string> = {}) {
  const phone = await Peer.open(t, target);
  const sent = await app.ask('sip||', `INVITE ${phone.uri} SIP/2.0\r\n\r\n${SDP}`);
  const invite = await phone.nextRequest('INVITE');
  phone.answer(invite, 200, more, SDP);
  const ok = await app.nextSip('SIP/2.0 200');
  const acked = await app.ask(`sip||${ok.dialogId}`, `ACK ${phone.uri} SIP/2.0\r\n\r\n`);
  const ack = await phone.nextRequest('ACK');
  return { phone, invite, sent, ok, acked, ack, id: ok.dialogId };
}
