/** A media server, and the published drachtio-srf and drachtio-fsmrf that drive it. */

import { subscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import Mrf, { type Endpoint, type MediaServer as FsmrfServer } from 'drachtio-fsmrf';
import Srf from 'drachtio-srf';
import type { Test } from 'tap';
import { type MediaServer, startMediaServer } from '../../../src/embedded/media-server/media-server.ts';
import type { MediaServerOptions } from '../../../src/embedded/media-server/options.ts';
import { startSipServer } from '../../../src/embedded/sip-server/sip-server.ts';
import { AudioLeg } from '../../harness/audio-leg.ts';
import { Facts } from '../../harness/facts.ts';

export const PROMPTS = `${import.meta.dirname}/../../../prompts`;
const SECRET = 'cymru';

// drachtio-modesl writes a command in pieces: without this each costs 40 ms
for (const channel of ['net.server.socket', 'net.client.socket']) {
  subscribe(channel, (message) => (message as { socket: Socket }).socket.setNoDelay(true));
}

/** A range of RTP ports of this test file: files run side by side. */
function rtpRange(): { min: number; max: number } {
  const min = 30_000 + (process.pid % 100) * 200;
  return { min, max: min + 199 };
}

export async function startServer(t: Test, options: MediaServerOptions = {}): Promise<MediaServer> {
  const server = await startMediaServer({
    profiles: [{ name: 'drachtio_mrf', port: 0 }],
    esl: { port: 0, password: SECRET },
    rtp: rtpRange(),
    sounds: `${PROMPTS}/fr/8000`,
    recordings: t.testdirName,
    music: { moh: `${PROMPTS}/music/hold/8000` },
    threads: 2,
    ...options,
  });
  t.teardown(() => server.close());
  return server;
}

/** The endpoint's events, as fsmrf tells them. */
export interface Told {
  event: 'dtmf' | 'destroy' | 'playback-start' | 'playback-stop' | 'channelCallState';
  value: Record<string, string>;
}

/** One endpoint with the telephone that it is connected to. */
export interface Leg {
  endpoint: Endpoint;
  phone: AudioLeg;
  told: Facts<Told>;
}

export interface Driver {
  server: MediaServer;
  fsmrf: FsmrfServer;
  /** an endpoint for a telephone that speaks this codec */
  leg(codec?: 'PCMA' | 'PCMU', telephoneEvent?: boolean): Promise<Leg>;
  /** an endpoint whose offer is ours, answered by the telephone afterwards */
  lateLeg(): Promise<Leg>;
}

export function sdpOf(
  port: number,
  codec: 'PCMA' | 'PCMU',
  telephoneEvent = true,
  direction = 'sendrecv',
): string {
  const type = codec === 'PCMA' ? 8 : 0;
  return [
    'v=0',
    'o=- 1 1 IN IP4 127.0.0.1',
    's=-',
    'c=IN IP4 127.0.0.1',
    't=0 0',
    `m=audio ${port} RTP/AVP ${type}${telephoneEvent ? ' 101' : ''}`,
    ...(telephoneEvent ? ['a=rtpmap:101 telephone-event/8000', 'a=fmtp:101 0-15'] : []),
    `a=${direction}`,
    '',
  ].join('\r\n');
}

export async function startDriver(t: Test, options: MediaServerOptions = {}): Promise<Driver> {
  const server = await startServer(t, options);
  // a port for the control protocol that no other test file uses
  const control = 21_000 + (process.pid % 5_000);
  const sip = await startSipServer({
    listen: ['sip:127.0.0.1:0;transport=udp'],
    control: { host: '127.0.0.1', port: control, secret: SECRET },
  });
  t.teardown(() => sip.close());
  const srf = new Srf();
  const connected = once(srf, 'connect');
  await srf.connect({ host: '127.0.0.1', port: control, secret: SECRET });
  await connected;
  const fsmrf = await new Mrf(srf).connect({
    address: '127.0.0.1',
    port: server.esl.port,
    secret: SECRET,
    listenAddress: '127.0.0.1',
    listenPort: 0,
  });
  t.teardown(() => {
    fsmrf.disconnect();
    srf.disconnect();
  });

  const connect = (
    endpoint: Endpoint,
    phone: AudioLeg,
    codec: 'PCMA' | 'PCMU',
    telephoneEvent: boolean,
  ): Leg => {
    phone.connect({
      address: '127.0.0.1',
      port: Number(/m=audio (\d+)/.exec(endpoint.local.sdp)?.[1]),
      codec,
      payloadType: codec === 'PCMA' ? 8 : 0,
      telephoneEvent: telephoneEvent ? 101 : undefined,
    });
    const told = new Facts<Told>('events of an endpoint');
    const events = ['dtmf', 'destroy', 'playback-start', 'playback-stop', 'channelCallState'] as const;
    for (const event of events) {
      endpoint.on(event, (value: Record<string, string>) => told.add({ event, value }));
    }
    t.teardown(async () => {
      if (endpoint.connected) await endpoint.destroy();
      await phone.close();
    });
    return { endpoint, phone, told };
  };

  return {
    server,
    fsmrf,
    async leg(codec = 'PCMA', telephoneEvent = true) {
      const phone = await AudioLeg.open();
      const endpoint = await fsmrf.createEndpoint({ remoteSdp: sdpOf(phone.port, codec, telephoneEvent) });
      return connect(endpoint, phone, codec, telephoneEvent);
    },
    async lateLeg() {
      const phone = await AudioLeg.open();
      const endpoint = await fsmrf.createEndpoint({});
      await (endpoint as Modifiable).modify(sdpOf(phone.port, 'PCMU'));
      return connect(endpoint, phone, 'PCMU', true);
    },
  };
}

/** Parts of fsmrf's endpoint that the line does not use. */
export interface Modifiable extends Endpoint {
  modify(sdp: string): Promise<string>;
  play(file: string | string[]): Promise<{ playbackMilliseconds: string; playbackSeconds: string }>;
  record(
    file: string,
    options: object,
  ): Promise<{ recordMilliseconds: string; terminatorUsed: string | null }>;
  recordSession(file: string): Promise<unknown>;
  unbridge(): Promise<void>;
  set(name: string | Record<string, string>, value?: string): Promise<void>;
  getChannelVariables(media: boolean): Promise<Record<string, string | number>>;
  mute(): Promise<unknown>;
  unmute(): Promise<unknown>;
  readonly remote: { readonly mediaPort: string };
  readonly dtmfType: string;
}

/** The endpoint with all of its methods. */
export function whole(leg: Leg): Modifiable {
  return leg.endpoint as Modifiable;
}
