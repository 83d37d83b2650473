import type { FastifyPluginCallback } from 'fastify';
import Type, { type Static } from 'typebox';
import { Closing, closingMessage, needClosed } from './closing.ts';
import type { SupervisionOptions } from './options.ts';
import { Refusal } from './problem.ts';
import { authorOf, Nothing, named, only } from './requests.ts';

const Crisis = Type.Object({ crisis: Type.String() }, only);

type Of = { Params: { line: string } };

/** `/api/lines`: the lines; closing and reopening one, and its crisis modes. */
export const lines: FastifyPluginCallback<SupervisionOptions> = (server, { live }, done) => {
  const find = (line: string) => named(live.lines(), (one) => one.line, line, { what: 'line' });

  server.get('/api/lines', () => live.lines());

  server.post<Of & { Body: Closing }>('/api/lines/:line/close', { schema: { body: Closing } }, (request) => {
    const by = authorOf(request);
    const { line, closed } = find(request.params.line);
    const message = closingMessage(live, line, request.body, closed, `the line ${line}`);
    live.happened({ type: 'LineClosed', at: live.now(), line, message, by });
    return find(line);
  });

  server.post<Of>('/api/lines/:line/reopen', { schema: { body: Nothing } }, (request) => {
    const by = authorOf(request);
    const { line, closed } = find(request.params.line);
    needClosed(closed, `the line ${line}`);
    live.happened({ type: 'LineReopened', at: live.now(), line, by });
    return find(line);
  });

  server.post<Of & { Body: Static<typeof Crisis> }>(
    '/api/lines/:line/crisis',
    { schema: { body: Crisis } },
    (request) => {
      const by = authorOf(request);
      const { line, crises, crisis: now } = find(request.params.line);
      const crisis = named([...crises], (name) => name, request.body.crisis, {
        what: `crisis mode of the line ${line} named`,
        status: 400,
        field: 'crisis',
      });
      if (now === crisis) throw new Refusal(409, `the crisis mode ${crisis} is on already`);
      live.happened({ type: 'CrisisStarted', at: live.now(), line, crisis, by });
      return find(line);
    },
  );

  server.delete<Of>('/api/lines/:line/crisis', { schema: { body: Nothing } }, (request) => {
    const by = authorOf(request);
    const { line, crisis } = find(request.params.line);
    if (crisis === undefined) throw new Refusal(409, `no crisis mode is on at the line ${line}`);
    live.happened({ type: 'CrisisEnded', at: live.now(), line, by });
    return find(line);
  });
  done();
};
