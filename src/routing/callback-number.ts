/** Which numbers may be called back (I8). */
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';

/** Types that cost the one who dials more than an ordinary call, or that nobody waits at. */
const NEVER: ReadonlySet<string> = new Set(['PREMIUM_RATE', 'SHARED_COST', 'UAN', 'PAGER', 'VOICEMAIL']);

/**
 * Whether the line may call this number back.
 * @param number E.164
 * @param patterns numbers, or beginnings of numbers that end with `*`: +225*
 */
export function mayCallBack(number: string, patterns: readonly string[]): boolean {
  const named = patterns.some((pattern) =>
    pattern.endsWith('*') ? number.startsWith(pattern.slice(0, -1)) : number === pattern,
  );
  if (!named) return false;
  const parsed = parsePhoneNumberFromString(number);
  if (parsed?.number !== number || !parsed.isValid()) return false;
  return !NEVER.has(parsed.getType() ?? '');
}
