/** What the plugins of supervisors read of a request alike. */
import type { FastifyRequest } from 'fastify';
import Type from 'typebox';
import { suggestion } from '../dialplan/nearest.ts';
import { Refusal } from './problem.ts';

/** A body with these fields only. */
export const only = { additionalProperties: false } as const;
/** A body without fields. */
export const Nothing = Type.Object({}, only);
/** Word of an admin's or author's: no control characters, not empty. */
export const Word = Type.String({ pattern: '^[^\\p{C}\\p{Zl}\\p{Zp}]{1,64}$' });

const AUTHOR = /^[^\p{C}\p{Zl}\p{Zp}]{1,64}$/u;

/** Who acts: the header `X-Author`, in UTF-8.
 *  @throws Refusal when it is missing, too long, or not printable */
export function authorOf(request: FastifyRequest): string {
  const given = request.headers['x-author'];
  const author = typeof given === 'string' ? decoded(given).trim() : '';
  if (AUTHOR.test(author)) return author;
  const detail =
    author === ''
      ? 'X-Author is missing: who does this?'
      : 'X-Author: expected 1 to 64 printable characters, in UTF-8';
  throw new Refusal(400, detail, 'X-Author');
}

/** Node gives the bytes of a header as Latin-1; browsers that send such a name send it as Latin-1. */
function decoded(header: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(header, 'latin1'));
  } catch {
    return header;
  }
}

/** The one with this name.
 *  @param how what it is called, the status and the field when it is unknown
 *  @throws Refusal that suggests the nearest */
export function named<T>(
  all: readonly T[],
  nameOf: (one: T) => string,
  name: string,
  how: { what: string; status?: 400 | 404; field?: string },
): T {
  const found = all.find((one) => nameOf(one) === name);
  if (found !== undefined) return found;
  const hint = suggestion(name, all.map(nameOf));
  const detail = `there is no ${how.what} "${name}"${hint === undefined ? '' : `; ${hint}`}`;
  throw new Refusal(how.status ?? 404, detail, how.field);
}
