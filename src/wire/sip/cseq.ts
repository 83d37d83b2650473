import { SipParseError } from './error.ts';
import { isToken } from './header-names.ts';
import { parseDigits } from './text.ts';

/** RFC 3261 §20.16. */
export interface CSeq {
  readonly number: number;
  readonly method: string;
}

/** RFC 3261 §8.1.1.5: less than 2^31 for what we choose; a peer's may use all 32 bits. */
export const MAX_CSEQ = 0xffffffff;

/** @throws SipParseError */
export function parseCSeq(text: string): CSeq {
  let space = 0;
  while (space < text.length && text.charCodeAt(space) > 32) space++;
  const number = parseDigits(text.slice(0, space), MAX_CSEQ);
  const method = text.slice(space).trim();
  if (number === undefined || !isToken(method)) throw new SipParseError('Bad CSeq', { near: text });
  return { number, method };
}

/** RFC 3262 §7.2: `RAck: 776656 1 INVITE`.
 *  @throws SipParseError */
export function parseRAck(text: string): { rseq: number; cseq: CSeq } {
  const space = text.indexOf(' ');
  const rseq = parseDigits(text.slice(0, Math.max(space, 0)), MAX_CSEQ);
  if (rseq === undefined) throw new SipParseError('Bad RAck', { near: text });
  return { rseq, cseq: parseCSeq(text.slice(space + 1).trim()) };
}
