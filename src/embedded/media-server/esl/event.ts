/** One event, written at most once in each form however many connections want it. */

import { type EventHeaders, jsonEvent, plainEvent } from '../../../wire/esl.ts';

export class EslEvent {
  readonly headers: EventHeaders;
  readonly body: string | undefined;
  #json: Buffer | undefined;
  #plain: Buffer | undefined;

  constructor(headers: EventHeaders, body?: string) {
    this.headers = headers;
    this.body = body;
  }

  in(format: 'plain' | 'json'): Buffer {
    if (format === 'plain') {
      this.#plain ??= Buffer.from(plainEvent(this.headers, this.body));
      return this.#plain;
    }
    this.#json ??= Buffer.from(jsonEvent(JSON.stringify(this.#values())));
    return this.#json;
  }

  #values(): EventHeaders {
    if (this.body === undefined) return this.headers;
    return { ...this.headers, 'Content-Length': String(Buffer.byteLength(this.body)), _body: this.body };
  }
}
