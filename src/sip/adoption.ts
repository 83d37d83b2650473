/** drachtio-srf's own objects, made for what another process began: any client may send within a dialog, or answer a
 *  transaction, by its id. */
import SrfClass from 'drachtio-srf';
import type { CallHandle, LegHandle } from './port.ts';
import { type Srf, type SrfDialog, type SrfRequest, type SrfResponse, sourceOf } from './srf.ts';

/** Headers that a response repeats and that make the dialog, then those that tell who calls. */
const KEPT = [
  ...['From', 'To', 'Call-ID', 'CSeq', 'Contact'],
  ...[
    'P-Asserted-Identity',
    'P-Preferred-Identity',
    'Remote-Party-ID',
    'Privacy',
    'Diversion',
    'History-Info',
  ],
];

interface Classes {
  readonly Dialog: new (srf: Srf, role: 'uac', messages: object) => SrfDialog;
  readonly SipMessage: new (parts: object) => object;
  readonly SipRequest: new (message: object, meta: object) => Writable<SrfRequest>;
  readonly SipResponse: new () => Writable<SrfResponse>;
}

type Writable<T> = T & { agent: unknown; socket: unknown; req?: unknown; res?: unknown };

const { Dialog, SipMessage, SipRequest, SipResponse } = SrfClass as unknown as Classes;

export function handleOfDialog(dialog: SrfDialog): LegHandle {
  const { callId, localTag, remoteTag } = dialog.sip;
  return {
    dialog: dialog.id,
    callId,
    localTag,
    remoteTag,
    localUri: dialog.local.uri,
    remoteUri: dialog.remote.uri,
    contact: dialog.local.contact,
    localSdp: dialog.local.sdp ?? '',
    remoteSdp: dialog.remote.sdp ?? '',
  };
}

/** A dialog as createUAC makes it, from what its messages said. */
export function adoptDialog(srf: Srf, handle: LegHandle): SrfDialog {
  const agent = srf.app.client;
  const request = {
    method: 'INVITE',
    uri: handle.localUri,
    body: handle.localSdp,
    // asked for at each request: the connection to the server may be another by then
    get socket() {
      return agent._getDefaultSocket();
    },
    get: () => handle.contact,
    getParsedHeader: () => ({ params: { tag: handle.localTag } }),
  };
  const response = {
    agent,
    stackDialogId: handle.dialog,
    body: handle.remoteSdp,
    get: () => handle.callId,
    getParsedHeader: (name: string) =>
      name === 'to' ? { params: { tag: handle.remoteTag } } : [{ uri: handle.remoteUri }],
  };
  const dialog = new Dialog(srf, 'uac', { req: request, res: response });
  srf.addDialog(dialog);
  return dialog;
}

export function handleOfCall(request: SrfRequest): CallHandle {
  const headers = KEPT.flatMap((name) => (request.has(name) ? [[name, request.get(name)] as const] : []));
  return {
    transaction: request.stackTxnId,
    uri: request.uri,
    source: sourceOf(request),
    sdp: request.body ?? '',
    headers: Object.fromEntries(headers),
  };
}

/** An INVITE as it came in. */
export function adoptRequest(srf: Srf, handle: CallHandle): [SrfRequest, SrfResponse] {
  const { transaction, uri, source, sdp, headers } = handle;
  const message = new SipMessage({
    method: 'INVITE',
    version: '2.0',
    uri,
    headers: parsedNames(headers),
    body: sdp,
  });
  const request = new SipRequest(message, {
    source: 'network',
    address: source.address,
    port: String(source.port),
    protocol: source.transport,
    transactionId: transaction,
  });
  const response = new SipResponse();
  const agent = srf.app.client;
  request.res = response;
  response.req = request;
  request.agent = response.agent = agent;
  request.socket = response.socket = agent._getDefaultSocket();
  return [request, response];
}

/** drachtio-srf keeps headers in lower case. */
function parsedNames(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
