/** The whole line as a value: its calls, its centre, and where its agents' telephones are. */
import { restore, snapshot } from '../acd/snapshot.ts';
import { type AcdState, newCentre } from '../acd/state.ts';
import type { CallState } from '../call/state.ts';
import type { AgentRegistered } from '../events/line.generated.ts';

export interface LineState {
  /** Calls that have not ended, by id. */
  readonly calls: Map<string, CallState>;
  readonly centre: AcdState;
  /** The last registration of each agent's telephone. */
  readonly registrations: Map<string, AgentRegistered>;
}

export function newLine(): LineState {
  return { calls: new Map(), centre: newCentre(), registrations: new Map() };
}

/** Of a snapshot; raised whenever what it holds changes, so that another version's is passed over. */
const VERSION = 2;

export function snapshotLine(state: LineState): string {
  return JSON.stringify({
    version: VERSION,
    calls: [...state.calls],
    centre: snapshot(state.centre),
    registrations: [...state.registrations],
  });
}

/** @throws RangeError when it is a snapshot of another version: the journal itself has to be read */
export function restoreLine(text: string): LineState {
  const { version, calls, centre, registrations } = JSON.parse(text) as {
    readonly version: number;
    readonly calls: [string, CallState][];
    readonly centre: unknown;
    readonly registrations: [string, AgentRegistered][];
  };
  if (version !== VERSION) throw new RangeError(`a snapshot of version ${version}, not ${VERSION}`);
  return { calls: new Map(calls), centre: restore(centre), registrations: new Map(registrations) };
}
