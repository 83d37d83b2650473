import type { Registry } from 'prom-client';

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

export interface ApiOptions {
  readonly host: string;
  readonly port: number;
  readonly metrics: Registry;
  /** The node takes calls. */
  isReady(): boolean;
  view(): LineView;
}
