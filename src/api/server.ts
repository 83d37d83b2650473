/** The HTTP side of a node: health, metrics, what is live, what supervisors do, the pages. One plugin per resource. */
import fastify, { type FastifyInstance } from 'fastify';
import { health } from './health.ts';
import { line } from './line.ts';
import type { ApiOptions } from './options.ts';
import { pages } from './pages.ts';
import { problem } from './problem.ts';
import { supervision } from './supervision.ts';

/** @returns the server, listening, and where */
export async function startApi(options: ApiOptions): Promise<{ server: FastifyInstance; address: string }> {
  const server = fastify({
    logger: false,
    bodyLimit: 256 * 1024,
    forceCloseConnections: true,
    frameworkErrors: problem,
    // what is not as the schema says is refused, never mended; verbose: so that the refusal can say what is known
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false, verbose: true } },
  });
  server.setErrorHandler(problem);
  server.setNotFoundHandler((request, reply) => {
    void reply
      .code(404)
      .type('application/problem+json')
      .send({
        type: 'about:blank',
        title: 'Not Found',
        status: 404,
        detail: `there is no ${request.method} ${request.url}`,
      });
  });
  await server.register(health, options);
  await server.register(line, options);
  await server.register(supervision, options);
  await server.register(pages);
  const address = await server.listen({ host: options.host, port: options.port });
  return { server, address };
}
