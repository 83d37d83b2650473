import type { Endpoint, EslEvent } from 'drachtio-fsmrf';

/** Where a channel is sent, and the event that tells that it has got there. */
export interface Destination {
  /** An inline dialplan. */
  readonly plan: string;
  readonly event: string;
  /** A header of the event, and its value. */
  readonly told: readonly [header: string, value: string];
}

/** At rest: it does nothing, and does what is executed. */
export const PARK: Destination = {
  plan: 'park',
  event: 'CHANNEL_EXECUTE',
  told: ['Application', 'park'],
};

/** As sip-config/freeswitch names it. */
const CONFERENCE_PROFILE = 'shortline';

export function conferenceOf(name: string): Destination {
  return {
    plan: `'conference:${name}@${CONFERENCE_PROFILE}'`,
    event: 'CUSTOM',
    told: ['Action', 'add-member'],
  };
}

const ENDED = 'the leg has ended';

/** Sends a channel elsewhere, whatever it does. Resolves when it is there: what is executed on it before that is lost.
 *  @param gone resolves when the channel ends
 *  @returns why not; undefined when it is there */
export async function transfer(
  endpoint: Endpoint,
  { plan, event, told: [header, value] }: Destination,
  gone: Promise<undefined>,
): Promise<string | undefined> {
  const { conn, uuid } = endpoint;
  const arrival = Promise.withResolvers<true>();
  const told = (each: EslEvent): void => {
    if (each.getHeader(header) === value) arrival.resolve(true);
  };
  const name = `esl::event::${event}::${uuid}`;
  conn?.on(name, told);
  try {
    const reply = endpoint.api('uuid_transfer', [uuid, plan, 'inline']).then(
      (answer) => answer.getBody(),
      (error: Error) => error.message,
    );
    const accepted = await Promise.race([reply, gone]);
    if (accepted?.startsWith('+OK') !== true) return accepted ?? ENDED;
    return (await Promise.race([arrival.promise, gone])) ? undefined : ENDED;
  } finally {
    conn?.removeListener(name, told);
  }
}
