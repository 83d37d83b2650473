/**
 * The language of a line's dialplan (`dialplans/<line>/line.yaml`): the one definition from which the types, the
 * check and the published JSON Schema come. Its parts are in the files beside.
 */
import Type, { type Static } from 'typebox';
import { Hours } from './hours-schema.ts';
import { Queue } from './queue-schema.ts';
import { closed, Duration, Language, Name, Prompts } from './schema-parts.ts';
import { Callback, Crisis, Emergency } from './service-schema.ts';
import { Step } from './step-schema.ts';
import { Target } from './target-schema.ts';

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

export type { Overflow, Queue, Relaxation, Strategy } from './queue-schema.ts';
export type { Callback, Crisis } from './service-schema.ts';
export type { Menu, Step } from './step-schema.ts';
export { Hours, type Prompts, type Target };
/** One checked line. */
export type Line = Omit<Static<typeof Line>, 'steps' | 'queues' | 'hours' | 'crises'> & {
  hours: Hours;
  crises?: { [name: string]: Crisis };
  steps: { [name: string]: Step };
  queues: { [name: string]: Queue };
};
