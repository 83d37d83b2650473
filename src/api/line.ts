import type { FastifyPluginCallback } from 'fastify';
import type { ApiOptions } from './server.ts';

/** What is live, without anything that identifies a caller. */
export interface LineView {
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

/** `GET /api/line`: the state of the lines and agents now. */
export const line: FastifyPluginCallback<ApiOptions> = (server, { view }, done) => {
  server.get('/api/line', () => view());
  done();
};
