/** The API commands about one channel: `uuid_…`. */

import { randomUUID } from 'node:crypto';
import { plainHeaders } from '../../../wire/esl.ts';
import { bridge, leaveBridge, partnerLeft } from '../channel/bridging.ts';
import { causeOf } from '../channel/causes.ts';
import type { Channel } from '../channel/channel.ts';
import { fullHeaders } from '../channel/channel-events.ts';
import { parseInline } from '../channel/dialplan.ts';
import type { Step } from '../channel/frame-stack.ts';
import { startRecording, stopRecording } from '../channel/recording.ts';
import type { ApiCommand } from './api.ts';
import type { EventBus } from './event-bus.ts';

const NO_CHANNEL = '-ERR No such channel!\n';
/** Timestamp units of a key when none are given: 250 ms, as FreeSWITCH. */
const KEY_DURATION = 2_000;

export function channelCommands(
  channels: ReadonlyMap<string, Channel>,
  bus: EventBus,
): Record<string, ApiCommand> {
  /** A command whose first word names a channel. */
  const on =
    (
      usage: string,
      command: (channel: Channel, rest: string, uuid: string) => string | Promise<string>,
      missing: (uuid: string) => string = () => NO_CHANNEL,
    ): ApiCommand =>
    (text) => {
      const space = text.indexOf(' ');
      const uuid = space < 0 ? text : text.slice(0, space);
      if (uuid === '') return `-USAGE: ${usage}\n`;
      const channel = channels.get(uuid);
      if (!channel || channel.ended) return missing(uuid);
      return command(channel, space < 0 ? '' : text.slice(space + 1).trim(), uuid);
    };

  return {
    uuid_exists: (text) => String(channels.get(text)?.ended === false),

    uuid_bridge: (text) => {
      const [first = '', second = ''] = text.split(/\s+/);
      if (first === '' || second === '') return '-USAGE: <uuid> <other_uuid>\n';
      const a = channels.get(first);
      const b = channels.get(second);
      const refused = a && b ? bridge(a, b) : 'no such channel';
      return refused === undefined ? `+OK ${second}\n` : '-ERR Invalid uuid\n';
    },

    uuid_transfer: on('<uuid> [-bleg|-both] <dest-exten> [<dialplan>] [<context>]', transfer),

    uuid_park: on('<uuid>', (channel) => {
      moveAll([channel], [{ application: 'park', data: '' }]);
      return '+OK\n';
    }),

    uuid_break: on('<uuid> [all]', (channel, rest) => {
      const all = rest.includes('all');
      if (rest.includes('both')) channel.partner?.break(all);
      channel.break(all);
      return '+OK\n';
    }),

    uuid_broadcast: on('<uuid> <path> [aleg|bleg|holdb|both]', broadcast, () => '-ERR invalid uuid\n'),

    uuid_kill: on('<uuid> [cause]', (channel, cause) => {
      setImmediate(() => channel.hangup(causeOf(cause)));
      return '+OK\n';
    }),

    uuid_answer: on('<uuid>', (channel) => {
      channel.answer();
      return '+OK\n';
    }),

    uuid_dump: on('<uuid> [format]', (channel, format) => {
      const headers = { ...bus.header('CHANNEL_DATA'), ...fullHeaders(channel) };
      return format === 'json' ? JSON.stringify(headers) : plainHeaders(headers);
    }),

    uuid_getvar: on('<uuid> <var>', (channel, name) =>
      name === '' ? '-USAGE: <uuid> <var>\n' : (channel.variable(name) ?? '_undef_'),
    ),

    uuid_setvar: on('<uuid> <var> [value]', (channel, rest) => {
      const [, name = '', value] = /^(\S*)(?:\s+(.*))?$/s.exec(rest) ?? [];
      if (name === '') return '-ERR No variable specified\n';
      channel.set(name, value);
      return '+OK\n';
    }),

    uuid_setvar_multi: on('<uuid> <var>=<value>;<var>=<value>...', (channel, rest) => {
      for (const assignment of rest.split(';')) {
        const equals = assignment.indexOf('=');
        if (equals > 0) channel.set(assignment.slice(0, equals).trim(), assignment.slice(equals + 1));
        else if (assignment.trim() !== '') channel.set(assignment.trim(), undefined);
      }
      return '+OK\n';
    }),

    uuid_record: on(
      '<uuid> [start|stop|mask|unmask] <path> [<limit>] [<recording_vars>]',
      async (channel, rest) => {
        const [action, path = '', limit] = rest.split(/\s+/);
        if (action === 'start') {
          const begun = await startRecording(channel, path, Number(limit ?? 0));
          return begun ? '+OK Success\n' : '-ERR Cannot record session!\n';
        }
        if (action === 'stop') {
          return (await stopRecording(channel, path))
            ? '+OK Success\n'
            : '-ERR Cannot stop record session!\n';
        }
        return '-USAGE: <uuid> [start|stop|mask|unmask] <path> [<limit>] [<recording_vars>]\n';
      },
      () => '-ERR Cannot locate session!\n',
    ),

    uuid_send_dtmf: on(
      '<uuid> <dtmf_data>',
      (channel, text, uuid) => {
        for (const pressed of keysOf(text)) channel.services.pressOn(channel, pressed);
        return `+OK ${uuid} sent DTMF ${text}.\n`;
      },
      () => '-ERR Cannot locate session!\n',
    ),

    uuid_recv_dtmf: on(
      '<uuid> <dtmf_data>',
      (channel, text, uuid) => {
        for (const pressed of keysOf(text)) channel.pressed(pressed, 'APP');
        return `+OK ${uuid} received DTMF ${text}.\n`;
      },
      () => '-ERR Cannot locate session!\n',
    ),

    uuid_flush_dtmf: on('<uuid>', (channel) => {
      channel.flushDigits();
      return '+OK\n';
    }),

    uuid_set_media_stats: on(
      '<uuid>',
      (channel) => {
        noteMedia(channel);
        return '+OK:\n';
      },
      (uuid) => `-ERR No such channel ${uuid}!\n`,
    ),

    uuid_audio: on('<uuid> [start [read|write] [mute|level <level>]|stop]', (channel, rest) => {
      const [action, direction, what, level] = rest.split(/\s+/);
      // only what the caller says can be silenced
      if (action === 'start' && direction !== 'read') return '-ERR\n';
      channel.leg.mute(action === 'start' && what === 'mute' && level !== '0');
      return '+OK\n';
    }),
  };
}

function transfer(channel: Channel, rest: string): string {
  if (rest === '') return '-USAGE: <uuid> [-bleg|-both] <dest-exten> [<dialplan>] [<context>]\n';
  const [, flag, plan = ''] = /^(?:(-both|-bleg)\s+)?(.*)$/s.exec(rest) ?? [];
  const [, inner = ''] = /^(.*?)\s+inline(?:\s+\S+)?$/is.exec(plan) ?? [];
  // only inline dialplans can be gone to: there is no other extension here
  const steps = parseInline(/^'(.*)'$/s.exec(inner.trim())?.[1] ?? inner);
  if (steps.length === 0) return '-ERR\n';
  const other = channel.partner;
  if (flag === '-bleg') {
    if (!other) return '-ERR\n';
    moveAll([other], steps);
  } else moveAll(flag === '-both' && other ? [channel, other] : [channel], steps);
  return '+OK\n';
}

/** Takes channels out of their bridges and whatever they do, and lets each run the steps. The reply goes out first. */
function moveAll(channels: readonly Channel[], steps: readonly Step[]): void {
  queueMicrotask(() => {
    for (const channel of channels) {
      const left = leaveBridge(channel);
      void channel.transfer(steps);
      if (left && !channels.includes(left)) partnerLeft(left);
    }
  });
}

/** `path`, or `application::arguments`, on this side, the other, or both. */
function broadcast(channel: Channel, rest: string): string {
  const [, text = '', legs = 'aleg'] = /^(.*?)(?:\s+(aleg|bleg|holdb|both))?$/s.exec(rest) ?? [];
  if (text === '') return '-USAGE: <uuid> <path> [aleg|bleg|holdb|both]\n';
  const named = /^([\w]+)::(.*)$/s.exec(text);
  const step = { application: named?.[1] ?? 'playback', data: named?.[2] ?? text };
  const targets: (Channel | undefined)[] = [];
  if (legs !== 'bleg') targets.push(channel);
  if (legs === 'bleg' || legs === 'both') targets.push(channel.partner);
  queueMicrotask(() => {
    for (const target of targets) void target?.execute(step, randomUUID());
  });
  return '+OK Message sent\n';
}

/** `123@1600`: keys, each of that many timestamp units; `w` and `W` (pauses) are left out. */
function keysOf(text: string): { digit: string; duration: number }[] {
  const [keys = '', duration] = text.split('@');
  const pressed = keys.toUpperCase().match(/[0-9*#A-D]/g) ?? [];
  return pressed.map((digit) => ({ digit, duration: Number(duration) || KEY_DURATION }));
}

/** Counters of the media thread as the variables that FreeSWITCH has for them. */
function noteMedia(channel: Channel): void {
  const { leg } = channel;
  const counters = leg.counters;
  const expected = counters.packetsIn + Math.max(0, counters.lost);
  const loss = expected > 0 ? (Math.max(0, counters.lost) * 100) / expected : 0;
  const values: Record<string, string | number> = {
    in_raw_bytes: counters.octetsIn + counters.packetsIn * 12,
    in_media_bytes: counters.octetsIn,
    in_packet_count: counters.packetsIn,
    in_media_packet_count: counters.packetsIn - counters.eventPacketsIn,
    in_skip_packet_count: Math.max(0, counters.lost),
    in_jitter_packet_count: 0,
    in_dtmf_packet_count: counters.eventPacketsIn,
    in_cng_packet_count: 0,
    in_flush_packet_count: 0,
    in_jitter_max_variance: (counters.jitter / 8).toFixed(2),
    in_jitter_loss_rate: loss.toFixed(2),
    in_quality_percentage: (100 - loss).toFixed(2),
    in_mos: Math.max(1, 4.5 - loss / 10).toFixed(2),
    out_raw_bytes: counters.octetsOut + counters.packetsOut * 12,
    out_media_bytes: counters.octetsOut,
    out_packet_count: counters.packetsOut,
    out_media_packet_count: counters.packetsOut,
    out_skip_packet_count: 0,
    out_dtmf_packet_count: counters.eventsOut,
    out_cng_packet_count: 0,
    rtcp_packet_count: counters.reportsIn,
    rtcp_octet_count: 0,
  };
  for (const [name, value] of Object.entries(values)) channel.facts[`rtp_audio_${name}`] = String(value);
}
