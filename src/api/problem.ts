import { STATUS_CODES } from 'node:http';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';

/** Problem details (RFC 9457); a fault in the input names the field. */
export function problem(error: FastifyError, _request: FastifyRequest, reply: FastifyReply): void {
  const status = error.statusCode ?? 500;
  const field = fieldOf(error.validation?.[0]);
  void reply
    .code(status)
    .type('application/problem+json')
    .send({
      type: 'about:blank',
      // RFC 9457 §4.2.1: with about:blank, the title is the status' own phrase
      title: STATUS_CODES[status] ?? 'Error',
      status,
      // what went wrong inside is for the log, not for the client
      detail: status >= 500 ? 'the request could not be served' : error.message,
      ...(field ? { field } : {}),
    });
}

/** `agent.level`: the field that is wrong, or missing. */
function fieldOf(fault: NonNullable<FastifyError['validation']>[number] | undefined): string | undefined {
  if (!fault) return undefined;
  const missing = fault.params['missingProperty'];
  const path = [...fault.instancePath.split('/'), typeof missing === 'string' ? missing : ''];
  return path.filter((part) => part !== '').join('.');
}
