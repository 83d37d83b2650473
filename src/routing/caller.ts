/** Who calls, as a trunk tells it. */
import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js/min';
import { addressOf, listOf, userOf } from '../wire/sip/lenient.ts';

/** The headers that say who calls; P-Asserted-Identity is believed from trunks only (RFC 3325 §9.1). */
export interface Identity {
  readonly from: string;
  readonly assertedIdentity?: string | undefined;
  readonly privacy?: string | undefined;
}

export interface CallerNumber {
  /** E.164; as received where it is no full number of the country; empty when withheld or unknown. */
  readonly number: string;
  readonly withheld: boolean;
}

/** @param country ISO 3166 country of the trunk's national numbers */
export function callerOf(identity: Identity, country: string | undefined): CallerNumber {
  // RFC 3323 §4.2: `none` asks for no privacy; any other value withholds the identity from the agent
  const asked = (identity.privacy ?? '').split(/[;,\s]+/).filter((value) => !/^(none)?$/i.test(value));
  // RFC 3325 §9.1: a SIP and a tel URI may be asserted, which name the same caller
  const asserted = identity.assertedIdentity === undefined ? undefined : listOf(identity.assertedIdentity)[0];
  const user = userPart(asserted ?? identity.from);
  const anonymous = /^anonymous$/i.test(userPart(identity.from)) && asserted === undefined;
  if (asked.length > 0 || anonymous) return { number: '', withheld: true };
  return { number: e164(user, country), withheld: false };
}

/** The number in E.164 (`+33123456789`), or as it came when it is none: an extension, a name. */
export function e164(number: string, country: string | undefined): string {
  const digits = number.replace(/^00(?=[1-9])/, '+').replace(/[\s().-]/g, '');
  if (!/^\+?\d+$/.test(digits)) return number;
  const parsed = parsePhoneNumberFromString(digits, country as CountryCode | undefined);
  return parsed?.isValid() ? parsed.number : digits;
}

function userPart(value: string): string {
  return userOf(addressOf(value)?.uri ?? value);
}
