/** Takes up the calls of a process that has died: what the journal says of each is held against what still stands. The
 *  node on which a call stands is the truth about it: what is gone becomes a fact. */
import type { CallState } from '../call/state.ts';
import type { LineEvent } from '../events/line.generated.ts';
import type { LineState } from '../line/state.ts';
import type { MediaHandle, MediaLeg, MediaPort } from '../media/port.ts';
import type { CallHandle, IncomingCall, Leg, LegHandle, SipPort } from '../sip/port.ts';
import type { LegFacts } from './outgoing-leg.ts';
import { AnsweredParty, type Party } from './party.ts';
import type { Session } from './session.ts';

export interface TakeoverPorts {
  readonly sip: SipPort;
  readonly media: MediaPort;
  happened(fact: LineEvent): void;
  now(): number;
  log(message: string, facts: object): void;
}

/** The INVITE of a call of which no dialog is known: it was not answered, or nobody knows whether the answer went out. */
export function pendingCall(sip: SipPort, call: CallState): IncomingCall | undefined {
  const { handle } = call.arrived;
  const isOnThePhone = call.leg === undefined && call.callback?.released !== true;
  return handle === '' || !isOnThePhone ? undefined : sip.adoptCall(JSON.parse(handle) as CallHandle);
}

/** Takes one call up. Resolves when everything about it is known, and told. */
export async function adopt(ports: TakeoverPorts, session: Session, call: CallState): Promise<void> {
  const { callId } = session;
  const tell = (fact: object): void => ports.happened({ at: ports.now(), callId, ...fact } as LineEvent);
  const calledBack = answeredBack(call);
  const callerLeg = adoptedLeg(ports.sip, call.leg ?? calledBack?.handle);
  const pending = session.call;
  const [stands, media, parties] = await Promise.all([
    callerLeg ? callerLeg.probe() : pending ? pending.probe(localSdpOf(call.media)) : Promise.resolve(false),
    adoptedMedia(ports, call.media ?? calledBack?.media),
    Promise.all(
      standing(call).map(([leg, facts]) => adoptParty(ports, session.legFacts(leg, facts.party), facts)),
    ),
  ]);
  const found = parties.filter((party) => party !== undefined);
  if (session.state === undefined) {
    // it ended while it was looked for: nobody else gives back what was found
    await Promise.allSettled([
      callerLeg?.hangUp(),
      media?.release(),
      ...found.map((party) => party.hangUp()),
    ]);
    return;
  }
  session.adopt(stands ? callerLeg : undefined, media, found);
  // whoever has hung up meanwhile: the server may still keep the dialog, and so do we
  if (!stands) void callerLeg?.hangUp();
  const ended = await cancelLegsInDoubt(ports, call, tell);
  const onThePhone = callerLeg !== undefined || pending !== undefined;
  if (onThePhone && !stands) {
    // before anything is decided about a caller who has left: no telephone rings for nobody
    tell({ type: 'CallerHungUp', cause: 'gone' });
    return;
  }
  for (const [leg, party] of ended) tellEnd(leg, party, tell);
  endTransferInDoubt(found, call, tell);
  for (const [leg, { party }] of standing(call)) {
    if (isOffer(party) && call.phase === 'queued') offerAnswered(found, leg, party, tell);
  }
  tell({
    type: 'CallAdopted',
    heard: media !== undefined && call.media !== undefined,
    // as the call is by now: an agent may have come to it meanwhile
    party: session.holds(session.state?.party),
  });
}

function isOffer(party: string): boolean {
  return party.startsWith('agent:');
}

/** The agent's answer was journalled, what follows from it was not. */
function offerAnswered(
  found: readonly Party[],
  offerId: string,
  party: string,
  tell: (fact: object) => void,
): void {
  const agent = nameOf(party);
  if (found.some(({ name }) => name === party)) tell({ type: 'OfferAccepted', agent, offerId });
  else tell({ type: 'OfferWithdrawn', agent, offerId });
}

/** A centre was chosen, and nothing says what came of it: its answer was journalled alone, or its INVITE is not known to have
 *  been sent, or the outcome of a REFER is heard by nobody any more. */
function endTransferInDoubt(
  found: readonly Party[],
  { phase, centre, legs }: CallState,
  tell: (fact: object) => void,
): void {
  if (phase !== 'transferring' || centre === undefined) return;
  const party = `centre:${centre}`;
  if (found.some(({ name }) => name === party)) tell({ type: 'TransferAccepted', centre });
  else if (!Object.values(legs).some((leg) => leg.party === party && leg.handle === undefined))
    tell({ type: 'TransferFailed', centre, reason: 'unreachable' });
}

function nameOf(party: string): string {
  return party.slice(party.indexOf(':') + 1);
}

/** The channels that this call may still hold on media servers. */
export function channelsOf(call: CallState): string[] {
  return [call.media, ...Object.values(call.legs).map(({ media }) => media)]
    .filter((handle) => handle !== undefined && handle !== '')
    .map((handle) => (JSON.parse(handle!) as MediaHandle).channel);
}

type LegState = CallState['legs'][string];

/** The leg of a caller who was called back, and has answered. */
function answeredBack({ phase, legs }: CallState): LegState | undefined {
  if (phase === 'callback') return undefined; // an earlier attempt's
  return Object.values(legs).findLast(({ party, handle }) => party === 'callback' && handle !== undefined);
}

/** What the caller was told with the provisional response. */
function localSdpOf(handle: string | undefined): string | undefined {
  return handle === undefined || handle === '' ? undefined : (JSON.parse(handle) as MediaHandle).localSdp;
}

function standing(call: CallState): [string, LegState][] {
  return Object.entries(call.legs).filter(([, { handle }]) => handle !== undefined);
}

function adoptedLeg(sip: SipPort, handle: string | undefined): Leg | undefined {
  return handle === undefined ? undefined : sip.adoptLeg(JSON.parse(handle) as LegHandle);
}

async function adoptedMedia(
  { media, log }: TakeoverPorts,
  handle: string | undefined,
): Promise<MediaLeg | undefined> {
  if (handle === undefined || handle === '') return undefined;
  try {
    return await media.adopt(JSON.parse(handle) as MediaHandle);
  } catch (error) {
    log('an endpoint is gone', { error: String(error) });
    return undefined;
  }
}

async function adoptParty(
  ports: TakeoverPorts,
  facts: LegFacts,
  { party, handle, media }: LegState,
): Promise<Party | undefined> {
  // who was called back is the caller
  const leg = party === 'callback' ? undefined : adoptedLeg(ports.sip, handle);
  if (!leg) return undefined;
  const [stands, audio] = await Promise.all([leg.probe(), adoptedMedia(ports, media)]);
  if (stands && audio) return new AnsweredParty(ports.media, party, leg, audio, facts);
  // what does not stand is forgotten by it
  await Promise.allSettled([leg.hangUp(), audio?.release()]);
  return undefined;
}

/** Telephones that rang when the process died: whatever came of it there, it has ended before the line goes on (I1). */
async function cancelLegsInDoubt(
  { sip }: TakeoverPorts,
  call: CallState,
  tell: (fact: object) => void,
): Promise<readonly (readonly [leg: string, party: string])[]> {
  const ringing = Object.entries(call.legs).filter(([, { handle }]) => handle === undefined);
  return Promise.all(
    ringing.map(async ([leg, { party, transaction }]) => {
      await sip.cancelSent(transaction).catch(() => undefined); // it is gone
      tell({ type: 'LegEnded', leg, cause: 'takeover' });
      return [leg, party] as const;
    }),
  );
}

function tellEnd(leg: string, party: string, tell: (fact: object) => void): void {
  const name = nameOf(party);
  // nobody missed it: the agent is offered the next caller at once
  if (isOffer(party)) tell({ type: 'OfferWithdrawn', agent: name, offerId: leg });
  else if (party === 'callback') tell({ type: 'CallbackMissed', reason: 'failed' });
  else tell({ type: 'TransferFailed', centre: name, reason: 'unreachable' });
}

/** Offers of which nothing says whether their INVITE got on the wire: they end when the telephone would stop by itself
 *  (RFC 3261 §20.19). Until then nothing is offered to those agents (I1). */
export function endUnknownOffers(ports: Pick<TakeoverPorts, 'happened' | 'now'>, state: LineState): void {
  for (const { callId, offer, version } of state.centre.callers.values()) {
    if (!offer || state.calls.get(callId)?.legs[offer.offerId]) continue;
    const over = () => ports.happened({ type: 'OfferWithdrawn', at: ports.now(), callId, ...offer });
    setTimeout(over, version.rules.ringMs).unref();
  }
}
