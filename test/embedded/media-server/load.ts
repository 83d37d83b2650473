/** How much sound the media threads carry, without any signalling:
 *
 *    node test/embedded/media-server/load.ts prompt 800 10     # 800 telephones hear a prompt for 10 s
 *    node test/embedded/media-server/load.ts bridge 300 10     # 300 bridged pairs
 *
 *  The telephones are a process of their own. One line of JSON: packets, losses, how far each packet's distance to the
 *  one before lay from 20 ms, and the processor time of the threads. */

import { fork } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { constants, loadavg, setPriority } from 'node:os';
import { silentLogger } from '../../../src/embedded/media-server/logger.ts';
import type { MediaLeg } from '../../../src/embedded/media-server/media-leg.ts';
import { MediaThreads } from '../../../src/embedded/media-server/media-threads.ts';
import { parseRtp, sequenceDistance, writeRtpHeader } from '../../../src/wire/rtp.ts';

const HOST = '127.0.0.1';
const TICK = 20;
/** Milliseconds until everything runs evenly. */
const WARM_UP = 2_000;

type Telephones = { ports: number[] } | { packets: number; lost: number; deviations: number[] };

async function measure(mode: string, calls: number, seconds: number): Promise<void> {
  const legsPerCall = mode === 'bridge' ? 2 : 1;
  const count = calls * legsPerCall;
  const threads = await MediaThreads.start({
    host: HOST,
    rtp: { min: 20_000, max: 29_999 },
    threads: 2,
    spare: 64,
    logger: silentLogger,
  });
  const child = fork(import.meta.filename, ['telephones', String(count), String(seconds), mode]);
  const [telephones] = (await once(child, 'message')) as [Telephones];
  const legs: MediaLeg[] = [];
  for (const port of 'ports' in telephones ? telephones.ports : []) legs.push(await openLeg(threads, port));
  if (mode === 'bridge') {
    for (let i = 0; i < legs.length; i += 2) {
      legs[i]!.listenTo([legs[i + 1]!]);
      legs[i + 1]!.listenTo([legs[i]!]);
    }
  } else {
    const octets = new Uint8Array(new SharedArrayBuffer(80_000)).fill(0x55);
    for (const leg of legs) {
      leg.play([{ codec: 'PCMA', octets, from: 0, count: -1, loop: true, shared: false }], () => {});
    }
  }
  const usage = process.cpuUsage();
  const begun = performance.now();
  child.send({ ports: legs.map(({ port }) => port) });
  const [result] = (await once(child, 'message')) as [Telephones];
  const used = process.cpuUsage(usage);
  if (!('deviations' in result)) throw new Error('the telephones did not report');
  const deviations = result.deviations.sort((a, b) => a - b);
  const at = (share: number): number =>
    Number(deviations[Math.floor((deviations.length - 1) * share)]!.toFixed(2));
  const figures = {
    mode,
    calls,
    packets: result.packets,
    expected: (count * seconds * 1_000) / TICK,
    lost: result.lost,
    jitterMs: { p50: at(0.5), p99: at(0.99), max: at(1) },
    cpuPercent: Math.round((used.user + used.system) / 10 / (performance.now() - begun)),
    loadAverage: loadavg()[0],
  };
  process.stdout.write(`${JSON.stringify(figures)}\n`);
  child.kill();
  await threads.close();
}

async function openLeg(threads: MediaThreads, port: number): Promise<MediaLeg> {
  let leg = threads.open();
  while (!leg) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    leg = threads.open();
  }
  leg.configure(
    {
      codec: 'PCMA',
      payloadType: 8,
      telephoneEvent: 101,
      address: HOST,
      port,
      rtcpAddress: HOST,
      rtcpPort: port + 1,
      sends: true,
      receives: true,
    },
    0,
  );
  return leg;
}

/** The other process: receives, and for bridges talks too. */
async function telephones(count: number, seconds: number, mode: string): Promise<void> {
  try {
    // what is measured is the threads, not how long this process waits for a busy processor
    setPriority(constants.priority.PRIORITY_HIGH);
  } catch {
    // not allowed: then the machine must be quiet
  }
  const sequences = new Int32Array(count).fill(-1);
  const times = new Float64Array(count);
  const result = { packets: 0, lost: 0, deviations: [] as number[] };
  let measuring = false;
  const sockets = Array.from({ length: count }, (_, index) => {
    const socket = createSocket({
      type: 'udp4',
      lookup: (address, _options, done) => done(null, address, 4),
    });
    socket.on('message', (bytes) => {
      const packet = parseRtp(bytes);
      if (packet?.payloadType !== 8) return;
      const now = performance.now();
      if (measuring) {
        result.packets += 1;
        if (sequences[index]! >= 0) {
          result.lost += Math.max(0, sequenceDistance(sequences[index]!, packet.sequence) - 1);
          result.deviations.push(Math.abs(now - times[index]! - TICK));
        }
      }
      sequences[index] = packet.sequence;
      times[index] = now;
    });
    return socket;
  });
  // with a lookup that answers at once, `listening` comes before `bind` returns
  await Promise.all(sockets.map((socket) => new Promise<void>((resolve) => socket.bind(0, HOST, resolve))));
  process.send!({ ports: sockets.map((socket) => socket.address().port) });
  const [{ ports }] = (await once(process, 'message')) as [{ ports: number[] }];
  if (mode === 'bridge') talk(sockets, ports);
  setTimeout(() => {
    sequences.fill(-1);
    measuring = true;
    setTimeout(() => {
      measuring = false;
      process.send!(result);
    }, seconds * 1_000);
  }, WARM_UP);
}

function talk(sockets: ReturnType<typeof createSocket>[], ports: readonly number[]): void {
  const groups = 10;
  const packet = Buffer.alloc(172, 0xd5);
  let next = performance.now();
  let group = 0;
  let tick = 0;
  setInterval(() => {
    for (; next <= performance.now(); next += TICK / groups) {
      for (let i = group; i < sockets.length; i += groups) {
        writeRtpHeader(packet, 8, false, tick & 0xffff, (tick * 160) >>> 0, i + 1);
        sockets[i]!.send(packet, 0, packet.length, ports[i]!, HOST);
      }
      group = (group + 1) % groups;
      if (group === 0) tick += 1;
    }
  }, 1);
}

const [mode = 'prompt', calls = '400', seconds = '10', talking = ''] = process.argv.slice(2);
if (mode === 'telephones') await telephones(Number(calls), Number(seconds), talking);
else await measure(mode, Number(calls), Number(seconds));
