import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Test } from 'tap';
import { startMediaServer } from '../../src/embedded/media-server/media-server.ts';
import { startSipServer } from '../../src/embedded/sip-server/sip-server.ts';
import { FsmrfMedia } from '../../src/media/fsmrf.ts';
import type { MediaHandle, MediaLeg } from '../../src/media/port.ts';
import { DrachtioSip } from '../../src/sip/drachtio.ts';
import { toneShare } from '../harness/audio.ts';
import { AudioLeg } from '../harness/audio-leg.ts';
import { eventually, Facts } from '../harness/facts.ts';

const PROMPTS = fileURLToPath(new URL('../../prompts', import.meta.url));
const SECRET = 'cymru';

export interface Address {
  readonly host: string;
  readonly port: number;
  readonly secret: string;
}

export interface Servers {
  readonly drachtio: Address;
  readonly freeswitch: Address;
  /** Not that of tests which run at the same time on the same servers. */
  readonly node: string;
}

/** The servers of a test: real ones that SHORTLINE_DRACHTIO and SHORTLINE_FREESWITCH name, or embedded ones. */
export async function servers(t: Test): Promise<Servers> {
  const node = `test-${process.pid}`;
  const { SHORTLINE_DRACHTIO: sip, SHORTLINE_FREESWITCH: media } = process.env;
  if (sip !== undefined && media !== undefined)
    return { node, drachtio: addressOf(sip), freeswitch: addressOf(media) };
  const sipServer = await startSipServer({
    listen: ['sip:127.0.0.1:0;transport=udp'],
    control: { host: '127.0.0.1', port: 0, secret: SECRET },
  });
  t.teardown(() => sipServer.close());
  const first = 30_000 + (process.pid % 100) * 200;
  const mediaServer = await startMediaServer({
    profiles: [{ name: 'drachtio_mrf', port: 0 }],
    esl: { port: 0, password: SECRET },
    rtp: { min: first, max: first + 199 },
    sounds: PROMPTS,
    music: { hold: `${PROMPTS}/music/hold/8000` },
    threads: 2,
  });
  t.teardown(() => mediaServer.close());
  return {
    node,
    drachtio: { ...sipServer.control, secret: SECRET },
    freeswitch: { ...mediaServer.esl, secret: SECRET },
  };
}

function addressOf(url: string): Address {
  const { hostname, port, password } = new URL(url.replace(/^\w+:/, 'http:'));
  return { host: hostname, port: Number(port), secret: password };
}

/** An application's connections to its servers. */
export async function connect({ drachtio, freeswitch, node }: Servers): Promise<{
  readonly media: FsmrfMedia;
  close(): Promise<void>;
}> {
  const log = (): void => undefined;
  const handlers = { call: () => undefined, request: () => undefined };
  const sip = await DrachtioSip.connect({ ...drachtio, log }, handlers);
  const media = await FsmrfMedia.connect({
    srf: sip.srf,
    servers: [freeswitch],
    listen: { host: '127.0.0.1', port: 0 },
    node,
    log,
  });
  return {
    media,
    async close() {
      await media.close();
      await sip.close();
    },
  };
}

export async function mediaOf(t: Test, all: Servers): Promise<FsmrfMedia> {
  const { media, close } = await connect(all);
  t.teardown(close);
  return media;
}

/** What the process that dies told before. */
export type Told =
  | { readonly type: 'ready' | 'done' }
  | { readonly type: 'legs'; readonly legs: readonly MediaHandle[] };

export type Order =
  | { readonly do: 'connect'; readonly ports: readonly number[] }
  | { readonly do: 'adopt'; readonly legs: readonly MediaHandle[] }
  | { readonly do: 'music' | 'ask'; readonly leg: number }
  | { readonly do: 'bridge'; readonly legs: readonly [number, number] }
  | { readonly do: 'prepare'; readonly count: number };

/** An application process that does as it is told and is killed. */
export class FirstProcess {
  readonly told = new Facts<Told>('what the first process told');
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
    child.on('message', (told: Told) => this.told.add(told));
  }

  static async start(t: Test, all: Servers): Promise<FirstProcess> {
    const path = fileURLToPath(new URL('first-process.ts', import.meta.url));
    const child = fork(path, [JSON.stringify(all)]);
    t.teardown(() => child.kill('SIGKILL'));
    const first = new FirstProcess(child);
    await first.told.until('ready', ({ type }) => type === 'ready');
    return first;
  }

  async order(order: Order): Promise<Told> {
    const after = this.told.all.length;
    this.#child.send(order);
    return this.told.until(order.do, () => true, undefined, after);
  }

  async legs(order: Order): Promise<readonly MediaHandle[]> {
    const told = await this.order(order);
    if (told.type !== 'legs') throw new Error(`no legs: ${JSON.stringify(told)}`);
    return told.legs;
  }

  async kill(): Promise<void> {
    const exit = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await exit;
  }
}

export function sdpOf(port: number, direction = 'sendrecv'): string {
  return [
    'v=0',
    'o=- 1 1 IN IP4 127.0.0.1',
    's=-',
    'c=IN IP4 127.0.0.1',
    't=0 0',
    `m=audio ${port} RTP/AVP 8 101`,
    'a=rtpmap:101 telephone-event/8000',
    'a=fmtp:101 0-15',
    `a=${direction}`,
    '',
  ].join('\r\n');
}

export async function phones(t: Test, count: number): Promise<AudioLeg[]> {
  const all = await Promise.all(Array.from({ length: count }, () => AudioLeg.open()));
  t.teardown(async () => {
    for (const phone of all) await phone.close();
  });
  return all;
}

/** The telephone speaks to where the leg takes audio. */
export function speak(phone: AudioLeg, { localSdp }: Pick<MediaLeg, 'localSdp'>): void {
  const port = Number(/m=audio (\d+)/.exec(localSdp)?.[1]);
  phone.connect({ address: '127.0.0.1', port, codec: 'PCMA', payloadType: 8, telephoneEvent: 101 });
}

/** Waits until a telephone hears these tones, and nothing else of note. */
export function hears(phone: AudioLeg, ...tones: readonly number[]): Promise<unknown> {
  const from = phone.now;
  return eventually(
    `tones ${tones.join(', ') || 'none'}`,
    () => {
      const sound = phone.heard(Math.max(from, phone.now - 0.4));
      return { seconds: sound.length / 8_000, shares: tones.map((hz) => toneShare(sound, hz)) };
    },
    ({ seconds, shares }) => {
      const all = shares.reduce((sum, share) => sum + share, 0);
      return seconds >= 0.39 && all > 0.8 && shares.every((share) => share > 0.6 / tones.length);
    },
  );
}
