/** A bare SIP client of the media server, for what no library would send. */

import type { Test } from 'tap';
import { SipStack } from '../../../src/embedded/sip-stack/stack.ts';
import { responseTo } from '../../../src/wire/sip/build.ts';
import { type DialogState, dialogFromResponse, requestInDialog } from '../../../src/wire/sip/dialog.ts';
import { SipHeaders } from '../../../src/wire/sip/headers.ts';
import { SipRequest, type SipResponse } from '../../../src/wire/sip/message.ts';
import { Facts } from '../../harness/facts.ts';

export class SipPhone {
  /** requests that came from the server */
  readonly requests = new Facts<SipRequest>('requests of the server');
  readonly #stack: SipStack;
  readonly #target: string;
  readonly #from: string;
  #number = 0;

  private constructor(stack: SipStack, target: string, requests: Facts<SipRequest>) {
    this.#stack = stack;
    this.#target = target;
    this.requests = requests;
    this.#from = `<sip:phone@127.0.0.1:${stack.transports[0]!.port}>`;
  }

  static async open(t: Test, port: number, protocol: 'udp' | 'tcp' = 'udp'): Promise<SipPhone> {
    const requests = new Facts<SipRequest>('requests of the server');
    const stack = await SipStack.start({
      listen: [{ protocol, host: '127.0.0.1', port: 0 }],
      handlers: {
        request: (transaction) => {
          requests.add(transaction.request);
          transaction.respond(responseTo(transaction.request, 200));
        },
      },
    });
    t.teardown(() => stack.close());
    return new SipPhone(stack, `sip:drachtio@127.0.0.1:${port};transport=${protocol}`, requests);
  }

  /** @returns the final response */
  send(method: string, headers: Record<string, string> = {}, body = ''): Promise<SipResponse> {
    this.#number += 1;
    const request = new SipRequest(method, this.#target, new SipHeaders(), body);
    const all = {
      From: `${this.#from};tag=f${this.#number}`,
      To: '<sip:drachtio@127.0.0.1>',
      'Call-ID': `call-${this.#number}-${process.pid}`,
      CSeq: `1 ${method}`,
      Contact: this.#from,
      ...headers,
    };
    for (const [name, value] of Object.entries(all)) request.headers.set(name, value);
    return this.#transact(request);
  }

  /** A call: INVITE, ACK.
   *  @param answer SDP of the ACK, where the INVITE had none */
  async call(headers: Record<string, string>, offer: string, answer?: string): Promise<PhoneCall> {
    const typed = offer === '' ? headers : { ...headers, 'Content-Type': 'application/sdp' };
    const response = await this.send('INVITE', typed, offer);
    if (response.status !== 200) throw new Error(`${response.status} ${response.reason}`);
    const invite = this.#last!;
    const dialog = dialogFromResponse(invite, response);
    const ack = requestInDialog(dialog, 'ACK', invite.cseq.number);
    if (answer !== undefined) {
      ack.headers.append('Content-Type', 'application/sdp');
      ack.body = Buffer.from(answer);
    }
    this.#stack.send(ack);
    return new PhoneCall(dialog, response, (request) => this.#transact(request));
  }

  #last: SipRequest | undefined;

  #transact(request: SipRequest): Promise<SipResponse> {
    this.#last = request;
    return new Promise((resolve, reject) => {
      this.#stack.request(request, {
        response: (response) => {
          if (response.status >= 200) resolve(response);
        },
        failed: (failure) => reject(new Error(failure)),
      });
    });
  }
}

export class PhoneCall {
  readonly dialog: DialogState;
  readonly response: SipResponse;
  readonly #transact: (request: SipRequest) => Promise<SipResponse>;

  constructor(
    dialog: DialogState,
    response: SipResponse,
    transact: (request: SipRequest) => Promise<SipResponse>,
  ) {
    this.dialog = dialog;
    this.response = response;
    this.#transact = transact;
  }

  send(method: string, type = '', body = ''): Promise<SipResponse> {
    const request = requestInDialog(this.dialog, method);
    if (type !== '') request.headers.append('Content-Type', type);
    request.body = Buffer.from(body);
    return this.#transact(request);
  }
}
