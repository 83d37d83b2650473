/** The applications that record. */

import path from 'node:path';
import type { RecordMode } from '../thread/messages.ts';
import type { Application } from './applications.ts';
import type { Channel } from './channel.ts';
import { terminatorHandler } from './playback.ts';
import { SilenceCounter } from './silence-counter.ts';
import { WavFile } from './wav-file.ts';

/** Samples in a second. */
const RATE = 8_000;

/** `record_session <path> [+<seconds>]`: both directions, until stopped or hung up. */
export const recordSession: Application = async (channel, frame) => {
  const [, name = '', limit] = /^(.*?)(?:\s+\+(\d+))?$/.exec(frame.data) ?? [];
  await startRecording(channel, name, Number(limit ?? 0));
  return undefined;
};

/** `stop_record_session <path>|all` */
export const stopRecordSession: Application = async (channel, frame) => {
  await stopRecording(channel, frame.data.trim());
  return undefined;
};

/** @param limit seconds, 0 for none
 *  @returns whether it was begun */
export async function startRecording(channel: Channel, name: string, limit: number): Promise<boolean> {
  const filePath = recordingPath(channel, name);
  if (!filePath || channel.recordings.has(filePath)) return false;
  const stereo = channel.isTrue('RECORD_STEREO');
  const readOnly = channel.isTrue('RECORD_READ_ONLY');
  const mode: RecordMode = stereo ? 'stereo' : readOnly ? 'in' : 'mixed';
  const file = await WavFile.create(filePath, stereo ? 2 : 1).catch((error: unknown) => {
    channel.services.logger.error({ channel: channel.uuid, path: filePath, error }, 'recording not begun');
    return undefined;
  });
  if (!file) return false;
  const ended = Promise.withResolvers<void>();
  const stop = channel.leg.record(mode, limit * RATE, {
    write: (samples) => file.write(samples),
    end: () => ended.resolve(),
  });
  const finished = ended.promise.then(() => finish(channel, file));
  channel.recordings.set(filePath, () => {
    stop();
    return finished;
  });
  channel.events.emit('RECORD_START', { 'Record-File-Path': filePath });
  return true;
}

async function finish(channel: Channel, file: WavFile): Promise<void> {
  channel.recordings.delete(file.path);
  await file.close().catch((error: unknown) => {
    channel.services.logger.error({ channel: channel.uuid, path: file.path, error }, 'recording damaged');
  });
  noteRecording(channel, file);
  channel.set('record_completion_cause', channel.ended ? 'success-silence' : 'success-maxtime');
  channel.events.emit('RECORD_STOP', { 'Record-File-Path': file.path });
}

/** @returns whether there was such a recording */
export async function stopRecording(channel: Channel, name: string): Promise<boolean> {
  const filePath = name === 'all' ? undefined : recordingPath(channel, name);
  const stops = [...channel.recordings].filter(([known]) => name === 'all' || known === filePath);
  await Promise.all(stops.map(([, stop]) => stop()));
  return stops.length > 0;
}

/** `record <path> [<seconds> [<silence threshold> [<silence hits>]]]`: what the caller says, until a key, the time
 *  limit, or silence. */
export const record: Application = async (channel, frame) => {
  const [name = '', limit, threshold, hits] = frame.data.trim().split(/\s+/);
  const filePath = recordingPath(channel, name);
  const file = filePath ? await WavFile.create(filePath, 1).catch(() => undefined) : undefined;
  if (!file) return 'RECORD ERROR';
  const silence = new SilenceCounter(Number(threshold ?? 0), Number(hits ?? 0));
  channel.set('playback_terminator_used', undefined);
  const handler = terminatorHandler(channel);
  const ended = Promise.withResolvers<void>();
  await frame.until<void>({
    start: (done) =>
      channel.leg.record('in', Number(limit ?? 0) * RATE, {
        write: (samples) => {
          file.write(samples);
          if (silence.count(samples)) done();
        },
        end: () => {
          ended.resolve();
          done();
        },
      }),
    digit: (pressed) => {
      if (handler(pressed)) frame.break();
    },
  });
  await ended.promise;
  await file.close();
  channel.set('silence_hits_exhausted', String(silence.exhausted));
  noteRecording(channel, file);
  channel.set('record_record_file_size', String(file.size));
  return undefined;
};

function noteRecording(channel: Channel, file: WavFile): void {
  channel.set('record_file_size', String(file.size));
  channel.set('record_samples', String(file.samples));
  channel.set('record_seconds', String(Math.floor(file.samples / RATE)));
  channel.set('record_ms', String(Math.floor((file.samples * 1_000) / RATE)));
}

/** Absolute paths as they are, others inside the folder of recordings. */
function recordingPath(channel: Channel, name: string): string | undefined {
  const plain = name.replace(/^\{[^}]*\}/, '').trim();
  if (plain === '') return undefined;
  if (path.isAbsolute(plain)) return path.normalize(plain);
  const folder = path.resolve(channel.services.recordings);
  const resolved = path.resolve(folder, plain);
  return resolved.startsWith(folder + path.sep) ? resolved : undefined;
}
