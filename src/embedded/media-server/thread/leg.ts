/** One leg in its thread: takes packets as they come, and sends one at each tick when there is something to hear. */

import type { RemoteInfo } from 'node:dgram';
import { convertLaw, STATIC_TYPES } from '../../../wire/g711.ts';
import {
  payloadEnd,
  payloadStart,
  RTP_HEADER_LENGTH,
  readUint16,
  readUint32,
  writeRtpHeader,
} from '../../../wire/rtp.ts';
import { TelephoneEventReceiver } from '../../../wire/telephone-event.ts';
import { AudioRing, BLOCK, RingWriter, WORD } from './audio-ring.ts';
import { EVENT_PACKET, KeySender } from './key-sender.ts';
import { Listening } from './listening.ts';
import type { FromThread, LegAudio, RecordMode, Segment, SoundOf, ToThread } from './messages.ts';
import { Player } from './player.ts';
import type { SocketPair } from './port-pairs.ts';
import { Reception } from './reception.ts';
import { Recorder } from './recorder.ts';
import { LegReports } from './reports.ts';
import { SourceLatch } from './source-latch.ts';
import { clock, type Ticking } from './ticker.ts';

/** Milliseconds without a packet of a key that is down, after which its end packets count as lost. */
const KEY_LAPSE = 240;
/** Comfort noise, RFC 3389. */
const COMFORT_NOISE = 13;

export class Leg implements Ticking {
  readonly id: number;
  readonly sockets: SocketPair;
  readonly #post: (message: FromThread, transfer?: ArrayBuffer[]) => void;
  readonly #ring: AudioRing;
  readonly #writer: RingWriter;
  readonly #latch = new SourceLatch();
  readonly #reception = new Reception();
  readonly #reports: LegReports;
  readonly #packet = Buffer.alloc(RTP_HEADER_LENGTH + BLOCK);
  readonly #players: Player[] = [];
  readonly #others = new Listening();
  readonly #keys = new KeySender();
  readonly #recorders: Recorder[] = [];
  #events = new TelephoneEventReceiver();
  #eventAt = 0;
  #audio: LegAudio | undefined;
  #muted = false;
  #mediaTimeout = 0;
  #heardAt = 0;
  #sequence: number;
  #timestamp: number;
  readonly #ssrc: number;
  #talking = false;

  constructor(
    open: Extract<ToThread, { type: 'open' }>,
    sockets: SocketPair,
    post: (message: FromThread, transfer?: ArrayBuffer[]) => void,
  ) {
    this.id = open.leg;
    this.sockets = sockets;
    this.#post = post;
    this.#ring = new AudioRing(open.ring);
    this.#writer = new RingWriter(this.#ring);
    this.#ssrc = open.ssrc;
    this.#sequence = open.sequence;
    this.#timestamp = open.timestamp;
    this.#reports = new LegReports(open.ssrc, this.#reception, this.#ring, sockets.rtcp);
    sockets.rtp.on('message', (bytes, from) => this.#receive(bytes, from));
    sockets.rtcp.on('message', (bytes) => this.#reports.receive(bytes, clock()));
  }

  configure(audio: LegAudio, mediaTimeoutMs: number): void {
    this.#audio = audio;
    this.#ring.codec = audio.codec;
    this.#mediaTimeout = mediaTimeoutMs;
    this.#heardAt = clock();
    this.#latch.name(audio.address, audio.port);
    this.#reports.configure(audio);
  }

  play(id: number, segments: Segment[]): void {
    this.#players.push(new Player(id, segments));
  }

  stop(id: number): void {
    const index = this.#players.findIndex((player) => player.id === id);
    if (index >= 0) this.#players.splice(index, 1);
  }

  /** What these legs receive is sent here. */
  listenTo(sources: readonly SoundOf[]): void {
    this.#others.listenTo(sources);
  }

  press(event: number, duration: number): void {
    this.#keys.press(event, duration);
  }

  mute(muted: boolean): void {
    this.#muted = muted;
  }

  record(id: number, mode: RecordMode, limit: number): void {
    this.#recorders.push(new Recorder(id, this.#ring, mode, limit));
  }

  stopRecord(id: number): void {
    const index = this.#recorders.findIndex((recorder) => recorder.id === id);
    if (index >= 0) this.#handOver(this.#recorders.splice(index, 1)[0]!, true);
  }

  close(): void {
    for (const recorder of this.#recorders.splice(0)) this.#handOver(recorder, true);
    if (this.#audio) this.#reports.goodbye();
  }

  tick(tick: number, skipped: number): void {
    const audio = this.#audio;
    if (!audio) return;
    this.#timestamp = (this.#timestamp + BLOCK * (skipped + 1)) >>> 0;
    if (skipped > 0) this.#ring.words[WORD.lateTicks]! += skipped;
    if (this.#keys.busy && audio.telephoneEvent >= 0) this.#sendKey(audio);
    else this.#sendAudio(audio, tick);
    const now = clock();
    if (this.#events.pressed && now - this.#eventAt > KEY_LAPSE) this.#lapse();
    this.#reports.tick(now, this.#timestamp);
    if (this.#mediaTimeout > 0 && now - this.#heardAt > this.#mediaTimeout) {
      this.#post({ type: 'silent', leg: this.id, forMs: Math.round(now - this.#heardAt) });
      this.#heardAt = now;
    }
  }

  #sendAudio(audio: LegAudio, tick: number): void {
    let player = this.#players[this.#players.length - 1];
    // a play is over when its last packet has been heard, not when it leaves
    while (player?.ended) {
      this.#endPlay(player);
      player = this.#players[this.#players.length - 1];
    }
    let heard = false;
    if (player) {
      player.fill(this.#packet, RTP_HEADER_LENGTH, audio.codec, tick);
      heard = true;
    } else heard = this.#others.read(this.#packet, RTP_HEADER_LENGTH, audio.codec);
    if (heard && audio.sends) {
      // RFC 3551 §4.1: the marker bit tells the first packet after a silence
      this.#send(audio, audio.payloadType, !this.#talking, this.#timestamp, RTP_HEADER_LENGTH + BLOCK);
      this.#talking = true;
    } else {
      this.#talking = false;
    }
    this.#record(heard, audio);
  }

  #sendKey(audio: LegAudio): void {
    const event = this.#keys.tick(this.#packet, this.#timestamp);
    if (event && audio.sends) {
      this.#send(audio, audio.telephoneEvent, event.first, this.#keys.timestamp, EVENT_PACKET);
      if (event.first) this.#ring.words[WORD.eventsOut]! += 1;
    }
    this.#talking = false;
    this.#record(false, audio);
  }

  #send(audio: LegAudio, type: number, marker: boolean, timestamp: number, length: number): void {
    const { port, address } = this.#latch;
    if (port === 0 || audio.port === 0) return;
    this.#sequence = (this.#sequence + 1) & 0xffff;
    writeRtpHeader(this.#packet, type, marker, this.#sequence, timestamp, this.#ssrc);
    this.sockets.rtp.send(this.#packet, 0, length, port, address);
    this.#ring.words[WORD.packetsOut]! += 1;
    this.#ring.words[WORD.octetsOut]! += length - RTP_HEADER_LENGTH;
  }

  #endPlay(player: Player): void {
    this.#players.splice(this.#players.indexOf(player), 1);
    this.#post({ type: 'played', leg: this.id, play: player.id, samples: player.samples });
  }

  #record(heard: boolean, audio: LegAudio): void {
    for (let i = this.#recorders.length - 1; i >= 0; i -= 1) {
      const recorder = this.#recorders[i]!;
      const full = recorder.tick(heard ? this.#packet : undefined, RTP_HEADER_LENGTH, audio.codec);
      if (!full) continue;
      this.#handOver(recorder, recorder.done);
      if (recorder.done) this.#recorders.splice(i, 1);
    }
  }

  #handOver(recorder: Recorder, done: boolean): void {
    const samples = recorder.take();
    this.#post({ type: 'recorded', leg: this.id, record: recorder.id, samples, done }, [
      samples.buffer as ArrayBuffer,
    ]);
  }

  #receive(bytes: Buffer, from: RemoteInfo): void {
    const audio = this.#audio;
    if (!audio) return;
    const start = payloadStart(bytes);
    if (start < 0) return;
    const type = bytes[1]! & 0x7f;
    const isEvent = type === audio.telephoneEvent;
    const otherLaw = STATIC_TYPES[audio.codec === 'PCMU' ? 'PCMA' : 'PCMU'];
    if (!isEvent && type !== audio.payloadType && type !== otherLaw && type !== COMFORT_NOISE) return;
    const sequence = readUint16(bytes, 2);
    const now = clock();
    if (!this.#latch.accept(from.address, from.port, sequence, now)) return;
    this.#heardAt = now;
    const timestamp = readUint32(bytes, 4);
    const ssrc = readUint32(bytes, 8);
    if (this.#reception.heard && ssrc !== this.#reception.ssrc) this.#restart();
    const { words } = this.#ring;
    words[WORD.packetsIn]! += 1;
    words[WORD.octetsIn]! += bytes.length - RTP_HEADER_LENGTH;
    // events keep the timestamp of their beginning, and would be taken for jitter
    this.#reception.packet(ssrc, sequence, isEvent ? (now * 8) >>> 0 : timestamp, (now * 8) >>> 0);
    if (isEvent) this.#receiveEvent(bytes, start, timestamp, ssrc, now);
    else if (type !== COMFORT_NOISE && audio.receives && !this.#muted) {
      const end = payloadEnd(bytes, start);
      // RFC 3264 §6.1: the peer may send any codec of the answer, and change within the call
      if (type === otherLaw) convertLaw(bytes, start, end, audio.codec);
      this.#writer.write(bytes, start, end, timestamp);
    }
    words[WORD.lost] = this.#reception.lost;
    words[WORD.jitter] = this.#reception.jitter;
  }

  /** The peer's stream begins anew: another telephone took the call, or it restarted. */
  #restart(): void {
    this.#writer.restart();
    this.#events = new TelephoneEventReceiver();
  }

  #receiveEvent(bytes: Buffer, start: number, timestamp: number, ssrc: number, now: number): void {
    this.#ring.words[WORD.eventsIn]! += 1;
    this.#eventAt = now;
    const pressed = this.#events.receive(bytes.subarray(start, payloadEnd(bytes, start)), timestamp);
    for (const { key, duration } of pressed) {
      this.#post({ type: 'pressed', leg: this.id, key, duration, ssrc, timestamp });
    }
  }

  #lapse(): void {
    const lapsed = this.#events.lapse();
    if (!lapsed) return;
    const { key, duration, timestamp } = lapsed;
    this.#post({ type: 'pressed', leg: this.id, key, duration, ssrc: this.#reception.ssrc, timestamp });
  }
}
