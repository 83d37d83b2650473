import type { Endpoint } from 'drachtio-fsmrf';
import { MediaError, type MediaHandle, type MediaLeg, type Said } from './port.ts';
import { conferenceOf, PARK, transfer } from './transfer.ts';

/** A key is any of a telephone's twelve; its end needs no terminator. */
const ANY_KEY = '[0-9*#]';
/** The variable that holds the key pressed. */
const KEY_VARIABLE = 'shortline_key';
/** What play_and_get_digits plays after silence: nothing that can be heard. */
const NO_SOUND = 'silence_stream://20';

/** Where a leg's endpoint comes from. */
export interface Origin {
  /** `host:port` of the media server. */
  readonly server: string;
  /** What another process needs of the endpoint's dialog. */
  handleOf(dialog: Endpoint['dialog']): MediaHandle['dialog'];
  /** The channel was another process's. */
  readonly adopted?: { readonly bridgedWith: string | undefined };
}

/** An endpoint of drachtio-fsmrf. */
export class FsmrfLeg implements MediaLeg {
  readonly id: string;
  readonly localSdp: string;
  readonly bridgedWith: string | undefined;
  readonly #origin: Origin;
  readonly #endpoint: Endpoint;
  readonly #standing: Set<MediaLeg>;
  /** Resolves when the endpoint is gone: what was being said then never ends by itself. */
  readonly #gone: Promise<undefined>;
  #playing: Promise<unknown> | undefined;
  /** What was asked for so far has begun. */
  #turn: Promise<void> = Promise.resolve();
  #cause: string | undefined;
  #released = false;
  /** The channel does what no break ends: a conference, or what another process had begun. */
  #elsewhere: boolean;
  /** The keys that have come since one is awaited, that one among them; undefined while none is. */
  #pressed: string[] | undefined;
  #onKey: (key: string) => void = () => undefined;
  #onEnd: (cause: string) => void = () => undefined;

  constructor(endpoint: Endpoint, standing: Set<MediaLeg>, origin: Origin) {
    this.#endpoint = endpoint;
    this.#origin = origin;
    this.bridgedWith = origin.adopted?.bridgedWith;
    this.#elsewhere = origin.adopted !== undefined && this.bridgedWith === undefined;
    this.#standing = standing;
    this.id = endpoint.uuid;
    this.localSdp = endpoint.local.sdp;
    standing.add(this);
    endpoint.on('dtmf', ({ dtmf }: { dtmf: string }) => {
      if (this.#pressed) this.#pressed.push(dtmf);
      else this.#onKey(dtmf);
    });
    this.#gone = new Promise((resolve) => {
      endpoint.once('destroy', (ended?: { reason?: string }) => {
        standing.delete(this);
        this.#cause = ended?.reason ?? 'lost';
        resolve(undefined);
        if (!this.#released) this.#onEnd(this.#cause);
      });
    });
  }

  get handle(): MediaHandle {
    const { server, handleOf } = this.#origin;
    return { channel: this.id, server, localSdp: this.localSdp, dialog: handleOf(this.#endpoint.dialog) };
  }

  onKey(pressed: (key: string) => void): void {
    this.#onKey = pressed;
  }

  onEnd(ended: (cause: string) => void): void {
    this.#onEnd = ended;
    if (this.#cause !== undefined && !this.#released) ended(this.#cause);
  }

  async modify(remoteSdp: string): Promise<string> {
    try {
      return await this.#endpoint.dialog.modify(remoteSdp);
    } catch (error) {
      throw new MediaError(
        'the media server refused the session',
        (error as { status?: number }).status ?? 488,
        {
          leg: this.id,
          error: (error as Error).message,
        },
      );
    }
  }

  say(files: readonly string[], waitMs?: number): Promise<Said> {
    return this.#inTurn(() => (waitMs === undefined ? this.#play(files) : this.#collect(files, waitMs)));
  }

  music(name: string): void {
    void this.#inTurn(() => this.#play([`local_stream://${name}`]));
  }

  hush(): Promise<void> {
    this.#turn = this.#turn.then(() => this.#break());
    return this.#turn;
  }

  async bridge(other: MediaLeg): Promise<void> {
    if (!(other instanceof FsmrfLeg)) throw new TypeError('a leg of another media adapter');
    // uuid_bridge ends what is being played, but not what has not begun yet
    await this.#turn;
    try {
      await this.#endpoint.bridge(other.#endpoint);
      this.#elsewhere = false;
      other.#elsewhere = false;
    } catch (error) {
      throw new MediaError('uuid_bridge refused', 500, {
        legs: [this.id, other.id],
        reply: (error as Error).message,
      });
    }
  }

  /** Joins a conference of the media server, in place of whatever else the leg does. Resolves when it is in.
   *  @throws MediaError */
  confer(name: string): Promise<void> {
    const joined = this.#turn.then(() => this.#join(name));
    this.#turn = joined.catch(() => undefined);
    return joined;
  }

  info(contentType: string, body: string): void {
    const { dialog } = this.#endpoint;
    if (!dialog?.connected) return;
    dialog.request({ method: 'INFO', headers: { 'Content-Type': contentType }, body }).catch(() => undefined); // a leg that ends under way: its end is told by onEnd
  }

  async release(): Promise<void> {
    if (this.#released) return;
    this.#released = true;
    this.#standing.delete(this);
    if (this.#cause !== undefined) return;
    // an endpoint that cannot be ended is gone, or goes with its connection: nothing is left to do about it
    await Promise.race([this.#endpoint.destroy().catch(() => undefined), this.#gone]);
  }

  /** One after the other: executes nest, so that what is said next would run inside what is being played, which then
   *  resumes. What is playing is therefore broken off first. */
  #inTurn(play: () => Promise<Said>): Promise<Said> {
    let said: Promise<Said> = Promise.resolve({ failed: true });
    this.#turn = this.#turn.then(async () => {
      await this.#break();
      said = Promise.race([play(), this.#gone]).then(
        (result) => result ?? { failed: true },
        () => ({ failed: true }),
      );
      this.#playing = said;
      void said.then(() => {
        if (this.#playing === said) this.#playing = undefined;
      });
    });
    return this.#turn.then(() => said);
  }

  async #break(): Promise<void> {
    if (this.#cause !== undefined) return;
    if (this.#elsewhere) await transfer(this.#endpoint, PARK, this.#gone);
    else if (this.#playing) {
      const broken = this.#endpoint.api('uuid_break', [this.id, 'all']).catch(() => undefined);
      await Promise.race([broken, this.#gone]);
    }
    this.#elsewhere = false;
    await this.#playing;
  }

  async #join(name: string): Promise<void> {
    if (this.#released) throw new MediaError('the leg has ended', 500, { leg: this.id });
    this.#elsewhere = true;
    const reply = await transfer(this.#endpoint, conferenceOf(name), this.#gone);
    if (reply !== undefined)
      throw new MediaError('conference refused', 500, { leg: this.id, reply, cause: this.#cause });
  }

  async #play(files: readonly string[]): Promise<Said> {
    const event = await this.#endpoint.execute('playback', fileList(files));
    return { failed: event.getHeader('Application-Response') === 'FILE NOT FOUND' };
  }

  /** @param pressed keys that came quickly after the one that was awaited: those of a number, say */
  #collected(pressed: readonly string[]): void {
    if (this.#pressed === pressed) this.#pressed = undefined;
    for (const key of pressed) this.#onKey(key);
  }

  async #collect(files: readonly string[], waitMs: number): Promise<Said> {
    const pressed: string[] = [];
    this.#pressed = pressed;
    const collected = this.#endpoint.playCollect({
      file: quoted(fileList(files)),
      min: 1,
      max: 1,
      tries: 1,
      timeout: waitMs,
      digitTimeout: waitMs,
      terminators: 'none',
      regexp: ANY_KEY,
      invalidFile: NO_SOUND,
      varName: KEY_VARIABLE,
    });
    const { digits } = await collected.finally(() => {
      // once the result has been told: what was pressed after the key comes after it
      setImmediate(() => this.#collected(pressed));
    });
    if (digits) pressed.splice(0, pressed.indexOf(digits) + 1);
    return digits ? { key: digits, failed: false } : { failed: false };
  }
}

function fileList(files: readonly string[]): string {
  return files.length === 1 ? files[0]! : `file_string://${files.join('!')}`;
}

/** Arguments are parted by spaces: a path with one is quoted (mod_dptools). */
function quoted(argument: string): string {
  return argument.includes(' ') ? `'${argument}'` : argument;
}
