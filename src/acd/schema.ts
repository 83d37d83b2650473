/** `sip-config/agents.yaml`: who answers. The one definition of its types, check and published JSON Schema. */
import Type, { type Static } from 'typebox';

const Name = Type.String({
  pattern: '^[a-z0-9][a-z0-9-]*$',
  description: 'Lower-case letters, digits, hyphens.',
});
const closed = { additionalProperties: false };

const Ha1 = Type.Object(
  {
    md5: Type.Optional(
      Type.String({ pattern: '^[0-9a-f]{32}$', description: 'MD5(account:realm:secret), RFC 8760 §2.' }),
    ),
    sha256: Type.Optional(
      Type.String({ pattern: '^[0-9a-f]{64}$', description: 'SHA-256(account:realm:secret).' }),
    ),
  },
  {
    ...closed,
    minProperties: 1,
    description:
      'The SIP secret as HA1; `npx shortline agent-secret <account>` makes one. Never the web password. The telephone is challenged with the algorithms that stand here: keep md5 alone for one that stumbles over SHA-256 (many made before 2020).',
  },
);

export const Agent = Type.Object(
  {
    account: Type.String({
      pattern: '^[a-zA-Z0-9][a-zA-Z0-9._-]{0,63}$',
      description: 'The name with which the telephone registers.',
    }),
    name: Type.String({ minLength: 1 }),
    ha1: Ha1,
    skills: Type.Object(
      {},
      {
        patternProperties: { '^[a-z0-9][a-z0-9-]*$': Type.Integer({ minimum: 1, maximum: 5 }) },
        additionalProperties: false,
        description: 'Skill → level 1 (some) to 5 (expert).',
      },
    ),
    languages: Type.Optional(Type.Array(Type.String({ pattern: '^[a-z]{2,3}$' }), { minItems: 1 })),
    site: Type.Optional(Name),
    level: Type.Optional(
      Type.Union([Type.Literal(1), Type.Literal(2)], {
        default: 1,
        description: '2 for an agent of a specialised centre.',
      }),
    ),
    queues: Type.Optional(
      Type.Object(
        {},
        {
          patternProperties: { '^[a-z0-9][a-z0-9-]*$': Type.Integer({ minimum: 1, maximum: 9 }) },
          additionalProperties: false,
          minProperties: 1,
          description:
            'Queue → preference, 1 first: the agent takes calls of these queues only, and is chosen before agents of a later preference. Absent: any queue, preference 5.',
        },
      ),
    ),
    wrapUpSeconds: Type.Optional(Type.Integer({ minimum: 0, maximum: 3600, default: 10 })),
  },
  { ...closed, description: 'An agent.' },
);

export const Agents = Type.Object(
  {
    realm: Type.String({ minLength: 1, description: 'The realm of the digest: part of each HA1.' }),
    pauseReasons: Type.Optional(
      Type.Object(
        {},
        {
          patternProperties: { '^[1-9]$': Name },
          additionalProperties: false,
          description: 'Digit after the feature code for pause → reason: {1: lunch, 2: training}.',
        },
      ),
    ),
    missesBeforePause: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 20,
        default: 3,
        description: 'Offers missed one after the other before the line pauses the agent.',
      }),
    ),
    breathSeconds: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 60,
        default: 0,
        description:
          'A breath between the end of a call and the next offer, even when the wrap-up is ended early.',
      }),
    ),
    agents: Type.Array(Agent),
  },
  { ...closed, title: 'The agents of shortline', $id: 'agents.schema.json' },
);

export type Agent = Omit<Static<typeof Agent>, 'skills' | 'queues'> & {
  skills: { [skill: string]: number };
  queues?: { [queue: string]: number };
};
export type Agents = Omit<Static<typeof Agents>, 'agents' | 'pauseReasons'> & {
  agents: Agent[];
  pauseReasons?: { [digit: string]: string };
};
