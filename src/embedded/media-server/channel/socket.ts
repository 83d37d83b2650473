/** `socket <host>:<port> [async] [full]`: gives the channel to an application that listens there. */

import type { Application } from './applications.ts';
import { expand } from './applications.ts';

/** 8084 when no port is given, as FreeSWITCH. */
const DEFAULT_PORT = 8084;

export const connectSocket: Application = async (channel, frame) => {
  const [address = '', ...flags] = expand(channel, frame.data).trim().split(/\s+/);
  const [, host = '', port] = /^\[?(.*?)\]?(?::(\d+))?$/.exec(address) ?? [];
  const full = flags.includes('full');
  const gone = Promise.withResolvers<void>();
  try {
    const controller = await channel.services.connect(
      channel,
      host,
      Number(port ?? DEFAULT_PORT),
      full,
      gone.resolve,
    );
    channel.controllers.add(controller);
    if (channel.ended) controller.channelEnded();
  } catch (error) {
    channel.services.logger.warn(
      { channel: channel.uuid, address, error: String(error) },
      'socket: no connection',
    );
    return undefined;
  }
  channel.set('socket_host', host);
  // when the application goes away, the dialplan goes on after this
  await frame.until<void>({
    start: (finish) => {
      gone.promise.then(finish, finish);
      return undefined;
    },
    digit: () => {},
    breakable: false,
    idle: true,
  });
  return undefined;
};
