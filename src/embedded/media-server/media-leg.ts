/** Handle of one leg that lives in a media thread. */

import type { G711Codec } from '../../wire/g711.ts';
import { AudioRing, WORD } from './thread/audio-ring.ts';
import type { FromThread, LegAudio, RecordMode, Segment, ToThread } from './thread/messages.ts';

export interface PressedKeyReport {
  key: string;
  /** timestamp units (8,000 a second) */
  duration: number;
  ssrc: number;
  timestamp: number;
}

export interface MediaCounters {
  packetsIn: number;
  octetsIn: number;
  packetsOut: number;
  octetsOut: number;
  lost: number;
  /** timestamp units */
  jitter: number;
  eventPacketsIn: number;
  eventsOut: number;
  reportsIn: number;
}

/** What happens on a leg; the channel that owns it fills these in. */
export interface LegListener {
  pressed(key: PressedKeyReport): void;
  silent(forMs: number): void;
  lost(): void;
}

export interface RecordingTarget {
  write(samples: Int16Array): void;
  /** no more samples come */
  end(): void;
}

export class MediaLeg {
  readonly id: number;
  /** RTP port; RTCP is one above */
  readonly port: number;
  readonly ssrc: number;
  readonly ring: SharedArrayBuffer;
  readonly #view: AudioRing;
  readonly #post: (message: ToThread) => void;
  readonly #closed: () => void;
  readonly #plays = new Map<number, (samples: number) => void>();
  readonly #recordings = new Map<number, RecordingTarget>();
  listener: LegListener | undefined;
  #nextId = 1;
  #isClosed = false;

  constructor(options: {
    id: number;
    port: number;
    ring: SharedArrayBuffer;
    ssrc: number;
    post: (message: ToThread) => void;
    closed: () => void;
  }) {
    this.id = options.id;
    this.port = options.port;
    this.ssrc = options.ssrc;
    this.ring = options.ring;
    this.#view = new AudioRing(options.ring);
    this.#post = options.post;
    this.#closed = options.closed;
  }

  open(sequence: number, timestamp: number): void {
    const { id: leg, port, ssrc } = this;
    this.#post({ type: 'open', leg, port, ring: this.ring, ssrc, sequence, timestamp });
  }

  /** @param mediaTimeoutMs 0 for none */
  configure(audio: LegAudio, mediaTimeoutMs: number): void {
    this.#view.codec = audio.codec;
    this.#post({ type: 'audio', leg: this.id, audio, mediaTimeoutMs });
  }

  get codec(): G711Codec {
    return this.#view.codec;
  }

  /** Plays over whatever is heard now, which goes on afterwards.
   *  @param ended called when the segments are over; not when stopped
   *  @returns stops the play */
  play(segments: Segment[], ended: (samples: number) => void): () => void {
    const play = this.#nextId;
    this.#nextId += 1;
    this.#plays.set(play, ended);
    this.#post({ type: 'play', leg: this.id, play, segments });
    return () => {
      if (this.#plays.delete(play) && !this.#isClosed) this.#post({ type: 'stop', leg: this.id, play });
    };
  }

  /** What these receive is sent here, and nothing of anybody else. */
  listenTo(others: readonly MediaLeg[]): void {
    const sources = others.map(({ id: leg, ring }) => ({ leg, ring }));
    if (!this.#isClosed) this.#post({ type: 'listen', leg: this.id, sources });
  }

  /** @param duration timestamp units */
  press(event: number, duration: number): void {
    this.#post({ type: 'press', leg: this.id, event, duration });
  }

  mute(muted: boolean): void {
    this.#post({ type: 'mute', leg: this.id, muted });
  }

  /** @param limit samples of a channel after which it ends by itself; 0 for none
   *  @returns stops the recording; the target's `end` follows */
  record(mode: RecordMode, limit: number, target: RecordingTarget): () => void {
    const record = this.#nextId;
    this.#nextId += 1;
    this.#recordings.set(record, target);
    this.#post({ type: 'record', leg: this.id, record, mode, limit });
    return () => {
      if (!this.#isClosed) this.#post({ type: 'stopRecord', leg: this.id, record });
    };
  }

  get counters(): MediaCounters {
    const { words } = this.#view;
    return {
      packetsIn: words[WORD.packetsIn]!,
      octetsIn: words[WORD.octetsIn]!,
      packetsOut: words[WORD.packetsOut]!,
      octetsOut: words[WORD.octetsOut]!,
      lost: words[WORD.lost]!,
      jitter: words[WORD.jitter]!,
      eventPacketsIn: words[WORD.eventsIn]!,
      eventsOut: words[WORD.eventsOut]!,
      reportsIn: words[WORD.reportsIn]!,
    };
  }

  /** Recordings that run are handed over before the leg is gone. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#plays.clear();
    this.#post({ type: 'close', leg: this.id });
    if (this.#recordings.size === 0) this.#closed();
  }

  receive(message: Extract<FromThread, { leg: number }>): void {
    switch (message.type) {
      case 'played':
        this.#played(message.play, message.samples);
        break;
      case 'pressed':
        if (!this.#isClosed) this.listener?.pressed(message);
        break;
      case 'silent':
        if (!this.#isClosed) this.listener?.silent(message.forMs);
        break;
      case 'recorded':
        this.#recorded(message.record, message.samples, message.done);
        break;
    }
  }

  /** The thread died. */
  lost(): void {
    for (const target of this.#recordings.values()) target.end();
    this.#recordings.clear();
    this.#closed();
    if (!this.#isClosed) this.listener?.lost();
  }

  #played(play: number, samples: number): void {
    const ended = this.#plays.get(play);
    this.#plays.delete(play);
    ended?.(samples);
  }

  #recorded(record: number, samples: Int16Array, done: boolean): void {
    const target = this.#recordings.get(record);
    if (!target) return;
    target.write(samples);
    if (!done) return;
    this.#recordings.delete(record);
    target.end();
    if (this.#isClosed && this.#recordings.size === 0) this.#closed();
  }
}
