import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Test } from 'tap';
import { startSipServer } from '../../src/embedded/sip-server/sip-server.ts';
import { DrachtioSip } from '../../src/sip/drachtio.ts';
import type { CallHandle, LegHandle, SipHandlers } from '../../src/sip/port.ts';
import { Facts } from '../harness/facts.ts';
import { Phone } from '../harness/phone.ts';

export interface ServerAddress {
  readonly host: string;
  readonly port: number;
  readonly secret: string;
}

/** The SIP server of a test: the real one that SHORTLINE_DRACHTIO names, or an embedded one of its own. */
export async function sipServer(t: Test): Promise<ServerAddress> {
  const real = process.env['SHORTLINE_DRACHTIO'];
  if (real !== undefined) {
    const { hostname, port, password } = new URL(real.replace(/^drachtio:/, 'http:'));
    return { host: hostname, port: Number(port), secret: password };
  }
  const server = await startSipServer({
    listen: ['sip:127.0.0.1:0;transport=udp'],
    control: { host: '127.0.0.1', port: 0, secret: 'cymru' },
  });
  t.teardown(() => server.close());
  return { ...server.control, secret: 'cymru' };
}

/** What the process that dies told before. */
export type Told =
  | { readonly type: 'ready'; readonly sip: string }
  | { readonly type: 'call'; readonly call: CallHandle; readonly leg?: LegHandle }
  | { readonly type: 'sent'; readonly sent: string }
  | { readonly type: 'answered'; readonly leg: LegHandle };

/** An application process that is killed. */
export class FirstProcess {
  readonly told = new Facts<Told>('what the first process told');
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
    child.on('message', (told: Told) => this.told.add(told));
  }

  static async start(t: Test, server: ServerAddress): Promise<FirstProcess> {
    const path = fileURLToPath(new URL('first-process.ts', import.meta.url));
    const child = fork(path, [JSON.stringify(server)]);
    t.teardown(() => child.kill('SIGKILL'));
    const first = new FirstProcess(child);
    await first.told.until('ready', ({ type }) => type === 'ready');
    return first;
  }

  async next<T extends Told['type']>(type: T): Promise<Extract<Told, { type: T }>> {
    return (await this.told.until(type, (each) => each.type === type)) as Extract<Told, { type: T }>;
  }

  dial(uri: string): void {
    this.#child.send({ dial: uri });
  }

  async kill(): Promise<void> {
    const exit = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await exit;
  }
}

export const NOBODY: SipHandlers = {
  call: (call) => call.reject(480),
  request: (request) => request.reply(501),
};

export async function connect(t: Test, server: ServerAddress): Promise<DrachtioSip> {
  const sip = await DrachtioSip.connect({ ...server, watchMs: 300, log: () => undefined }, NOBODY);
  t.teardown(() => sip.close());
  return sip;
}

export async function phoneAt(t: Test, server: string, user: string): Promise<Phone> {
  const phone = await Phone.open({ server, user });
  t.teardown(() => phone.close());
  return phone;
}

/** A description of a session that nobody sends to. */
export function sdpAt(port: number): string {
  return [
    'v=0',
    'o=- 1 1 IN IP4 127.0.0.1',
    's=-',
    'c=IN IP4 127.0.0.1',
    't=0 0',
    `m=audio ${port} RTP/AVP 8 0`,
    'a=sendrecv',
    '',
  ].join('\r\n');
}
