/** Entry of a media thread: it owns the sockets of its legs and does nothing but move their packets. */

import { constants, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { Leg } from './leg.ts';
import type { FromThread, ThreadOptions, ToThread } from './messages.ts';
import { PortPairs } from './port-pairs.ts';
import { Ticker } from './ticker.ts';

const port = parentPort!;
const options = workerData as ThreadOptions;
const legs = new Map<number, Leg>();
const ticker = new Ticker();
const pairs = new PortPairs(options, (ports) => post({ type: 'ports', ports }));

function post(message: FromThread, transfer: ArrayBuffer[] = []): void {
  port.postMessage(message, transfer);
}

function handle(message: ToThread): void {
  switch (message.type) {
    case 'open':
      open(message);
      break;
    case 'audio':
      legs.get(message.leg)?.configure(message.audio, message.mediaTimeoutMs);
      break;
    case 'play':
      legs.get(message.leg)?.play(message.play, message.segments);
      break;
    case 'stop':
      legs.get(message.leg)?.stop(message.play);
      break;
    case 'listen':
      legs.get(message.leg)?.listenTo(message.sources);
      break;
    case 'press':
      legs.get(message.leg)?.press(message.event, message.duration);
      break;
    case 'mute':
      legs.get(message.leg)?.mute(message.muted);
      break;
    case 'record':
      legs.get(message.leg)?.record(message.record, message.mode, message.limit);
      break;
    case 'stopRecord':
      legs.get(message.leg)?.stopRecord(message.record);
      break;
    case 'close':
      close(message.leg);
      break;
    case 'shutdown':
      shutdown();
      break;
  }
}

function open(message: Extract<ToThread, { type: 'open' }>): void {
  const sockets = pairs.take(message.port);
  if (!sockets) {
    post({ type: 'fault', text: `RTP port ${message.port} is not free` });
    return;
  }
  const leg = new Leg(message, sockets, post);
  legs.set(leg.id, leg);
  ticker.add(leg);
  fill();
}

function close(id: number): void {
  const leg = legs.get(id);
  if (!leg) return;
  legs.delete(id);
  ticker.remove(leg);
  leg.close();
  pairs.giveBack(leg.sockets);
}

function shutdown(): void {
  for (const id of [...legs.keys()]) close(id);
  ticker.stop();
  pairs.close();
  post({ type: 'down' });
  port.close();
}

function fill(): void {
  pairs.fill().catch((error: unknown) => {
    post({ type: 'fault', text: `RTP ports: ${String(error)}` });
  });
}

/** On Linux this concerns the calling thread alone: its packets go before everything else that the machine does. */
function hurry(): void {
  try {
    setPriority(constants.priority.PRIORITY_HIGH);
  } catch {
    // only allowed with CAP_SYS_NICE; without it the thread competes as any other
  }
}

hurry();
port.on('message', (batch: ToThread[]) => {
  for (const message of batch) handle(message);
});
fill();
