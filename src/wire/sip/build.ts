import type { SipMessage } from './message.ts';
import { SipRequest, SipResponse } from './message.ts';
import { reasonPhrase } from './status.ts';

/** The bytes of a message. Content-Length is counted here, in bytes, whatever the headers say. */
export function serialize(message: SipMessage): Buffer {
  let head =
    message.kind === 'request'
      ? `${message.method} ${message.uri} SIP/2.0\r\n`
      : `SIP/2.0 ${message.status} ${message.reason}\r\n`;
  const { body } = message;
  let counted = false;
  message.headers.each((name, value, key) => {
    if (key !== 'content-length') head += `${name}: ${value}\r\n`;
    else if (!counted) {
      counted = true;
      head += `Content-Length: ${body.length}\r\n`;
    }
  });
  head += counted ? '\r\n' : `Content-Length: ${body.length}\r\n\r\n`;
  if (body.length === 0) return Buffer.from(head, 'utf8');
  const length = Buffer.byteLength(head, 'utf8');
  const bytes = Buffer.allocUnsafe(length + body.length);
  bytes.write(head, 0, 'utf8');
  bytes.set(body, length);
  return bytes;
}

/** RFC 3261 §8.2.6: a response with the headers that it takes from the request: every Via, From, To, Call-ID, CSeq,
 *  and for responses that make a dialog the Record-Route (§12.1.1).
 *  @param toTag added to To when that has none and the status is above 100 */
export function responseTo(
  request: SipRequest,
  status: number,
  toTag?: string,
  reason?: string,
): SipResponse {
  const response = new SipResponse(status, reason ?? reasonPhrase(status));
  const { headers } = response;
  for (const via of request.headers.getAll('via')) headers.append('Via', via);
  if (status > 100 && status < 300) {
    for (const route of request.headers.getAll('record-route')) headers.append('Record-Route', route);
  }
  headers.append('From', request.headers.get('from') ?? '');
  const to = request.headers.get('to') ?? '';
  headers.append('To', status > 100 && toTag !== undefined ? withTag(to, toTag) : to);
  headers.append('Call-ID', request.headers.get('call-id') ?? '');
  headers.append('CSeq', request.headers.get('cseq') ?? '');
  const timestamp = status === 100 ? request.headers.get('timestamp') : undefined;
  if (timestamp !== undefined) headers.append('Timestamp', timestamp);
  return response;
}

/** The From or To with this tag, unless it has one. */
export function withTag(address: string, tag: string): string {
  return /;\s*tag\s*=/i.test(address.slice(address.lastIndexOf('>') + 1)) ? address : `${address};tag=${tag}`;
}

/** RFC 3261 §17.1.1.3: the ACK of a non-2xx final response: the INVITE's Request-URI, topmost Via, From, Call-ID, CSeq
 *  number and Route; the response's To. */
export function ackFor(invite: SipRequest, response: SipResponse): SipRequest {
  const ack = new SipRequest('ACK', invite.uri);
  copyForSibling(invite, ack, 'ACK');
  ack.headers.set('To', response.headers.get('to') ?? '');
  return ack;
}

/** RFC 3261 §9.1: the CANCEL of a request: the same Request-URI, topmost Via, From, To, Call-ID, CSeq number, Route. */
export function cancelFor(request: SipRequest): SipRequest {
  const cancel = new SipRequest('CANCEL', request.uri);
  copyForSibling(request, cancel, 'CANCEL');
  return cancel;
}

function copyForSibling(request: SipRequest, sibling: SipRequest, method: string): void {
  const { headers } = sibling;
  headers.append('Via', request.headers.get('via') ?? '');
  for (const route of request.headers.getAll('route')) headers.append('Route', route);
  headers.append('Max-Forwards', '70');
  headers.append('From', request.headers.get('from') ?? '');
  headers.append('To', request.headers.get('to') ?? '');
  headers.append('Call-ID', request.callId);
  headers.append('CSeq', `${request.cseq.number} ${method}`);
}
