/** One event, written at most once in each form however many connections want it. */

import { type EventHeaders, jsonEvent, plainEvent } from '../../../wire/esl.ts';

export class EslEvent {
  readonly headers: EventHeaders;
  readonly body: string | undefined;
  // text, not bytes: small buffers share slabs of memory with what SIP transactions keep for half a minute
  #json: string | undefined;
  #plain: string | undefined;

  constructor(headers: EventHeaders, body?: string) {
    this.headers = headers;
    this.body = body;
  }

  in(format: 'plain' | 'json'): string {
    if (format === 'plain') {
      this.#plain ??= plainEvent(this.headers, this.body);
      return this.#plain;
    }
    this.#json ??= jsonEvent(JSON.stringify(this.#values()));
    return this.#json;
  }

  #values(): EventHeaders {
    if (this.body === undefined) return this.headers;
    return { ...this.headers, 'Content-Length': String(Buffer.byteLength(this.body)), _body: this.body };
  }
}
