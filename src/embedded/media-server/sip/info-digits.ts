/** Keys in SIP INFO: `application/dtmf-relay` (Signal= and Duration= lines) and `application/dtmf` (the bare key). */

import type { PressedDigit } from '../channel/frame.ts';

/** Milliseconds when none are told. */
const DURATION = 250;
/** Event codes 10 and 11 are sent by some in place of the keys. */
const NAMED: Readonly<Record<string, string>> = { '10': '*', '11': '#' };

/** @returns undefined where the body tells of no key */
export function digitOfInfo(contentType: string, body: string): PressedDigit | undefined {
  const type = contentType.split(';')[0]!.trim().toLowerCase();
  if (type !== 'application/dtmf-relay' && type !== 'application/dtmf') return undefined;
  const signal =
    /^\s*signal\s*=\s*(\S+)/im.exec(body)?.[1] ?? (type === 'application/dtmf' ? body.trim() : '');
  const digit = (NAMED[signal] ?? signal).toUpperCase();
  if (!/^[0-9*#A-D]$/.test(digit)) return undefined;
  const milliseconds = Number(/^\s*duration\s*=\s*(\d+)/im.exec(body)?.[1] ?? DURATION);
  return { digit, duration: milliseconds * 8 };
}
