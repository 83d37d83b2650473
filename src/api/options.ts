import type { Registry } from 'prom-client';
import type { LineEvent } from '../events/line.generated.ts';
import type { AgentView, CallerView, CentreView, LiveLineView, QueueView } from './views.ts';

export type { AgentView, CallerView, CentreView, LiveLineView, QueueView } from './views.ts';

/** What is live, without anything that identifies a caller. */
export interface LineView {
  /** Calls are taken: false while the line closes. */
  readonly open: boolean;
  readonly sip: string;
  readonly lines: readonly { readonly line: string; readonly name: string; readonly calls: number }[];
  readonly waiting: number;
  readonly agents: readonly {
    readonly account: string;
    readonly name: string;
    readonly status: string;
    readonly registered: boolean;
    readonly reason?: string;
  }[];
}

/** What supervisors see, and the way in for what they do. */
export interface Live {
  callers(): readonly CallerView[];
  agents(): readonly AgentView[];
  agent(account: string): AgentView | undefined;
  queues(): readonly QueueView[];
  centres(): readonly CentreView[];
  lines(): readonly LiveLineView[];
  /** Names of the prompts that callers of this line can hear, in each of its languages. */
  prompts(line: string): readonly string[];
  /** Journals what an author did, and does what follows: the views show it when this returns.
   *  @throws JournalError when it could not be journalled: nothing was done */
  happened(fact: LineEvent): void;
  /** Epoch milliseconds. */
  now(): number;
}

/** What the plugins of supervisors share. */
export interface SupervisionOptions {
  readonly live: Live;
  /** What `Authorization: Bearer` must say. */
  readonly token: string;
}

export interface ApiOptions extends SupervisionOptions {
  readonly host: string;
  readonly port: number;
  readonly metrics: Registry;
  /** The node takes calls. */
  isReady(): boolean;
  view(): LineView;
}
