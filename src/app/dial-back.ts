/** Calls a citizen back: the endpoint first, so that the INVITE carries a live one's SDP. */
import { MediaError, type MediaLeg, type MediaPort } from '../media/port.ts';
import type { DialFailure, Leg, OutgoingCall, SipPort } from '../sip/port.ts';
import type { LegFacts } from './party.ts';

export type CallbackResult =
  | { readonly ok: true; readonly leg: Leg; readonly media: MediaLeg }
  | { readonly ok: false; readonly reason: DialFailure | 'failed' };

export interface Callback {
  readonly result: Promise<CallbackResult>;
  cancel(): void;
}

export function dialBack(
  ports: { readonly sip: SipPort; readonly media: MediaPort; readonly facts: LegFacts },
  to: { readonly uri: string; readonly via?: string; readonly from: string; readonly ringMs: number },
): Callback {
  let cancelled = false;
  let call: OutgoingCall | undefined;
  const dial = async (): Promise<CallbackResult> => {
    let media: MediaLeg;
    try {
      media = await ports.media.connect();
    } catch (error) {
      if (error instanceof MediaError) return { ok: false, reason: 'failed' };
      throw error;
    }
    const giveUp = async (reason: DialFailure | 'failed'): Promise<CallbackResult> => {
      await media.release();
      return { ok: false, reason };
    };
    if (cancelled) return giveUp('cancelled');
    const { uri, via, from, ringMs } = to;
    call = ports.sip.dial({
      uri,
      ...(via === undefined ? {} : { via }),
      from: { number: from },
      headers: { Expires: String(Math.ceil(ringMs / 1_000)) },
      ringMs,
      sdp: media.localSdp,
    });
    call.sent.then(
      (transaction) => ports.facts.dialled(transaction, media),
      () => undefined, // it never got on the wire: the result says so
    );
    const dialled = await call.result;
    call = undefined; // what has its answer is not cancelled any more
    if (!dialled.ok) {
      ports.facts.ended(dialled.reason);
      return giveUp(dialled.reason);
    }
    ports.facts.answered(dialled.leg, media);
    const modified = await media.modify(dialled.leg.remoteSdp).then(
      () => true,
      () => false,
    );
    if (modified && !cancelled) return { ok: true, leg: dialled.leg, media };
    // no codec of ours, or taken back while the answer was on its way to the media server
    ports.facts.ended(modified ? 'cancelled' : 'media');
    await dialled.leg.hangUp();
    return giveUp(modified ? 'cancelled' : 'failed');
  };
  return {
    result: dial(),
    cancel: () => {
      cancelled = true;
      call?.cancel();
    },
  };
}
