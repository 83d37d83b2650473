/** What the line asks of media. Adapters do it and say what came of it; they decide nothing. */

export interface Said {
  /** The key that was pressed, where keys were awaited. */
  readonly key?: string;
  /** No sound was heard: a file is missing on the media server. */
  readonly failed: boolean;
}

/** What another process needs to take a leg up again. Plain JSON. */
export interface MediaHandle {
  /** The media server's id of the channel: the leg's id. */
  readonly channel: string;
  /** `host:port` of the media server, as in the settings. */
  readonly server: string;
  readonly localSdp: string;
  /** The SIP dialog with the media server. */
  readonly dialog: Readonly<Record<string, string>>;
}

/** One leg's audio on a media server. */
export interface MediaLeg {
  readonly id: string;
  readonly handle: MediaHandle;
  /** The id of the leg that an adopted leg was bridged with when it was adopted, and still is unless told otherwise. */
  readonly bridgedWith: string | undefined;
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
  /** A key that is pressed while none is awaited: during music, a talk, a message. */
  onKey(pressed: (key: string) => void): void;
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
  /** Keeps so many endpoints ready for legs that make an offer: `connect` without SDP takes one in the same turn of the
   *  event loop, and another is made. */
  prepare(count: number): void;
  /** Takes up a leg of a process before this one: bridged it stays bridged; else it is heard on as it was, until something
   *  is said, played or bridged.
   *  @throws MediaError 404 when the channel is gone, 503 when its server is not connected */
  adopt(handle: MediaHandle): Promise<MediaLeg>;
  /** All of them hear each other, until they are bridged, hear something else or are released; a bridge among them ends.
   *  @throws MediaError */
  conference(legs: readonly MediaLeg[]): Promise<void>;
  /** Ends what processes of this node that are dead left on the media servers. Takes some seconds, which nothing else
   *  has to wait for.
   *  @param keep ids of legs that are to be adopted */
  reap(keep: ReadonlySet<string>): Promise<void>;
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
