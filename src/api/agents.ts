import type { FastifyPluginCallback, FastifyRequest } from 'fastify';
import Type, { type Static } from 'typebox';
import type { SupervisionOptions } from './options.ts';
import { Refusal } from './problem.ts';
import { authorOf, Nothing, named, only, Word } from './requests.ts';
import type { AgentView } from './views.ts';

const Pause = Type.Object({ reason: Word }, only);
const WrapUp = Type.Object(
  {
    extendSeconds: Type.Optional(Type.Integer({ minimum: 1, maximum: 3600 })),
    done: Type.Optional(Type.Literal(true)),
  },
  { ...only, minProperties: 1, maxProperties: 1 },
);
const Change = Type.Object(
  {
    skills: Type.Optional(
      Type.Object(
        {},
        {
          patternProperties: { '^[a-z0-9][a-z0-9-]*$': Type.Integer({ minimum: 1, maximum: 5 }) },
          additionalProperties: false,
        },
      ),
    ),
    languages: Type.Optional(
      Type.Array(Type.String({ pattern: '^[a-z]{2,3}$' }), { minItems: 1, uniqueItems: true }),
    ),
  },
  { ...only, minProperties: 1 },
);

type Of = { Params: { account: string } };

/** `/api/agents`: who answers, and what supervisors do for them. */
export const agents: FastifyPluginCallback<SupervisionOptions> = (server, { live }, done) => {
  // an action is asked of one agent, many times a second: only a name that nobody has is looked up among all
  const agent = (account: string) =>
    live.agent(account) ?? named(live.agents(), (one) => one.account, account, { what: 'agent' });
  const asked = (request: FastifyRequest<Of>) => {
    const by = authorOf(request as FastifyRequest);
    return { agent: agent(request.params.account), by, at: live.now() };
  };

  server.get('/api/agents', () => live.agents());
  server.get<Of>('/api/agents/:account', (request) => agent(request.params.account));

  server.post<Of>('/api/agents/:account/log-in', { schema: { body: Nothing } }, (request) => {
    const { agent: one, ...how } = asked(request);
    refuseIf(one.status !== 'loggedOut', `${one.account} is logged in already`);
    live.happened({ type: 'AgentLoggedIn', agent: one.account, ...how });
    return agent(one.account);
  });

  server.post<Of>('/api/agents/:account/log-out', { schema: { body: Nothing } }, (request) => {
    const { agent: one, ...how } = asked(request);
    refuseLoggedOut(one);
    live.happened({ type: 'AgentLoggedOut', agent: one.account, ...how });
    return agent(one.account);
  });

  server.post<Of & { Body: Static<typeof Pause> }>(
    '/api/agents/:account/pause',
    { schema: { body: Pause } },
    (request) => {
      const { agent: one, ...how } = asked(request as FastifyRequest<Of>);
      refuseLoggedOut(one);
      live.happened({ type: 'AgentPaused', agent: one.account, reason: request.body.reason, ...how });
      return agent(one.account);
    },
  );

  server.post<Of>('/api/agents/:account/ready', { schema: { body: Nothing } }, (request) => {
    const { agent: one, ...how } = asked(request);
    refuseLoggedOut(one);
    refuseIf(one.status === 'ready', `${one.account} is ready already`);
    live.happened({ type: 'AgentReadied', agent: one.account, ...how });
    return agent(one.account);
  });

  server.post<Of & { Body: Static<typeof WrapUp> }>(
    '/api/agents/:account/wrap-up',
    { schema: { body: WrapUp } },
    (request) => {
      const { agent: one, ...how } = asked(request as FastifyRequest<Of>);
      refuseIf(one.status !== 'wrapUp', `${one.account} is not in wrap-up`);
      const { extendSeconds } = request.body;
      if (extendSeconds === undefined) {
        live.happened({ type: 'WrapUpDone', agent: one.account, ...how });
      } else {
        const until = Math.max(one.wrapUpUntil ?? 0, how.at) + extendSeconds * 1_000;
        live.happened({ type: 'WrapUpExtended', agent: one.account, until, ...how });
      }
      return agent(one.account);
    },
  );

  server.patch<Of & { Body: Static<typeof Change> & { skills?: { [skill: string]: number } } }>(
    '/api/agents/:account',
    { schema: { body: Change } },
    (request) => {
      const { agent: one, ...how } = asked(request as FastifyRequest<Of>);
      const { skills = one.skills, languages = [...one.languages] } = request.body;
      const levels = Object.entries(skills).map(([name, level]) => ({ name, level }));
      live.happened({ type: 'AgentChanged', agent: one.account, skills: levels, languages, ...how });
      return agent(one.account);
    },
  );
  done();
};

function refuseLoggedOut({ account, status }: AgentView): void {
  refuseIf(status === 'loggedOut', `${account} is logged out`);
}

function refuseIf(wrong: boolean, detail: string): void {
  if (wrong) throw new Refusal(409, detail);
}
