import type { Configuration } from '../dialplan/configuration.ts';

/** Where a citizen is called back: by the trunk that the line names, at its outbound address (I8: the number was allowed by
 *  the line's own patterns before).
 *  @throws RangeError when the line calls nobody back: a checked dialplan never gets there */
export function callbackRoute(
  { lines, trunks }: Pick<Configuration, 'lines' | 'trunks'>,
  line: string,
  number: string,
): { readonly uri: string; readonly via?: string; readonly from: string } {
  const callback = lines.get(line)?.callback;
  const outbound = trunks.find(({ name }) => name === callback?.trunk)?.outbound;
  if (!callback || outbound === undefined) throw new RangeError(`line ${line} has no trunk to call back by`);
  const [, scheme = 'sip', address = ''] = /^(sips?):(?:[^@]*@)?(.+)$/.exec(outbound) ?? [];
  return { uri: `${scheme}:${number}@${address}`, from: callback.from ?? line };
}
