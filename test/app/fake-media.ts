/** A media port that keeps what it is asked; the test says when a message ends, or a bridge stands. */
import {
  MediaError,
  type MediaHandle,
  type MediaLeg,
  type MediaPort,
  type Said,
} from '../../src/media/port.ts';
import { Deferred, type Journal } from './fakes.ts';

export class FakeMediaLeg implements MediaLeg {
  readonly id: string;
  readonly localSdp: string;
  readonly bridgedWith = undefined;
  readonly journal: Journal;
  /** What is being said, or bridged; the test ends it. */
  said = new Deferred<Said>();
  bridged = new Deferred<void>();
  modified: Error | undefined;
  end: (cause: string) => void = () => undefined;
  press: (key: string) => void = () => undefined;

  constructor(id: string, journal: Journal) {
    this.id = id;
    this.localSdp = `sdp of ${id}`;
    this.journal = journal;
  }

  get handle(): MediaHandle {
    return { channel: this.id, server: '192.0.2.101:8021', localSdp: this.localSdp, dialog: {} };
  }

  async modify(sdp: string): Promise<string> {
    this.journal.push(`${this.id} modify ${sdp}`);
    if (this.modified) throw this.modified;
    return this.localSdp;
  }

  say(files: readonly string[], waitMs?: number): Promise<Said> {
    this.said = new Deferred();
    this.journal.push(`${this.id} ${waitMs === undefined ? 'say' : `ask ${waitMs}`} ${files.join('+')}`);
    return this.said.promise;
  }

  music(name: string): void {
    this.journal.push(`${this.id} music ${name}`);
  }

  async hush(): Promise<void> {
    this.journal.push(`${this.id} hush`);
  }

  bridge(other: MediaLeg): Promise<void> {
    this.journal.push(`${this.id} bridge ${other.id}`);
    this.bridged = new Deferred();
    return this.bridged.promise;
  }

  info(contentType: string, body: string): void {
    this.journal.push(`${this.id} info ${contentType} ${body}`);
  }

  async release(): Promise<void> {
    this.journal.push(`${this.id} release`);
  }

  onEnd(ended: (cause: string) => void): void {
    this.end = ended;
  }

  onKey(pressed: (key: string) => void): void {
    this.press = pressed;
  }
}

export class FakeMedia implements MediaPort {
  readonly ready = 1;
  readonly made: FakeMediaLeg[] = [];
  /** How many endpoints are kept ready. */
  prepared = 0;
  /** Legs that were asked for and not given yet; empty: given at once. */
  held: Deferred<void>[] | undefined;
  refusal: Error | undefined;
  conferenceRefusal: Error | undefined;
  /** When channels can be taken up. */
  adoptable: Promise<void> = Promise.resolve();
  /** Channels that cannot be taken up. */
  readonly gone = new Set<string>();
  readonly #journal: Journal;
  readonly #prefix: string;
  #count = 0;

  constructor(journal: Journal, prefix = 'media') {
    this.#journal = journal;
    this.#prefix = prefix;
  }

  get legs(): number {
    return this.made.length;
  }

  get last(): FakeMediaLeg {
    return this.made.at(-1)!;
  }

  /** The leg of this id. */
  leg(id: string): FakeMediaLeg {
    const found = this.made.findLast((leg) => leg.id === id);
    if (!found) throw new RangeError(`no leg ${id} was made`);
    return found;
  }

  async connect(remoteSdp?: string): Promise<MediaLeg> {
    this.#journal.push(`media for ${remoteSdp ?? 'an offer'}`);
    if (this.held) {
      const held = new Deferred<void>();
      this.held.push(held);
      await held.promise;
    }
    if (this.refusal) throw this.refusal;
    this.#count += 1;
    return this.#make(`${this.#prefix}${this.#count}`);
  }

  prepare(count: number): void {
    this.prepared = count;
  }

  async adopt({ channel }: MediaHandle): Promise<MediaLeg> {
    await this.adoptable;
    if (this.gone.has(channel)) throw new MediaError('the channel is gone', 404);
    return this.#make(channel);
  }

  async conference(legs: readonly MediaLeg[]): Promise<void> {
    this.#journal.push(`conference ${legs.map(({ id }) => id).join('+')}`);
    if (this.conferenceRefusal) throw this.conferenceRefusal;
  }

  async reap(keep: ReadonlySet<string>): Promise<void> {
    this.#journal.push(['reap, but for', ...keep].join(' '));
  }

  async close(): Promise<void> {}

  #make(id: string): FakeMediaLeg {
    const leg = new FakeMediaLeg(id, this.#journal);
    this.made.push(leg);
    return leg;
  }
}

export const NO_CODEC = new MediaError('no endpoint', 488);
