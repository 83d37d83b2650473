/** A queue: which agents take its calls, in which order, and what the callers hear. */
import Type, { type Static } from 'typebox';
import { Hours } from './hours-schema.ts';
import { closed, Duration, Name, Prompts } from './schema-parts.ts';
import { Target } from './target-schema.ts';

const Needs = Type.Object(
  {},
  {
    patternProperties: { '^[a-z0-9][a-z0-9-]*$': Type.Integer({ minimum: 1, maximum: 5 }) },
    additionalProperties: false,
    minProperties: 1,
    maxProperties: 8,
    description: 'Skill → the least level that an agent needs here.',
  },
);

/** After a time, less is asked of an agent. */
export const Relaxation = Type.Object(
  {
    after: Duration,
    level: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 5, description: 'No skill is needed above this level any more.' }),
    ),
    drop: Type.Optional(
      Type.Array(Name, {
        minItems: 1,
        description: 'Needs that fall away: the name of a skill, or `language`, `site`, `agent-level`.',
      }),
    ),
  },
  { ...closed, minProperties: 2, description: 'From `after` on, counted from the arrival in the queue.' },
);

/** Where a caller goes who has waited enough, or for whom there is nobody. The place is kept until another takes the call. */
export const Overflow = Type.Object(
  {
    waited: Type.Optional(Duration),
    expected: Type.Optional(Duration),
    unstaffed: Type.Optional(
      Type.Literal(true, { description: 'No agent who could serve the caller is logged in.' }),
    ),
    full: Type.Optional(Type.Literal(true, { description: 'As many callers wait as `capacity` says.' })),
    closed: Type.Optional(
      Type.Literal(true, { description: 'Outside of the hours of the queue, or closed exceptionally.' }),
    ),
    to: Target,
  },
  {
    ...closed,
    minProperties: 2,
    description:
      'One or more conditions, any of which sends the caller on: `waited` so long, an `expected` wait above this, `unstaffed`, `full`, `closed`.',
  },
);

const Strategy = Type.Union(
  [
    Type.Literal('longest-idle'),
    Type.Literal('most-skilled'),
    Type.Literal('least-flexible'),
    Type.Literal('fewest-calls'),
    Type.Literal('round-robin'),
  ],
  {
    description:
      'Which of the agents who can: longest-idle (default), most-skilled, least-flexible (keeps rare skills free), fewest-calls, round-robin. Ties: longest idle, then the account.',
  },
);

const Announcements = Type.Object(
  {
    position: Type.Optional(Type.Boolean({ default: true, description: 'Say how many are ahead.' })),
    wait: Type.Optional(Type.Boolean({ default: true, description: 'Say the expected wait, as a range.' })),
    every: Type.Optional(Duration),
    entry: Type.Optional(Type.Boolean({ default: true, description: 'Also on joining the queue.' })),
  },
  { ...closed, description: 'What callers are told while they wait; every: 60s when it is not given.' },
);

const QueueMenu = Type.Object(
  {
    prompt: Prompts,
    choices: Type.Object(
      {},
      {
        patternProperties: { '^[0-9*#]$': Target },
        additionalProperties: false,
        minProperties: 1,
        description: 'Key → where the call goes. The keys hold during the music too.',
      },
    ),
    every: Type.Optional(Duration),
  },
  {
    ...closed,
    description:
      'What a waiting caller may choose; said after the announcement, every 2m when `every` is not given.',
  },
);

export const Queue = Type.Object(
  {
    name: Type.Optional(Type.String({ description: 'What supervisors read.' })),
    skill: Type.Optional(Name),
    level: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 5,
        default: 1,
        description: 'The least level of `skill` that an agent needs here.',
      }),
    ),
    needs: Type.Optional(Needs),
    language: Type.Optional(
      Type.Union([Type.Literal('required'), Type.Literal('preferred'), Type.Literal('any')], {
        default: 'preferred',
        description: "The caller's language: only agents who speak it, these first, or no matter.",
      }),
    ),
    site: Type.Optional(Name),
    agentLevel: Type.Optional(
      Type.Union([Type.Literal(1), Type.Literal(2)], {
        description: 'Only agents of this level; absent: any.',
      }),
    ),
    strategy: Type.Optional(Strategy),
    lastAgent: Type.Optional(
      Type.Object(
        {
          within: Type.Optional(Duration),
          patience: Type.Optional(Duration),
        },
        {
          ...closed,
          description:
            'Who served this number last `within` this time (24h) is preferred, and waited for so long (`patience`, 0s) while on another call.',
        },
      ),
    ),
    relax: Type.Optional(Type.Array(Relaxation, { minItems: 1, maxItems: 8 })),
    priority: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 100, default: 0, description: 'Points ahead of other queues.' }),
    ),
    ageing: Type.Optional(
      Type.Number({
        minimum: 0,
        maximum: 100,
        default: 1,
        description: 'Points gained per minute of waiting.',
      }),
    ),
    serviceLevel: Type.Optional(
      Type.Object(
        { percent: Type.Number({ minimum: 1, maximum: 100 }), within: Duration },
        { ...closed, description: 'So many percent of the callers are to be answered within this time.' },
      ),
    ),
    capacity: Type.Optional(Type.Integer({ minimum: 1, description: 'Callers who may wait at once.' })),
    maxWait: Type.Optional(
      Type.Object(
        { after: Duration, to: Target },
        { ...closed, description: 'Where the longest wait ends.' },
      ),
    ),
    overflow: Type.Optional(Type.Array(Overflow, { minItems: 1, maxItems: 16 })),
    hours: Type.Optional(Hours),
    music: Type.Optional(Name),
    ring: Type.Optional(Duration),
    joined: Type.Optional(Prompts),
    announce: Type.Optional(Announcements),
    menu: Type.Optional(QueueMenu),
  },
  {
    ...closed,
    description:
      'A queue: which agents may take its calls (any agent, when no skill is needed), in which order, what the callers hear.',
  },
);

export type Relaxation = Static<typeof Relaxation>;
export type Overflow = Static<typeof Overflow>;
export type Queue = Omit<Static<typeof Queue>, 'needs' | 'hours' | 'menu'> & {
  needs?: { [skill: string]: number };
  hours?: Hours;
  menu?: { prompt: Prompts; choices: { [key: string]: Target }; every?: string };
};
export type Strategy = NonNullable<Queue['strategy']>;
