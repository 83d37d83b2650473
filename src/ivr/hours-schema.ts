/** Opening hours, of lines, queues and centres. */
import Type, { type Static } from 'typebox';

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

export type Hours = Static<typeof Hours> & { [days: string]: string | string[] | true | undefined };
