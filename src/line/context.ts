/** What a call is decided by: the configuration that it began with, and what was ordered since. */
import type { CallContext, Live } from '../call/plan.ts';
import type { CallState } from '../call/state.ts';
import type { CallArrived } from '../events/line.generated.ts';
import type { Line } from '../ivr/schema.ts';
import type { LineState } from './state.ts';

/** @throws RangeError when the journal does not hold the configuration that the call began with */
export function lineOf(state: LineState, { line, configuration }: CallArrived): Line {
  const found = state.centre.configurations.get(configuration)?.lines[line];
  if (!found) throw new RangeError(`no line ${line} in the configuration of entry ${configuration}`);
  return found;
}

export function contextOf(state: LineState, { arrived }: CallState): CallContext {
  const line = lineOf(state, arrived);
  const { centres, trunks } = state.centre.configurations.get(arrived.configuration)!;
  const country = trunks.find(({ name }) => name === arrived.trunk)?.country;
  const live = liveOf(state, arrived.line);
  return { line, centres, live, ...(country === undefined ? {} : { country }) };
}

function liveOf({ centre }: LineState, line: string): Live {
  const { closed, crisis } = centre.lines.get(line) ?? {};
  const queues: [string, string][] = [];
  for (const queue of centre.queues.values()) {
    if (queue.line === line && queue.closed !== undefined) queues.push([queue.name, queue.closed]);
  }
  return {
    ...(closed === undefined ? {} : { closed: closed.message }),
    ...(crisis === undefined ? {} : { crisis }),
    ...(queues.length === 0 ? {} : { queues: Object.fromEntries(queues) }),
  };
}
