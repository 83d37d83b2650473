/** Settings of a media server. */

import { availableParallelism } from 'node:os';
import path from 'node:path';
import { type Logger, silentLogger } from './logger.ts';

export interface ProfileOptions {
  name: string;
  port: number;
}

export interface MediaServerOptions {
  /** address that SIP is bound to; 127.0.0.1 when not given */
  host?: string;
  /** SIP profiles, each on its port over UDP and TCP; 0 for any free one; `drachtio_mrf` on 5080 when not given */
  profiles?: readonly ProfileOptions[];
  /** event socket; `host` is the server's when not given, the port 8021, 0 for any free one */
  esl?: { host?: string; port?: number; password?: string };
  /** address that RTP is bound to; the one of SIP when not given */
  rtpHost?: string;
  /** RTP takes the even ports, RTCP the odd ones */
  rtp?: { min: number; max: number };
  /** address told in SDP and Contact, when the one bound to is not what peers can reach */
  publicAddress?: string;
  /** folder that relative names of sounds are resolved in */
  sounds?: string;
  /** folder that relative names of recordings are resolved in */
  recordings?: string;
  /** folder of each `local_stream://name` */
  music?: Record<string, string>;
  /** media threads; as many as processors when not given */
  threads?: number;
  /** calls at once; beyond it 503 */
  maxSessions?: number;
  /** milliseconds without RTP after which a call ends with MEDIA_TIMEOUT; 0 for never */
  mediaTimeoutMs?: number;
  /** the same for calls on hold */
  mediaHoldTimeoutMs?: number;
  logger?: Logger;
}

export interface Settings {
  host: string;
  profiles: readonly ProfileOptions[];
  esl: { host: string; port: number; password: string };
  rtpHost: string;
  rtp: { min: number; max: number };
  publicAddress: string | undefined;
  sounds: string;
  recordings: string;
  music: Record<string, string>;
  threads: number;
  maxSessions: number;
  mediaTimeoutMs: number;
  mediaHoldTimeoutMs: number;
  logger: Logger;
}

/** @throws RangeError that names a setting out of range */
export function settle(options: MediaServerOptions): Settings {
  const host = options.host ?? '127.0.0.1';
  const settings: Settings = {
    host,
    profiles: options.profiles ?? [{ name: 'drachtio_mrf', port: 5080 }],
    esl: {
      host: options.esl?.host ?? host,
      port: options.esl?.port ?? 8021,
      password: options.esl?.password ?? 'ClueCon',
    },
    rtpHost: options.rtpHost ?? host,
    rtp: options.rtp ?? { min: 20_000, max: 29_999 },
    publicAddress: options.publicAddress,
    sounds: path.resolve(options.sounds ?? '.'),
    recordings: path.resolve(options.recordings ?? './recordings'),
    music: options.music ?? {},
    threads: options.threads ?? availableParallelism(),
    maxSessions: options.maxSessions ?? 2_000,
    mediaTimeoutMs: options.mediaTimeoutMs ?? 30_000,
    mediaHoldTimeoutMs: options.mediaHoldTimeoutMs ?? 1_800_000,
    logger: options.logger ?? silentLogger,
  };
  check(settings);
  return settings;
}

function check({ profiles, esl, rtp, threads, maxSessions }: Settings): void {
  const ports: [string, number][] = [
    ['esl.port', esl.port],
    ['rtp.min', rtp.min],
    ['rtp.max', rtp.max],
  ];
  if (profiles.length === 0) throw new RangeError('profiles: none');
  for (const { name, port } of profiles) {
    if (!/^[\w.-]+$/.test(name)) throw new RangeError(`profile "${name}": letters, digits, _ . - only`);
    ports.push([`profiles.${name}`, port]);
  }
  for (const [name, port] of ports) {
    if (!Number.isInteger(port) || port < 0 || port > 65_535)
      throw new RangeError(`${name}: ${port} is no port`);
  }
  if (rtp.max < rtp.min + 1) throw new RangeError(`rtp: ${rtp.min}–${rtp.max} has no pair of ports`);
  if (!Number.isInteger(threads) || threads < 1 || threads > 64)
    throw new RangeError(`threads: ${threads} is not 1 to 64`);
  if (!Number.isInteger(maxSessions) || maxSessions < 1) throw new RangeError(`maxSessions: ${maxSessions}`);
}
