import { type LegPorts, OutgoingLeg } from './outgoing-leg.ts';

/** Calls a citizen back. @param to.ringMs how long the telephone rings, in milliseconds */
export function dialBack(
  ports: LegPorts,
  to: { readonly uri: string; readonly via?: string; readonly from: string; readonly ringMs: number },
): OutgoingLeg {
  const { from, ringMs, ...where } = to;
  // RFC 3261 §20.19: a telephone that is cut off stops ringing by itself
  const headers = { Expires: String(Math.ceil(ringMs / 1_000)) };
  return new OutgoingLeg(ports, { ...where, from: { number: from }, headers, ringMs });
}
