import type { SipRequest } from '../../wire/sip/message.ts';
import { MAGIC_COOKIE, type Via } from '../../wire/sip/via.ts';

/** RFC 3261 §17.1.3. */
export function clientKey(branch: string, method: string): string {
  return `${branch} ${method}`;
}

/** RFC 3261 §17.2.3: branch, sent-by and method; for peers of RFC 2543, whose branches repeat, the headers that make a
 *  request unique. */
export function serverKey(request: SipRequest, via: Via, method: string): string {
  const branch = via.params.get('branch') ?? '';
  if (branch.length > MAGIC_COOKIE.length && branch.startsWith(MAGIC_COOKIE)) {
    return `${branch} ${via.host}:${via.port ?? ''} ${method}`;
  }
  return `${request.callId} ${request.fromTag ?? ''} ${request.cseq.number} ${via.host}:${via.port ?? ''} ${branch} ${method}`;
}

/** What the ACK of a 2xx shares with its INVITE: RFC 3261 §13.2.2.4. */
export function ackKey(request: SipRequest, toTag: string): string {
  return `${request.callId} ${request.fromTag ?? ''} ${toTag} ${request.cseq.number}`;
}
