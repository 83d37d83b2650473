import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';

/** Problem details (RFC 9457); a fault in the input names the field. */
export function problem(error: FastifyError, _request: FastifyRequest, reply: FastifyReply): void {
  const status = error.statusCode ?? 500;
  const field = error.validation?.[0]?.instancePath.slice(1).replaceAll('/', '.');
  void reply
    .code(status)
    .type('application/problem+json')
    .send({
      type: 'about:blank',
      title: status >= 500 ? 'Internal Server Error' : 'Bad Request',
      status,
      // what went wrong inside is for the log, not for the client
      detail: status >= 500 ? 'the request could not be served' : error.message,
      ...(field ? { field } : {}),
    });
}
