import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';

const CHANNELS = ['net.server.socket', 'net.client.socket'] as const;

function sendEachAtOnce(message: unknown): void {
  (message as { socket: Socket }).socket.setNoDelay(true);
}

/** drachtio-modesl writes a command in several small pieces: with Nagle's algorithm each command would wait some 40 ms
 *  for a delayed acknowledgement. Every TCP socket of this process is therefore set to send at once.
 *  @returns ends it, for sockets that are opened from then on */
export function sendAtOnce(): () => void {
  for (const channel of CHANNELS) subscribe(channel, sendEachAtOnce);
  return () => {
    for (const channel of CHANNELS) unsubscribe(channel, sendEachAtOnce);
  };
}
