/** Rooms in which everybody hears everybody else. */

import type { Application } from './applications.ts';
import { expand } from './applications.ts';
import type { Channel } from './channel.ts';

interface Member {
  readonly id: number;
  readonly channel: Channel;
  /** ends the application */
  readonly dismiss: () => void;
}

export class Conferences {
  readonly #rooms = new Map<string, Map<Channel, Member>>();
  #lastId = 0;

  /** @param dismiss called when the member is sent out
   *  @returns takes the member out */
  join(name: string, channel: Channel, dismiss: () => void): () => void {
    const room = this.#rooms.get(name) ?? new Map<Channel, Member>();
    this.#rooms.set(name, room);
    this.#lastId += 1;
    const member = { id: this.#lastId, channel, dismiss };
    room.set(channel, member);
    mix(room);
    tell('add-member', name, member, room.size);
    return () => {
      room.delete(channel);
      if (room.size === 0) this.#rooms.delete(name);
      channel.leg.listenTo([]);
      mix(room);
      tell('del-member', name, member, room.size);
    };
  }

  /** `conference <name> list [count]`, `conference <name> kick <id>|all` */
  command(text: string): string {
    const [name = '', action, argument] = text.trim().split(/\s+/);
    if (name === '' || name === 'list') {
      const lines = [...this.#rooms].map(
        ([each, room]) => `+OK Conference ${each} (${room.size} member${room.size === 1 ? '' : 's'})\n`,
      );
      return lines.join('') || '+OK No active conferences.\n';
    }
    const room = this.#rooms.get(name);
    if (!room) return `-ERR Conference ${name} not found\n`;
    if (action === 'list') return argument === 'count' ? `${room.size}` : list(room);
    if (action !== 'kick') return `-ERR conference ${action ?? ''} is not known here\n`;
    const kicked = [...room.values()].filter(({ id }) => argument === 'all' || argument === String(id));
    if (kicked.length === 0) return `-ERR Non-Existant ID ${argument ?? ''}\n`;
    for (const { dismiss } of kicked) dismiss();
    return kicked.map(({ id }) => `+OK kicked ${id}\n`).join('');
  }
}

/** Who hears whom. */
function mix(room: ReadonlyMap<Channel, Member>): void {
  for (const channel of room.keys()) {
    channel.leg.listenTo([...room.keys()].filter((other) => other !== channel).map(({ leg }) => leg));
  }
}

function tell(action: string, name: string, { id, channel }: Member, size: number): void {
  channel.events.emitCustom('conference::maintenance', {
    Action: action,
    'Conference-Name': name,
    'Conference-Size': String(size),
    'Member-ID': String(id),
  });
}

/** The newest first. */
function list(room: ReadonlyMap<Channel, Member>): string {
  return [...room.values()]
    .reverse()
    .map(({ id, channel }) => `${id};${channel.name};${channel.uuid};unknown;;hear|speak;0;0;0\n`)
    .join('');
}

/** `<name>[@<profile>][+flags{…}]` */
export const conference: Application = async (channel, frame) => {
  const [name = ''] = expand(channel, frame.data)
    .trim()
    .split(/[@+\s]/);
  channel.answer();
  await frame.until<void>({
    start: (finish) => channel.services.conferences.join(name, channel, finish),
    digit: () => {},
    breakable: false,
  });
  return undefined;
};
