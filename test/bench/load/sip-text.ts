/** The little SIP that a load generator needs, written apart from the product's: text in, text out. */

export interface SipText {
  /** 0 for a request. */
  readonly status: number;
  /** Of the request, or of the CSeq of a response. */
  readonly method: string;
  readonly callId: string;
  readonly head: string;
  readonly body: string;
}

const CALL_ID = /^(?:call-id|i):[ \t]*(.*?)[ \t]*$/im;
const CSEQ = /^cseq:[ \t]*(\d+)[ \t]+(\w+)/im;

export function parseSip(text: string): SipText | undefined {
  const end = text.indexOf('\r\n\r\n');
  const head = end < 0 ? text : text.slice(0, end);
  const callId = CALL_ID.exec(head)?.[1];
  const method = CSEQ.exec(head)?.[2];
  if (callId === undefined || method === undefined) return undefined;
  const status = head.startsWith('SIP/2.0 ') ? Number(head.slice(8, 11)) : 0;
  return { status, method, callId, head, body: end < 0 ? '' : text.slice(end + 4) };
}

const patterns = new Map<string, RegExp>();

/** A header's first value; undefined without one. */
export function headerOf({ head }: SipText, name: string): string | undefined {
  let pattern = patterns.get(name);
  if (!pattern) {
    pattern = new RegExp(`^${name}:[ \\t]*(.*?)[ \\t]*$`, 'im');
    patterns.set(name, pattern);
  }
  return pattern.exec(head)?.[1];
}

/** The URI of a Contact, where the dialog's requests go. */
export function contactOf(message: SipText): string | undefined {
  const value = headerOf(message, '(?:contact|m)');
  return value === undefined ? undefined : (/<([^>]+)>/.exec(value)?.[1] ?? value.split(';')[0]);
}

const COPIED = /^(?:via|v|from|f|call-id|i|cseq|record-route):.*$/gim;

/** A response to a request. @param tag for the To of a request that has none */
export function responseTo(
  request: SipText,
  status: string,
  tag: string,
  headers: readonly string[] = [],
  body = '',
): string {
  const to = headerOf(request, '(?:to|t)') ?? '';
  const lines = [
    `SIP/2.0 ${status}`,
    ...(request.head.match(COPIED) ?? []),
    `To: ${/;\s*tag=/i.test(to) ? to : `${to};tag=${tag}`}`,
    ...headers,
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  return `${lines.join('\r\n')}\r\n\r\n${body}`;
}

/** A request. `Via` and the rest are the caller's. */
export function requestText(start: string, headers: readonly string[], body = ''): string {
  return `${start} SIP/2.0\r\n${headers.join('\r\n')}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

const TYPES = { PCMA: 8, PCMU: 0 } as const;

export type Direction = 'sendrecv' | 'sendonly';

/** @param codecs preferred first; an answer has one */
export function sdpOf(
  port: number,
  codecs: readonly ('PCMA' | 'PCMU')[] = ['PCMA', 'PCMU'],
  direction: Direction = 'sendrecv',
): string {
  return [
    'v=0',
    'o=bench 1 1 IN IP4 127.0.0.1',
    's=bench',
    'c=IN IP4 127.0.0.1',
    't=0 0',
    `m=audio ${port} RTP/AVP ${codecs.map((codec) => TYPES[codec]).join(' ')} 101`,
    ...codecs.map((codec) => `a=rtpmap:${TYPES[codec]} ${codec}/8000`),
    'a=rtpmap:101 telephone-event/8000',
    'a=fmtp:101 0-15',
    'a=ptime:20',
    `a=${direction}`,
    '',
  ].join('\r\n');
}

/** Where the peer takes audio, and in which law. */
export function remoteOf(sdp: string): { address: string; port: number; codec: 'PCMA' | 'PCMU' } | undefined {
  const address = /^c=IN IP4 (\S+)/m.exec(sdp)?.[1];
  const media = /^m=audio (\d+) \S+ (\d+)/m.exec(sdp);
  if (!address || !media) return undefined;
  return { address, port: Number(media[1]), codec: media[2] === '0' ? 'PCMU' : 'PCMA' };
}
