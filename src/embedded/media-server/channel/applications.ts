/** What can be executed on a channel. */

import { causeOf } from './causes.ts';
import type { Channel } from './channel.ts';
import { playAndGetDigits } from './collect-digits.ts';
import { conference } from './conferences.ts';
import type { Frame } from './frame.ts';
import { endlessPlayback, loopPlayback, playback } from './playback.ts';
import { record, recordSession, stopRecordSession } from './recording.ts';
import { connectSocket } from './socket.ts';

/** @returns what Application-Response says; `_none_` when undefined */
export type Application = (
  channel: Channel,
  frame: Frame,
) => string | undefined | Promise<string | undefined>;

const answer: Application = (channel) => {
  channel.answer();
  return undefined;
};

const set: Application = (channel, { data }) => {
  assign(channel, data);
  return undefined;
};

const unset: Application = (channel, { data }) => {
  channel.set(data.trim(), undefined);
  return undefined;
};

/** `a=1 b=2`, or `^^;a=1;b=2` with a divider of one's own. */
const multiset: Application = (channel, { data }) => {
  const divider = data.startsWith('^^') ? data[2] : ' ';
  const text = data.startsWith('^^') ? data.slice(3) : data;
  for (const assignment of text.split(divider ?? ' ')) assign(channel, assignment);
  return undefined;
};

function assign(channel: Channel, assignment: string): void {
  const equals = assignment.indexOf('=');
  if (equals < 1) return;
  const value = expand(channel, assignment.slice(equals + 1));
  channel.set(assignment.slice(0, equals).trim(), value === '_undef_' ? undefined : value);
}

/** `${name}` stands for a variable's value. */
export function expand(channel: Channel, text: string): string {
  return text.replace(/\$\{([^}]+)\}/g, (_, name: string) => channel.variable(name) ?? '');
}

const hangup: Application = (channel, { data }) => {
  channel.hungUpHere = true;
  channel.hangup(causeOf(data));
  return undefined;
};

/** Nothing is sent and keys are taken, until something else happens to the channel. */
const park: Application = async (_channel, frame) => {
  await frame.until<void>({ start: () => undefined, digit: () => {}, breakable: false, idle: true });
  return undefined;
};

const sleep: Application = async (channel, frame) => {
  const eats = channel.isTrue('sleep_eat_digits');
  await frame.sleep(Math.max(0, Number(frame.data) || 0), eats ? () => {} : undefined);
  return undefined;
};

/** The caller hears himself. */
const echo: Application = async (channel, frame) => {
  await frame.until<void>({
    start: () => {
      channel.leg.listenTo([channel.leg]);
      return () => channel.leg.listenTo([]);
    },
    digit: () => {},
  });
  return undefined;
};

/** `set_mute read true`: what the caller says is heard by nobody. */
const setMute: Application = (channel, { data }) => {
  const [direction, value] = data.trim().split(/\s+/);
  if (direction === 'read') channel.leg.mute(/^(true|on|yes|1)$/i.test(value ?? ''));
  return undefined;
};

const flushDigits: Application = (channel) => {
  channel.flushDigits();
  return undefined;
};

/** `1234@160`: keys to the caller's telephone, each that many milliseconds. */
const sendDtmf: Application = (channel, { data }) => {
  const [keys = '', milliseconds] = data.split('@');
  for (const digit of keys) {
    channel.services.pressOn(channel, { digit, duration: (Number(milliseconds) || 250) * 8 });
  }
  return undefined;
};

/** Nobody can be called from here: as with any destination that FreeSWITCH has no way to, the call ends with the
 *  cause, unless `continue_on_fail` says otherwise. */
const bridge: Application = (channel, { data }) => {
  const cause = 'NO_ROUTE_DESTINATION';
  channel.services.logger.warn(
    { channel: channel.uuid, destination: data },
    'bridge: no way to the destination',
  );
  channel.set('originate_disposition', cause);
  channel.set('originate_failed_cause', cause);
  channel.set('DIALSTATUS', 'INVALIDARGS');
  const goesOn = channel.variable('continue_on_fail') ?? '';
  if (!channel.isTrue('continue_on_fail') && !goesOn.split(',').includes(cause)) channel.hangup(cause);
  return undefined;
};

/** Goes on without doing anything: what only shows or prepares something in FreeSWITCH. */
const nothing: Application = () => undefined;

const stop: Application = (channel) => {
  channel.break(false);
  return undefined;
};

export const applications: ReadonlyMap<string, Application> = new Map<string, Application>([
  ['answer', answer],
  ['pre_answer', answer],
  ['set', set],
  ['export', set],
  ['multiset', multiset],
  ['unset', unset],
  ['hangup', hangup],
  ['park', park],
  ['sleep', sleep],
  ['echo', echo],
  ['set_mute', setMute],
  ['flush_dtmf', flushDigits],
  ['send_dtmf', sendDtmf],
  ['break', stop],
  ['bridge', bridge],
  ['conference', conference],
  ['socket', connectSocket],
  ['playback', playback],
  ['endless_playback', endlessPlayback],
  ['loop_playback', loopPlayback],
  ['play_and_get_digits', playAndGetDigits],
  ['record', record],
  ['record_session', recordSession],
  ['stop_record_session', stopRecordSession],
  ['start_dtmf', nothing],
  ['stop_dtmf', nothing],
  ['start_dtmf_generate', nothing],
  ['stop_dtmf_generate', nothing],
  ['log', nothing],
  ['info', nothing],
  ['ring_ready', nothing],
]);
