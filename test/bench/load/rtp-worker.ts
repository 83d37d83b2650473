/** An RTP process of the load generator: receives and sends for many legs over a few sockets. A leg is known by the socket
 *  and by the media server's port, so that hundreds of legs cost a handful of sockets. It does nothing else, since every
 *  delay of its own would count as the line's jitter. */
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { monotonic } from './clock.ts';
import { Histogram } from './histogram.ts';
import type { FromWorker, ToWorker } from './rtp-messages.ts';
import { RtpStream } from './rtp-stream.ts';
import { boundPorts } from './udp-ports.ts';

const SOCKETS = 16;
const RECEIVE_BUFFER = 4_194_304;
const TICK_MS = 20;
/** Legs send in ten groups, 2 ms apart. */
const PHASES = 10;
const PHASE_MS = TICK_MS / PHASES;
const LOOP_RESOLUTION_MS = 1;

const say = (message: FromWorker): void => void process.send?.(message);
const sockets: Socket[] = [];
/** By socket, then by the peer's port. */
const heardFrom: (RtpStream | undefined)[][] = [];
/** Legs whose audio came before their answer was read: when. By socket and port. */
const early = new Map<number, number>();
const streams = new Map<number, RtpStream>();
/** Of legs that are not connected yet. */
const wishes = new Map<number, ((stream: RtpStream) => void)[]>();
const phases: Set<RtpStream>[] = Array.from({ length: PHASES }, () => new Set());
const heard = new Set<number>();
const sendLate = new Histogram();
let windowStart = 0;
let windowEnd = 0;

function receive(socket: number, packet: Buffer, port: number): void {
  const now = monotonic();
  const stream = heardFrom[socket]![port];
  if (stream === undefined) {
    const key = socket * 65_536 + port;
    if (!early.has(key)) early.set(key, now);
    return;
  }
  if (!heard.has(stream.id)) firstHeard(stream, now);
  const tone = stream.hear(packet, now);
  if (tone) say({ said: 'tone', stream: stream.id, ...tone });
  if (now < windowEnd) stream.arrived(packet, now - windowStart);
}

function firstHeard(stream: RtpStream, at: number): void {
  heard.add(stream.id);
  say({ said: 'heard', stream: stream.id, at });
}

function connect(message: Extract<ToWorker, { do: 'connect' }>): void {
  const stream = new RtpStream(message, monotonic());
  streams.set(stream.id, stream);
  for (const done of wishes.get(stream.id) ?? []) done(stream);
  wishes.delete(stream.id);
  heardFrom[stream.socket]![stream.port] = stream;
  phases[stream.id % PHASES]!.add(stream);
  const key = stream.socket * 65_536 + stream.port;
  const at = early.get(key);
  early.delete(key);
  if (at !== undefined) firstHeard(stream, at);
}

/** An agent's offer may be read before the caller's answer is: what is asked of a leg waits until it is connected. */
function wish(id: number, done: (stream: RtpStream) => void): void {
  const stream = streams.get(id);
  if (stream) done(stream);
  else wishes.set(id, [...(wishes.get(id) ?? []), done]);
}

function release(id: number): void {
  wishes.delete(id);
  const stream = streams.get(id);
  if (!stream) return;
  streams.delete(id);
  heard.delete(id);
  phases[id % PHASES]!.delete(stream);
  const ports = heardFrom[stream.socket]!;
  if (ports[stream.port] === stream) ports[stream.port] = undefined;
  early.delete(stream.socket * 65_536 + stream.port);
}

let sentPhase = Math.floor(monotonic() / PHASE_MS);

/** Sends for every group that is due. */
function beat(): void {
  const now = monotonic();
  const current = Math.floor(now / PHASE_MS);
  // a hiccup of more than a beat is not made up for: a telephone would not do so either
  if (current - sentPhase > PHASES) sentPhase = current - PHASES;
  while (sentPhase < current) {
    sentPhase += 1;
    const group = phases[sentPhase % PHASES]!;
    if (group.size === 0) continue;
    if (now < windowEnd) sendLate.add(Math.max(0, monotonic() - sentPhase * PHASE_MS));
    for (const stream of group) {
      if (!stream.next()) continue;
      sockets[stream.socket]!.send(stream.packet, 0, stream.packet.length, stream.port, stream.address);
    }
  }
}

function measure(ms: number): void {
  const packets = Math.ceil(ms / TICK_MS) + 50;
  const measured = [...streams.values()];
  for (const stream of measured) stream.startWindow(packets);
  const jitter = new Histogram();
  const loop = monitorEventLoopDelay({ resolution: LOOP_RESOLUTION_MS });
  loop.enable();
  const cpu = process.cpuUsage();
  windowStart = monotonic();
  windowEnd = windowStart + ms;
  setTimeout(() => {
    const { user, system } = process.cpuUsage(cpu);
    loop.disable();
    const standing = measured.filter((stream) => streams.get(stream.id) === stream);
    const checked = standing.filter((stream) => stream.expectHz > 0);
    for (const stream of standing) deviations(stream, jitter);
    say({
      said: 'window',
      streams: standing.length,
      packets: standing.reduce((sum, { count }) => sum + count, 0),
      lost: standing.reduce((sum, { lost }) => sum + lost, 0),
      silent: standing.filter(({ count }) => count < 2).length,
      checkedTones: checked.length,
      wrongTone: checked.filter((stream) => !stream.isToneRight).length,
      jitter: jitter.pack(),
      sendLate: sendLate.pack(),
      loopDelayP99: Math.max(0, loop.percentile(99) / 1e6 - LOOP_RESOLUTION_MS),
      cpu: (user + system) / 1_000 / ms,
    });
    sendLate.reset();
  }, ms + 5);
}

/** How far each arrival is from the stream's own grid, the one that fits best: offset by the median. */
function deviations(stream: RtpStream, into: Histogram): void {
  const offsets = stream.offsets.subarray(0, stream.count);
  if (offsets.length < 2) return;
  const median = offsets.slice().sort()[offsets.length >> 1]!;
  for (const offset of offsets) into.add(Math.abs(offset - median));
}

function survey(): void {
  const now = monotonic();
  say({ said: 'survey', legs: [...streams.values()].map((stream) => stream.survey(now)) });
}

function unbound(check: number, ports: readonly number[]): void {
  const bound = boundPorts();
  say({ said: 'unbound', check, ports: ports.filter((port) => !bound.has(port)) });
}

function obey(message: ToWorker): void {
  switch (message.do) {
    case 'connect':
      connect(message);
      break;
    case 'release':
      release(message.stream);
      break;
    case 'measure':
      measure(message.ms);
      break;
    case 'expect':
      wish(message.stream, (stream) => {
        stream.expectHz = message.hz;
      });
      break;
    case 'listen':
      wish(message.stream, (stream) => stream.listen(message.hz));
      break;
    case 'survey':
      survey();
      break;
    case 'unbound':
      unbound(message.check, message.ports);
      break;
    case 'end':
      process.exit(0);
  }
}

/** Addresses are numeric: a packet leaves in this very turn of the event loop. */
const lookup = (
  address: string,
  _options: unknown,
  found: (error: Error | null, address: string, family: number) => void,
): void => found(null, address, 4);

for (let index = 0; index < SOCKETS; index += 1) {
  const socket = createSocket({ type: 'udp4', lookup });
  heardFrom.push(new Array<RtpStream | undefined>(65_536).fill(undefined));
  socket.on('message', (packet, { port }) => receive(index, packet, port));
  // a media server that closes a leg's port a moment before we hear of it
  socket.on('error', () => undefined);
  // the address needs no look-up, so that the socket may listen before `bind` returns
  const listening = once(socket, 'listening');
  socket.bind(0, '127.0.0.1');
  await listening;
  socket.setRecvBufferSize(RECEIVE_BUFFER);
  sockets.push(socket);
}
setInterval(beat, 1);
process.on('message', obey);
process.on('disconnect', () => process.exit(0));
say({ said: 'ready', ports: sockets.map((socket) => socket.address().port) });
