/** `shortline media-server`: the embedded media server alone, for any drachtio application. */

import { Command, InvalidArgumentError } from 'commander';
import pino from 'pino';
import { startMediaServer } from '../embedded/media-server/media-server.ts';
import type { ProfileOptions } from '../embedded/media-server/options.ts';

interface Options {
  host: string;
  profile: ProfileOptions[];
  eslHost?: string;
  eslPort: number;
  eslPassword: string;
  rtpHost?: string;
  rtpPorts: { min: number; max: number };
  publicAddress?: string;
  sounds: string;
  recordings: string;
  music: Record<string, string>;
  threads?: number;
  maxSessions: number;
  mediaTimeout: number;
  logLevel: string;
}

const EXAMPLE = `
Example:
  shortline media-server --host 127.0.0.1 --profile drachtio_mrf:5080 --esl-port 8021 \\
    --esl-password ClueCon --rtp-ports 20000-20999 --sounds ./prompts --music moh=./prompts/music/hold/8000

One line of JSON on standard output says where it listens once calls are taken; everything else goes to
standard error. Ctrl-C ends the calls and the server.`;

export function mediaServerCommand(): Command {
  return new Command('media-server')
    .description(
      "the embedded media server alone: FreeSWITCH's event socket and SIP, as drachtio-fsmrf wants them",
    )
    .option('--host <address>', 'address that SIP is bound to', '127.0.0.1')
    .option(
      '--profile <name:port>',
      'a SIP profile, UDP and TCP; may be repeated (default: drachtio_mrf:5080)',
      profile,
      [],
    )
    .option('--esl-host <address>', 'address of the event socket (default: as --host)')
    .option('--esl-port <port>', 'port of the event socket; 0 for any free one', port, 8021)
    .option('--esl-password <password>', 'password of the event socket', 'ClueCon')
    .option('--rtp-host <address>', 'address that RTP is bound to (default: as --host)')
    .option('--rtp-ports <from-to>', 'ports of RTP (even) and RTCP (odd)', portRange, {
      min: 20_000,
      max: 29_999,
    })
    .option('--public-address <address>', 'address told in SDP and Contact, behind a NAT')
    .option('--sounds <folder>', 'folder that relative names of sounds are resolved in', '.')
    .option(
      '--recordings <folder>',
      'folder that relative names of recordings are resolved in',
      './recordings',
    )
    .option('--music <name=folder>', 'a local_stream; may be repeated', music, {})
    .option('--threads <count>', 'media threads (default: as many as processors)', count)
    .option('--max-sessions <count>', 'calls at once; beyond it 503', count, 2_000)
    .option('--media-timeout <seconds>', 'without RTP a call ends after so long; 0 for never', seconds, 30)
    .option('--log-level <level>', 'trace, debug, info, warn, error', 'info')
    .addHelpText('after', EXAMPLE)
    .action(run);
}

async function run(options: Options): Promise<void> {
  const logger = pino({ name: 'media-server', level: options.logLevel }, pino.destination(2));
  const { host, rtpHost, publicAddress, threads } = options;
  const server = await startMediaServer({
    host,
    ...(options.profile.length > 0 ? { profiles: options.profile } : {}),
    esl: { host: options.eslHost ?? host, port: options.eslPort, password: options.eslPassword },
    rtp: options.rtpPorts,
    sounds: options.sounds,
    recordings: options.recordings,
    music: options.music,
    maxSessions: options.maxSessions,
    mediaTimeoutMs: options.mediaTimeout * 1_000,
    logger,
    ...(rtpHost === undefined ? {} : { rtpHost }),
    ...(publicAddress === undefined ? {} : { publicAddress }),
    ...(threads === undefined ? {} : { threads }),
  });
  const { sip, profiles, esl } = server;
  process.stdout.write(`${JSON.stringify({ event: 'ready', sip, profiles, esl })}\n`);
  const close = (): void => {
    process.removeListener('SIGINT', close);
    process.removeListener('SIGTERM', close);
    server.close().catch((error: unknown) => {
      logger.error({ error }, 'close failed');
      process.exitCode = 1;
    });
  };
  process.on('SIGINT', close);
  process.on('SIGTERM', close);
}

function profile(text: string, before: ProfileOptions[]): ProfileOptions[] {
  const [, name, number] = /^([\w.-]+):(\d+)$/.exec(text) ?? [];
  if (!name) throw new InvalidArgumentError('expected name:port, as in drachtio_mrf:5080');
  return [...before, { name, port: port(number ?? '') }];
}

function port(text: string): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number > 65_535) throw new InvalidArgumentError('expected a port, 0 to 65535');
  return number;
}

function portRange(text: string): { min: number; max: number } {
  const [, from, to] = /^(\d+)-(\d+)$/.exec(text) ?? [];
  if (!from || !to) throw new InvalidArgumentError('expected from-to, as in 20000-29999');
  return { min: port(from), max: port(to) };
}

function music(text: string, before: Record<string, string>): Record<string, string> {
  const [, name, folder] = /^([\w.-]+)=(.+)$/.exec(text) ?? [];
  if (!name || !folder) throw new InvalidArgumentError('expected name=folder, as in moh=./music');
  return { ...before, [name]: folder };
}

function count(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError('expected a whole number above 0');
  return Number(text);
}

function seconds(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('expected whole seconds');
  return Number(text);
}
