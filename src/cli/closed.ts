import type { Closure } from '../api/views.ts';

/** `closed by Rui (strike)`; undefined where nobody closed it. */
export function closed(closure: Closure | undefined): string | undefined {
  if (closure === undefined) return undefined;
  const by = closure.by === undefined ? '' : ` by ${closure.by}`;
  return `closed${by}${closure.message === '' ? '' : ` (${closure.message})`}`;
}
