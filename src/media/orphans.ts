import type { MediaServer } from 'drachtio-fsmrf';

/** A header of the INVITE that makes a channel: `<node> <process>`. FreeSWITCH keeps it as a variable. */
export const OWNER_HEADER = 'X-Shortline-Node';
const OWNER_VARIABLE = `sip_h_${OWNER_HEADER}`;

/** Ends the channels that other processes of a node left on a media server.
 *  @param keep ids of channels that go on */
export async function reapOrphans(
  server: MediaServer,
  owner: { readonly node: string; readonly process: string },
  keep: ReadonlySet<string>,
): Promise<void> {
  const { rows = [] } = JSON.parse(await server.api('show channels as json')) as {
    rows?: readonly { readonly uuid: string }[];
  };
  const others = rows.filter(({ uuid }) => !keep.has(uuid));
  await Promise.all(
    others.map(async ({ uuid }) => {
      const [node, process] = (await server.api(`uuid_getvar ${uuid} ${OWNER_VARIABLE}`)).trim().split(' ');
      if (node === owner.node && process !== owner.process) await server.api(`uuid_kill ${uuid}`);
    }),
  );
}
