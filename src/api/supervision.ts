import type { FastifyPluginAsync } from 'fastify';
import { agents } from './agents.ts';
import { callers } from './callers.ts';
import { centres } from './centres.ts';
import { lines } from './lines.ts';
import type { SupervisionOptions } from './options.ts';
import { Refusal } from './problem.ts';
import { queues } from './queues.ts';
import { isSame } from './token.ts';

/** What supervisors see and do. Every request needs the token, reads too: they hold callers' numbers. */
export const supervision: FastifyPluginAsync<SupervisionOptions> = async (server, options) => {
  server.addHook('onRequest', async (request, reply) => {
    const [, given] = /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? '') ?? [];
    if (given !== undefined && isSame(given, options.token)) return;
    // RFC 6750 §3.1: no error code where no token was given
    const fault = given === undefined ? '' : ', error="invalid_token"';
    void reply.header('www-authenticate', `Bearer realm="shortline"${fault}`);
    throw new Refusal(401, given === undefined ? 'a token is needed' : 'the token is not the line’s');
  });
  // an action that needs nothing more may come without a body
  server.addHook('preValidation', async (request) => {
    request.body ??= {};
  });
  server.addHook('onSend', async (_request, reply) => {
    void reply.header('cache-control', 'no-store');
  });
  await server.register(callers, options);
  await server.register(agents, options);
  await server.register(queues, options);
  await server.register(centres, options);
  await server.register(lines, options);
};
