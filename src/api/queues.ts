import type { FastifyPluginCallback } from 'fastify';
import { Closing, closingMessage, needClosed } from './closing.ts';
import type { SupervisionOptions } from './options.ts';
import { authorOf, Nothing, named } from './requests.ts';

type Of = { Params: { line: string; queue: string } };

/** `/api/queues`: who waits where; closing and reopening one. */
export const queues: FastifyPluginCallback<SupervisionOptions> = (server, { live }, done) => {
  const find = ({ line, queue }: Of['Params']) => {
    named(live.lines(), (one) => one.line, line, { what: 'line' });
    const ofLine = live.queues().filter((one) => one.line === line);
    return named(ofLine, (one) => one.queue, queue, { what: `queue of the line ${line} named` });
  };
  const nameOf = ({ line, queue }: Of['Params']) => `the queue ${queue} of the line ${line}`;

  server.get('/api/queues', () => live.queues());

  server.post<Of & { Body: Closing }>(
    '/api/lines/:line/queues/:queue/close',
    { schema: { body: Closing } },
    (request) => {
      const by = authorOf(request);
      const { line, queue, closed } = find(request.params);
      const message = closingMessage(live, line, request.body, closed, nameOf(request.params));
      live.happened({ type: 'QueueClosed', at: live.now(), line, queue, message, by });
      return find(request.params);
    },
  );

  server.post<Of>('/api/lines/:line/queues/:queue/reopen', { schema: { body: Nothing } }, (request) => {
    const by = authorOf(request);
    const { line, queue, closed } = find(request.params);
    needClosed(closed, nameOf(request.params));
    live.happened({ type: 'QueueReopened', at: live.now(), line, queue, by });
    return find(request.params);
  });
  done();
};
