/** Everything that an admin wrote, checked and frozen: what a call is decided by. */
import type { Agents } from '../acd/schema.ts';
import type { Line } from '../ivr/schema.ts';
import type { Centre, Trunk } from '../routing/schema.ts';

/** A prompt in one language. */
export type Prompt = {
  /** What it says; undefined for a recording whose text was not written down. */
  readonly text: string | undefined;
  /** The sample rates of its WAV files, in hertz. */
  readonly rates: readonly number[];
};

export type Configuration = {
  /** By the number that citizens dial. */
  readonly lines: ReadonlyMap<string, Line>;
  readonly trunks: readonly Trunk[];
  readonly centres: Readonly<Record<string, Centre>>;
  readonly agents: Agents;
  /** Language → name → prompt. */
  readonly prompts: ReadonlyMap<string, ReadonlyMap<string, Prompt>>;
  /** Names of the hold music's folders under `prompts/music`. */
  readonly music: readonly string[];
  /** Some agent's secret is one that is published with shortline. */
  readonly demo: boolean;
};

/** The folders that a configuration is read from, absolute. */
export type Folders = { readonly dialplans: string; readonly prompts: string; readonly sipConfig: string };

/** Freezes a value and all that it holds; maps refuse changes. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  if (value instanceof Map) {
    for (const entry of value.values()) deepFreeze(entry);
    for (const method of ['set', 'delete', 'clear'] as const)
      Object.defineProperty(value, method, { value: refuse });
  } else {
    for (const entry of Object.values(value)) deepFreeze(entry);
  }
  return Object.freeze(value);
}

function refuse(): never {
  throw new TypeError('a configuration is frozen: change the files, and load them again');
}
