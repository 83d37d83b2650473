import { setTimeout as pause } from 'node:timers/promises';
import type { MediaServer } from 'drachtio-fsmrf';

/** A header of the INVITE that makes a channel: `<node> <process>`. FreeSWITCH keeps it as a variable. */
export const OWNER_HEADER = 'X-Shortline-Node';
const OWNER_VARIABLE = `sip_h_${OWNER_HEADER}`;

/** Whose a channel is. */
export interface Owner {
  readonly node: string;
  readonly process: string;
}

/** A channel takes a tick or two to end; how often it is asked for, in milliseconds, and how many times. */
const ASK_MS = 20;
const ASK_TIMES = 100;

/** FreeSWITCH writes its list of channels with a delay: what was made just before the death is found by a later look.
 *  Pauses before each, in milliseconds. */
const LOOKS_MS = [0, 1_000, 2_000];

/** Ends the channels that other processes of a node left on a media server. Resolves when they are gone.
 *  @param keep ids of channels that go on */
export async function reapOrphans(
  server: MediaServer,
  owner: Owner,
  keep: ReadonlySet<string>,
): Promise<void> {
  for (const wait of LOOKS_MS) {
    if (wait > 0) await pause(wait);
    if (!server.connected()) return;
    await reapListed(server, owner, keep);
  }
}

async function reapListed(server: MediaServer, owner: Owner, keep: ReadonlySet<string>): Promise<void> {
  const { rows = [] } = JSON.parse(await server.api('show channels as json')) as {
    rows?: readonly { readonly uuid: string }[];
  };
  const others = rows.filter(({ uuid }) => !keep.has(uuid));
  await Promise.all(
    others.map(async ({ uuid }) => {
      const [node, process] = (await server.api(`uuid_getvar ${uuid} ${OWNER_VARIABLE}`)).trim().split(' ');
      if (node === owner.node && process !== owner.process) await end(server, uuid);
    }),
  );
}

async function end(server: MediaServer, uuid: string): Promise<void> {
  await server.api(`uuid_kill ${uuid}`);
  for (let times = 0; times < ASK_TIMES; times++) {
    if ((await server.api(`uuid_exists ${uuid}`)).trim() !== 'true') return;
    await pause(ASK_MS);
  }
}
