/** What the distributor and the calls decide by: the admin's files as they were checked, without secrets. It is in the
 *  journal (`ConfigurationActivated`), so that a journal alone says why something was decided (I4). */
import type { Line } from '../ivr/schema.ts';
import type { Centre, Trunk } from '../routing/schema.ts';
import type { Agent, Agents } from './schema.ts';

export interface ActiveConfiguration {
  /** By the number that citizens dial. */
  readonly lines: { readonly [line: string]: Line };
  readonly centres: { readonly [name: string]: Centre };
  readonly trunks: readonly Pick<Trunk, 'name' | 'country' | 'outbound' | 'channels'>[];
  readonly agents: Pick<Agents, 'missesBeforePause' | 'breathSeconds'> & {
    readonly agents: readonly Omit<Agent, 'ha1'>[];
  };
}
