/** Small scanners shared by the header parsers. They walk character codes: no regular expression per header. */

const QUOTE = 34;
const BACKSLASH = 92;
const LESS = 60;
const GREATER = 62;
const SPACE = 32;
const TAB = 9;

export function isSpace(code: number): boolean {
  return code === SPACE || code === TAB;
}

/** The position after the closing quote of the string that opens at `at`, or -1 when it never closes. */
export function skipQuoted(text: string, at: number): number {
  for (let i = at + 1; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === BACKSLASH) i++;
    else if (code === QUOTE) return i + 1;
  }
  return -1;
}

/** The position of `stop` (a character code) outside quotes and angle brackets, or -1. */
export function findOutside(text: string, stop: number, from = 0): number {
  let depth = 0;
  for (let i = from; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === QUOTE) {
      const end = skipQuoted(text, i);
      if (end < 0) return -1;
      i = end - 1;
    } else if (code === stop && depth === 0) return i;
    else if (code === LESS) depth = 1;
    else if (code === GREATER) depth = 0;
  }
  return -1;
}

/** Splits a list at its commas, leaving those in quotes and in angle brackets alone; empty elements fall away. */
export function splitList(text: string): string[] {
  const parts: string[] = [];
  let start = 0;
  for (;;) {
    const comma = findOutside(text, 44, start);
    const part = text.slice(start, comma < 0 ? undefined : comma).trim();
    if (part !== '') parts.push(part);
    if (comma < 0) return parts;
    start = comma + 1;
  }
}

/** A non-negative decimal integer of digits only, at most `max`; undefined for anything else. */
export function parseDigits(text: string, max: number): number | undefined {
  if (text.length === 0 || text.length > 10) return undefined;
  let value = 0;
  for (let i = 0; i < text.length; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return undefined;
    value = value * 10 + digit;
  }
  return value <= max ? value : undefined;
}
