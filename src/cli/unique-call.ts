import { nearest } from '../dialplan/nearest.ts';

export type FoundCall =
  | { readonly ok: true; readonly callId: string }
  | { readonly ok: false; readonly fault: string };

/** The call of which the id, or a beginning that no other has, was given. */
export function uniqueCall(given: string, known: readonly string[]): FoundCall {
  if (known.includes(given)) return { ok: true, callId: given };
  const alike = known.filter((callId) => callId.startsWith(given));
  if (alike.length === 1) return { ok: true, callId: alike[0]! };
  if (alike.length > 1) {
    const shown = alike.slice(0, 5).join(', ');
    const more = alike.length > 5 ? `, … (${alike.length} in all)` : '';
    return { ok: false, fault: `several calls begin with "${given}": ${shown}${more}` };
  }
  const near = nearest(given, known) ?? nearBeginning(given, known);
  const hint = near === undefined ? '' : `; did you mean "${near}"?`;
  return { ok: false, fault: `there is no call "${given}"${hint}` };
}

/** The call that was probably meant by a beginning with a typing mistake. */
function nearBeginning(given: string, known: readonly string[]): string | undefined {
  const beginnings = new Map(known.map((callId) => [callId.slice(0, given.length), callId]));
  const near = nearest(given, beginnings.keys());
  return near === undefined ? undefined : beginnings.get(near);
}
