import { MAX_CSEQ } from './cseq.ts';
import { SipHeaders } from './headers.ts';
import { SipRequest, type SipResponse } from './message.ts';
import { parseNameAddr } from './name-addr.ts';
import { parseUri } from './uri.ts';

/** The state of a dialog (RFC 3261 §12). Values, no behaviour: whoever owns it changes it. */
export interface DialogState {
  readonly role: 'uac' | 'uas';
  readonly callId: string;
  readonly localTag: string;
  /** Empty when the peer gave none (RFC 2543). */
  readonly remoteTag: string;
  /** From and To as we write them, without tags: `"Alice" <sip:alice@…>`. */
  readonly localAddress: string;
  readonly remoteAddress: string;
  /** The last number that we used; undefined before our first request. */
  localCSeq: number | undefined;
  /** The last number that the peer used; undefined before its first request. */
  remoteCSeq: number | undefined;
  /** The URI where requests go: the peer's last Contact. */
  remoteTarget: string;
  /** Route headers of our requests, nearest first. */
  routeSet: readonly string[];
  /** False while only provisional responses have come (§12: an early dialog). */
  confirmed: boolean;
}

/** The id of a dialog as its owner sees it. */
export function dialogKey(callId: string, localTag: string, remoteTag: string): string {
  return `${callId}\n${localTag}\n${remoteTag}`;
}

/** RFC 3261 §12.1.1: the dialog that a server makes by answering. */
export function dialogFromRequest(request: SipRequest, localTag: string): DialogState {
  return {
    role: 'uas',
    callId: request.callId,
    localTag,
    remoteTag: request.fromTag ?? '',
    localAddress: withoutParams(request.headers.get('to') ?? ''),
    remoteAddress: withoutParams(request.headers.get('from') ?? ''),
    localCSeq: undefined,
    remoteCSeq: request.cseq.number,
    remoteTarget: contactUri(request) ?? request.from.uri,
    routeSet: request.headers.list('record-route'),
    confirmed: false,
  };
}

/** RFC 3261 §12.1.2: the dialog that a client has by a response with a To tag. */
export function dialogFromResponse(request: SipRequest, response: SipResponse): DialogState {
  return {
    role: 'uac',
    callId: request.callId,
    localTag: request.fromTag ?? '',
    remoteTag: response.toTag ?? '',
    localAddress: withoutParams(request.headers.get('from') ?? ''),
    remoteAddress: withoutParams(request.headers.get('to') ?? ''),
    localCSeq: request.cseq.number,
    remoteCSeq: undefined,
    remoteTarget: contactUri(response) ?? request.uri,
    routeSet: response.headers.list('record-route').reverse(),
    confirmed: response.status >= 200,
  };
}

/** RFC 3261 §12.2.1.1: a request in the dialog, without a Via. ACK and CANCEL keep the number given (their INVITE's);
 *  every other method takes the next one. Strict routers (a first Route without `lr`) are served as the RFC says.
 *  @param first CSeq of the dialog's first request of ours, when we were the server */
export function requestInDialog(dialog: DialogState, method: string, cseq?: number, first = 1): SipRequest {
  const number = cseq ?? nextCSeq(dialog, first);
  let uri = dialog.remoteTarget;
  let routes = dialog.routeSet;
  let strict: string | undefined;
  const top = routes[0];
  if (top !== undefined) {
    const router = parseNameAddr(top).uri;
    if (!parseUri(router).params.has('lr')) {
      uri = router;
      strict = router;
      routes = [...routes.slice(1), `<${dialog.remoteTarget}>`];
    }
  }
  const headers = new SipHeaders();
  for (const route of routes) headers.append('Route', route);
  headers.append('Max-Forwards', '70');
  headers.append('From', `${dialog.localAddress};tag=${dialog.localTag}`);
  headers.append('To', dialog.remoteAddress + (dialog.remoteTag === '' ? '' : `;tag=${dialog.remoteTag}`));
  headers.append('Call-ID', dialog.callId);
  headers.append('CSeq', `${number} ${method}`);
  const request = new SipRequest(method, uri, headers);
  request.nextHop = strict;
  return request;
}

function nextCSeq(dialog: DialogState, first: number): number {
  dialog.localCSeq =
    dialog.localCSeq === undefined || dialog.localCSeq >= MAX_CSEQ ? first : dialog.localCSeq + 1;
  return dialog.localCSeq;
}

/** RFC 3261 §12.2.2: notes a request's CSeq. ACK and CANCEL carry an old number.
 *  @returns whether it is in order; over UDP a quick succession of INFOs may arrive out of it */
export function acceptRemoteCSeq(dialog: DialogState, number: number): boolean {
  if (dialog.remoteCSeq !== undefined && number <= dialog.remoteCSeq) return false;
  dialog.remoteCSeq = number;
  return true;
}

/** The URI of the first Contact, or undefined when there is none or it cannot be read. */
export function contactUri(message: SipRequest | SipResponse): string | undefined {
  const contact = message.headers.get('contact');
  if (contact === undefined) return undefined;
  try {
    const [first] = contact.includes(',') ? message.headers.list('contact') : [contact];
    const { uri } = parseNameAddr(first ?? contact);
    return uri === '*' ? undefined : uri;
  } catch {
    return undefined;
  }
}

/** `"Alice" <sip:alice@x>;tag=1` → `"Alice" <sip:alice@x>` */
export function withoutParams(address: string): string {
  const { display, uri } = parseNameAddr(address);
  return display === '' ? `<${uri}>` : `${display} <${uri}>`;
}
