/**
 * The language of a line's dialplan (`dialplans/<line>/line.yaml`): the one definition from which the types, the
 * check and the published JSON Schema come.
 */
import Type, { type Static } from 'typebox';

const Name = Type.String({
  pattern: '^[a-z0-9][a-z0-9-]*$',
  description: 'A name: lower-case letters, digits and hyphens.',
});

const PromptName = Type.String({
  pattern: '^[a-z0-9][a-z0-9-]*$',
  description: 'A prompt: the name of an entry of prompts/<language>/texts.yaml, and of its WAV file.',
});

const Prompts = Type.Union([PromptName, Type.Array(PromptName, { minItems: 1, maxItems: 10 })], {
  description: 'One prompt, or several said one after the other.',
});

/** `5s`, `500ms`, `2m`, `1h`: read by `duration.ts`. */
const Duration = Type.String({
  pattern: '^[0-9]+(ms|s|m|h)$',
  description: 'A length of time with its unit: 500ms, 5s, 2m, 1h.',
});

const Language = Type.String({
  pattern: '^[a-z]{2,3}$',
  description: 'An ISO 639 language code: fr, en, pt, ar.',
});

const DayHours = Type.String({
  pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]-(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$',
  description:
    'Opening time and closing time of a day; a closing time before the opening one is on the next day.',
});

/** Opening hours: keys are days (`mon`, `mon-fri`, `sat`), values are times. */
export const Hours = Type.Object(
  {
    always: Type.Optional(Type.Literal(true, { description: 'Open 24 hours a day, 7 days a week.' })),
    closed: Type.Optional(
      Type.Array(Type.String(), {
        description: 'Calendars of public holidays (fr-holidays) or dates (2026-12-24).',
      }),
    ),
  },
  {
    patternProperties: {
      '^(mon|tue|wed|thu|fri|sat|sun)(-(mon|tue|wed|thu|fri|sat|sun))?$': Type.Union([
        DayHours,
        Type.Array(DayHours, { minItems: 1 }),
      ]),
    },
    additionalProperties: false,
    description: 'Opening hours in the time zone of the line or centre.',
  },
);

const closed = { additionalProperties: false };

/** Where a call goes next. Exactly one of the forms. */
export const Target = Type.Union(
  [
    Type.Object(
      { queue: Name, saying: Type.Optional(Prompts) },
      { ...closed, title: 'queue', description: 'Wait in this queue for an agent.' },
    ),
    Type.Object(
      {
        transfer: Name,
        saying: Type.Optional(Prompts),
        failed: Type.Optional(
          Type.Object(
            { say: Prompts, go: Type.Optional(Name) },
            {
              ...closed,
              description:
                'What is said when the destination is busy, closed or unreachable, and the step that follows; without a step the call ends after the message.',
            },
          ),
        ),
      },
      { ...closed, title: 'transfer', description: 'Leave for a destination of sip-config/centres.yaml.' },
    ),
    Type.Object(
      { go: Name, language: Type.Optional(Language) },
      {
        ...closed,
        title: 'go',
        description: 'Go on with another step, in another language if one is given.',
      },
    ),
    Type.Object(
      { callback: Type.Literal(true), saying: Type.Optional(Prompts) },
      {
        ...closed,
        title: 'callback',
        description:
          'Be called back without losing the place; from a step outside of a queue, in the queue that `callback.queue` of the line names.',
      },
    ),
    Type.Object(
      { emergency: Name, saying: Type.Optional(Prompts) },
      {
        ...closed,
        title: 'emergency',
        description:
          'Leave at once for this destination of sip-config/centres.yaml, whatever the hours and the capacity.',
      },
    ),
    Type.Object(
      { end: Prompts },
      { ...closed, title: 'end', description: 'Say a complete message, then end the call.' },
    ),
  ],
  { description: 'Where the call goes: {queue}, {transfer}, {go}, {callback}, {emergency} or {end}.' },
);

const Menu = Type.Object(
  {
    prompt: Prompts,
    tries: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 9,
        default: 3,
        description: 'How often the menu is said before `otherwise`.',
      }),
    ),
    wait: Type.Optional(Duration),
    wrong: Type.Optional(Prompts),
  },
  {
    ...closed,
    description: 'Say the choices and wait for a key. `wrong` is said after a key that is no choice.',
  },
);

export const Step = Type.Object(
  {
    say: Type.Optional(Prompts),
    menu: Type.Optional(Menu),
    choices: Type.Optional(
      Type.Object(
        {},
        {
          patternProperties: { '^[0-9*#]$': Target },
          additionalProperties: false,
          description: 'Key → where the call goes.',
        },
      ),
    ),
    otherwise: Type.Optional(Target),
    next: Type.Optional(Target),
  },
  {
    ...closed,
    description:
      'A step: says something, then either offers a menu (with `choices` and `otherwise`) or goes on (`next`).',
  },
);

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

const Callback = Type.Object(
  {
    numbers: Type.Array(Type.String({ pattern: '^\\+[0-9]{1,15}\\*?$' }), {
      minItems: 1,
      description:
        'Numbers that may be called back (I8): +2250708091011, or a beginning: +225*. Premium and shared-cost numbers never are.',
    }),
    trunk: Name,
    queue: Type.Optional(Name),
    from: Type.Optional(
      Type.String({ description: 'The number shown to the person called back; the line when absent.' }),
    ),
    ring: Type.Optional(Duration),
    tries: Type.Optional(Type.Integer({ minimum: 1, maximum: 10, default: 3 })),
    retry: Type.Optional(Duration),
    window: Type.Optional(Duration),
    perNumberAndDay: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 2 })),
    perDay: Type.Optional(Type.Integer({ minimum: 1, default: 500 })),
  },
  {
    ...closed,
    description:
      'Calling back: rings for `ring` (25s), again after `retry` (5m), up to `tries` times within `window` (2h).',
  },
);

const Emergency = Type.Object(
  {
    to: Name,
    key: Type.Optional(
      Type.String({
        pattern: '^[0-9*#]$',
        description: 'Heard in every message, menu and queue of the line.',
      }),
    ),
    numbers: Type.Optional(
      Type.Array(Type.String({ pattern: '^[0-9*#+]{2,20}$' }), {
        minItems: 1,
        description: 'Numbers of the line that are emergencies when they are dialled.',
      }),
    ),
    saying: Type.Optional(Prompts),
  },
  {
    ...closed,
    description: 'Where a caller in danger leaves to at once: a destination of sip-config/centres.yaml.',
  },
);

const Crisis = Type.Object(
  {
    name: Type.Optional(Type.String({ description: 'What supervisors read.' })),
    say: Prompts,
    start: Type.Optional(Name),
  },
  {
    ...closed,
    description:
      'A prepared crisis mode: its message comes first, then its own menu (`start`; the ordinary one when absent).',
  },
);

export const Line = Type.Object(
  {
    line: Type.String({ pattern: '^[0-9*#+]{2,15}$', description: 'The number that citizens dial.' }),
    name: Type.String({ minLength: 1, description: 'What the line is called, on pages and in reports.' }),
    languages: Type.Array(Language, {
      minItems: 1,
      uniqueItems: true,
      description:
        'The languages of the line; the first is spoken until the caller chooses. Each has a folder under prompts/.',
    }),
    timezone: Type.String({ description: 'An IANA time zone: Europe/Paris.' }),
    answer: Type.Union([Type.Literal('free-wait'), Type.Literal('at-once')], {
      description:
        'free-wait: nothing is billed before an agent takes the call, on trunks that declare early media; at-once: answer first.',
    }),
    capacity: Type.Optional(
      Type.Integer({
        minimum: 1,
        description: 'Calls at once on this line; one more is refused at the door.',
      }),
    ),
    reserve: Type.Optional(
      Type.Integer({
        minimum: 0,
        default: 2,
        description:
          'Channels beyond the capacity that only say `full`; beyond them a call gets 486 at the door.',
      }),
    ),
    full: Type.Optional(Prompts),
    hours: Hours,
    closed: Target,
    redial: Type.Optional(
      Type.Object(
        { window: Duration },
        {
          ...closed,
          description: 'A call dropped while it waited, dialled again within this time, has its place back.',
        },
      ),
    ),
    callback: Type.Optional(Callback),
    emergency: Type.Optional(Emergency),
    crises: Type.Optional(
      Type.Object(
        {},
        {
          patternProperties: { '^[a-z0-9][a-z0-9-]*$': Crisis },
          additionalProperties: false,
          description:
            'Name → prepared crisis mode; `npx shortline crisis start <line> <name>` switches it on.',
        },
      ),
    ),
    start: Name,
    steps: Type.Object(
      {},
      {
        patternProperties: { '^[a-z0-9][a-z0-9-]*$': Step },
        additionalProperties: false,
        minProperties: 1,
        description: 'Name → step.',
      },
    ),
    queues: Type.Object(
      {},
      {
        patternProperties: { '^[a-z0-9][a-z0-9-]*$': Queue },
        additionalProperties: false,
        description: 'Name → queue.',
      },
    ),
  },
  { ...closed, title: 'A line of shortline', $id: 'line.schema.json' },
);

export type Hours = Static<typeof Hours> & { [days: string]: string | string[] | true | undefined };
export type Prompts = Static<typeof Prompts>;
export type Target = Static<typeof Target>;
export type Menu = Static<typeof Menu>;
export type Step = Omit<Static<typeof Step>, 'choices'> & { choices?: { [key: string]: Target } };
export type Relaxation = Static<typeof Relaxation>;
export type Overflow = Static<typeof Overflow>;
export type Queue = Omit<Static<typeof Queue>, 'needs' | 'hours' | 'menu'> & {
  needs?: { [skill: string]: number };
  hours?: Hours;
  menu?: { prompt: Prompts; choices: { [key: string]: Target }; every?: string };
};
export type Strategy = NonNullable<Queue['strategy']>;
export type Callback = Static<typeof Callback>;
export type Crisis = Static<typeof Crisis>;
/** One checked line. */
export type Line = Omit<Static<typeof Line>, 'steps' | 'queues' | 'hours' | 'crises'> & {
  hours: Hours;
  crises?: { [name: string]: Crisis };
  steps: { [name: string]: Step };
  queues: { [name: string]: Queue };
};
