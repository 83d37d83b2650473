import { responseTo, serialize, withTag } from '../../wire/sip/build.ts';
import { parseCSeq } from '../../wire/sip/cseq.ts';
import { type DialogState, withoutParams } from '../../wire/sip/dialog.ts';
import { SipHeaders } from '../../wire/sip/headers.ts';
import { SipRequest } from '../../wire/sip/message.ts';
import { parseNameAddr, tagOf } from '../../wire/sip/name-addr.ts';
import { bareHost, parseUri } from '../../wire/sip/uri.ts';
import type { ClientFailure } from '../sip-stack/client-transaction.ts';
import { newCallId, newTag } from '../sip-stack/random.ts';
import type { Flow } from '../sip-stack/transport.ts';
import { meta, sipFrame } from './frames.ts';

/** The frame of a response that the server makes because the network gives none; as on drachtio-server it has no size and
 *  no sender. */
export function localResponse(
  request: SipRequest,
  failure: ClientFailure,
  protocol: string,
  at: number,
  id: string,
  dialogId: string,
): Buffer {
  const response =
    failure === 'timeout'
      ? responseTo(request, 408, newTag())
      : responseTo(request, 503, newTag(), failure === 'unresolvable' ? 'DNS Error' : 'Service Unavailable');
  return sipFrame(meta('network', 0, protocol, NOWHERE, at), id, dialogId, '', serialize(response));
}

/** The peer of a message that came from nobody, or went to nobody. */
export const NOWHERE = { address: '', port: 0 };

/** The request with its identity: From tag, To, Call-ID and CSeq, the application's where it gave them (digest does). */
export function outline(app: SipRequest): SipRequest {
  const { method, uri, headers: given } = app;
  const from = given.get('from');
  const tag = (from === undefined ? undefined : tagOf(parseNameAddr(from))) ?? newTag();
  const headers = new SipHeaders();
  headers.append('Max-Forwards', '70');
  headers.append('From', from === undefined ? `<sip:localhost>;tag=${tag}` : withTag(bracketed(from), tag));
  const to = given.get('to') ?? `<${uri}>`;
  // A To that cannot be read is the application's fault: it is told, and nothing is sent.
  parseNameAddr(to);
  headers.append('To', to);
  headers.append('Call-ID', given.get('call-id') ?? newCallId());
  headers.append('CSeq', cseqOf(app) ?? `${1 + Math.floor(Math.random() * 0xfffff)} ${method}`);
  return new SipRequest(method, uri, headers);
}

function cseqOf(app: SipRequest): string | undefined {
  const given = app.headers.get('cseq');
  if (given === undefined) return undefined;
  const { number } = parseCSeq(given);
  return `${number} ${app.method}`;
}

/** An address in angle brackets, so that a tag added to it belongs to the header. */
export function bracketed(address: string): string {
  if (address.includes('<')) return address;
  const semicolon = address.indexOf(';');
  return semicolon < 0 ? `<${address}>` : `<${address.slice(0, semicolon)}>${address.slice(semicolon)}`;
}

/** The dialog of an INVITE of ours before anybody has answered. */
export function earlyState(request: SipRequest): DialogState {
  return {
    role: 'uac',
    callId: request.callId,
    localTag: request.fromTag ?? '',
    remoteTag: '',
    localAddress: withoutParams(request.headers.get('from')!),
    remoteAddress: withoutParams(request.headers.get('to')!),
    localCSeq: request.cseq.number,
    remoteCSeq: undefined,
    remoteTarget: request.uri,
    routeSet: [],
    confirmed: false,
  };
}

/** Whether the callee's Contact is not where it answers from, and no proxy stands between: drachtio's test for a NAT. */
export function behindNat(state: DialogState, flow: Flow): boolean {
  if (state.routeSet.length > 0) return false;
  try {
    return bareHost(parseUri(state.remoteTarget).host) !== flow.address;
  } catch {
    return false;
  }
}
