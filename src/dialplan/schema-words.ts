/** What the schemas' patterns and types mean, in the words of somebody who writes the files. */

const PATTERNS: Readonly<Record<string, string>> = {
  '^[a-z0-9][a-z0-9-]*$': 'a name of lower-case letters, digits and hyphens',
  '^[0-9]+(ms|s|m|h)$': 'a length of time with its unit, such as 500ms, 5s, 2m or 1h',
  '^[a-z]{2,3}$': 'a language code of two or three lower-case letters, such as fr or en',
  '^([01][0-9]|2[0-3]):[0-5][0-9]-(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$':
    'an opening and a closing time, such as "08:30-18:00"',
  '^(mon|tue|wed|thu|fri|sat|sun)(-(mon|tue|wed|thu|fri|sat|sun))?$':
    'a day or a range of days (mon, tue-fri, sat), `always` or `closed`',
  '^[0-9*#]$': 'one key of a telephone: 0 to 9, "*" or "#"',
  '^[0-9*#+]{2,15}$': 'the number that citizens dial, 2 to 15 digits in quotes',
  '^[0-9*#+]{2,20}$': 'a number of 2 to 20 digits, in quotes',
  '^[1-9]$': 'one digit from 1 to 9',
  '^[0-9]$': 'one digit',
  '^\\+[0-9]{1,15}\\*?$': 'a number as +2250708091011, or a beginning of numbers as +225*',
  '^[A-Z]{2}$': 'a country code of two capital letters, such as FR or CI',
  '^sips?:.+': 'a SIP address, such as sip:centre.example',
  '^[A-Z][A-Z0-9_]*$':
    'the name of an environment variable in capital letters (never the password itself), such as SHORTLINE_SECRET_CARRIER',
  '^[a-zA-Z0-9][a-zA-Z0-9._-]{0,63}$': 'an account of letters, digits, dots and hyphens',
  '^[0-9a-f]{32}$': 'the 32 hexadecimal digits of an MD5 (`npx shortline agent-secret <account>` makes them)',
  '^[0-9a-f]{64}$':
    'the 64 hexadecimal digits of a SHA-256 (`npx shortline agent-secret <account>` makes them)',
};

/** What a pattern of the schemas asks for. */
export function patternWords(pattern: string): string {
  return PATTERNS[pattern] ?? `a text like ${pattern}`;
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'keys with values',
  null: 'nothing',
};

/** What a JSON type is called. */
export function typeWords(type: string | readonly string[]): string {
  return [type]
    .flat()
    .map((one) => TYPES[one as string] ?? String(one))
    .join(' or ');
}

/** What was found, shortened. */
export function foundWords(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (typeof value === 'string') return `"${value.length > 40 ? `${value.slice(0, 40)}…` : value}"`;
  if (typeof value === 'number') return `the number ${value}`;
  if (typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  return Object.keys(value).length === 0 ? 'nothing ({})' : 'keys with values';
}
