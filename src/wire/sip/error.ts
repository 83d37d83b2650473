import type { SipRequest } from './message.ts';

/** Facts about a message that could not be read. */
export interface SipParseFacts {
  /** Status to answer with where an answer is possible: 400, 413, 416, 505, 513. */
  readonly status?: number;
  /** The request as far as it was read: enough to answer it, when its Via, From, To, Call-ID and CSeq stand. */
  readonly request?: SipRequest;
  /** On a stream: the end of this message is unknown, so nothing after it can be read. */
  readonly fatal?: boolean;
  /** The text at fault, shortened. */
  readonly near?: string;
}

/** Bytes that are not a SIP message, or one that is dangerous to read. The reason fits a 400's reason phrase. */
export class SipParseError extends Error {
  readonly reason: string;
  readonly status: number;
  readonly request: SipRequest | undefined;
  readonly fatal: boolean;
  readonly near: string | undefined;

  constructor(reason: string, facts: SipParseFacts = {}) {
    super(facts.near === undefined ? reason : `${reason}: ${JSON.stringify(facts.near.slice(0, 80))}`);
    this.name = 'SipParseError';
    this.reason = reason;
    this.status = facts.status ?? 400;
    this.request = facts.request;
    this.fatal = facts.fatal ?? false;
    this.near = facts.near;
  }
}
