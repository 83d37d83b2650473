/** Hang-up causes (ITU-T Q.850 names and numbers) and the SIP responses that tell them. */

const CAUSES: Readonly<Record<string, { q850: number; sip: number }>> = {
  NONE: { q850: 0, sip: 480 },
  UNALLOCATED_NUMBER: { q850: 1, sip: 404 },
  NO_ROUTE_DESTINATION: { q850: 3, sip: 404 },
  NORMAL_CLEARING: { q850: 16, sip: 480 },
  USER_BUSY: { q850: 17, sip: 486 },
  NO_USER_RESPONSE: { q850: 18, sip: 408 },
  NO_ANSWER: { q850: 19, sip: 480 },
  SUBSCRIBER_ABSENT: { q850: 20, sip: 480 },
  CALL_REJECTED: { q850: 21, sip: 603 },
  NUMBER_CHANGED: { q850: 22, sip: 410 },
  DESTINATION_OUT_OF_ORDER: { q850: 27, sip: 502 },
  INVALID_NUMBER_FORMAT: { q850: 28, sip: 484 },
  FACILITY_REJECTED: { q850: 29, sip: 501 },
  NORMAL_UNSPECIFIED: { q850: 31, sip: 480 },
  NORMAL_CIRCUIT_CONGESTION: { q850: 34, sip: 503 },
  NETWORK_OUT_OF_ORDER: { q850: 38, sip: 503 },
  NORMAL_TEMPORARY_FAILURE: { q850: 41, sip: 503 },
  SWITCH_CONGESTION: { q850: 42, sip: 503 },
  OUTGOING_CALL_BARRED: { q850: 52, sip: 403 },
  INCOMING_CALL_BARRED: { q850: 54, sip: 403 },
  SERVICE_UNAVAILABLE: { q850: 63, sip: 503 },
  CHAN_NOT_IMPLEMENTED: { q850: 66, sip: 488 },
  SERVICE_NOT_IMPLEMENTED: { q850: 79, sip: 501 },
  INCOMPATIBLE_DESTINATION: { q850: 88, sip: 488 },
  MANDATORY_IE_MISSING: { q850: 96, sip: 400 },
  RECOVERY_ON_TIMER_EXPIRE: { q850: 102, sip: 504 },
  INTERWORKING: { q850: 127, sip: 480 },
  ORIGINATOR_CANCEL: { q850: 487, sip: 487 },
  MANAGER_REQUEST: { q850: 503, sip: 480 },
  MEDIA_TIMEOUT: { q850: 604, sip: 480 },
};

/** By name (in any case) or number; what is unknown clears normally. */
export function causeOf(text: string | undefined): string {
  const wanted = (text ?? '').trim().toUpperCase();
  if (wanted === '') return 'NORMAL_CLEARING';
  if (wanted in CAUSES) return wanted;
  const byNumber = Object.entries(CAUSES).find(([, { q850 }]) => String(q850) === wanted);
  return byNumber?.[0] ?? 'NORMAL_CLEARING';
}

export function q850Of(cause: string): number {
  return CAUSES[cause]?.q850 ?? 16;
}

/** Final response of a call that is refused for this cause. */
export function sipStatusOf(cause: string): number {
  return CAUSES[cause]?.sip ?? 480;
}
