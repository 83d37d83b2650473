import { SipParseError } from './error.ts';
import { findOutside } from './text.ts';

/** Parameters of a URI or a header: names in lower case, in their order; null for one without a value. */
export type Params = ReadonlyMap<string, string | null>;

export const NO_PARAMS: Params = new Map();

/** Reads `;name=value;flag`, from `at` (which stands on the first `;` or past the end).
 *  @throws SipParseError on anything else between the parameters, and on an empty name */
export function parseParams(text: string, at: number): Params {
  let start = at;
  while (start < text.length && text.charCodeAt(start) === 32) start++;
  if (start >= text.length) return NO_PARAMS;
  if (text.charCodeAt(start) !== 59) throw new SipParseError('Bad Parameter', { near: text.slice(start) });
  const params = new Map<string, string | null>();
  while (start < text.length) {
    const end = findOutside(text, 59, start + 1);
    const part = text.slice(start + 1, end < 0 ? undefined : end);
    start = end < 0 ? text.length : end;
    const equals = part.indexOf('=');
    const name = (equals < 0 ? part : part.slice(0, equals)).trim().toLowerCase();
    if (name === '') {
      // A stray semicolon is common and harmless; "=value" without a name is neither.
      if (equals < 0) continue;
      throw new SipParseError('Bad Parameter', { near: part });
    }
    // The first one counts: a second tag or branch must not change who a message belongs to.
    if (!params.has(name)) params.set(name, equals < 0 ? null : part.slice(equals + 1).trim());
  }
  return params;
}

export function formatParams(params: Params): string {
  let text = '';
  for (const [name, value] of params) text += value === null ? `;${name}` : `;${name}=${value}`;
  return text;
}

/** A parameter's value without its quotes and escapes. */
export function unquote(value: string): string {
  if (value.length < 2 || value[0] !== '"' || !value.endsWith('"')) return value;
  return value.slice(1, -1).replace(/\\(.)/g, '$1');
}
