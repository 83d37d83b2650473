/** Ports that keep what they are asked, in order, and do what the test says. */
import { setImmediate } from 'node:timers/promises';
import type { Party } from '../../src/app/party.ts';
import { MediaError, type MediaLeg, type MediaPort, type Said } from '../../src/media/port.ts';
import {
  type DialRequest,
  type DialResult,
  type IncomingCall,
  type Leg,
  type LegEvents,
  type OutgoingCall,
  SipError,
  type SipPort,
  type Source,
} from '../../src/sip/port.ts';

/** What happened, in words and in order. */
export type Journal = string[];

/** All that can go on without the outside world has gone on. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await setImmediate();
}

export class Deferred<T> {
  readonly promise: Promise<T>;
  resolve: (value: T) => void = () => undefined;
  reject: (error: Error) => void = () => undefined;

  constructor() {
    this.promise = new Promise<T>((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    this.promise.catch(() => undefined);
  }
}

export class FakeMediaLeg implements MediaLeg {
  readonly id: string;
  readonly localSdp: string;
  readonly journal: Journal;
  /** What is being said, or bridged; the test ends it. */
  said = new Deferred<Said>();
  bridged = new Deferred<void>();
  modified: Error | undefined;
  end: (cause: string) => void = () => undefined;

  constructor(id: string, journal: Journal) {
    this.id = id;
    this.localSdp = `sdp of ${id}`;
    this.journal = journal;
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
}

export class FakeMedia implements MediaPort {
  readonly ready = 1;
  readonly made: FakeMediaLeg[] = [];
  readonly #journal: Journal;
  /** Legs that were asked for and not given yet; empty: given at once. */
  held: Deferred<void>[] | undefined;
  refusal: Error | undefined;

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  get legs(): number {
    return this.made.length;
  }

  get last(): FakeMediaLeg {
    return this.made.at(-1)!;
  }

  async connect(remoteSdp?: string): Promise<MediaLeg> {
    this.#journal.push(`media for ${remoteSdp ?? 'an offer'}`);
    if (this.held) {
      const held = new Deferred<void>();
      this.held.push(held);
      await held.promise;
    }
    if (this.refusal) throw this.refusal;
    const leg = new FakeMediaLeg(`media${this.made.length + 1}`, this.#journal);
    this.made.push(leg);
    return leg;
  }

  async close(): Promise<void> {}
}

export const NO_CODEC = new MediaError('no endpoint', 488);

export class FakeLeg implements Leg {
  readonly id = 'caller';
  readonly remoteSdp: string;
  readonly lateAnswer: Promise<string | undefined>;
  readonly #journal: Journal;
  events: LegEvents | undefined;

  constructor(journal: Journal, remoteSdp: string, lateAnswer: Promise<string | undefined>) {
    this.#journal = journal;
    this.remoteSdp = remoteSdp;
    this.lateAnswer = lateAnswer;
  }

  listen(events: LegEvents): void {
    this.events = events;
  }

  async modify(sdp: string): Promise<string> {
    this.#journal.push(`re-INVITE ${sdp}`);
    return this.remoteSdp;
  }

  async hangUp(): Promise<void> {
    this.#journal.push('BYE');
  }

  async refer(uri: string): Promise<number> {
    this.#journal.push(`REFER ${uri}`);
    return 200;
  }
}

export class FakeCall implements IncomingCall {
  readonly callId = 'call-1';
  readonly source: Source = { address: '192.0.2.1', port: 5060, transport: 'udp' };
  dialled = '156';
  readonly uri = 'sip:156@line.example';
  readonly sdp: string;
  readonly lateAnswer = new Deferred<string | undefined>();
  /** An answer that was asked for and not given yet; absent: given at once. */
  held: Deferred<void> | undefined;
  refusal: Error | undefined;
  leg: FakeLeg | undefined;
  cancel: () => void = () => undefined;
  readonly #journal: Journal;
  readonly #headers: Readonly<Record<string, string>>;

  constructor(journal: Journal, sdp = 'sdp of the caller', headers: Readonly<Record<string, string>> = {}) {
    this.#journal = journal;
    this.sdp = sdp;
    this.#headers = headers;
  }

  header(name: string): string | undefined {
    return this.#headers[name];
  }

  progress(status: 180 | 183, sdp?: string): void {
    this.#journal.push(`${status} ${sdp ?? ''}`);
  }

  async answer(sdp: string): Promise<Leg> {
    this.#journal.push(`200 ${sdp}`);
    await this.held?.promise;
    if (this.refusal) throw this.refusal;
    this.leg = new FakeLeg(this.#journal, this.sdp, this.lateAnswer.promise);
    return this.leg;
  }

  reject(status: number, reason = ''): void {
    this.#journal.push(`${status} ${reason}`.trim());
  }

  redirect(contact: string): void {
    this.#journal.push(`302 ${contact}`);
  }

  onCancel(cancelled: () => void): void {
    this.cancel = cancelled;
  }
}

export const CANCELLED = new SipError('the call was cancelled', 487);

export class FakeParty implements Party {
  readonly name: string;
  readonly media: FakeMediaLeg;
  readonly #journal: Journal;
  #gone = false;
  #onHangUp: () => void = () => undefined;

  constructor(name: string, journal: Journal) {
    this.name = name;
    this.#journal = journal;
    this.media = new FakeMediaLeg(`media of ${name}`, journal);
  }

  onHangUp(hungUp: () => void): void {
    this.#onHangUp = hungUp;
    if (this.#gone) hungUp();
  }

  /** The other end hangs up. */
  leave(): void {
    this.#gone = true;
    this.#onHangUp();
  }

  async hangUp(): Promise<void> {
    this.#journal.push(`BYE ${this.name}`);
  }
}

/** An INVITE to a telephone or a centre; the test says how it ends. */
export class FakeOutgoing implements OutgoingCall {
  readonly request: DialRequest;
  readonly ended = new Deferred<DialResult>();
  readonly #journal: Journal;

  constructor(request: DialRequest, journal: Journal) {
    this.request = request;
    this.#journal = journal;
  }

  get result(): Promise<DialResult> {
    return this.ended.promise;
  }

  cancel(): void {
    this.#journal.push('CANCEL');
    this.ended.resolve({ ok: false, reason: 'cancelled', status: 487 });
  }

  answer(): FakeLeg {
    const leg = new FakeLeg(this.#journal, 'sdp of the party', Promise.resolve(undefined));
    this.ended.resolve({ ok: true, leg });
    return leg;
  }
}

export class FakeSip implements SipPort {
  readonly address = '192.0.2.100:5060';
  readonly connected = true;
  readonly dialogs = 0;
  readonly dialled: FakeOutgoing[] = [];
  readonly #journal: Journal;

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  get last(): FakeOutgoing {
    return this.dialled.at(-1)!;
  }

  dial(request: DialRequest): OutgoingCall {
    this.#journal.push(`INVITE ${request.uri}${request.via === undefined ? '' : ` via ${request.via}`}`);
    const call = new FakeOutgoing(request, this.#journal);
    this.dialled.push(call);
    return call;
  }

  async send(): ReturnType<SipPort['send']> {
    throw new SipError('nobody answers', 408);
  }

  async close(): Promise<void> {}
}
