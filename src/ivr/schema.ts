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
      { end: Prompts },
      { ...closed, title: 'end', description: 'Say a complete message, then end the call.' },
    ),
  ],
  { description: 'Where the call goes: {queue}, {transfer}, {go} or {end}.' },
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

export const Queue = Type.Object(
  {
    name: Type.Optional(Type.String({ description: 'What supervisors read.' })),
    skill: Type.Optional(Name),
    level: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 5,
        default: 1,
        description: 'The least level of the skill that an agent needs here.',
      }),
    ),
    music: Type.Optional(Name),
    ring: Type.Optional(Duration),
    joined: Type.Optional(Prompts),
  },
  {
    ...closed,
    description:
      "A queue: the skill that its callers need, the music that they hear, how long an agent's telephone rings, what is said on joining.",
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
export type Queue = Static<typeof Queue>;
/** One checked line. */
export type Line = Omit<Static<typeof Line>, 'steps' | 'queues' | 'hours'> & {
  hours: Hours;
  steps: { [name: string]: Step };
  queues: { [name: string]: Queue };
};
