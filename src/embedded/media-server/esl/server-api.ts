/** The API commands about the server as a whole. */

import { randomUUID } from 'node:crypto';
import type { Channel } from '../channel/channel.ts';
import type { Conferences } from '../channel/conferences.ts';
import type { ServerFacts } from '../server-facts.ts';
import type { ApiCommand } from './api.ts';

const RULE = '='.repeat(97);
/** What `show` knows. */
const SHOWN = ['channels', 'calls', 'bridged_calls'];

/** A SIP profile as `sofia status` shows it. */
export interface ProfileFacts {
  name: string;
  address: string;
  port: number;
  calls: number;
}

export function serverCommands(
  facts: ServerFacts,
  channels: ReadonlyMap<string, Channel>,
  globals: Map<string, string>,
  conferences: Conferences,
): Record<string, ApiCommand> {
  return {
    status: () => status(facts),
    version: () => `FreeSWITCH Version ${facts.version}\n`,
    hostname: () => facts.hostname,
    switchname: () => facts.hostname,
    create_uuid: () => randomUUID(),
    echo: (text) => text,
    uptime: (unit) => String(Math.floor((Date.now() - facts.startedAt) / (unit === 'ms' ? 1 : 1_000))),
    global_getvar: (name) =>
      name === ''
        ? [...globals].map(([key, value]) => `${key}=${value}\n`).join('')
        : (globals.get(name) ?? ''),
    global_setvar: (assignment) => {
      const equals = assignment.indexOf('=');
      if (equals < 1) return '-USAGE: <var>=<value> [=<value2>]\n';
      globals.set(assignment.slice(0, equals), assignment.slice(equals + 1));
      return '+OK';
    },
    sofia: (text) => sofia(text, facts.profiles()),
    show: (text) => show(text, channels, facts.hostname),
    conference: (text) => conferences.command(text),
    fsctl: (text) => {
      if (text === 'max_sessions') return `${facts.maxSessions}\n`;
      return `-ERR fsctl ${text} is not known here\n`;
    },
  };
}

function status(facts: ServerFacts): string {
  const { maxSessions, startedAt, version } = facts;
  const counts = facts.counts();
  return [
    `UP ${uptime(Date.now() - startedAt)}`,
    `FreeSWITCH (Version ${version}) is ready`,
    `${counts.sinceStart} session(s) since startup`,
    `${counts.now} session(s) - peak ${counts.peak}, last 5min ${counts.peak} `,
    `${counts.perSecond} session(s) per Sec out of max ${facts.maxPerSecond}, peak ${counts.peakPerSecond}, last 5min ${counts.peakPerSecond} `,
    `${maxSessions} session(s) max`,
    'min idle cpu 0.00/100.00',
    '',
  ].join('\n');
}

export function uptime(milliseconds: number): string {
  const parts: [string, number][] = [
    ['year', 31_536_000_000],
    ['day', 86_400_000],
    ['hour', 3_600_000],
    ['minute', 60_000],
    ['second', 1_000],
    ['millisecond', 1],
  ];
  let left = milliseconds;
  const words = parts.map(([unit, length]) => {
    const count = Math.floor(left / length);
    left -= count * length;
    return `${count} ${unit}${count === 1 ? '' : 's'}`;
  });
  return `${words.join(', ')}, 0 microseconds`;
}

/** The table that fsmrf finds the profile's address in. */
function sofia(text: string, profiles: readonly ProfileFacts[]): string {
  const [command, kind, name] = text.trim().split(/\s+/);
  if (command !== 'status') return '-ERR only sofia status is known here\n';
  if (kind === 'profile') {
    const profile = profiles.find((known) => known.name === name);
    if (!profile) return 'Invalid Profile!\n';
    const url = `sip:mod_sofia@${profile.address}:${profile.port}`;
    return `${RULE}\nName             \t${profile.name}\nURL              \t${url}\nBIND-URL         \t${url};transport=udp,tcp\nCURRENT CALLS    \t${profile.calls}\n${RULE}\n`;
  }
  const rows = profiles.map(({ name: profile, address, port, calls }) =>
    row(profile, 'profile', `sip:mod_sofia@${address}:${port}`, `RUNNING (${calls})`),
  );
  const head = row('Name', '   Type', 'Data', 'State');
  return `${head}${RULE}\n${rows.join('')}${RULE}\n${profiles.length} profile${profiles.length === 1 ? '' : 's'} 0 aliases\n`;
}

function row(name: string, type: string, data: string, state: string): string {
  return `${name.padStart(25)}\t${type}\t${data.padStart(42)}\t${state}\n`;
}

function show(text: string, channels: ReadonlyMap<string, Channel>, hostname: string): string {
  const words = text.trim().split(/\s+/);
  const [what = ''] = words;
  if (!SHOWN.includes(what)) return `-USAGE: ${SHOWN.join('|')}\n`;
  const all = [...channels.values()].filter((channel) => what === 'channels' || channel.partner);
  const like = /\blike\s+(\S+)/.exec(text)?.[1];
  const shown = all
    .filter((channel) => what === 'channels' || channel.callUuid === channel.uuid)
    .filter((channel) => like === undefined || `${channel.uuid} ${channel.name}`.includes(like));
  if (words.includes('count')) return `\n${shown.length} total.\n`;
  const rows = shown.map((channel) => channelRow(channel, hostname));
  if (words.includes('json')) {
    return `${JSON.stringify(rows.length > 0 ? { row_count: rows.length, rows } : { row_count: 0 })}\n`;
  }
  const [first] = rows;
  const table = first
    ? [Object.keys(first).join(','), ...rows.map((one) => Object.values(one).join(','))].join('\n')
    : '';
  return `${table}${table === '' ? '' : '\n'}\n${rows.length} total.\n`;
}

function channelRow(channel: Channel, hostname: string): Record<string, string> {
  const { uuid, name, codec, createdAt, destination } = channel;
  return {
    uuid,
    direction: 'inbound',
    created: new Date(createdAt).toISOString().slice(0, 19).replace('T', ' '),
    created_epoch: String(Math.floor(createdAt / 1_000)),
    name,
    state: channel.state,
    cid_name: 'unknown',
    cid_num: '',
    ip_addr: channel.facts['sip_network_ip'] ?? '',
    dest: destination,
    application: channel.application?.application ?? '',
    application_data: channel.application?.data ?? '',
    dialplan: 'XML',
    context: 'mrf',
    read_codec: codec,
    read_rate: '8000',
    read_bit_rate: '64000',
    write_codec: codec,
    write_rate: '8000',
    write_bit_rate: '64000',
    secure: '',
    hostname,
    callstate: channel.callState,
    call_uuid: channel.callUuid,
  };
}
