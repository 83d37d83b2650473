/** Plays files, streams and lists on a channel, with the events and variables that tell of it. */

import type { Source } from '../sounds/sources.ts';
import type { Channel } from './channel.ts';
import type { Frame, PressedDigit } from './frame.ts';

/** Samples in a second. */
const RATE = 8_000;
/** Milliseconds between the members of a list, unless `playback_sleep_val` says otherwise. */
const LIST_PAUSE = 250;

export type PlayResult =
  /** to the end */
  | 'done'
  /** ended by a key or a break */
  | 'break'
  | 'notFound'
  /** `playback_timeout_sec` */
  | 'timeout'
  /** the channel was hung up or sent elsewhere */
  | 'aborted';

export interface PlayOptions {
  /** @returns whether the key ends the play; without it, keys are kept for whoever takes some next */
  digit?: (pressed: PressedDigit) => boolean;
}

/** @param spec one name, or several divided by the character in `playback_delimiter` */
export async function playFiles(
  channel: Channel,
  frame: Frame,
  spec: string,
  options: PlayOptions = {},
): Promise<PlayResult> {
  const delimiter = channel.variable('playback_delimiter')?.[0];
  const names = delimiter ? spec.split(delimiter) : [spec];
  const play = new Play(channel, frame, options);
  let result: PlayResult = 'notFound';
  for (const [index, name] of names.entries()) {
    if (index > 0) {
      const paused = await play.pause();
      if (paused !== 'done') return paused;
    }
    const source = await channel.services.sources.find(name.trim());
    // a missing member is passed over; the last one decides what is answered
    result = source ? await play.one(source) : 'notFound';
    if (frame.aborted) return 'aborted';
    if (result === 'timeout' || play.stopped) return result;
  }
  return result;
}

class Play {
  readonly #channel: Channel;
  readonly #frame: Frame;
  readonly #options: PlayOptions;
  #position = 0;
  /** ended by a key: the rest of a list is not played */
  stopped = false;

  constructor(channel: Channel, frame: Frame, options: PlayOptions) {
    this.#channel = channel;
    this.#frame = frame;
    this.#options = options;
  }

  async pause(): Promise<PlayResult> {
    const wished = Number(this.#channel.variable('playback_sleep_val') ?? LIST_PAUSE);
    const milliseconds = wished >= 0 ? wished : LIST_PAUSE;
    if (milliseconds === 0) return 'done';
    const waited = await this.#frame.until<'done' | 'break'>({
      start: (finish) => {
        const timer = setTimeout(() => finish('done'), milliseconds);
        return () => clearTimeout(timer);
      },
      ...this.#digitHandler(),
    });
    if (waited.type === 'finished') return waited.value;
    return this.#frame.aborted ? 'aborted' : 'break';
  }

  async one(source: Source): Promise<PlayResult> {
    const channel = this.#channel;
    if (this.#frame.aborted) return 'aborted';
    const headers = {
      ...(source.type === 'local_stream' || source.type === 'tone_stream'
        ? { 'Playback-File-Type': source.type }
        : {}),
      'Playback-File-Path': source.name,
    };
    channel.events.emit('PLAYBACK_START', headers);
    const clock = new PlayClock(channel);
    const waited = await this.#frame.until<{ samples: number | undefined; result: PlayResult }>({
      start: (finish) => {
        const stop = channel.leg.play(source.segments(channel.codec), (samples) =>
          finish({ samples, result: 'done' }),
        );
        const stopClock = clock.start();
        const timer = this.#timeout(() => finish({ samples: undefined, result: 'timeout' }));
        return () => {
          clearTimeout(timer);
          stopClock();
          stop();
        };
      },
      ...this.#digitHandler(),
    });
    const result: PlayResult =
      waited.type === 'finished' ? waited.value.result : this.#frame.aborted ? 'aborted' : 'break';
    this.#note((waited.type === 'finished' && waited.value.samples) || clock.samples);
    channel.events.emit('PLAYBACK_STOP', {
      ...headers,
      'Playback-Status': result === 'break' ? 'break' : 'done',
    });
    return result;
  }

  #digitHandler(): { digit?: (pressed: PressedDigit) => void } {
    const { digit } = this.#options;
    if (!digit) return {};
    return {
      digit: (pressed) => {
        if (!digit(pressed)) return;
        this.stopped = true;
        this.#frame.break();
      },
    };
  }

  /** `playback_timeout_sec` counts above 1 only (recordings, surprise 5). */
  #timeout(expired: () => void): NodeJS.Timeout | undefined {
    const seconds = Math.trunc(Number(this.#channel.variable('playback_timeout_sec') ?? 0));
    return seconds > 1 ? setTimeout(expired, seconds * 1_000) : undefined;
  }

  #note(samples: number): void {
    this.#position += samples;
    const channel = this.#channel;
    channel.set('playback_last_offset_pos', String(this.#position));
    channel.set('playback_seconds', String(Math.floor(samples / RATE)));
    channel.set('playback_ms', String(Math.floor((samples * 1_000) / RATE)));
    channel.set('playback_samples', String(samples));
  }
}

/** How long a play was heard: it stands still while another is played on top of it. */
class PlayClock {
  static readonly #running = new WeakMap<Channel, PlayClock[]>();
  readonly #stack: PlayClock[];
  #since: number | undefined;
  #milliseconds = 0;

  constructor(channel: Channel) {
    let stack = PlayClock.#running.get(channel);
    if (!stack) {
      stack = [];
      PlayClock.#running.set(channel, stack);
    }
    this.#stack = stack;
  }

  /** @returns stops it */
  start(): () => void {
    const above = this.#stack[this.#stack.length - 1];
    if (above) above.#halt();
    this.#stack.push(this);
    this.#since = performance.now();
    return () => {
      this.#halt();
      const index = this.#stack.indexOf(this);
      if (index >= 0) this.#stack.splice(index, 1);
      const below = this.#stack[this.#stack.length - 1];
      if (below && below.#since === undefined) below.#since = performance.now();
    };
  }

  /** In whole ticks of 20 ms. */
  get samples(): number {
    return Math.floor(this.#milliseconds / 20) * 160;
  }

  #halt(): void {
    if (this.#since === undefined) return;
    this.#milliseconds += performance.now() - this.#since;
    this.#since = undefined;
  }
}
