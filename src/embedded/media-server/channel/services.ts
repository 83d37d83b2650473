/** What a channel needs of the server. */

import type { Logger } from '../logger.ts';
import type { Sources } from '../sounds/sources.ts';
import type { Channel, Controller } from './channel.ts';
import type { Conferences } from './conferences.ts';
import type { PressedDigit } from './frame.ts';

export interface Services {
  readonly logger: Logger;
  readonly sources: Sources;
  readonly conferences: Conferences;
  /** folder that relative names of recordings are resolved in */
  readonly recordings: string;
  /** Connects the channel to an application's event socket.
   *  @param closed called once, when the connection is gone
   *  @throws when nobody listens there */
  connect(
    channel: Channel,
    host: string,
    port: number,
    full: boolean,
    closed: () => void,
  ): Promise<Controller>;
  /** sends a key to the channel's telephone */
  pressOn(channel: Channel, pressed: PressedDigit): void;
  /** the channel is ending: its bridge too */
  hangingUp(channel: Channel): void;
  /** the channel is gone */
  ended(channel: Channel): void;
}
