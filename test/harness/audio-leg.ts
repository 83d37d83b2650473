import { createSocket, type Socket } from 'node:dgram';
import { decode, encode, type G711Codec } from '../../src/wire/g711.ts';
import { buildRtp, parseRtp, type RtpPacket } from '../../src/wire/rtp.ts';
import { eventOfKey, TelephoneEventReceiver, writeTelephoneEvent } from '../../src/wire/telephone-event.ts';
import { findTone, RATE, tone } from './audio.ts';
import { Facts, SOON } from './facts.ts';
import { type HeardPrompt, PromptEar } from './prompt-ear.ts';

const TICK_MS = 20;
const FRAME = 160;
/** A key of 100 ms with its two further end packets, and 60 ms of pause. */
const KEY_TICKS = 5;
const KEY_PAUSE_TICKS = 3;

export interface Remote {
  readonly address: string;
  readonly port: number;
  readonly codec: G711Codec;
  readonly payloadType: number;
  readonly telephoneEvent?: number | undefined;
}

let ear: PromptEar | undefined;

/** The sound of one call at a telephone: an RTP socket that talks, presses keys, and remembers what it hears. */
export class AudioLeg {
  readonly port: number;
  /** Keys that the other side pressed (RFC 4733). */
  readonly keys = new Facts<string>('keys heard');
  /** Packets of sound received. */
  received = 0;
  /** `performance.now()` of the first and the last packet of sound. */
  firstAt: number | undefined;
  lastAt: number | undefined;
  /** Longest time between two packets of sound, in milliseconds. */
  longestGap = 0;
  readonly #socket: Socket;
  readonly #events = new TelephoneEventReceiver();
  readonly #watchers = new Set<() => void>();
  #remote: Remote | undefined;
  #timer: NodeJS.Timeout | undefined;
  #heard = new Int16Array(RATE * 20);
  #length = 0;
  #stream: { ssrc: number; timestamp: number; at: number } | undefined;
  #sound: Int16Array = new Int16Array(0);
  #loop = false;
  #said = 0;
  #pressing: { event: number; tick: number; timestamp: number }[] = [];
  #ticks = 0;
  #begun = 0;
  readonly #ssrc = Math.floor(Math.random() * 2 ** 32);
  #sequence = 0;
  #closed = false;

  private constructor(socket: Socket) {
    this.#socket = socket;
    this.port = socket.address().port;
    socket.on('message', (bytes, from) => this.#receive(bytes, from.address, from.port));
    socket.on('error', () => undefined);
  }

  static async open(host = '127.0.0.1'): Promise<AudioLeg> {
    for (;;) {
      const socket = createSocket('udp4');
      await new Promise<void>((resolve) => socket.bind(0, host, resolve));
      // RTP has the even port, RTCP the odd one above it.
      if (socket.address().port % 2 === 0) return new AudioLeg(socket);
      socket.close();
    }
  }

  /** Begins to talk to this address: silence, until something is said. Without it, to wherever the first packet comes from. */
  connect(remote: Remote): void {
    this.#remote = remote;
    if (this.#timer) return;
    this.#begun = performance.now();
    this.#ticks = 0;
    this.#timer = setInterval(() => this.#catchUp(), TICK_MS);
  }

  /** Stops talking, for the sake of a hold or of a telephone that lost its network. */
  disconnect(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  say(samples: Int16Array, loop = false): void {
    this.#sound = samples;
    this.#loop = loop;
    this.#said = 0;
  }

  /** Says a tone until something else is said. The frequency should divide 8,000 so that the loop has no click. */
  hum(hz: number): void {
    this.say(tone(hz, 1), true);
  }

  /** Presses keys, one after the other, as RTP events (RFC 4733). */
  press(keys: string): void {
    for (const key of keys) {
      const event = eventOfKey(key);
      if (event === undefined) throw new RangeError(`no key ${key}`);
      this.#pressing.push({ event, tick: 0, timestamp: 0 });
    }
  }

  /** What was heard. @param from in seconds, see `now` */
  heard(from = 0): Int16Array {
    return this.#heard.slice(Math.round(from * RATE), this.#length);
  }

  /** How much has been heard, in seconds: a mark for "from here on". */
  get now(): number {
    return this.#length / RATE;
  }

  /** Waits until a prompt is heard.
   *  @param name `fr/welcome`
   *  @param options.share how much of it, 0 to 1; options.from where in what was heard to begin, in seconds */
  async hears(
    name: string,
    options: { within?: number; share?: number; from?: number } = {},
  ): Promise<HeardPrompt> {
    const { share = 0.5, from = 0 } = options;
    ear ??= PromptEar.fromFolder();
    const known = ear;
    const ask = () => {
      const found = known.recognise(this.heard(from), [name]).find((each) => each.share >= share);
      return found && { ...found, at: found.at + from };
    };
    const patience = options.within ?? SOON + known.seconds(name) * 1000;
    return this.#until(`prompt ${name}`, ask, patience);
  }

  /** Waits until a tone is heard. */
  hearsTone(hz: number, options: { within?: number; from?: number } = {}): Promise<unknown> {
    const { within = SOON, from = 0 } = options;
    return this.#until(`tone of ${hz} Hz`, () => findTone(this.heard(from), hz), within);
  }

  /** Waits for any packet that comes from now on. */
  hearsAnything(within = SOON): Promise<unknown> {
    const before = this.received;
    return this.#until('packet', () => this.received > before || undefined, within, 1);
  }

  /** The names of all prompts heard so far, in order. */
  prompts(from = 0): string[] {
    ear ??= PromptEar.fromFolder();
    return ear.recognise(this.heard(from)).map((each) => each.name);
  }

  async close(): Promise<void> {
    this.disconnect();
    if (this.#closed) return;
    this.#closed = true;
    await new Promise<void>((resolve) => this.#socket.close(resolve));
  }

  #until<T>(what: string, ask: () => T | undefined, within: number, everyPackets = 12): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    let next = 0;
    const watch = () => {
      if (this.received < next) return;
      next = this.received + everyPackets;
      const answer = ask();
      if (answer !== undefined) settle(() => resolve(answer));
    };
    const timer = setTimeout(() => {
      const answer = ask();
      if (answer !== undefined) return settle(() => resolve(answer));
      const heard =
        this.received > 0
          ? `; heard ${this.now.toFixed(1)} s: ${this.prompts().join(', ') || 'no prompt'}`
          : '';
      settle(() => reject(new Error(`no ${what} within ${within} ms; ${this.received} packets${heard}`)));
    }, within);
    const settle = (end: () => void) => {
      clearTimeout(timer);
      this.#watchers.delete(watch);
      end();
    };
    this.#watchers.add(watch);
    watch();
    return promise;
  }

  #receive(bytes: Uint8Array, address: string, port: number): void {
    const packet = parseRtp(bytes);
    if (!packet) return;
    if (!this.#remote && packet.payloadType <= 8) {
      const codec = packet.payloadType === 8 ? 'PCMA' : 'PCMU';
      this.connect({ address, port, codec, payloadType: packet.payloadType, telephoneEvent: 101 });
    }
    if (packet.payloadType === this.#remote?.telephoneEvent) {
      for (const { key } of this.#events.receive(packet.payload, packet.timestamp)) this.keys.add(key);
    } else if (packet.payloadType === 0 || packet.payloadType === 8) this.#hear(packet);
  }

  #hear(packet: RtpPacket): void {
    const now = performance.now();
    if (this.lastAt !== undefined) this.longestGap = Math.max(this.longestGap, now - this.lastAt);
    this.firstAt ??= now;
    this.lastAt = now;
    this.received++;
    const samples = decode(packet.payload, packet.payloadType === 8 ? 'PCMA' : 'PCMU');
    const ahead = this.#stream ? (packet.timestamp - this.#stream.timestamp) | 0 : 0;
    let at = (this.#stream?.at ?? 0) + ahead;
    // Another source, or a leap of its clock: what follows stands where it was heard.
    if (this.#stream?.ssrc !== packet.ssrc || Math.abs(at - this.#length) > 5 * RATE) {
      at = Math.max(this.#length, Math.round(((now - this.firstAt) / 1000) * RATE));
      this.#stream = { ssrc: packet.ssrc, timestamp: packet.timestamp, at };
    }
    if (at < 0) return;
    this.#grow(at + samples.length);
    this.#heard.set(samples, at);
    this.#length = Math.max(this.#length, at + samples.length);
    for (const watcher of [...this.#watchers]) watcher();
  }

  #grow(length: number): void {
    if (length <= this.#heard.length) return;
    const grown = new Int16Array(length * 2);
    grown.set(this.#heard);
    this.#heard = grown;
  }

  /** Sends what is due: a busy machine is late, and makes up for it. */
  #catchUp(): void {
    const due = Math.floor((performance.now() - this.#begun) / TICK_MS);
    while (this.#ticks < due) {
      this.#ticks++;
      this.#send(this.#remote!);
    }
  }

  #send(remote: Remote): void {
    const now = this.#ticks * FRAME;
    const event = this.#nextEvent(now);
    const samples = this.#nextFrame();
    if (event) {
      this.#transmit(remote, remote.telephoneEvent ?? 101, event.payload, event.timestamp, event.first);
    } else this.#transmit(remote, remote.payloadType, encode(samples, remote.codec), now, false);
  }

  #nextFrame(): Int16Array {
    const frame = new Int16Array(FRAME);
    for (let i = 0; i < FRAME; i++) {
      if (this.#loop && this.#said >= this.#sound.length) this.#said = 0;
      frame[i] = this.#sound[this.#said++] ?? 0;
    }
    return frame;
  }

  /** The event packet of this tick: while the key is down one each, then the end three times (RFC 4733 §2.5.1). */
  #nextEvent(now: number): { payload: Uint8Array; timestamp: number; first: boolean } | undefined {
    const key = this.#pressing[0];
    if (!key) return undefined;
    if (key.tick === 0) key.timestamp = now;
    key.tick++;
    const last = KEY_TICKS + 2;
    if (key.tick === last + KEY_PAUSE_TICKS) this.#pressing.shift();
    if (key.tick > last) return undefined;
    const payload = new Uint8Array(4);
    const duration = Math.min(key.tick, KEY_TICKS) * FRAME;
    writeTelephoneEvent(payload, 0, { event: key.event, end: key.tick >= KEY_TICKS, volume: 10, duration });
    return { payload, timestamp: key.timestamp, first: key.tick === 1 };
  }

  #transmit(
    remote: Remote,
    payloadType: number,
    payload: Uint8Array,
    timestamp: number,
    marker: boolean,
  ): void {
    this.#sequence = (this.#sequence + 1) & 0xffff;
    const packet = { payloadType, payload, marker, sequence: this.#sequence, timestamp, ssrc: this.#ssrc };
    this.#socket.send(buildRtp(packet), remote.port, remote.address, () => undefined);
  }
}
