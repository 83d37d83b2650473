/** What the main thread and the media threads say to each other. Numbers name legs, plays and recordings. */

import type { G711Codec } from '../../../wire/g711.ts';

/** A stretch of sound: octets of one law, kept in shared memory. */
export interface Segment {
  codec: G711Codec;
  /** absent: silence */
  octets?: Uint8Array;
  /** first sample to play */
  from: number;
  /** samples to play; −1 never ends */
  count: number;
  /** begins anew at its end while `count` lasts */
  loop: boolean;
  /** place in the octets is given by the clock, so that all who listen hear the same */
  shared: boolean;
}

/** Where and how a leg sends and what it takes, as offer and answer settled it. */
export interface LegAudio {
  codec: G711Codec;
  payloadType: number;
  /** −1: the peer has no telephone-event */
  telephoneEvent: number;
  address: string;
  port: number;
  rtcpAddress: string;
  rtcpPort: number;
  sends: boolean;
  receives: boolean;
}

export type RecordMode = 'in' | 'mixed' | 'stereo';

/** What a leg receives. */
export interface SoundOf {
  leg: number;
  ring: SharedArrayBuffer;
}

export type ToThread =
  | {
      type: 'open';
      leg: number;
      port: number;
      ring: SharedArrayBuffer;
      ssrc: number;
      sequence: number;
      timestamp: number;
    }
  | { type: 'audio'; leg: number; audio: LegAudio; mediaTimeoutMs: number }
  | { type: 'play'; leg: number; play: number; segments: Segment[] }
  | { type: 'stop'; leg: number; play: number }
  | { type: 'listen'; leg: number; sources: SoundOf[] }
  | { type: 'press'; leg: number; event: number; duration: number }
  | { type: 'mute'; leg: number; muted: boolean }
  | { type: 'record'; leg: number; record: number; mode: RecordMode; limit: number }
  | { type: 'stopRecord'; leg: number; record: number }
  | { type: 'close'; leg: number }
  | { type: 'shutdown' };

export type FromThread =
  /** RTP ports that are bound and free */
  | { type: 'ports'; ports: number[] }
  /** the play came to its end by itself */
  | { type: 'played'; leg: number; play: number; samples: number }
  | { type: 'pressed'; leg: number; key: string; duration: number; ssrc: number; timestamp: number }
  | { type: 'recorded'; leg: number; record: number; samples: Int16Array; done: boolean }
  /** no packet came for the media timeout */
  | { type: 'silent'; leg: number; forMs: number }
  | { type: 'fault'; text: string }
  | { type: 'down' };

export interface ThreadOptions {
  /** address that the RTP sockets are bound to */
  host: string;
  /** first even port tried, last one, and the step to this thread's next pair */
  portMin: number;
  portMax: number;
  portStep: number;
  portOffset: number;
  /** pairs kept bound in advance */
  spare: number;
}
