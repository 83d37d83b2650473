import type { FastifyPluginCallback } from 'fastify';
import type { ApiOptions } from './options.ts';

/** `GET /api/line`: the state of the lines and agents now. */
export const line: FastifyPluginCallback<ApiOptions> = (server, { view }, done) => {
  server.get('/api/line', () => view());
  done();
};
