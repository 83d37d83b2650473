import type { FastifyPluginCallback, FastifyReply, FastifyRequest } from 'fastify';
import Type, { type Static } from 'typebox';
import type { SupervisionOptions } from './options.ts';
import { Refusal } from './problem.ts';
import { authorOf, named, only } from './requests.ts';
import type { CallerPhase, CallerView } from './views.ts';

const Move = Type.Object({ queue: Type.String() }, only);
const Priority = Type.Object({ priority: Type.Integer({ minimum: 0, maximum: 100 }) }, only);
const Escalate = Type.Object(
  { centre: Type.String(), how: Type.Unsafe<'cold' | 'warm'>(Type.Enum(['cold', 'warm'])) },
  only,
);
const Conclude = Type.Object(
  { how: Type.Unsafe<'leave' | 'join' | 'takeBack'>(Type.Enum(['leave', 'join', 'takeBack'])) },
  only,
);
const Emergency = Type.Object({ centre: Type.Optional(Type.String()) }, only);

type Of = { Params: { id: string } };

const WAITING: readonly CallerPhase[] = ['queued', 'offered', 'away', 'callback'];
const ESCALATED: readonly CallerPhase[] = ['consult', 'conference'];

/** What a phase is called in a refusal. */
const PHASES: Readonly<Record<CallerPhase, string>> = {
  menu: 'is in the menu',
  queued: 'waits in a queue',
  offered: 'is being offered to an agent',
  away: 'is on the way to a centre',
  talking: 'is talking',
  consult: 'waits while the agent consults a centre',
  conference: 'is in a conference',
  callback: 'waits to be called back',
};

/** `/api/callers`: who is on the line, and what supervisors do for them. */
export const callers: FastifyPluginCallback<SupervisionOptions> = (server, { live }, done) => {
  const caller = (id: string) => named(live.callers(), (one) => one.callId, id, { what: 'call' });
  const centre = (name: string) =>
    named(live.centres(), (one) => one.name, name, { what: 'centre', status: 400, field: 'centre' });
  const lineOf = (one: CallerView) => live.lines().find(({ line }) => line === one.line);
  const asked = (request: FastifyRequest<Of>) => {
    const by = authorOf(request as FastifyRequest);
    return { caller: caller(request.params.id), by, at: live.now() };
  };
  /** The caller as of now; nothing, when the action was the last of the call. */
  const shown = (id: string, reply: FastifyReply) => {
    const now = live.callers().find(({ callId }) => callId === id);
    return now ?? reply.code(204).send();
  };

  server.get('/api/callers', () => live.callers());
  server.get<Of>('/api/callers/:id', (request) => caller(request.params.id));

  server.post<Of & { Body: Static<typeof Move> }>(
    '/api/callers/:id/move',
    { schema: { body: Move } },
    (request, reply) => {
      const { caller: one, ...how } = asked(request as FastifyRequest<Of>);
      const queue = named([...(lineOf(one)?.queues ?? [])], (name) => name, request.body.queue, {
        what: `queue of the line ${one.line} named`,
        status: 400,
        field: 'queue',
      });
      need(one, WAITING);
      if (one.queue === queue) throw new Refusal(409, `${one.callId} waits in the queue ${queue} already`);
      live.happened({ type: 'CallerMoved', callId: one.callId, queue, ...how });
      return shown(one.callId, reply);
    },
  );

  server.post<Of & { Body: Static<typeof Priority> }>(
    '/api/callers/:id/prioritise',
    { schema: { body: Priority } },
    (request, reply) => {
      const { caller: one, ...how } = asked(request as FastifyRequest<Of>);
      need(one, WAITING);
      const { priority } = request.body;
      live.happened({ type: 'CallerPrioritised', callId: one.callId, priority, ...how });
      return shown(one.callId, reply);
    },
  );

  server.post<Of & { Body: Static<typeof Escalate> }>(
    '/api/callers/:id/escalate',
    { schema: { body: Escalate } },
    (request, reply) => {
      const { caller: one, ...how } = asked(request as FastifyRequest<Of>);
      const { name } = centre(request.body.centre);
      need(one, ['talking']);
      if (one.agent === undefined) {
        throw new Refusal(409, `${one.callId} talks with a centre: only an agent’s call is escalated`);
      }
      live.happened({
        type: 'EscalationRequested',
        callId: one.callId,
        centre: name,
        ...how,
        how: request.body.how,
      });
      return shown(one.callId, reply);
    },
  );

  server.post<Of & { Body: Static<typeof Conclude> }>(
    '/api/callers/:id/escalation',
    { schema: { body: Conclude } },
    (request, reply) => {
      const { caller: one, ...how } = asked(request as FastifyRequest<Of>);
      need(one, ESCALATED);
      if (one.phase === 'conference' && request.body.how === 'join') {
        throw new Refusal(409, `${one.callId} is in a conference already`);
      }
      live.happened({ type: 'EscalationConcluded', callId: one.callId, ...how, how: request.body.how });
      return shown(one.callId, reply);
    },
  );

  server.post<Of & { Body: Static<typeof Emergency> }>(
    '/api/callers/:id/emergency',
    { schema: { body: Emergency } },
    (request, reply) => {
      const { caller: one, ...how } = asked(request as FastifyRequest<Of>);
      const name = request.body.centre ?? lineOf(one)?.emergency;
      if (name === undefined) {
        throw new Refusal(
          409,
          `the line ${one.line} names no destination for emergencies; give one`,
          'centre',
        );
      }
      const { name: to } = centre(name);
      if (one.phase === 'callback') throw new Refusal(409, `${one.callId} ${PHASES.callback}`);
      if (one.centre === to) throw new Refusal(409, `${one.callId} is with the centre ${to} already`);
      live.happened({ type: 'EmergencyRaised', callId: one.callId, via: 'agent', centre: to, ...how });
      return shown(one.callId, reply);
    },
  );
  done();
};

/** @throws Refusal when the call is in another phase than these */
function need({ callId, phase }: CallerView, phases: readonly CallerPhase[]): void {
  if (phases.includes(phase)) return;
  throw new Refusal(409, `${callId} ${PHASES[phase] ?? `is ${phase}`}: this cannot be done now`);
}
