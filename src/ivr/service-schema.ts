/** What a line offers besides its menus: callbacks, emergencies, prepared crises. */
import Type, { type Static } from 'typebox';
import { closed, Duration, Name, Prompts } from './schema-parts.ts';

export const Callback = Type.Object(
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

export const Emergency = Type.Object(
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

export const Crisis = Type.Object(
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

export type Callback = Static<typeof Callback>;
export type Crisis = Static<typeof Crisis>;
