import type { FastifyPluginCallback } from 'fastify';
import type { SupervisionOptions } from './options.ts';

/** `/api/centres`: where calls may leave to, and how it stands with them. */
export const centres: FastifyPluginCallback<SupervisionOptions> = (server, { live }, done) => {
  server.get('/api/centres', () => live.centres());
  done();
};
