/** What the INVITE tells, as channel variables by the names that FreeSWITCH has for them. */

import type { SipRequest } from '../../../wire/sip/message.ts';
import { parseUri } from '../../../wire/sip/uri.ts';
import type { Flow } from '../../sip-stack/transport.ts';

export function sipFacts(
  request: SipRequest,
  flow: Flow,
  profile: { name: string; url: string },
): Record<string, string> {
  const { headers } = request;
  const facts: Record<string, string> = {
    direction: 'inbound',
    sip_call_id: request.callId,
    sip_network_ip: flow.address,
    sip_network_port: String(flow.port),
    sip_received_ip: flow.address,
    sip_received_port: String(flow.port),
    sip_via_protocol: flow.protocol,
    sip_from_tag: request.fromTag ?? '',
    sip_full_from: headers.get('from') ?? '',
    sip_full_to: headers.get('to') ?? '',
    sip_full_via: headers.get('via') ?? '',
    sip_cseq: String(request.cseq.number),
    sip_user_agent: headers.get('user-agent') ?? '',
    sofia_profile_name: profile.name,
    sofia_profile_url: profile.url,
    recovery_profile_name: profile.name,
    max_forwards: headers.get('max-forwards') ?? '70',
    endpoint_disposition: 'ANSWER',
  };
  note(facts, 'req', request.uri);
  note(facts, 'from', request.from.uri);
  note(facts, 'to', request.to.uri);
  headers.each((name, value, key) => {
    if (key.startsWith('x-')) facts[`sip_h_${name}`] = value;
  });
  return facts;
}

function note(facts: Record<string, string>, which: string, text: string): void {
  try {
    const uri = parseUri(text);
    const host = uri.port === undefined ? uri.host : `${uri.host}:${uri.port}`;
    facts[`sip_${which}_host`] = uri.host;
    if (uri.port !== undefined) facts[`sip_${which}_port`] = String(uri.port);
    if (uri.user !== undefined && uri.user !== '') facts[`sip_${which}_user`] = uri.user;
    facts[`sip_${which}_uri`] = uri.user ? `${uri.user}@${host}` : host;
  } catch {
    // a URI of another scheme has no such parts
    facts[`sip_${which}_uri`] = text;
  }
}
