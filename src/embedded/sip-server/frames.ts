import { randomUUID } from 'node:crypto';
import { controlFrame, controlTime } from '../../wire/drachtio.ts';
import type { LocalAddress } from '../sip-stack/addresses.ts';
import type { Flow } from '../sip-stack/transport.ts';

/** What stands before every message: `source|bytes|protocol|address|port|time`. */
export function meta(
  source: 'network' | 'application',
  bytes: number,
  protocol: string,
  peer: { readonly address: string; readonly port: number },
  at: number,
): string {
  return `${source}|${bytes}|${protocol}|${peer.address}|${peer.port}|${controlTime(at)}`;
}

/** A message for an application. @param receivedOn `ip|port|` of the listener, for requests outside of a dialog */
export function sipFrame(
  line: string,
  transactionId: string,
  dialogId: string,
  receivedOn: string,
  sip: Buffer,
): Buffer {
  return controlFrame(`${randomUUID()}|sip|${line}|${transactionId}|${dialogId}|${receivedOn}`, sip);
}

/** The tail of the answer to a request that the application sent: drachtio names our own address there. */
export function requestEcho(
  flow: Flow,
  local: LocalAddress,
  bytes: number,
  transactionId: string,
  at: number,
): string {
  const self = { address: local.host, port: local.port };
  return `${meta('application', bytes, flow.protocol, self, at)}|${transactionId}|Msg sent:|`;
}

/** The tail of the answer to a response that the application sent. As recorded, drachtio names the protocol only for
 *  responses to INVITEs. */
export function responseEcho(
  flow: Flow,
  method: string,
  bytes: number,
  transactionId: string,
  dialogId: string,
  at: number,
): string {
  const protocol = method === 'INVITE' ? flow.protocol : '';
  return `${meta('application', bytes, protocol, flow, at)}|${transactionId}|${dialogId}||Msg sent:|`;
}
