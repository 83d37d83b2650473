import type { FastifyPluginCallback } from 'fastify';
import type { ApiOptions } from './options.ts';

/** `/healthz`: the process lives. `/readyz`: calls are taken. `/metrics`: Prometheus. */
export const health: FastifyPluginCallback<ApiOptions> = (server, { metrics, isReady }, done) => {
  server.get('/healthz', () => ({ status: 'ok' }));
  server.get('/readyz', (_request, reply) => {
    const ready = isReady();
    return reply.code(ready ? 200 : 503).send({ status: ready ? 'ready' : 'not ready' });
  });
  server.get('/metrics', async (_request, reply) => {
    const text = await metrics.metrics();
    return reply.type(metrics.contentType).send(text);
  });
  done();
};
