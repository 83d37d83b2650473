/** What the line asks of media. Adapters do it and say what came of it; they decide nothing. */

export interface Said {
  /** The key that was pressed, where keys were awaited. */
  readonly key?: string;
  /** No sound was heard: a file is missing on the media server. */
  readonly failed: boolean;
}

/** One leg's audio on a media server. */
export interface MediaLeg {
  readonly id: string;
  /** The SDP with which this leg takes audio. */
  readonly localSdp: string;
  /** The peer's SDP is another. @returns the local SDP that answers it */
  modify(remoteSdp: string): Promise<string>;
  /** Says files one after the other, in place of what was being said.
   *  @param waitMs where a key ends them: how long one is awaited after the last */
  say(files: readonly string[], waitMs?: number): Promise<Said>;
  /** Plays hold music until something else is said or bridged. */
  music(name: string): void;
  /** Silence. */
  hush(): Promise<void>;
  /** @throws MediaError */
  bridge(other: MediaLeg): Promise<void>;
  /** A digit that came as SIP INFO in the leg's signalling. */
  info(contentType: string, body: string): void;
  release(): Promise<void>;
  /** The media server ended this leg by itself: `lost` with its server, or for the cause that it gives. */
  onEnd(ended: (cause: string) => void): void;
}

export interface MediaPort {
  /** Media servers that take calls now. */
  readonly ready: number;
  /** Legs that stand. */
  readonly legs: number;
  /** @param remoteSdp absent: the leg makes an offer
   *  @throws MediaError 488 without a common codec, 503 without a media server */
  connect(remoteSdp?: string): Promise<MediaLeg>;
  close(): Promise<void>;
}

/** A media operation that failed, with its facts and the SIP status that fits. */
export class MediaError extends Error {
  readonly status: number;
  readonly facts: Readonly<Record<string, unknown>>;

  constructor(message: string, status: number, facts: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.name = 'MediaError';
    this.status = status;
    this.facts = facts;
  }
}
