/** The embedded media server: FreeSWITCH's event socket and SIP on the outside, media threads inside. */

import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { eventOfKey } from '../../wire/telephone-event.ts';
import { bridgeEnded } from './channel/bridging.ts';
import { Channel } from './channel/channel.ts';
import { Conferences } from './channel/conferences.ts';
import { entryDialplan } from './channel/dialplan.ts';
import type { PressedDigit } from './channel/frame.ts';
import type { Services } from './channel/services.ts';
import { Api } from './esl/api.ts';
import { channelCommands } from './esl/channel-api.ts';
import { EventBus } from './esl/event-bus.ts';
import { EventSocket } from './esl/event-socket.ts';
import { serverCommands } from './esl/server-api.ts';
import { MediaThreads } from './media-threads.ts';
import { type MediaServerOptions, type Settings, settle } from './options.ts';
import { HEARTBEAT_SECONDS, heartbeatHeaders, identityHeaders, type ServerFacts } from './server-facts.ts';
import { SessionCounter } from './session-counter.ts';
import type { Call } from './sip/call.ts';
import { Profile, type ProfileHost } from './sip/profile.ts';
import { sipFacts } from './sip/sip-facts.ts';
import { Sound, SoundLibrary } from './sounds/sound-library.ts';
import { Sources } from './sounds/sources.ts';
import { keyTone } from './sounds/tone.ts';

const VERSION = '1.10.12-shortline';
/** Calls a second that the server tells it takes. */
const MAX_PER_SECOND = 1_000;
/** Pairs of ports bound in advance. */
const SPARE_PORTS = 128;

export interface MediaServerStats {
  sessions: number;
  peakSessions: number;
  sessionsSinceStart: number;
  legs: number;
  eventClients: number;
}

export interface MediaServer {
  /** where the first profile listens */
  readonly sip: { host: string; port: number };
  /** where each profile listens */
  readonly profiles: readonly { name: string; host: string; port: number }[];
  readonly esl: { host: string; port: number };
  stats(): MediaServerStats;
  /** ends every call and leaves no socket, thread or timer */
  close(): Promise<void>;
}

/** @throws when an address cannot be bound or a folder of hold music holds no sound */
export async function startMediaServer(options: MediaServerOptions = {}): Promise<MediaServer> {
  const server = new Server(settle(options));
  try {
    await server.start();
  } catch (error) {
    await server.close();
    throw error;
  }
  return server;
}

class Server implements MediaServer, Services, ProfileHost {
  readonly logger: Settings['logger'];
  readonly sources: Sources;
  readonly conferences = new Conferences();
  readonly recordings: string;
  readonly #settings: Settings;
  readonly #channels = new Map<string, Channel>();
  readonly #sessions = new SessionCounter();
  readonly #facts: ServerFacts;
  readonly #bus: EventBus;
  readonly #profiles: Profile[] = [];
  #threads: MediaThreads | undefined;
  #eventSocket: EventSocket | undefined;
  #heartbeat: NodeJS.Timeout | undefined;
  #usage = process.cpuUsage();
  #closing = false;
  #emptied: (() => void) | undefined;

  constructor(settings: Settings) {
    this.#settings = settings;
    this.logger = settings.logger;
    this.recordings = settings.recordings;
    this.sources = new Sources(new SoundLibrary(settings.sounds));
    this.#facts = {
      coreUuid: randomUUID(),
      hostname: hostname(),
      address: settings.publicAddress ?? settings.host,
      version: VERSION,
      startedAt: Date.now(),
      maxSessions: settings.maxSessions,
      maxPerSecond: MAX_PER_SECOND,
      counts: () => this.#sessions.counts(this.#channels.size),
      profiles: () =>
        this.#profiles.map(({ name, address, port, calls }) => ({ name, address, port, calls })),
    };
    this.#bus = new EventBus(identityHeaders(this.#facts));
  }

  async start(): Promise<void> {
    const { host, profiles, publicAddress, music, logger, rtpHost, rtp, threads, esl } = this.#settings;
    for (const [name, folder] of Object.entries(music)) await this.sources.addStream(name, folder);
    this.#threads = await MediaThreads.start({ host: rtpHost, rtp, threads, spare: SPARE_PORTS, logger });
    for (const { name, port } of profiles) {
      const profile = await Profile.listen({
        name,
        host,
        port,
        mediaHost: rtpHost,
        publicAddress,
        userAgent: 'shortline-media-server',
        logger,
        server: this,
      });
      this.#profiles.push(profile);
    }
    const globals = new Map([
      ['local_ip_v4', this.#facts.address],
      ['hostname', this.#facts.hostname],
      ['sounds_dir', this.#settings.sounds],
      ['recordings_dir', this.recordings],
    ]);
    const api = new Api(
      serverCommands(this.#facts, this.#channels, globals, this.conferences),
      channelCommands(this.#channels, this.#bus),
    );
    this.#eventSocket = await EventSocket.listen({
      ...esl,
      bus: this.#bus,
      logger,
      channels: this.#channels,
      api: (line) => api.run(line),
    });
    this.#heartbeat = setInterval(() => this.#beat(), HEARTBEAT_SECONDS * 1_000);
  }

  get profiles(): { name: string; host: string; port: number }[] {
    const { host } = this.#settings;
    return this.#profiles.map(({ name, port }) => ({ name, host, port }));
  }

  get sip(): { host: string; port: number } {
    return { host: this.#settings.host, port: this.#profiles[0]?.port ?? 0 };
  }

  get esl(): { host: string; port: number } {
    return { host: this.#settings.esl.host, port: this.#eventSocket?.port ?? 0 };
  }

  stats(): MediaServerStats {
    const counts = this.#sessions.counts(this.#channels.size);
    return {
      sessions: counts.now,
      peakSessions: counts.peak,
      sessionsSinceStart: counts.sinceStart,
      legs: this.#threads?.legs ?? 0,
      eventClients: this.#eventSocket?.clients ?? 0,
    };
  }

  async close(): Promise<void> {
    if (this.#closing) return;
    this.#closing = true;
    clearInterval(this.#heartbeat);
    const emptied = new Promise<void>((resolve) => {
      this.#emptied = resolve;
    });
    for (const channel of [...this.#channels.values()]) channel.hangup('MANAGER_REQUEST');
    if (this.#channels.size > 0) await emptied;
    await this.#eventSocket?.close();
    await Promise.all(this.#profiles.map((profile) => profile.close()));
    await this.#threads?.close();
  }

  full(): boolean {
    return this.#closing || this.#channels.size >= this.#settings.maxSessions;
  }

  openLeg(): ReturnType<MediaThreads['open']> {
    return this.#threads?.open();
  }

  /** `media_timeout_audio` is what fsmrf's users set on a leg whose offer came from us. */
  timeouts(channel: Channel | undefined): { active: number; hold: number } {
    const wished = Number(channel?.variable('media_timeout_audio') ?? channel?.variable('media_timeout'));
    const hold = Number(
      channel?.variable('media_hold_timeout_audio') ?? channel?.variable('media_hold_timeout'),
    );
    const { mediaTimeoutMs, mediaHoldTimeoutMs } = this.#settings;
    return {
      active: wished >= 0 ? wished : mediaTimeoutMs,
      hold: hold >= 0 ? hold : mediaHoldTimeoutMs,
    };
  }

  begin(call: Call, profile: Profile): number | undefined {
    const { request, flow } = call.invite;
    const outbound = request.headers.get('x-esl-outbound');
    // only who says which application is to take the call has a dialplan here
    if (outbound === undefined) return 404;
    const facts: Record<string, string> = {
      ...sipFacts(request, flow, profile),
      ...call.media.facts(),
      sip_to_tag: call.dialog.localTag,
    };
    const uuid = randomUUID();
    const channel = new Channel({
      uuid,
      name: `sofia/${profile.name}/${facts['sip_from_uri'] ?? 'nobody'}`,
      destination: request.uri.replace(/^sips?:/i, '').split('@')[0] ?? '',
      leg: call.media.leg,
      bus: this.#bus,
      services: this,
      signalling: call,
      facts: { ...facts, uuid, call_uuid: uuid },
    });
    call.channel = channel;
    this.#channels.set(uuid, channel);
    this.#sessions.begun(this.#channels.size);
    channel.events.emit('CHANNEL_CREATE');
    void channel.run(entryDialplan(outbound));
    return undefined;
  }

  connect(
    channel: Channel,
    host: string,
    port: number,
    full: boolean,
    closed: () => void,
  ): ReturnType<EventSocket['connect']> {
    return this.#eventSocket!.connect(channel, host, port, full, closed);
  }

  pressOn(channel: Channel, { digit, duration }: PressedDigit): void {
    const event = eventOfKey(digit);
    if (event === undefined || channel.ended) return;
    if (channel.facts['rtp_2833_send_payload'] !== undefined) {
      channel.leg.press(event, duration);
      return;
    }
    // a telephone without telephone-event hears the tones
    const tone = keyTone(digit, duration / 8);
    if (!tone) return;
    const octets = new Sound(tone).octets(channel.codec);
    channel.leg.play(
      [{ codec: channel.codec, octets, from: 0, count: tone.length, loop: false, shared: false }],
      () => {},
    );
  }

  hangingUp(channel: Channel): void {
    bridgeEnded(channel);
  }

  ended(channel: Channel): void {
    this.#channels.delete(channel.uuid);
    if (this.#channels.size === 0) this.#emptied?.();
  }

  #beat(): void {
    const used = process.cpuUsage(this.#usage);
    this.#usage = process.cpuUsage();
    const share = (used.user + used.system) / 10_000 / HEARTBEAT_SECONDS / this.#settings.threads;
    this.#bus.emit('HEARTBEAT', undefined, () =>
      heartbeatHeaders(this.#facts, Math.max(0, Math.min(100, 100 - share))),
    );
  }
}
