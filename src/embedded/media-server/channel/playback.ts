/** The applications that play. */

import type { Application } from './applications.ts';
import type { Channel } from './channel.ts';
import type { PressedDigit } from './frame.ts';
import { type PlayResult, playFiles } from './play-files.ts';

const RESPONSES: Readonly<Record<PlayResult, string>> = {
  done: 'FILE PLAYED',
  break: 'FILE PLAYED',
  notFound: 'FILE NOT FOUND',
  timeout: 'PLAYBACK ERROR',
  aborted: 'PLAYBACK ERROR',
};

/** The keys that end a playback: `playback_terminators`, `*` when nothing is set, `any`, or `none`. */
export function terminatorHandler(channel: Channel): (pressed: PressedDigit) => boolean {
  const wished = channel.variable('playback_terminators') ?? '*';
  const lower = wished.toLowerCase();
  const keys = lower === 'any' ? '1234567890*#' : lower === 'none' ? '' : wished;
  return ({ digit }) => {
    if (!keys.includes(digit)) return false;
    channel.set('playback_terminator_used', digit);
    return true;
  };
}

export const playback: Application = async (channel, frame) => {
  channel.set('playback_terminator_used', undefined);
  let result = await playFiles(channel, frame, frame.data, { digit: terminatorHandler(channel) });
  if (result === 'timeout' && channel.isTrue('playback_timeout_as_success')) result = 'done';
  // an application's own hang-up leaves the response of a play that was heard
  const response = frame.aborted && channel.hungUpHere ? 'FILE PLAYED' : RESPONSES[result];
  channel.set('current_application_response', response);
  return response;
};

export const endlessPlayback: Application = async (channel, frame) => {
  let result: PlayResult = 'done';
  while (result === 'done') result = await playFiles(channel, frame, frame.data);
  const response = RESPONSES[result];
  channel.set('current_application_response', response);
  return response;
};

/** `loop_playback +3 file`: that many times; without a number, once. */
export const loopPlayback: Application = async (channel, frame) => {
  const [, times = '1', file = ''] = /^(?:\+(-?\d+|inf)\s+)?(.*)$/.exec(frame.data) ?? [];
  const count = times === 'inf' || Number(times) < 0 ? Number.POSITIVE_INFINITY : Number(times);
  let result: PlayResult = 'done';
  for (let i = 0; i < count && result === 'done'; i += 1) {
    result = await playFiles(channel, frame, file, { digit: terminatorHandler(channel) });
  }
  const response = RESPONSES[result];
  channel.set('current_application_response', response);
  return response;
};
